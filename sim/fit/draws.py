"""Draws for the tests of a fit: each test has its own, so that one test more moves no other."""

from collections.abc import Callable
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from sim.fit.service_times import Draws
from sim.luck.keyed import Purpose, uniforms

DrawsFor = Callable[[str], Draws]
"""(what for) -> draws of its own."""


def keyed_draws(seed: int) -> DrawsFor:
    """Return draws by name of what they are for.

    Args:
        seed: of all of them.

    >>> draws = keyed_draws(1)
    >>> draws("times")(0, 2).tolist() == draws("times")(0, 3)[:2].tolist(), draws("size")(0, 1) == draws("times")(0, 1)
    (True, array([False]))
    """

    def of(name: str) -> Draws:
        address = crc32(name.encode())  # the same on every machine, unlike hash()

        def draw(number: int, n: int) -> NDArray[np.float64]:
            return uniforms(seed, 0, Purpose.FIT, address, number, n)

        return draw

    return of
