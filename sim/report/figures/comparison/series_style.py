"""Looks for several lines in one picture: each has a colour, a marker and a dash of its own."""

from typing import Any, NamedTuple

from sim.report.figures.style import INK, NAVY, VERMILLION


class SeriesStyle(NamedTuple):
    """How a line looks."""

    color: str
    marker: str
    dash: Any


SERIES = (
    SeriesStyle(NAVY, "o", "solid"),
    SeriesStyle(VERMILLION, "s", (0, (5, 1.5))),
    SeriesStyle("#2E9FD9", "^", (0, (1.2, 1.2))),
    SeriesStyle(INK, "D", (0, (6, 1.5, 1.2, 1.5))),
    SeriesStyle("#009E73", "v", (0, (3, 1))),
    SeriesStyle("#B0679A", "P", (0, (8, 2))),
)
