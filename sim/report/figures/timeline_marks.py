"""What stands beside the work in a timeline: back-offs, refusals of the gates, and outages."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection

from sim.report.figures.kinds import Kind, kinds_of
from sim.report.figures.lanes import Lane
from sim.report.figures.source import PictureSource
from sim.report.figures.style import DPI, INK, NAVY
from sim.report.figures.time_axis import TimeAxis

_BACKOFF_AT = 0.9  # of the row's height
OUTAGE_HATCH = "//////"
REFUSAL_MARKER = "v"


def draw_backoffs(axes: Axes, lanes: Sequence[Lane], source: PictureSource, time: TimeAxis) -> None:
    """Draw the wait between an attempt and the next one as a line below the attempt.

    Args:
        axes: x in virtual seconds, y in inches downward.
        lanes: of the agents that are shown.
        source: table `attempts`.
        time: of the width of the axes.
    """
    by_id = {lane.agent_id: lane for lane in lanes}
    attempts = source.tables["attempts"]
    columns = (attempts[name] for name in ("agent_id", "slot", "ended_at", "backoff"))
    lines = [
        [(ended_at, y), (min(ended_at + backoff, time.end_s), y)]
        for agent_id, slot, ended_at, backoff in zip(*columns, strict=True)
        if backoff and slot is not None and (lane := by_id.get(agent_id))
        for y in (lane.top + (slot + _BACKOFF_AT) * lane.row,)
    ]
    if lines:
        axes.add_collection(LineCollection(lines, colors=INK, linewidths=1.2, zorder=2.2), autolim=False)


def draw_outages(axes: Axes, lanes: Sequence[Lane], source: PictureSource, time: TimeAxis) -> None:
    """Hatch the time that an agent was down, over its whole lane.

    Args:
        axes: x in virtual seconds, y in inches downward.
        lanes: of the agents that are shown.
        source: table `outages`.
        time: of the width of the axes.
    """
    by_id = {lane.agent_id: lane for lane in lanes}
    outages = source.tables["outages"]
    columns = (outages[name] for name in ("agent_id", "started_at", "ended_at"))
    bars = [
        [(start, lane.top), (end, lane.top), (end, lane.top + lane.height), (start, lane.top + lane.height)]
        for agent_id, start, ended_at in zip(*columns, strict=True)
        if start < time.end_s and (lane := by_id.get(agent_id))
        for end in (time.end_s if ended_at is None else min(ended_at, time.end_s),)
    ]
    if bars:
        axes.add_collection(
            PolyCollection(
                bars, facecolor=(1.0, 1.0, 1.0, 0.55), edgecolor=NAVY, hatch=OUTAGE_HATCH, linewidth=0.6, zorder=2.5
            ),
            autolim=False,
        )


def draw_refusals(axes: Axes, lanes: Sequence[Lane], source: PictureSource, time: TimeAxis) -> None:
    """Mark each attempt that the gates refused, once a pixel.

    Args:
        axes: x in virtual seconds, y in inches downward.
        lanes: of the agents that are shown.
        source: table `attempts`.
        time: of the width of the axes.
    """
    by_id = {lane.agent_id: lane for lane in lanes}
    pixel = time.per_inch() / DPI
    refused = np.flatnonzero(kinds_of(source) == Kind.REFUSED).tolist()
    attempts = source.tables["attempts"]
    marks = {
        (round(attempts["started_at"][row] / pixel) * pixel, lane.top + attempts["slot"][row] * lane.row)
        for row in refused
        if (lane := by_id.get(attempts["agent_id"][row]))
    }
    if marks:
        x, y = zip(*sorted(marks), strict=True)
        axes.plot(
            x, y, linestyle="none", marker=REFUSAL_MARKER, markersize=4.0, color=INK, markeredgecolor="white",
            markeredgewidth=0.4, zorder=4, clip_on=False,
        )  # fmt: skip
