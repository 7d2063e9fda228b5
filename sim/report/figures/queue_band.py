"""The queues of a fleet too large to show each agent's: their sum, and the spread over agents."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sim.report.figures.source import Floats
from sim.report.figures.style import INK, NAVY, RULE, SKY, VERMILLION
from sim.report.figures.thinning import stairs, thinned
from sim.report.figures.time_axis import TimeAxis

LOW, HIGH = 10, 90  # percent of agents


def draw_band(
    above: Axes, below: Axes, at: Floats, total: Floats, manager: Floats, by_agent: Floats, time: TimeAxis
) -> None:
    """Draw all waiting tasks above, and the agents' queues below.

    Args:
        above: empty axes.
        below: empty axes.
        at: times of the samples, in virtual seconds.
        total: waiting tasks.
        manager: those of them at the manager.
        by_agent: those at each agent; rows are samples, columns agents.
        time: of the width of the axes.
    """
    draw_total(above, at, total, manager, time)
    low, median, high = np.percentile(by_agent, [LOW, 50, HIGH], axis=1, method="inverted_cdf")
    longest = by_agent.max(axis=1)
    _line(below, at, longest, time, "longest queue", INK, "dotted")
    _fill(below, at, low, high, time, f"{LOW} to {HIGH} %\nof the agents")
    _line(below, at, median, time, "median agent", NAVY, "solid")
    _dress(below, float(longest.max()), "waiting tasks, an agent")
    time.dress(above, numbered=False)
    time.dress(below)
    time.mark_waves(above)
    time.mark_waves(below, labelled=False)
    for axes in (above, below) if manager.any() else (below,):
        axes.legend(loc="upper left", bbox_to_anchor=(1.005, 1.05), handlelength=1.6, borderaxespad=0.0)


def draw_total(axes: Axes, at: Floats, total: Floats, manager: Floats, time: TimeAxis) -> None:
    """Draw how many tasks wait in all, and at the manager where any do; the time axis is left undressed.

    Args:
        axes: empty.
        at: times of the samples, in virtual seconds.
        total: waiting tasks.
        manager: those of them at the manager.
        time: of the width of the axes.
    """
    _fill(axes, at, np.zeros_like(total), total, time, None)
    _line(axes, at, total, time, "all", INK, "solid")
    if manager.any():
        _line(axes, at, manager, time, "at the manager", VERMILLION, "solid")
    _dress(axes, float(total.max()), "waiting tasks, all")


def _line(axes: Axes, at: Floats, y: Floats, time: TimeAxis, name: str, color: str, style: str) -> None:
    x, y = thinned(*stairs(at, y, time.end_s))
    axes.plot(x, y, color=color, linestyle=style, linewidth=1.3, zorder=3, label=name)


def _fill(axes: Axes, at: Floats, low: Floats, high: Floats, time: TimeAxis, name: str | None) -> None:
    # Two edges thinned each for itself no longer share their x: the band is one outline, there and back.
    there = thinned(*stairs(at, high, time.end_s))
    back = thinned(*stairs(at, low, time.end_s))
    x, y = (np.concatenate((forth, ret[::-1])) for forth, ret in zip(there, back, strict=True))
    axes.fill(x, y, facecolor=SKY, linewidth=0.0, zorder=2, label=name)


def _dress(axes: Axes, most: float, label: str) -> None:
    axes.set_ylim(0.0, 1.06 * max(1.0, most))
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.set_ylabel(label)
    axes.grid(axis="y", color=RULE, linewidth=0.5)
    axes.set_axisbelow(True)
