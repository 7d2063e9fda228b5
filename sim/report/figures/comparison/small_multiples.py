"""Panels of one size, in rows and columns; their axes are shared, or each has its own."""

from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.figures.comparison.names import name_lines
from sim.report.figures.picture import MARGIN_IN, place
from sim.report.figures.style import TEXT, WIDTH_IN
from sim.report.figures.text import text_width, wrapped

_FOOT_IN = 0.5
_BELOW_IN = 0.44  # for numbers and the name of an axis


class SmallMultiples(NamedTuple):
    """Where panels stand.

    Args:
        columns: panels beside each other.
        rows: of panels.
        height_in: of a panel, in inches.
        left_in: left of the first column, in inches.
        gap_in: between columns, in inches.
        head_in: above each panel, in inches.
        foot_in: below the last row, in inches.
        below_in: below each panel, in inches; 0 where axes are shared.
        right_in: right of the last column, in inches.
    """

    columns: int
    rows: int
    height_in: float
    left_in: float = 0.62
    gap_in: float = 0.16
    head_in: float = 0.34
    foot_in: float = _FOOT_IN
    below_in: float = 0.0
    right_in: float = 0.0

    @property
    def body_in(self) -> float:
        """Height of all panels, in inches."""
        return self.rows * self._pitch_in + self.foot_in

    @property
    def _pitch_in(self) -> float:
        return self.height_in + self.head_in + self.below_in

    @property
    def width_in(self) -> float:
        """Width of a panel, in inches."""
        return (
            WIDTH_IN - 2 * MARGIN_IN - self.left_in - self.right_in - (self.columns - 1) * self.gap_in
        ) / self.columns

    def panel(self, figure: Figure, number: int) -> Axes:
        """Return the axes of a panel; numbers count row by row from 0."""
        row, column = divmod(number, self.columns)
        left = MARGIN_IN + self.left_in + column * (self.width_in + self.gap_in)
        bottom = self.body_in - row * self._pitch_in - self.head_in - self.height_in
        return place(figure, left, bottom, self.width_in, self.height_in)

    def named(self, axes: Axes, name: str, bold: bool = False) -> None:
        """Write an alternative's name above its panel."""
        lines = name_lines(name, self.width_in)
        fits = all(text_width(line, lines.size, "bold") <= self.width_in for line in lines.lines)
        axes.text(
            0.0, 1.0 + 0.05 / self.height_in, lines.text, transform=axes.transAxes, size=lines.size, va="bottom",
            weight="bold" if bold and fits else "normal", linespacing=1.1,
        )  # fmt: skip

    def headed(self, axes: Axes, text: str) -> None:
        """Write a heading above a panel."""
        lines = wrapped(text, self.width_in, TEXT, weight="bold")
        axes.text(
            0.0, 1.0 + 0.09 / self.height_in, "\n".join(lines), transform=axes.transAxes, size=TEXT, weight="bold",
            va="baseline",
        )  # fmt: skip


def own_axes(
    count: int, key_in: float, left_in: float = 0.6, gap_in: float = 0.75, right_in: float = 0.0
) -> SmallMultiples:
    """Return panels with axes of their own, two beside each other, on one page.

    Args:
        count: of the panels.
        key_in: room at the bottom, in inches.
        left_in: left of the first column, in inches.
        gap_in: between columns, in inches.
        right_in: right of the last column, in inches.
    """
    columns = min(count, 2)
    rows = -(-count // columns)
    height = max(0.9, min(2.4 if rows > 1 else 3.2, (9.6 - key_in) / rows - 0.34 - _BELOW_IN))
    return SmallMultiples(columns, rows, height, left_in, gap_in, 0.34, key_in + 0.08, _BELOW_IN, right_in)
