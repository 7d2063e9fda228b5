"""Make a table of tasks from the columns that a source knows; the others are as harmless as can be."""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from sim.workload.dependencies import Dependencies, edges_of
from sim.workload.task_table import TaskTable

Array = npt.NDArray[np.float64]
Column = float | Sequence[float] | Array


def make_tasks(
    seconds: Sequence[float] | Array,
    success: Column = 1.0,
    *,
    wave: Sequence[int] | None = None,
    task_id: Sequence[str] | None = None,
    priority: Sequence[int] | None = None,
    risk: Sequence[str] | None = None,
    confidence: Sequence[float | None] | None = None,
    approved: Sequence[bool] | None = None,
    release_offset_s: Sequence[float] | None = None,
    depends_on: Mapping[str, Mapping[str, float]] | None = None,
) -> TaskTable:
    """Return the tasks of a source, each number given once: whether it is the truth or a prediction, `Source` says.

    Args:
        seconds: service time of each task at speed 1, in input order.
        success: chance of success, 0..1, of each task, or one for all.
        wave: of each task, from 1; absent: all in the first.
        task_id: unique; absent: `task_1_0` and so on, wave and place in it.
        priority: 1 high to 3 low; absent: 2.
        risk: LOW, MEDIUM, HIGH or UNKNOWN; absent: LOW.
        confidence: in the prediction, 0..1; None: not assessed.
        approved: by a person; absent: none is.
        release_offset_s: seconds after the start of the wave; absent: 0.
        depends_on: by id of a task what it waits for: ids of its parents, with the seconds that the result of each
            takes to another agent; absent: none waits.

    Raises:
        ValueError: columns differ in length, a number leaves its range, or no task has an id; says which.

    >>> tasks = make_tasks([30.0, 60.0], success=0.9, wave=[1, 2])
    >>> tasks.task_id, tasks.position, tasks.expected_s.tolist()
    (('task_1_0', 'task_2_0'), (0, 0), [[30.0], [60.0]])
    """
    n = len(seconds)
    waves = tuple(wave) if wave is not None else (1,) * n
    given = {
        "wave": waves, "task_id": task_id, "priority": priority, "risk": risk, "confidence": confidence,
        "approved": approved, "release_offset_s": release_offset_s,
    }  # fmt: skip
    for name, column in given.items():
        if column is not None and len(column) != n:
            raise ValueError(f"{name} has {len(column)} entries for {n} tasks")
    before: Counter[int] = Counter()
    position = []
    for number in waves:
        position.append(before[number])
        before[number] += 1
    chances = _column("success", np.broadcast_to(np.asarray(success, dtype=float), (n,)), 1.0)
    times = _column("seconds", np.asarray(seconds, dtype=float), np.inf)
    names = (f"task_{number}_{place}" for number, place in zip(waves, position, strict=True))
    ids = tuple(task_id) if task_id is not None else tuple(names)
    return TaskTable(
        task_id=ids,
        wave=waves,
        position=tuple(position),
        priority=tuple(priority) if priority is not None else (2,) * n,
        risk=tuple(risk) if risk is not None else ("LOW",) * n,
        confidence=tuple(confidence) if confidence is not None else (None,) * n,
        approved=tuple(approved) if approved is not None else (False,) * n,
        release_offset_s=tuple(release_offset_s) if release_offset_s is not None else (0.0,) * n,
        predicted_success=chances,
        true_success=chances,
        expected_s=times,
        true_s=times,
        depends_on=_dependencies(ids, depends_on or {}),
    )


def _dependencies(ids: Sequence[str], depends_on: Mapping[str, Mapping[str, float]]) -> Dependencies | None:
    index_of = {task: index for index, task in enumerate(ids)}
    edges = [(task, parent, seconds) for task, parents in depends_on.items() for parent, seconds in parents.items()]
    unknown = next((name for task, parent, _ in edges for name in (task, parent) if name not in index_of), None)
    if unknown is not None:
        raise ValueError(f"depends_on names {unknown!r}, which is no task's id")
    if not edges:
        return None
    child = [index_of[task] for task, _, _ in edges]
    return edges_of(len(ids), child, [index_of[parent] for _, parent, _ in edges], [seconds for *_, seconds in edges])


def _column(name: str, values: Array, highest: float) -> Array:
    if not bool(np.all((values >= 0.0) & (values <= highest) & np.isfinite(values))):
        raise ValueError(f"{name} leaves the range 0 to {highest:g}")
    table = values.reshape(-1, 1).copy()
    table.setflags(write=False)
    return table
