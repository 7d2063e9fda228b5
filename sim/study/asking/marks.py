"""How what is known of an alternative looks: a colour and a shape, so that neither has to be seen."""

from collections.abc import Iterable

from matplotlib.lines import Line2D

from sim.measures.questions.evidence import Meets
from sim.report.figures.comparison.verdict_marks import Mark, handle
from sim.report.figures.style import INK, MUTED, NAVY, VERMILLION

REFUSED = "#F7E3D8"
"""The side of a limit on which a requirement is missed."""
MARKS = {
    Meets.YES: Mark("P", NAVY, NAVY, 8.0, "meets", "meets all requirements"),
    Meets.NO: Mark("X", VERMILLION, VERMILLION, 8.0, "does not", "does not meet them"),
    Meets.UNDECIDED: Mark("o", "white", MUTED, 6.5, "undecided", "undecided"),
}


def mark_handles(known: Iterable[Meets]) -> list[Line2D]:
    """Return entries of a legend for what occurs, in its own order."""
    present = set(known)
    return [handle(mark) for each, mark in MARKS.items() if each in present]


def limit_handle() -> Line2D:
    """Return the entry of a legend for a limit."""
    return Line2D([], [], color=INK, linewidth=0.9, linestyle=(0, (4, 2)), label="the limit")
