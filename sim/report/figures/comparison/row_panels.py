"""Panels that share their rows, one an alternative: in blocks below each other, the names at the left of each block."""

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.figures.comparison.names import name_lines
from sim.report.figures.picture import MARGIN_IN, place
from sim.report.figures.style import SMALL, TEXT, WIDTH_IN
from sim.report.figures.text import wrapped

KEY_IN = 0.34  # of the legend, at the bottom
PAGE_IN = 9.95  # most that stands below a title
_NAMES_IN, _GAP_IN, _FOOT_IN, _LINE_IN = 1.7, 0.28, 0.5, 0.15
_ROW_IN, _LEAST_ROW_IN, _TWO_LINES_IN = 0.3, 0.19, 0.25


class RowPanels(NamedTuple):
    """Where panels stand.

    Args:
        names: of the rows.
        columns: panels beside each other.
        blocks: of panels, below each other.
        row_in: height of a row, in inches.
        head_in: height of a block's headings, in inches.
        right_in: room at the right of a block, in inches.
    """

    names: tuple[str, ...]
    columns: int
    blocks: int
    row_in: float
    head_in: float
    right_in: float

    @property
    def body_in(self) -> float:
        """Height of all blocks and the legend, in inches."""
        return self.blocks * (self.head_in + self.rows_in + _FOOT_IN) + KEY_IN

    @property
    def rows_in(self) -> float:
        """Height of the rows of a block, in inches."""
        return self.row_in * len(self.names)

    @property
    def width_in(self) -> float:
        """Width of a panel, in inches."""
        return _panel_in(self.columns, self.right_in)

    def panel(self, figure: Figure, number: int, head: str) -> Axes:
        """Return the axes of a panel, dressed: y is the row, the first one at the top.

        Args:
            figure: made with `body_in`.
            number: of the panel, from 0, row by row.
            head: above it.
        """
        block, column = divmod(number, self.columns)
        left = MARGIN_IN + _NAMES_IN + column * (self.width_in + _GAP_IN)
        top = self.body_in - block * (self.head_in + self.rows_in + _FOOT_IN) - self.head_in
        axes = place(figure, left, top - self.rows_in, self.width_in, self.rows_in)
        rows = len(self.names)
        axes.set_ylim(rows - 0.5, -0.5)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        for row in range(0, rows, 2):
            axes.axhspan(row - 0.5, row + 0.5, facecolor="#F3F3F3", linewidth=0.0, zorder=0)
        inch = 1.0 / self.rows_in
        lines = wrapped(head, self.width_in, TEXT, weight="bold")
        axes.text(
            0.0, 1.0 + 0.09 * inch, "\n".join(lines), transform=axes.transAxes, size=TEXT, weight="bold", va="baseline",
            linespacing=1.15,
        )  # fmt: skip
        if column == 0:
            self._write_names(axes)
        return axes

    def _write_names(self, axes: Axes) -> None:
        for row, name in enumerate(self.names):
            lines = name_lines(name, _NAMES_IN - 0.12)
            axes.text(
                -0.1 / self.width_in, row, lines.text, transform=axes.get_yaxis_transform(), size=lines.size,
                ha="right", va="center", linespacing=1.1,
            )  # fmt: skip

    def key(self, figure: Figure, handles: Sequence[Artist]) -> None:
        """Draw the legend below the blocks."""
        figure.legend(
            handles=list(handles), loc="lower left", ncols=max(1, len(handles)), borderaxespad=0.0, borderpad=0.1,
            bbox_to_anchor=(MARGIN_IN / WIDTH_IN, 0.1 / figure.get_figheight()), handlelength=1.6, handletextpad=0.5,
            columnspacing=1.2, fontsize=SMALL,
        )  # fmt: skip


def row_panels(names: Sequence[str], heads: Sequence[str], columns: int, right_in: float = 0.0) -> RowPanels:
    """Return where panels stand: rows as high as a page allows.

    Args:
        names: of the rows.
        heads: of the panels, row by row.
        columns: panels beside each other.
        right_in: room at the right of each block, in inches.

    >>> row_panels(["a", "b"], ["x", "y", "z"], columns=2).blocks
    2
    """
    columns = min(columns, len(heads))
    blocks = -(-len(heads) // columns)
    lines = max(len(wrapped(head, _panel_in(columns, right_in), TEXT, weight="bold")) for head in heads)
    head_in = _LINE_IN * lines + 0.12
    least = max(_LEAST_ROW_IN if len(name_lines(name, _NAMES_IN - 0.12).lines) < 2 else _TWO_LINES_IN for name in names)
    room = (PAGE_IN - KEY_IN) / blocks - head_in - _FOOT_IN
    row_in = max(least, min(_ROW_IN, room / len(names)))
    return RowPanels(tuple(names), columns, blocks, row_in, head_in, right_in)


def fitting(names: Sequence[str], heads: Sequence[str], fewest: int, most: int) -> RowPanels:
    """Return panels in as few columns as a page allows."""
    found = (row_panels(names, heads, columns) for columns in range(fewest, most))
    return next((panels for panels in found if panels.body_in <= PAGE_IN), row_panels(names, heads, most))


def _panel_in(columns: int, right_in: float) -> float:
    width = WIDTH_IN - 2 * MARGIN_IN - _NAMES_IN - right_in - 0.1
    return (width - (columns - 1) * _GAP_IN) / columns
