"""Names of the points of a scatter: each beside its point where there is room, else by a number with a key below."""

from collections.abc import Collection, Mapping, Sequence
from math import fsum
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.figures.comparison.free_places import NEAR_IN, Box, free_place
from sim.report.figures.picture import MARGIN_IN, text_at
from sim.report.figures.style import INK, MUTED, SMALL, TINY, WIDTH_IN
from sim.report.figures.text import shown, text_width

MANY = 30
"""Points from which on names in the picture would cover it."""
_AWAY_IN = (NEAR_IN, 0.3, 0.5, 0.7, 0.9, 1.1, 1.3)
_LINE_IN, _GAP_IN = 0.13, 0.15
_LONGEST = 44
_MOST_KEYED_IN = 4.5  # of a page, for the key
_MOST_COLUMNS = 6


class Label(NamedTuple):
    """A text, where it stands, and the point that it names; all in inches from the corner of the axes."""

    text: str
    box: Box
    point: tuple[float, float]
    strong: bool


class Names(NamedTuple):
    """What names the points: labels within the axes, and lines of a key below them, already in columns."""

    labels: Sequence[Label]
    key: Sequence[Sequence[str]]

    @property
    def key_in(self) -> float:
        """The height of the key."""
        return _LINE_IN * max(map(len, self.key), default=0)


def named(
    points: Mapping[str, tuple[float, float]],
    first: Sequence[str],
    roles: Mapping[str, str],
    arms: Mapping[str, Sequence[Box]],
    page: Box,
) -> Names:
    """Find a place for the name of every point, the first ones first.

    Args:
        points: in inches, by name.
        first: names that go before the others, and stand out.
        roles: what else is said of some, such as `baseline`.
        arms: of each point that has any, the boxes of its intervals.
        page: that no label may leave.
    """
    page_of = _Page(points, [box for boxes in arms.values() for box in boxes], page, set(first))
    # From above: the next point's label then has to go elsewhere, not between a point and its own.
    order = sorted(points, key=lambda name: (name not in page_of.strong, -points[name][1], points[name][0], name))
    # Far from its point only what stands out; the others are told by a number before they fill the page. In a crowd
    # all are, but for those that have a role.
    crowd = len(points) > MANY
    keyed = [
        name
        for name in order
        if (crowd and name not in roles)
        or not page_of.put(_told(name, roles), name, _AWAY_IN if name in page_of.strong else _AWAY_IN[:1])
    ]
    there = [page_of.put(str(number), name, _AWAY_IN) for number, name in enumerate(keyed, start=1)]
    lines = [
        f"{number if placed else '-'}  {_told(name, roles)}"
        for number, (name, placed) in enumerate(zip(keyed, there, strict=True), start=1)
    ]
    return Names(page_of.labels, _columns(lines))


class _Page:
    """Labels find their places one by one."""

    def __init__(
        self, points: Mapping[str, tuple[float, float]], arms: Sequence[Box], page: Box, strong: Collection[str]
    ) -> None:
        self._points, self._arms, self._page, self.strong = points, arms, page, strong
        self._dots = [Box(x - 0.06, y - 0.06, x + 0.06, y + 0.06) for x, y in points.values()]
        self.labels: list[Label] = []

    def put(self, text: str, name: str, away: Sequence[float]) -> bool:
        """Place a label beside a point, rather across an interval than not at all; return whether there was room."""
        taken = [*self._dots, *(label.box for label in self.labels)]
        box = free_place(self._points[name], text, [*taken, *self._arms], self._page, away)
        box = box or free_place(self._points[name], text, taken, self._page, away)
        if box is not None:
            self.labels.append(Label(text, box, self._points[name], name in self.strong))
        return box is not None


def write_names(axes: Axes, size_in: tuple[float, float], names: Names) -> None:
    """Write the labels, with a line to each point that is not beside its own."""
    wide, high = size_in
    for label in names.labels:
        (x, y), box = label.point, label.box
        near = min(max(x, box.left), box.right), min(max(y, box.bottom), box.top)
        middle = (box.left, (box.bottom + box.top) / 2)
        shares = [(px / wide, py / high) for px, py in (label.point, near, middle)]
        if (near[0] - x) ** 2 + (near[1] - y) ** 2 > 0.2**2:
            axes.plot(*zip(*shares[:2], strict=True), transform=axes.transAxes, color=MUTED, linewidth=0.8, zorder=3.5)
        axes.text(
            *shares[2], label.text, transform=axes.transAxes, size=SMALL, va="center_baseline", zorder=5,
            color=INK if label.strong else MUTED,
            bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 0.6},
        )  # fmt: skip


def write_key(figure: Figure, top_in: float, names: Names) -> None:
    """Write the key, from a height of the page downwards."""
    left = MARGIN_IN
    for column in names.key:
        for row, line in enumerate(column):
            text_at(figure, left, top_in - _LINE_IN * (row + 1), line, size=TINY, color=MUTED)
        left += _GAP_IN + max(text_width(line, TINY) for line in column)


def _columns(lines: Sequence[str]) -> list[Sequence[str]]:
    """Return lines in as many columns as fit side by side; what no page holds is counted in the last line."""
    room = WIDTH_IN - 2 * MARGIN_IN + _GAP_IN
    for across in range(_MOST_COLUMNS, 0, -1):
        kept = _cut(lines, across * int(_MOST_KEYED_IN / _LINE_IN))
        rows = -(-len(kept) // across)
        columns = [kept[start : start + rows] for start in range(0, len(kept), max(rows, 1))]
        if fsum(_GAP_IN + max(text_width(line, TINY) for line in column) for column in columns) <= room:
            break
    return columns


def _cut(lines: Sequence[str], most: int) -> Sequence[str]:
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], f"and {len(lines) - most + 1} others; runs.parquet has all"]


def _told(name: str, roles: Mapping[str, str]) -> str:
    return shown(name, _LONGEST) + (f" ({roles[name]})" if name in roles else "")
