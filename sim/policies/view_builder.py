"""Build an `AssignmentView` from the few columns that an example or a test is about."""

import math
from collections.abc import Sequence
from math import fsum

from sim.policies.strategy import AssignmentView

Matrix = Sequence[Sequence[float]]


def make_view(
    expected_s: Matrix,
    *,
    estimate: Matrix | None = None,
    predicted_success: Sequence[float] | None = None,
    task: Sequence[int] | None = None,
    priority: Sequence[int] | None = None,
    confidence: Sequence[float] | None = None,
    planned_start_s: Matrix = (),
    usable: Sequence[bool] | None = None,
    load_s: Sequence[float] | None = None,
    tasks_in_system: Sequence[int] | None = None,
    free_slots: Sequence[int] | None = None,
    capacity: Sequence[int] | None = None,
    up_share: Sequence[float] | None = None,
    fair_share_s: float | None = None,
    settings: tuple[float, ...] = (),
    queued: Sequence[int] | None = None,
    last_given: Sequence[int] | None = None,
    accepts: Sequence[Sequence[bool]] = (),
    queued_or_running: Sequence[int] | None = None,
    slot_free_s: Matrix | None = None,
    work_s: Sequence[float] | None = None,
    succeeded: Sequence[int] | None = None,
    failed: Sequence[int] | None = None,
    parents: Sequence[Sequence[tuple[int, float]]] = (),
) -> AssignmentView:
    """Return a view in which every column that is not given has the value of a fresh, idle fleet.

    Args:
        expected_s: service seconds, [task][agent]; at least one task, so that the number of agents is known.
        estimate: success per pair, 0..1; default 1.
        predicted_success: per task; default the mean of the task's estimates.
        task, priority, confidence: per task; default 0, 1, 2, ..; 2 (medium); NaN (not assessed).
        planned_start_s: the schedule, [task][agent] in seconds, NaN where it has no line; default empty.
        usable, load_s, tasks_in_system, capacity, up_share: per agent; default usable, 0, 0, 1, 1.
        free_slots: per agent; default the capacity.
        fair_share_s: seconds; default by its definition, the sum of mean expected times over all slots.
        settings: the strategy's settings, in its order.
        queued, last_given: per agent; default 0; -1 (it has been given no task).
        accepts: [task][agent]; default empty (every agent accepts every task).
        queued_or_running, succeeded, failed: per agent; default 0.
        slot_free_s: [agent][slot] in seconds from now; default 0 for each slot.
        parents: per task, (task index, hand-off seconds) of what it waits for; default empty (nothing waits).
        work_s: per task; default the mean of the task's expected times over the agents that accept it.

    >>> view = make_view([[10.0, 20.0], [30.0, 40.0]])
    >>> view.load_s, view.priority, view.fair_share_s  # (15 + 35) / 2 slots
    ((0.0, 0.0), (2, 2), 25.0)
    """
    tasks, agents = len(expected_s), len(expected_s[0])
    chances = estimate if estimate is not None else ((1.0,) * agents,) * tasks
    slots = tuple(capacity) if capacity is not None else (1,) * agents
    work = fsum(_mean(row) for row in expected_s)
    return AssignmentView(
        task=tuple(task) if task is not None else tuple(range(tasks)),
        priority=tuple(priority) if priority is not None else (2,) * tasks,
        confidence=tuple(confidence) if confidence is not None else (math.nan,) * tasks,
        predicted_success=(
            tuple(predicted_success) if predicted_success is not None else tuple(_mean(row) for row in chances)
        ),
        estimate=_frozen(chances),
        expected_s=_frozen(expected_s),
        planned_start_s=_frozen(planned_start_s),
        usable=tuple(usable) if usable is not None else (True,) * agents,
        load_s=tuple(load_s) if load_s is not None else (0.0,) * agents,
        tasks_in_system=tuple(tasks_in_system) if tasks_in_system is not None else (0,) * agents,
        free_slots=tuple(free_slots) if free_slots is not None else slots,
        capacity=slots,
        up_share=tuple(up_share) if up_share is not None else (1.0,) * agents,
        fair_share_s=fair_share_s if fair_share_s is not None else work / sum(slots),
        settings=settings,
        queued=tuple(queued) if queued is not None else (0,) * agents,
        last_given=tuple(last_given) if last_given is not None else (-1,) * agents,
        accepts=tuple(tuple(row) for row in accepts),
        queued_or_running=tuple(queued_or_running) if queued_or_running is not None else (0,) * agents,
        slot_free_s=_frozen(slot_free_s) if slot_free_s is not None else tuple((0.0,) * number for number in slots),
        work_s=tuple(work_s) if work_s is not None else tuple(_mean(row) for row in _accepted(expected_s, accepts)),
        succeeded=tuple(succeeded) if succeeded is not None else (0,) * agents,
        failed=tuple(failed) if failed is not None else (0,) * agents,
        parents=tuple(tuple(of_task) for of_task in parents),
    )


def _accepted(matrix: Matrix, accepts: Sequence[Sequence[bool]]) -> Matrix:
    if not accepts:
        return matrix
    return [
        [value for value, accepted in zip(row, of_task, strict=True) if accepted] or [0.0]
        for row, of_task in zip(matrix, accepts, strict=True)
    ]


def _mean(row: Sequence[float]) -> float:
    return fsum(row) / len(row)


def _frozen(matrix: Matrix) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(row) for row in matrix)
