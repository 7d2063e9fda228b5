"""Small panels of one size, in rows and columns, of which only the outer ones have numbers at their axes."""

from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.figures.comparison.names import name_lines
from sim.report.figures.picture import MARGIN_IN, place
from sim.report.figures.style import WIDTH_IN

_FOOT_IN = 0.5


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
    """

    columns: int
    rows: int
    height_in: float
    left_in: float = 0.62
    gap_in: float = 0.16
    head_in: float = 0.34
    foot_in: float = _FOOT_IN

    @property
    def body_in(self) -> float:
        """Height of all panels, in inches."""
        return self.rows * (self.height_in + self.head_in) + self.foot_in

    @property
    def width_in(self) -> float:
        """Width of a panel, in inches."""
        return (WIDTH_IN - 2 * MARGIN_IN - self.left_in - (self.columns - 1) * self.gap_in) / self.columns

    def panel(self, figure: Figure, number: int) -> Axes:
        """Return the axes of a panel; numbers count row by row from 0."""
        row, column = divmod(number, self.columns)
        left = MARGIN_IN + self.left_in + column * (self.width_in + self.gap_in)
        bottom = self.foot_in + (self.rows - row) * (self.height_in + self.head_in) - self.head_in - self.height_in
        return place(figure, left, bottom, self.width_in, self.height_in)

    def named(self, axes: Axes, name: str, bold: bool = False) -> None:
        """Write an alternative's name above its panel."""
        lines = name_lines(name, self.width_in)
        axes.text(
            0.0, 1.0 + 0.05 / self.height_in, lines.text, transform=axes.transAxes, size=lines.size, va="bottom",
            weight="bold" if bold else "normal", linespacing=1.1,
        )  # fmt: skip
