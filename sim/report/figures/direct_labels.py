"""Labels that stand beside what they name, so that nobody has to look up a legend."""

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from sim.report.figures.style import INK, MUTED, SMALL

_SWATCH_IN = 0.11


class Label(NamedTuple):
    """What a label says, and where what it names lies on the y axis."""

    at: float
    text: str
    color: str


def apart(positions: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return positions moved as little as needed to lie at least `gap` from each other, in their order.

    Args:
        positions: in ascending order.
        gap: least distance between neighbours.
        low: none lies below, unless there are too many.
        high: none lies above.

    >>> apart([1.0, 1.1, 5.0], gap=1.0, low=0.0, high=10.0)
    [0.55, 1.55, 5.0]

    Source: pooling of adjacent violators, as in Barlow et al., "Statistical Inference under Order Restrictions", 1972.
    """
    pools: list[tuple[float, int]] = []  # (mean of position - place * gap, members)
    for place, position in enumerate(positions):
        pool = (position - place * gap, 1)
        while pools and pools[-1][0] > pool[0]:
            mean, members = pools.pop()
            total = members + pool[1]
            pool = ((mean * members + pool[0] * pool[1]) / total, total)
        pools.append(pool)
    moved = [mean for mean, members in pools for _ in range(members)]
    highest = high - (len(moved) - 1) * gap
    return [max(low, min(base, highest)) + place * gap for place, base in enumerate(moved)]


def label_at(
    axes: Axes, labels: Sequence[Label], x: float, reach: float, top: float, inch_x: float, inch_y: float
) -> None:
    """Write labels beside each other's marks at the right of a drawing, apart enough to be read.

    Args:
        axes: whose data coordinates are used.
        labels: in any order.
        x: right end of what is labelled.
        reach: length of the leader lines.
        top: no label stands above it.
        inch_x: data units an inch along x.
        inch_y: data units an inch along y.
    """
    ordered = sorted(labels, key=lambda label: label.at)
    lines = max((label.text.count("\n") for label in ordered), default=0) + 1
    low = min(axes.get_ylim())
    gap = (0.14 * lines + 0.04) * inch_y
    half = gap / 2
    places = apart([label.at for label in ordered], gap, low + half, top - half)
    left, side = x + reach, _SWATCH_IN
    for label, y in zip(ordered, places, strict=True):
        if reach > 0.0:
            axes.plot([x, left], [label.at, y], color=MUTED, linewidth=0.7, clip_on=False, zorder=3)
        swatch = Rectangle(
            (left, y - side * inch_y / 2), side * inch_x, side * inch_y, facecolor=label.color, edgecolor=INK,
            linewidth=0.6, clip_on=False, zorder=4,
        )  # fmt: skip
        axes.add_patch(swatch)
        axes.text(
            left + (side + 0.07) * inch_x, y, label.text, size=SMALL, va="center_baseline", linespacing=1.15, zorder=4
        )
