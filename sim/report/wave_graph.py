"""The graph of one wave's tasks as it was lived, and the longest chain of work in it: the critical path."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from sim.record.tables import Columns
from sim.workload.dependencies import Dependencies, edges_of, in_order
from sim.workload.depends_on_field import parents


class WaveGraph(NamedTuple):
    """The tasks of a wave, in input order, and what waited for what within it."""

    wave: int
    length_s: float  # of the wave
    task_id: Sequence[str]
    ready_at: Sequence[float | None]
    started_at: Sequence[float | None]
    ended_at: Sequence[float]
    completed: Sequence[bool]
    graph: Dependencies
    critical: Sequence[int]  # the tasks of the critical path, first to last
    critical_s: float  # seconds worked on it


def wave_graph(tables: Mapping[str, Columns]) -> WaveGraph | None:
    """Return the graph of the wave in which most tasks wait for tasks of the wave; None where none does.

    Args:
        tables: `tasks` and `waves` of a run.
    """
    tasks = tables["tasks"]
    waits = [() if text is None else parents(text) for text in tasks["depends_on"]]
    wave_of = dict(zip(tasks["task_id"], tasks["wave"], strict=True))
    edges: dict[int, int] = {}
    for wave, of_task in zip(tasks["wave"], waits, strict=True):
        within = sum(wave_of.get(parent) == wave for parent, _ in of_task)
        edges[wave] = edges.get(wave, 0) + within
    if not any(edges.values()):
        return None
    wave = max(edges, key=lambda number: (edges[number], -number))
    rows = [row for row, number in enumerate(tasks["wave"]) if number == wave]
    place = {tasks["task_id"][row]: at for at, row in enumerate(rows)}
    pairs = [(at, place[parent]) for at, row in enumerate(rows) for parent, _ in waits[row] if parent in place]
    graph = edges_of(len(rows), [child for child, _ in pairs], [parent for _, parent in pairs])
    path, seconds = _longest(graph, [tasks["served"][row] for row in rows])
    spans = zip(tables["waves"]["wave"], tables["waves"]["started_at"], tables["waves"]["ended_at"], strict=True)
    length_s = next((end - start for number, start, end in spans if number == wave), 0.0)

    def column(name: str) -> list[float | None]:
        return [tasks[name][row] for row in rows]

    return WaveGraph(
        wave, length_s, list(place), column("ready_at"), column("started_at"), [tasks["ended_at"][row] for row in rows],
        [tasks["status"][row] == "completed" for row in rows], graph, path, seconds,
    )  # fmt: skip


def _longest(graph: Dependencies, served: Sequence[float]) -> tuple[list[int], float]:
    """Return the chain of tasks on which most was worked, and the seconds."""
    longest, before = list(served), [-1] * len(served)
    for task in in_order(graph):
        for parent, _ in graph.parents_of(task):
            if longest[parent] + served[task] > longest[task]:
                longest[task], before[task] = longest[parent] + served[task], parent
    at = int(np.argmax(longest))
    path, seconds = [at], longest[at]
    while before[path[-1]] >= 0:
        path.append(before[path[-1]])
    return path[::-1], seconds
