"""Predicted against observed, a line a task."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from sim.observe.wave_index import WaveRows
from sim.observe.wave_metrics import observed_success
from sim.record.rows import Assigned, AttemptEnded, TaskEnded
from sim.record.views import ExecutionOutcome

if TYPE_CHECKING:
    import pandas as pd


class TaskOutcome(NamedTuple):
    """What was expected of one task, and what came of it. Times are virtual seconds."""

    task_id: str
    agent_id: str | None  # its last agent
    predicted_agent_id: str | None  # that the prediction is for: of its first attempt past the gates, else the last
    wave: int
    priority: int
    risk: str
    confidence: float | None
    predicted_success: float
    observed_success: bool | None  # None: no attempt got past the gates
    completed: bool
    expected_s: float | None
    actual_s: float  # worked, over all attempts
    retries: int
    released_at: float | None
    started_at: float | None
    ended_at: float
    response_s: float | None  # ready to end, of a task that was served
    least_loaded: bool | None  # its last assignment went to the least loaded agent; None: never assigned
    error_class: str | None  # of its first attempt past the gates, where that failed
    reason: str | None  # why it failed for good


def task_outcomes(rows: WaveRows, meaning: str) -> list[TaskOutcome]:
    """Return the outcome of every task of a wave, in input order.

    Args:
        rows: the wave.
        meaning: of the predictions: `attempt` or `task`.

    >>> task_outcomes(WaveRows(1), meaning="attempt")
    []
    """
    first = {row.task_index: row for row in rows.attempts if row.first_served}
    assigned = {row.task_index: row for row in rows.assigned}
    tasks = sorted(rows.tasks, key=lambda task: task.task_index)
    return [_outcome(task, first.get(task.task_index), assigned.get(task.task_index), meaning) for task in tasks]


def _outcome(task: TaskEnded, first: AttemptEnded | None, assigned: Assigned | None, meaning: str) -> TaskOutcome:
    served = task.ready_at is not None and task.started_at is not None
    return TaskOutcome(
        task_id=task.task_id,
        agent_id=task.agent_id,
        predicted_agent_id=first.agent_id if first else task.agent_id,
        wave=task.wave,
        priority=task.priority,
        risk=task.risk,
        confidence=task.confidence,
        predicted_success=task.predicted_success,
        observed_success=observed_success(task, meaning),
        completed=task.status == "completed",
        expected_s=task.expected_s,
        actual_s=task.served,
        retries=max(0, task.attempts - 1),
        released_at=task.released_at,
        started_at=task.started_at,
        ended_at=task.ended_at,
        response_s=task.ended_at - (task.ready_at or 0.0) if served else None,
        least_loaded=assigned.least_loaded if assigned else None,
        error_class=first.error_class if first and not first.succeeded else None,
        reason=task.reason,
    )


def outcome_frame(outcomes: Sequence[TaskOutcome]) -> "pd.DataFrame":
    """Return outcomes as a table: a row a task, a column a field of `TaskOutcome`.

    >>> outcome_frame([]).empty
    True
    """
    import pandas as pd

    columns = list(zip(*outcomes, strict=True)) or [()] * len(TaskOutcome._fields)
    kinds = {"observed_success": "boolean", "least_loaded": "boolean", "completed": "bool"}
    numbers = ("confidence", "expected_s", "released_at", "started_at", "response_s")
    frame = pd.DataFrame(dict(zip(TaskOutcome._fields, columns, strict=True)))
    return frame.astype(kinds | dict.fromkeys(numbers, "float64"))


def execution_outcomes(outcomes: Sequence[TaskOutcome]) -> list[ExecutionOutcome]:
    """Return outcomes as the specification's objects.

    >>> execution_outcomes([])
    []
    """
    return [
        ExecutionOutcome(
            task_id=outcome.task_id,
            agent_id=outcome.predicted_agent_id,
            wave=outcome.wave,
            predicted_success=outcome.predicted_success,
            observed_success=outcome.observed_success,
            completed=outcome.completed,
            expected_s=outcome.expected_s,
            actual_s=outcome.actual_s,
            retries=outcome.retries,
        )
        for outcome in outcomes
    ]
