"""What ties the attempts of a timeline together, or cuts them off: tasks that wait for others, and time-outs."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from sim.record.outcomes import TIMEOUT
from sim.report.figures.lanes import Lane
from sim.report.figures.source import PictureSource
from sim.report.figures.style import DPI, INK
from sim.report.figures.time_axis import TimeAxis
from sim.workload.depends_on_field import parents

MOST_EDGES = 250
"""Of more, lines would hide the work; `graph.png` shows them."""
TIMEOUT_MARKER = "X"
EDGE_WIDTH = 0.7
_MIDDLE = 0.43  # of the row's height, of a bar
Ends = tuple[tuple[float, float], tuple[float, float]]


def timed_out(source: PictureSource, agents: set[str]) -> list[int]:
    """Return the rows of attempts that ran out of time with one of these agents.

    Args:
        source: table `attempts`.
        agents: ids of those that are shown.
    """
    rows = zip(source.column("attempts", "agent_id"), source.column("attempts", "error_class"), strict=True)
    return [row for row, (agent, error) in enumerate(rows) if error == TIMEOUT.code and agent in agents]


def draw_timeouts(axes: Axes, lanes: Sequence[Lane], source: PictureSource, time: TimeAxis) -> None:
    """Mark where the time of an attempt was up, once a pixel: at its bar's end, or above the lane where it queued.

    Args:
        axes: x in virtual seconds, y in inches downward.
        lanes: of the agents that are shown.
        source: table `attempts`.
        time: of the width of the axes.
    """
    by_id, pixel = {lane.agent_id: lane for lane in lanes}, time.per_inch() / DPI
    attempts, marks = source.tables["attempts"], set()
    for row in timed_out(source, set(by_id)):
        lane, slot = by_id[attempts["agent_id"][row]], attempts["slot"][row]
        y = lane.top if slot is None else lane.top + (slot + _MIDDLE) * lane.row
        marks.add((round(attempts["ended_at"][row] / pixel) * pixel, y))
    if marks:
        x, y = zip(*sorted(marks), strict=True)
        axes.plot(
            x, y, linestyle="none", marker=TIMEOUT_MARKER, markersize=4.5, color=INK, markeredgecolor="white",
            markeredgewidth=0.4, zorder=4, clip_on=False,
        )  # fmt: skip


def edges(source: PictureSource, lanes: Sequence[Lane]) -> list[Ends]:
    """Return a line from each task's end to the beginning of the one that waits for it, both in lanes that are shown.

    A task begins with its first attempt that had a slot, and ends with the one that completed it.

    Args:
        source: tables `attempts` and `tasks`.
        lanes: of the agents that are shown.
    """
    waits = zip(source.column("tasks", "task_id"), source.column("tasks", "depends_on"), strict=True)
    tied = [(task, parent) for task, text in waits if text is not None for parent, _ in parents(text)]
    if not tied or len(tied) > MOST_EDGES:
        return []
    begins, ends = _places(source, {lane.agent_id: lane for lane in lanes})
    return [(ends[parent], begins[task]) for task, parent in tied if parent in ends and task in begins]


def _places(
    source: PictureSource, by_id: dict[str, Lane]
) -> tuple[dict[str, tuple[float, float]], dict[str, tuple[float, float]]]:
    attempts = source.tables["attempts"]
    names = ("task_id", "agent_id", "slot", "started_at", "ended_at", "succeeded")
    begins: dict[str, tuple[float, float]] = {}
    ends: dict[str, tuple[float, float]] = {}
    for task, agent, slot, started_at, ended_at, succeeded in zip(*(attempts[name] for name in names), strict=True):
        lane = by_id.get(agent)
        if lane is None or slot is None:
            continue
        y = lane.top + (slot + _MIDDLE) * lane.row
        if task not in begins or started_at < begins[task][0]:
            begins[task] = (started_at, y)
        if succeeded:
            ends[task] = (ended_at, y)
    return begins, ends


def draw_edges(axes: Axes, lanes: Sequence[Lane], source: PictureSource) -> None:
    """Draw which task waits for which, where they are few enough to be followed.

    Args:
        axes: x in virtual seconds, y in inches downward.
        lanes: of the agents that are shown.
        source: tables `attempts` and `tasks`.
    """
    lines = edges(source, lanes)
    if lines:
        axes.add_collection(
            LineCollection(lines, colors=INK, linewidths=EDGE_WIDTH, alpha=0.6, zorder=3), autolim=False
        )
