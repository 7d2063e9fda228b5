"""How many tasks and attempts the rates, means and percentiles of a run are over."""

from sim.observe.run_metrics import counted_tasks
from sim.record.log import RunLog
from sim.record.rows import TaskEnded

COUNTS = ("tasks_counted", "tasks_timed", "tasks_served", "attempts_counted")
"""Their names, in the order of `run_counts`."""


def run_counts(log: RunLog, warmup_s: float = 0.0) -> tuple[int, ...]:
    """Return the numbers that a run's metrics are over, in the order of COUNTS.

    - tasks_counted: tasks that the warm-up leaves; success_rate and retries_per_task are over them.
    - tasks_timed: of these, those that were ready; waiting and response times are over them.
    - tasks_served: of these, those with an attempt past the gates; service times, brier and ece are over them.
    - attempts_counted: attempts of the counted tasks, refused ones included.

    Args:
        log: the finished run.
        warmup_s: tasks released earlier do not count.

    >>> run_counts(RunLog(("agent_0",)))
    (0, 0, 0, 0)
    """
    counted = counted_tasks(log.of(TaskEnded), warmup_s)
    return (
        len(counted),
        sum(task.ready_at is not None for task in counted),
        sum(task.started_at is not None for task in counted),
        sum(task.attempts for task in counted),
    )
