"""Labels beside points, each where it covers nothing."""

from collections.abc import Sequence
from typing import NamedTuple

from sim.report.figures.style import SMALL
from sim.report.figures.text import text_width

_HEIGHT_IN, _AWAY_IN = 0.15, 0.1


class Box(NamedTuple):
    """A rectangle, in inches."""

    left: float
    bottom: float
    right: float
    top: float

    def covers(self, other: "Box") -> bool:
        """Whether the two have an area in common."""
        across = min(self.right, other.right) - max(self.left, other.left)
        return across > 0.0 and min(self.top, other.top) - max(self.bottom, other.bottom) > 0.0


def free_places(
    points: Sequence[tuple[float, float]], texts: Sequence[str], taken: Sequence[Box], within: Box
) -> list[Box | None]:
    """Return a place for each label: right, left, above or below its point, or in a corner; None where none is free.

    Args:
        points: that are labelled, in inches, the most important one first.
        texts: one line each.
        taken: boxes that no label may cover.
        within: no label may leave it.

    >>> page = Box(0.0, 0.0, 4.0, 1.0)
    >>> [box and box.left for box in free_places([(1.0, 0.5), (3.9, 0.5)], ["ab", "cd"], [], page)][0]
    1.1
    """
    used, found = list(taken), []
    for (x, y), text in zip(points, texts, strict=True):
        wide, high = text_width(text, SMALL), _HEIGHT_IN
        corners = (
            (x + _AWAY_IN, y - high / 2), (x - _AWAY_IN - wide, y - high / 2), (x - wide / 2, y + _AWAY_IN),
            (x - wide / 2, y - _AWAY_IN - high), (x + _AWAY_IN, y + 0.05), (x + _AWAY_IN, y - 0.05 - high),
            (x - _AWAY_IN - wide, y + 0.05), (x - _AWAY_IN - wide, y - 0.05 - high),
        )  # fmt: skip
        boxes = (Box(left, bottom, left + wide, bottom + high) for left, bottom in corners)
        place = next((box for box in boxes if _inside(box, within) and not any(map(box.covers, used))), None)
        if place is not None:
            used.append(place)
        found.append(place)
    return found


def _inside(box: Box, page: Box) -> bool:
    return (
        box.left >= page.left and box.right <= page.right and box.bottom >= page.bottom and box.top <= page.top
    )  # fmt: skip
