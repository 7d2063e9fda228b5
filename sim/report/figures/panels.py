"""The main panel of each picture of a run, drawn into axes of somebody else's figure."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from matplotlib.axes import Axes

from sim.report.figures.calibration import draw_points
from sim.report.figures.graph import draw_graph, drawn_tasks, graph_title
from sim.report.figures.health import health_title, wave_healths
from sim.report.figures.health_waves import draw_over_waves
from sim.report.figures.lanes import chosen_agents, lanes_of
from sim.report.figures.queue_band import draw_total
from sim.report.figures.queues import queues_of, queues_title
from sim.report.figures.reliability import calibration_title, outcomes, points_of
from sim.report.figures.source import PictureSource
from sim.report.figures.start_counts import starts_of
from sim.report.figures.starts import draw_starts, key, starts_title
from sim.report.figures.style import MUTED, TEXT, styled
from sim.report.figures.text import wrapped
from sim.report.figures.time_axis import TimeAxis
from sim.report.figures.time_spent import timeline_title
from sim.report.figures.timeline import draw_lanes
from sim.report.figures.timeline_key import key_handles
from sim.report.figures.timeline_work import how_drawn
from sim.report.wave_graph import wave_graph

_ABOVE_WAVES = 16.0  # points: the numbers of the waves stand there


class _Size(NamedTuple):
    """Of axes, in inches."""

    width: float
    height: float


def draw_panel(name: str, source: PictureSource, axes: Axes) -> Axes:
    """Draw the main panel of a picture, with its finding as the title, and return the axes.

    Args:
        name: a key of `PANELS`.
        source: the run.
        axes: empty, in any figure; their size decides how much is shown.
    """
    extent, dpi = axes.get_window_extent(), axes.figure.dpi
    with styled():
        size = _Size(extent.width / dpi, extent.height / dpi)
        title = PANELS[name](source, axes, size)
        if title is not None:
            told = "\n".join(wrapped(title, size.width, TEXT, weight="bold"))
            axes.set_title(told, loc="left", size=TEXT, weight="bold", pad=_ABOVE_WAVES)
        else:
            axes.set_axis_off()
            axes.text(0.5, 0.5, "nothing to draw", transform=axes.transAxes, color=MUTED, ha="center")
    return axes


def _health(source: PictureSource, axes: Axes, size: _Size) -> str | None:
    waves = wave_healths(source)
    if not waves:
        return None
    draw_over_waves(axes, waves, size.width, size.height)
    return health_title(waves)


def _timeline(source: PictureSource, axes: Axes, size: _Size) -> str | None:
    if not source.column("attempts", "task_id") and not source.column("outages", "agent_id"):
        return None
    lanes, time = lanes_of(chosen_agents(source)), TimeAxis(source, size.width)
    drawn = how_drawn(lanes, source, time)
    draw_lanes(axes, lanes, source, time, drawn)
    handles = key_handles(source, {lane.agent_id for lane in lanes}, drawn)
    axes.legend(handles=handles, loc="upper left", bbox_to_anchor=(0.0, -0.18), ncols=max(1, len(handles)))
    return timeline_title(source)


def _queues(source: PictureSource, axes: Axes, size: _Size) -> str | None:
    queues = queues_of(source)
    if not queues.at.size:
        return None
    time = TimeAxis(source, size.width)
    draw_total(axes, queues.at, queues.total, queues.manager, time)
    time.dress(axes)
    time.mark_waves(axes)
    return queues_title(source, queues)


def _calibration(source: PictureSource, axes: Axes, _: _Size) -> str | None:
    predicted, observed = outcomes(source)
    if not predicted.size:
        return None
    draw_points(axes, points_of(predicted, observed))
    axes.tick_params(axis="x", labelbottom=True)
    axes.set_xlabel("predicted success (%)")
    axes.legend(loc="lower right", bbox_to_anchor=(1.0, 0.07))
    return calibration_title(predicted, observed)


def _graph(source: PictureSource, axes: Axes, size: _Size) -> str | None:
    graph = wave_graph(source.tables)
    if graph is None:
        return None
    draw_graph(axes, graph, drawn_tasks(graph), TimeAxis(source, size.width))
    return graph_title(graph)


def _starts(source: PictureSource, axes: Axes, size: _Size) -> str | None:
    starts = starts_of(source)
    if not starts.total.any():
        return None
    draw_starts(axes, starts, source, TimeAxis(source, size.width))
    handles = key(starts, source)
    axes.legend(handles=handles, loc="upper left", bbox_to_anchor=(0.0, -0.18), ncols=len(handles))
    return starts_title(starts)


PANELS: Mapping[str, Callable[[PictureSource, Axes, _Size], str | None]] = {
    "health": _health,
    "timeline": _timeline,
    "queues": _queues,
    "calibration": _calibration,
    "graph": _graph,
    "starts": _starts,
}
"""Each draws, and returns its finding in plain words; None where there is nothing to draw."""
