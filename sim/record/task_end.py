"""How a task's row says that the end of the run cut it off, and that the rules ended it without service."""

from sim.record.outcomes import CANCELLED, RUN_ENDED
from sim.record.patience_rows import AttemptWithdrawn
from sim.record.rows import AttemptEnded, TaskEnded
from sim.record.views import TaskStatus

SAME_MOMENT_S = 1e-9
"""Moments closer than this are the same for time-outs and deadlines: sums of floats differ in their last digits."""

NOT_FINISHED = "not finished: "
"""How the reason of a task begins that the end of the run cut off; why the run ended follows."""

PARENT_FAILED = "a task that it waits for failed: "
"""How the reason of a task begins that failed with a parent; the parent's id follows."""

NO_RETRY_BUDGET = "retry_budget: the fleet makes too many retries already"
"""How the reason of a task begins that `retry.retry_budget` kept from another try; its last attempt follows."""

AT_DEADLINE = "dropped at its deadline"
"""The reason of a task that failed because its deadline passed."""


def is_unfinished(task: TaskEnded) -> bool:
    """Return whether the end of the run cut a task off, released or not.

    Args:
        task: that has ended.
    """
    return task.reason is not None and task.reason.startswith(NOT_FINISHED)


def is_cut_off(attempt: AttemptEnded | AttemptWithdrawn) -> bool:
    """Return whether the end of the run, or a copy, cut an attempt off: nobody knows how it would have ended.

    Args:
        attempt: that has ended.
    """
    return attempt.error_class in (RUN_ENDED.code, CANCELLED.code)


def is_beside_the_point(attempt: AttemptEnded | AttemptWithdrawn) -> bool:
    """Return whether an attempt counts in no rate of success: another copy succeeded first.

    Args:
        attempt: that has ended.
    """
    return attempt.error_class == CANCELLED.code


def missed_deadline(task: TaskEnded) -> bool:
    """Return whether a task that has a deadline did not complete by it; failed and cut off ones did not.

    Args:
        task: that has ended.
    """
    if task.deadline_s is None:
        return False
    in_time = task.ready_at is not None and task.ended_at - task.ready_at <= task.deadline_s + SAME_MOMENT_S
    return task.status != TaskStatus.COMPLETED or not in_time


def is_unserved(task: TaskEnded) -> bool:
    """Return whether a task was ready and the rules ended it before any service.

    Args:
        task: that has ended.
    """
    return task.ready_at is not None and task.started_at is None and not is_unfinished(task)
