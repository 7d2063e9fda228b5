"""What draws cost that have the same bits on every machine, against the library's functions that have not.

    python -m benchmarks.draws

Both make their uniforms anew; the ratio is the median of rounds that take turns.
"""

import statistics
import time
from collections.abc import Callable
from math import gamma, log, sqrt

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv, gammaincinv, ndtri

from sim.luck import quantile, uniforms
from sim.luck.inverse_cdf import weibull_shape
from sim.scenario import Beta, Distribution, Exponential, Gamma, Lognormal, Weibull

Array = npt.NDArray[np.float64]

SIZES, ROUNDS = (500, 5_000), 101
_SPREAD = sqrt(log(1.25))
_SHAPE = weibull_shape(0.7)
_SCALE = 30.0 / gamma(1.0 + 1.0 / _SHAPE)

DRAWS: dict[str, tuple[Distribution, Callable[[Array], Array]]] = {
    "exponential": (Exponential(mean=30.0), lambda u: -30.0 * np.log1p(-u)),
    "lognormal": (Lognormal(mean=30.0, cv=0.5), lambda u: 30.0 / sqrt(1.25) * np.exp(_SPREAD * ndtri(u))),
    "weibull": (Weibull(mean=30.0, cv=0.7), lambda u: _SCALE * (-np.log1p(-u)) ** (1.0 / _SHAPE)),
    "gamma": (Gamma(mean=30.0, cv=0.5), lambda u: np.asarray(7.5 * gammaincinv(4.0, u), dtype=np.float64)),
    "beta": (Beta(mean=0.8, sd=0.1), lambda u: betaincinv(12.0, 3.0, u)),
}


def ratio(name: str, n: int) -> float:
    """Return how many times as long so many draws of a distribution take as the library's."""
    distribution, library = DRAWS[name]
    u = uniforms(1, 0, 1, 1, 0, n)
    ours: Callable[[Array], Array] = lambda u: quantile(distribution, u)  # noqa: E731
    assert np.allclose(ours(u), library(u), rtol=1e-9)  # warm, and the same
    return statistics.median(_took(ours, n) / _took(library, n) for _ in range(ROUNDS))


def _took(draw: Callable[[Array], Array], n: int) -> float:
    began = time.perf_counter()
    draw(uniforms(1, 0, 1, 1, 0, n))
    return time.perf_counter() - began


def report() -> str:
    """Return the table."""
    heads = " | ".join(f"{n:,} draws" for n in SIZES)
    rows = [f"| {name} | {' | '.join(f'{ratio(name, n):.2f}' for n in SIZES)} |" for name in DRAWS]
    return "\n".join([f"| time / the library's (goal 2) | {heads} |", "|---|---|---|", *rows])


if __name__ == "__main__":
    print(report())
