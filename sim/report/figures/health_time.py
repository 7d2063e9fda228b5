"""The system over time: how much succeeded of what ended lately, and how many agents are up."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes

from sim.document.quantity import duration
from sim.record.outcomes import CANCELLED
from sim.report.figures.direct_labels import apart
from sim.report.figures.source import Floats, PictureSource
from sim.report.figures.style import MUTED, NAVY, RULE, SMALL, VERMILLION
from sim.report.figures.thinning import stairs, thinned
from sim.report.figures.time_axis import TimeAxis

MOST_WINDOWS = 200
"""In a run longer than this many windows, the sampled rate would be noise; the attempts are counted over wider ones."""
_WINDOWS = 30
_FEW = 12  # points that are marked one by one


def draw_over_time(axes: Axes, source: PictureSource, time: TimeAxis, height_in: float) -> None:
    """Draw the sampled success rate and availability of the whole system.

    Args:
        axes: empty.
        source: tables `samples` and `attempts`.
        time: of the width of the axes.
        height_in: height of the axes, in inches.
    """
    system = np.array([agent_id is None for agent_id in source.column("samples", "agent_id")], dtype=bool)
    at = source.numbers("samples", "at")[system]
    up = source.numbers("samples", "up")[system] / len(source.agents)
    axes.plot(*thinned(*stairs(at, up, time.end_s)), color=NAVY, linewidth=1.3, linestyle="dashed", zorder=2)
    success = _sampled(source, system) if time.end_s <= MOST_WINDOWS * source.window_s else _counted(source, time.end_s)
    # A value alone between gaps has no line to be seen by.
    marker = "o" if np.count_nonzero(~np.isnan(success.rate)) <= _FEW else None
    x, y = thinned(success.at, success.rate)
    axes.plot(x, y, color=VERMILLION, linewidth=1.8, marker=marker, markersize=4.0, zorder=3, clip_on=False)
    axes.set_ylim(-0.02, 1.06)
    axes.set_yticks([0.0, 0.25, 0.5, 0.75, 1.0], labels=["0", "25", "50", "75", "100"])
    axes.set_ylabel("share (%)")
    axes.grid(axis="y", color=RULE, linewidth=0.5)
    axes.set_axisbelow(True)
    time.dress(axes)
    time.mark_waves(axes)
    if not at.size:
        axes.text(
            0.5, 0.5, "no samples: the run ended before the first", transform=axes.transAxes, color=MUTED, ha="center"
        )
        return
    _name(axes, success, float(up[-1]), height_in)


class Success(NamedTuple):
    """Share of the attempts that succeeded, of those that ended within a window before each time."""

    at: Floats
    rate: Floats  # NaN: none ended
    window_s: float


def _sampled(source: PictureSource, system: npt.NDArray[np.bool_]) -> Success:
    at, rate = source.numbers("samples", "at")[system], source.numbers("samples", "success_rate")[system]
    return Success(at, rate, source.window_s)


def _counted(source: PictureSource, end_s: float) -> Success:
    """Return the success rate over a window wide enough to show where a long run is heading."""
    lost = np.array([error == CANCELLED.code for error in source.column("attempts", "error_class")], dtype=bool)
    approved = np.array(source.column("attempts", "approved"), dtype=bool) & ~lost
    ended_at = source.numbers("attempts", "ended_at")[approved]
    order = np.argsort(ended_at, kind="stable")
    succeeded = np.array(source.column("attempts", "succeeded"), dtype=bool)[approved][order]
    window_s = end_s / _WINDOWS
    at = np.linspace(0.0, end_s, 8 * _WINDOWS + 1)[1:]
    first, last = (np.searchsorted(ended_at[order], times, side="right") for times in (at - window_s, at))
    total = np.append(0, np.cumsum(succeeded))
    counts = last - first
    rate = np.where(counts > 0, (total[last] - total[first]) / np.maximum(counts, 1), np.nan)
    return Success(at, rate, window_s)


def _name(axes: Axes, success: Success, up: float, height_in: float) -> None:
    rates = success.rate[~np.isnan(success.rate)]
    named: list[tuple[float, str, str, str]] = [(up, "agents that are up", NAVY, "dashed")]
    if rates.size:
        named.append(
            (float(rates[-1]), f"succeeded attempts\n(last {duration(success.window_s)})", VERMILLION, "solid")
        )
    named.sort()
    inch = 1.08 / height_in
    places = apart([at for at, *_ in named], 0.36 * inch, 0.1, 0.98)
    for (_, text, color, line), y in zip(named, places, strict=True):
        inside = axes.get_yaxis_transform()
        axes.plot([1.012, 1.045], [y, y], transform=inside, color=color, linestyle=line, linewidth=1.8, clip_on=False)
        axes.text(1.055, y, text, transform=inside, size=SMALL, va="center")
