"""The system over time: how much succeeded of what ended lately, and how many agents are up."""

import numpy as np
from matplotlib.axes import Axes

from sim.report.figures.direct_labels import apart
from sim.report.figures.source import Floats, PictureSource
from sim.report.figures.style import MUTED, NAVY, RULE, SMALL, VERMILLION
from sim.report.figures.thinning import stairs, thinned
from sim.report.figures.time_axis import TimeAxis
from sim.report.quantity import duration


def draw_over_time(axes: Axes, source: PictureSource, time: TimeAxis, height_in: float) -> None:
    """Draw the sampled success rate and availability of the whole system.

    Args:
        axes: empty.
        source: table `samples`.
        time: of the width of the axes.
        height_in: height of the axes, in inches.
    """
    system = np.array([agent_id is None for agent_id in source.column("samples", "agent_id")], dtype=bool)
    at = source.numbers("samples", "at")[system]
    succeeded = source.numbers("samples", "success_rate")[system]
    up = source.numbers("samples", "up")[system] / len(source.agents)
    axes.plot(*thinned(*stairs(at, up, time.end_s)), color=NAVY, linewidth=1.3, linestyle=(0, (4, 1)), zorder=2)
    axes.plot(*thinned(at, succeeded), color=VERMILLION, linewidth=1.8, zorder=3)
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
    _name(axes, succeeded, up, source.window_s, height_in)


def _name(axes: Axes, succeeded: Floats, up: Floats, window_s: float, height_in: float) -> None:
    known = succeeded[~np.isnan(succeeded)]
    named = [(float(up[-1]), "agents that are up", NAVY, (0, (4, 1)))]
    if known.size:
        named.append((float(known[-1]), f"success rate\n(last {duration(window_s)})", VERMILLION, "-"))
    named.sort()
    inch = 1.08 / height_in
    places = apart([at for at, *_ in named], 0.36 * inch, 0.1, 0.98)
    for (_, text, color, line), y in zip(named, places, strict=True):
        inside = axes.get_yaxis_transform()
        axes.plot([1.012, 1.045], [y, y], transform=inside, color=color, linestyle=line, linewidth=1.8, clip_on=False)
        axes.text(1.055, y, text, transform=inside, size=SMALL, va="center")
