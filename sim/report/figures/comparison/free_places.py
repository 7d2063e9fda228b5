"""Labels beside points, each where it covers nothing."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from sim.report.figures.source import Floats
from sim.report.figures.style import SMALL
from sim.report.figures.text import text_width

_HEIGHT_IN, NEAR_IN = 0.15, 0.1


class Box(NamedTuple):
    """A rectangle, in inches."""

    left: float
    bottom: float
    right: float
    top: float

    def inside(self, page: "Box") -> bool:
        """Whether it does not leave a page."""
        across = page.left <= self.left and self.right <= page.right
        return across and page.bottom <= self.bottom and self.top <= page.top


def free_place(
    point: tuple[float, float], text: str, taken: Sequence[Box], page: Box, away: Sequence[float] = (NEAR_IN,)
) -> Box | None:
    """Return a place for a label beside its point, as near as one is free; None where none is.

    Args:
        point: that is labelled, in inches.
        text: one line.
        taken: boxes that the label may not cover.
        page: that it may not leave.
        away: distances to try, in inches, the nearest first.

    >>> page = Box(0.0, 0.0, 4.0, 1.0)
    >>> free_place((1.0, 0.5), "ab", [], page).left, round(free_place((3.9, 0.5), "ab", [], page).right, 6)
    (1.1, 3.8)
    >>> free_place((1.0, 0.5), "ab", [page], page) is None
    True
    """
    wide = text_width(text, SMALL)
    boxes = (box for far in away for box in _beside(*point, far, wide))
    occupied = np.array(taken, dtype=float).reshape(-1, 4)
    return next((box for box in boxes if box.inside(page) and not _covers_any(box, occupied)), None)


def _covers_any(box: Box, others: Floats) -> bool:
    left, bottom, right, top = others.T
    across = np.minimum(box.right, right) - np.maximum(box.left, left)
    up = np.minimum(box.top, top) - np.maximum(box.bottom, bottom)
    return bool(((across > 0.0) & (up > 0.0)).any())


def _beside(x: float, y: float, far: float, wide: float) -> Iterator[Box]:
    """The places right, left, above and below of a point, and in the corners between."""
    high = _HEIGHT_IN
    slant = 0.5 * far
    for left, bottom in (
        (x + far, y - high / 2), (x - far - wide, y - high / 2),
        (x - wide / 2, y + far), (x - wide / 2, y - far - high),
        (x + far, y + slant), (x + far, y - slant - high),
        (x - far - wide, y + slant), (x - far - wide, y - slant - high),
    ):  # fmt: skip
        yield Box(left, bottom, left + wide, bottom + high)
