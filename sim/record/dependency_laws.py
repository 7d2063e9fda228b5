"""The laws of dependencies: nothing starts before what it waits for, and what waits for a failure fails with it."""

from collections.abc import Iterator

from sim.record.rows import TaskEnded
from sim.record.sorted_log import SortedLog
from sim.record.task_end import PARENT_FAILED, is_unfinished


def children_follow_their_parents(log: SortedLog) -> Iterator[str]:
    """A task is ready when it is released and its last parent has completed; it is queued when results have arrived.

    A parent's result is at once where it completed, and after the hand-off elsewhere.
    """
    by_id = {task.task_id: task for task in log.tasks}
    for task in log.tasks:
        parents = [(by_id.get(parent), seconds) for parent, seconds in task.depends_on]
        if any(parent is None for parent, _ in parents):
            yield f"{task.task_id}: waits for a task that never ends"
            continue
        known = [(parent, seconds) for parent, seconds in parents if parent is not None]
        open_ = [parent.task_id for parent, _ in known if parent.status != "completed"]
        if task.ready_at is not None:
            if open_:
                yield f"{task.task_id}: is ready, but {open_[0]} has not completed"
            last = max((parent.ended_at for parent, _ in known), default=0.0)
            if task.released_at is None or task.ready_at != max(task.released_at, last):
                parts = f"released at {task.released_at}, its last parent completed at {last}"
                yield f"{task.task_id}: is ready at {task.ready_at}, {parts}"
        elif task.released_at is not None and not open_ and not is_unfinished(task):
            yield f"{task.task_id}: is never ready, though nothing is missing"
        for row in log.attempts_of[task.task_index]:
            arrived = max((p.ended_at + s for p, s in known if p.agent != row.agent), default=0.0)
            if row.queued_at < arrived:
                yield f"{task.task_id}: attempt {row.attempt} is queued before its input arrives at {arrived}"


def failure_goes_on_to_children(log: SortedLog) -> Iterator[str]:
    """A task fails without an attempt, in the same instant, or at the start of its wave, when a parent has failed."""
    by_id = {task.task_id: task for task in log.tasks}
    began = {row.wave: row.at for row in log.waves_started}
    for task in log.tasks:
        failed = [by_id[parent] for parent, _ in task.depends_on if parent in by_id and _has_failed(by_id[parent])]
        by_parent = task.reason is not None and task.reason.startswith(PARENT_FAILED)
        if by_parent and not failed:
            yield f"{task.task_id}: fails with a parent, and none has failed"
        if not failed or task.wave not in began or is_unfinished(task):
            continue
        if not by_parent or task.attempts or task.ready_at is not None:
            yield f"{task.task_id}: waits for {failed[0].task_id}, which failed, and does not fail with it"
        first = min(parent.ended_at for parent in failed)
        if task.ended_at != max(first, began[task.wave]):
            yield f"{task.task_id}: fails at {task.ended_at}, its parent at {first}"


def _has_failed(task: TaskEnded) -> bool:
    return task.status == "failed" and not is_unfinished(task)


DEPENDENCY_LAWS = (children_follow_their_parents, failure_goes_on_to_children)
