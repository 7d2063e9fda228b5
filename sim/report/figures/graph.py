"""The graph of a wave's tasks over time: when each was worked on, what it waited for, and the critical path."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.document.quantity import count, durations
from sim.report.figures.picture import MARGIN_IN, Picture, empty_picture, picture, place
from sim.report.figures.source import PictureSource
from sim.report.figures.style import INK, RULE, SKY, TINY, VERMILLION, WIDTH_IN, styled
from sim.report.figures.text import shown
from sim.report.figures.time_axis import TimeAxis
from sim.report.wave_graph import WaveGraph, wave_graph

MOST_TASKS = 120
"""Tasks that are drawn; of a larger wave those of the critical path, and the first of the others."""
_BOTTOM_IN, _ABOVE_IN, _ROW_IN, _LEFT_IN = 0.85, 0.3, 0.17, 0.3
_MOST_ROWS_IN = 6.0


def graph_picture(source: PictureSource) -> Picture:
    """Return the picture of the graph of the wave with most dependencies.

    Args:
        source: tables `tasks` and `waves`.
    """
    graph = wave_graph(source.tables)
    where = f"{source.name}, seed {source.seed}"
    if graph is None:
        return empty_picture("No task waits for another", where)
    tasks = drawn_tasks(graph)
    rows = rows_of(graph, tasks)
    height = min(max(_ROW_IN * (1 + max(rows.values())), 1.5), _MOST_ROWS_IN)
    with styled():
        figure = picture(_BOTTOM_IN + height + _ABOVE_IN, graph_title(graph), f"{where}. {_explained(graph, tasks)}")
        time = TimeAxis(source, WIDTH_IN - _LEFT_IN - MARGIN_IN)
        axes = place(figure, _LEFT_IN, _BOTTOM_IN, time.width_in, height)
        draw_graph(axes, graph, tasks, time)
        axes.legend(handles=_key(), loc="upper left", bbox_to_anchor=(0.0, -0.42 / height), ncols=5)
    return figure


def graph_title(graph: WaveGraph) -> str:
    """Return what the graph says of the length of its wave, in plain words.

    Args:
        graph: of a wave.
    """
    wave_s, path_s = durations([graph.length_s, graph.critical_s])
    if graph.critical_s >= 0.95 * graph.length_s:
        return f"Wave {graph.wave} took {wave_s}, and its longest chain of work {path_s}: more agents would not help"
    return f"Wave {graph.wave} took {wave_s}, its longest chain of work {path_s}, which no fleet can beat"


def drawn_tasks(graph: WaveGraph) -> list[int]:
    """Return the tasks that are drawn, in input order: those with a start, at most 120.

    Args:
        graph: of a wave.
    """
    served = [task for task, start in enumerate(graph.started_at) if start is not None]
    critical = set(graph.critical)
    others = [task for task in served if task not in critical]
    room = max(MOST_TASKS - len(critical), 0)
    return sorted([task for task in served if task in critical] + others[:room])


def rows_of(graph: WaveGraph, tasks: Sequence[int]) -> dict[int, int]:
    """Return a row for each task so that no two overlap; the critical path has the lowest one to itself."""
    critical = set(graph.critical)
    rows = {task: 0 for task in tasks if task in critical}
    free_from: list[float] = []
    for task in sorted(set(tasks) - critical, key=lambda task: (_start(graph, task), task)):
        start = _start(graph, task)
        row = next((row for row, free in enumerate(free_from) if free <= start), len(free_from))
        if row == len(free_from):
            free_from.append(0.0)
        free_from[row] = graph.ended_at[task]
        rows[task] = 1 + row
    return rows


def _start(graph: WaveGraph, task: int) -> float:
    started = graph.started_at[task]
    assert started is not None
    return started


def draw_graph(axes: Axes, graph: WaveGraph, tasks: Sequence[int], time: TimeAxis) -> None:
    """Draw tasks as bars over time and edges as lines between them.

    Args:
        axes: empty.
        graph: of a wave.
        tasks: that are drawn.
        time: the axis of virtual time.
    """
    rows = rows_of(graph, tasks)
    on_path = set(zip(graph.critical, graph.critical[1:], strict=False))
    plain: list[list[tuple[float, int]]] = []
    bold: list[list[tuple[float, int]]] = []
    for task in tasks:
        for parent, _ in graph.graph.parents_of(task):
            if parent in rows:
                line = [(graph.ended_at[parent], rows[parent]), (_start(graph, task), rows[task])]
                (bold if (parent, task) in on_path else plain).append(line)
    axes.add_collection(LineCollection(plain, colors=RULE, linewidths=0.6, zorder=1))
    axes.add_collection(LineCollection(bold, colors=INK, linewidths=2.0, zorder=3))
    critical = set(graph.critical)
    for task in tasks:
        start = _start(graph, task)
        axes.barh(
            rows[task], graph.ended_at[task] - start, left=start, height=0.6, zorder=2,
            color=SKY if graph.completed[task] else VERMILLION,
            edgecolor=INK if task in critical else "white", linewidth=1.2 if task in critical else 0.4,
        )  # fmt: skip
    _name_the_path(axes, graph, rows, time)
    axes.set_ylim(-0.8, max(rows.values()) + 0.8)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    time.dress(axes)
    time.mark_waves(axes)


def _name_the_path(axes: Axes, graph: WaveGraph, rows: dict[int, int], time: TimeAxis) -> None:
    for task in graph.critical:
        if task not in rows:
            continue
        start, name = _start(graph, task), shown(graph.task_id[task])
        room = (graph.ended_at[task] - start) / time.per_inch() * 72 / (0.6 * TINY)  # characters, about
        if len(name) <= room:
            middle = (start + graph.ended_at[task]) / 2
            axes.text(middle, rows[task], name, size=TINY, ha="center", va="center", zorder=4)


def _explained(graph: WaveGraph, tasks: Sequence[int]) -> str:
    drawn = f"{len(tasks)} of {count(len(graph.task_id), 'task')} are drawn"
    return f"{drawn}; {count(graph.graph.edges, 'dependency', 'dependencies')}; bars are first start to end."


def _key() -> list[Patch | Line2D]:
    return [
        Patch(facecolor=SKY, label="completed"),
        Patch(facecolor=VERMILLION, label="failed"),
        Line2D([], [], color=RULE, linewidth=1.0, label="waited for"),
        Line2D([], [], color=INK, linewidth=2.0, label="critical path"),
    ]
