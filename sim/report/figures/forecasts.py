"""Forecasts of the parts of a record, each with its interval, beside what came of them."""

from collections.abc import Sequence

from sim.document.quantity import duration
from sim.report.figures.picture import MARGIN_IN, Picture, picture, place
from sim.report.figures.style import INK, MUTED, NAVY, RULE, SMALL, VERMILLION, WIDTH_IN, styled

_ROW_IN = 0.22
_LEFT_IN, _RIGHT_IN, _BOTTOM_IN = 1.6, 0.3, 0.5
MOST_ROWS = 40


def forecasts_picture(
    names: Sequence[str], recorded_s: Sequence[float], ends_s: Sequence[tuple[float, float, float]], title: str
) -> Picture:
    """Return the intervals of forecast times, a row a part, with what came as a dot.

    Args:
        names: of the parts.
        recorded_s: what came.
        ends_s: low end, median and high end of each forecast.
        title: the finding.
    """
    shown = min(len(names), MOST_ROWS)
    left_out = "" if shown == len(names) else f"; the first {shown} of {len(names)} parts"
    body = _BOTTOM_IN + 0.15 + _ROW_IN * shown
    with styled():
        figure = picture(body, title, f"Intervals of 95 % (line), their median (bar) and the record (dot){left_out}")
        width = WIDTH_IN - 2 * MARGIN_IN - _LEFT_IN - _RIGHT_IN
        axes = place(figure, MARGIN_IN + _LEFT_IN, _BOTTOM_IN, width, _ROW_IN * shown)
        for row in range(shown):
            low, middle, high = ends_s[row]
            holds = low <= recorded_s[row] <= high
            axes.plot([low, high], [row, row], color=NAVY, linewidth=2.0, solid_capstyle="butt", zorder=2)
            axes.plot([middle], [row], marker="|", color=NAVY, markersize=8, zorder=3)
            axes.plot([recorded_s[row]], [row], marker="o", color=INK if holds else VERMILLION, markersize=4, zorder=4)
        axes.set_ylim(shown - 0.5, -0.5)
        axes.set_yticks(range(shown), labels=[name[:28] for name in names[:shown]], fontsize=SMALL)
        axes.set_xlim(left=0.0)
        ticks = axes.get_xticks()[:-1:2] if len(axes.get_xticks()) > 6 else axes.get_xticks()[:-1]
        axes.set_xticks(ticks, labels=[duration(float(tick)) for tick in ticks])
        axes.grid(axis="x", color=RULE, linewidth=0.5)
        axes.tick_params(colors=MUTED, labelcolor=INK, length=0)
    return figure
