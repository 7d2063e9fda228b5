"""What the rows of a log tell of starts of attempts, and of how the system came back after a fault."""

from collections.abc import Collection, Sequence

from sim.measures.metrics.recovery import EndedTask, Recovery, recovery
from sim.observe.wave_index import WaveRows
from sim.record.log import RunLog
from sim.record.outcomes import RATE_LIMITED
from sim.record.rows import AttemptEnded, Injected, TaskEnded
from sim.record.task_end import is_unfinished


def started_in(rows: WaveRows) -> list[AttemptEnded]:
    """Return the attempts of a wave that got past the gates, or were refused by a rate limit behind them.

    Those have reached the provider, which had to answer them.

    Args:
        rows: of the wave.
    """
    limited = [row for row in rows.refused if row.error_class == RATE_LIMITED.code]
    return [*rows.attempts, *limited] if limited else rows.attempts


def tries_of(started: Sequence[AttemptEnded], counted: Collection[int] | None = None) -> tuple[int, int]:
    """Return how many attempts started, and of how many tasks.

    Args:
        started: see `started_in`.
        counted: indices of the tasks that count; None: all do.
    """
    tasks = [row.task_index for row in started if counted is None or row.task_index in counted]
    return len(tasks), len(set(tasks))


def recovery_after(log: RunLog, tasks: Sequence[TaskEnded], window_s: float, end_s: float) -> Recovery:
    """Return whether a run came back to what it was before the faults that were put in on purpose.

    Args:
        log: of the run.
        tasks: of the run.
        window_s: of the monitor.
        end_s: of the last wave.
    """
    faults = [(row.at, row.until) for row in sorted(log.of(Injected), key=lambda row: row.at)]
    if not faults:
        return Recovery()
    waits = [(task.ready_at, task.ready_at + (_wait_s(task) or 0.0)) for task in tasks if task.ready_at is not None]
    ended = [
        EndedTask(task.ended_at, _wait_s(task), task.status == "completed") for task in tasks if not is_unfinished(task)
    ]
    return recovery(ended, waits, faults, window_s, end_s)


def _wait_s(task: TaskEnded) -> float | None:
    if task.ready_at is None:
        return None
    return (task.ended_at if task.started_at is None else task.started_at) - task.ready_at
