"""How each verdict looks: a colour and a shape, so that neither has to be seen."""

from collections.abc import Iterable
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.measures.comparison.verdict import Verdict
from sim.report.figures.style import INK, MUTED, NAVY, VERMILLION


class Mark(NamedTuple):
    """Shape and colours of a mean."""

    marker: str
    face: str
    line: str
    size: float
    word: str  # for beside the mark
    key: str  # for the legend


BASELINE = Mark("D", INK, INK, 5.0, "baseline", "the baseline")
MARKS = {
    Verdict.BETTER: Mark("P", NAVY, NAVY, 8.0, "better", "better"),
    Verdict.WORSE: Mark("X", VERMILLION, VERMILLION, 8.0, "worse", "worse"),
    Verdict.NO_PRACTICAL_DIFFERENCE: Mark(
        "s", "#BDBDBD", MUTED, 6.0, "no practical\ndifference", "no practical difference"
    ),
    Verdict.UNDECIDED: Mark("o", "white", MUTED, 6.5, "undecided", "undecided"),
}


def draw_interval(
    axes: Axes, mark: Mark, at: float, row: float, low: float | None, high: float | None, scale: float = 1.0
) -> None:
    """Draw a mean and its interval along x.

    Args:
        axes: y is the row.
        mark: how it looks.
        at: the mean.
        row: where it stands on the y axis.
        low: end of the interval; None: there is none.
        high: likewise.
        scale: of the mark.
    """
    if low is not None and high is not None:
        axes.plot([low, high], [row, row], color=mark.line, linewidth=2.0, solid_capstyle="butt", zorder=3)
        axes.plot([low, high], [row, row], linestyle="none", color=mark.line, marker="|", markersize=6.0, zorder=3)
    axes.plot(
        [at], [row], marker=mark.marker, markersize=mark.size * scale, markerfacecolor=mark.face,
        markeredgecolor=INK, markeredgewidth=0.7, zorder=4, clip_on=False,
    )  # fmt: skip


def verdict_handles(verdicts: Iterable[Verdict]) -> list[Line2D]:
    """Return entries of a legend for the verdicts that occur, in their own order."""
    present = set(verdicts)
    return [handle(mark) for verdict, mark in MARKS.items() if verdict in present]


def handle(mark: Mark) -> Line2D:
    """Return the entry of a legend for a mark."""
    return Line2D(
        [], [], color=mark.line, linewidth=2.0, marker=mark.marker, markersize=mark.size * 0.85,
        markerfacecolor=mark.face, markeredgecolor=INK, markeredgewidth=0.7, label=mark.key,
    )  # fmt: skip
