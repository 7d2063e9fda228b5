"""What may be wrong with a graph of tasks, told with the names of those involved."""

from collections.abc import Iterator, Sequence

import numpy as np

from sim.scenario.values.quantities import shown
from sim.workload.dependencies import Dependencies, a_cycle

_MOST_NAMED = 20


def dependency_problems(
    graph: Dependencies, task_id: Sequence[str], wave: Sequence[int]
) -> Iterator[tuple[int | None, str]]:
    """Yield what is wrong: the index of the task that waits, None where it is the table as a whole, and a sentence.

    Args:
        graph: the edges.
        task_id: of each task.
        wave: of each task.

    >>> from sim.workload.dependencies import edges_of
    >>> list(dependency_problems(edges_of(2, [0, 1], [1, 0]), ["a", "b"], [1, 1]))
    [(0, "tasks wait for each other in a circle: 'a' for 'b' for 'a'")]
    """
    n = len(task_id)
    if len(graph.start) != n + 1 or not bool(np.all((graph.parent >= 0) & (graph.parent < n))):
        yield None, f"depends_on does not fit the table: expected rows for {n} tasks, and parents among them"
        return
    yield from _of_edges(graph, task_id, wave)
    cycle = a_cycle(graph)
    if cycle:
        names = [shown(task_id[task]) for task in cycle[:_MOST_NAMED]]
        more = f" and so on, {len(cycle)} tasks in all, back" if len(cycle) > _MOST_NAMED else ""
        yield cycle[0], f"tasks wait for each other in a circle: {' for '.join(names)}{more} for {names[0]}"


def _of_edges(graph: Dependencies, task_id: Sequence[str], wave: Sequence[int]) -> Iterator[tuple[int | None, str]]:
    child, of_wave = graph.child, np.asarray(wave)
    twice = np.zeros(graph.edges, dtype=bool)
    twice[1:] = (child[1:] == child[:-1]) & (graph.parent[1:] == graph.parent[:-1])
    too_late = of_wave[graph.parent] > of_wave[child]
    no_time = ~((graph.hand_off_s >= 0.0) & np.isfinite(graph.hand_off_s))
    for edge in np.flatnonzero(twice | too_late | no_time).tolist():
        at = int(child[edge])
        task, parent = shown(task_id[at]), shown(task_id[graph.parent[edge]])
        if twice[edge]:
            yield at, f"task {task} waits for {parent} twice; name it once"
        if too_late[edge]:
            waves = f"{wave[at]} waits for {parent} of wave {wave[int(graph.parent[edge])]}"
            yield at, f"task {task} of wave {waves}; expected a task of the same or an earlier wave"
        if no_time[edge]:
            yield at, f"the hand-off from {parent} to {task} takes {graph.hand_off_s[edge]:g} s; expected 0 or more"
