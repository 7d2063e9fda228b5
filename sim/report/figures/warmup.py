"""The warm-up that a stream of tasks needs: its mean response times from the empty fleet on, and where they settle."""

import numpy as np

from sim.document.quantity import count, duration
from sim.measures.steady_state.mser import BATCH, LEFT, WarmUp
from sim.report.figures.picture import MARGIN_IN, Picture, picture, place
from sim.report.figures.source import Floats
from sim.report.figures.style import INK, MUTED, NAVY, RULE, SKY, SMALL, VERMILLION, WIDTH_IN, styled
from sim.report.figures.text import shown
from sim.report.figures.time_axis import time_unit

_PANEL_IN, _LOWER_IN, _BOTTOM_IN, _LEFT_IN, _GAP_IN = 2.4, 1.1, 0.5, 0.75, 0.45
_WINDOW = 10  # batches of the moving average


def warmup_picture(
    scenario: str, released_s: Floats, found: WarmUp, warmup_s: float | None, replications: int
) -> Picture:
    """Return the picture of a proposed warm-up.

    Args:
        scenario: its name.
        released_s: mean time of release of the n-th task.
        found: what MSER-5 says of its mean response time.
        warmup_s: proposed; None where there is none.
        replications: over which the means are.
    """
    at = released_s[: found.means.size * BATCH].reshape(-1, BATCH).mean(axis=1)
    unit = time_unit(float(released_s[-1]))
    high = time_unit(float(np.max(found.means)))
    with styled():
        means = f"mean response times over {count(replications, 'replication')}, batches of {BATCH} tasks"
        told = f"{shown(scenario, 60)}: {means}"
        figure = picture(_PANEL_IN + _LOWER_IN + _GAP_IN + _BOTTOM_IN, _title(warmup_s), told)
        width = WIDTH_IN - _LEFT_IN - 2 * MARGIN_IN
        upper = place(figure, _LEFT_IN, _BOTTOM_IN + _LOWER_IN + _GAP_IN, width, _PANEL_IN)
        upper.plot(at / unit.seconds, found.means / high.seconds, color=SKY, linewidth=0.8)
        upper.plot(at / unit.seconds, _smooth(found.means) / high.seconds, color=NAVY, linewidth=1.8)
        upper.set_ylabel(f"response time ({high.name})", size=SMALL)
        upper.set_ylim(bottom=0.0)
        lower = place(figure, _LEFT_IN, _BOTTOM_IN, width, _LOWER_IN)
        known = found.statistic[: 1 - LEFT] / (found.statistic[0] or 1.0)
        lower.plot(at[: 1 - LEFT] / unit.seconds, known, color=INK, linewidth=1.0)
        lower.set_ylim(0.0, 3.0)
        lower.set_ylabel("MSER", size=SMALL)
        lower.set_xlabel(
            f"release of the task ({unit.name}); the least MSER decides, if it lies in the first half", size=SMALL
        )
        for axes in (upper, lower):
            axes.set_xlim(0.0, float(released_s[-1]) / unit.seconds)
            axes.grid(axis="y", color=RULE, linewidth=0.5)
            if warmup_s is not None:
                axes.axvline(warmup_s / unit.seconds, color=VERMILLION, linewidth=1.5)
            else:
                axes.axvline(float(released_s[-1]) / 2.0 / unit.seconds, color=MUTED, linewidth=1.0, linestyle="--")
        return figure


def _title(warmup_s: float | None) -> str:
    if warmup_s is None:
        return "The response times do not settle within the first half: no warm-up is proposed"
    if warmup_s == 0.0:
        return "The response times are steady from the start: no warm-up is needed"
    return f"A warm-up of {duration(warmup_s)} leaves the mean response time best known"


def _smooth(means: Floats) -> Floats:
    """Return the moving average, over fewer batches at both ends (Welch 1983)."""
    totals = np.concatenate([[0.0], np.cumsum(means)])
    place_of = np.arange(means.size)
    reach = np.minimum(np.minimum(place_of, means.size - 1 - place_of), _WINDOW // 2)
    return np.asarray((totals[place_of + reach + 1] - totals[place_of - reach]) / (2 * reach + 1))
