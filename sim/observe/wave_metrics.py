"""The metrics of one wave, from its rows."""

from collections.abc import Sequence
from math import fsum

from sim.measures.metrics.wave_catalogue import WAVE_METRICS, WaveNumbers
from sim.observe.wave_index import WaveRows
from sim.record.patience_rows import OrphanServed
from sim.record.rows import AttemptEnded, TaskEnded
from sim.record.task_end import is_unfinished


def loads_s(attempts: Sequence[AttemptEnded | OrphanServed], capacities: Sequence[int]) -> list[float]:
    """Return the busy seconds per slot of each agent.

    Args:
        attempts: those past the gates, and the work of orphans.
        capacities: slots, one entry an agent.

    >>> loads_s([], [1, 2])
    [0.0, 0.0]
    """
    served: list[list[float]] = [[] for _ in capacities]
    for attempt in attempts:
        served[attempt.agent].append(attempt.served)
    return [fsum(seconds) / slots for seconds, slots in zip(served, capacities, strict=True)]


def waited_s(task: TaskEnded) -> float | None:
    """Return the seconds from when a task is ready to its first service, or to its end without any; None: never ready.

    Args:
        task: the ended task.
    """
    if task.ready_at is None:
        return None
    return (task.ended_at if task.started_at is None else task.started_at) - task.ready_at


def observed_success(task: TaskEnded, meaning: str) -> bool | None:
    """Return what a task's prediction is held against; None where no attempt got past the gates, or the run cut it off.

    Args:
        task: the ended task.
        meaning: `attempt`: its first attempt past the gates; `task`: its final outcome.
    """
    if meaning == "task" and is_unfinished(task):
        return None
    if task.first_attempt_success is None:
        return None
    return task.status == "completed" if meaning == "task" else task.first_attempt_success


def predicted_and_observed(tasks: Sequence[TaskEnded], meaning: str) -> tuple[list[float], list[float]]:
    """Return predicted and observed success of the tasks with an attempt past the gates.

    Args:
        tasks: that have ended.
        meaning: of the predictions, see `observed_success`.

    >>> predicted_and_observed([], "attempt")
    ([], [])
    """
    pairs = [(task.predicted_success, observed_success(task, meaning)) for task in tasks]
    complete_pairs = [(predicted, float(observed)) for predicted, observed in pairs if observed is not None]
    return [predicted for predicted, _ in complete_pairs], [observed for _, observed in complete_pairs]


def wave_metrics(rows: WaveRows, capacities: Sequence[int], meaning: str = "attempt") -> dict[str, float | None]:
    """Return the metrics of a wave by name, see `sim.measures.metrics.wave_catalogue`; None where one is not defined.

    Args:
        rows: the wave, which must have ended.
        capacities: slots, one entry an agent.
        meaning: of the predictions, see `observed_success`.

    Raises:
        ValueError: when the wave has not ended.

    >>> from sim.record.rows import WaveEnded
    >>> rows = WaveRows(1, ended=WaveEnded(wave=1, started_at=0.0, ended_at=60.0, tasks=0, up_s=(45.0,)))
    >>> wave_metrics(rows, capacities=[1])["availability"]
    0.75
    """
    ended, tasks = rows.end(), rows.tasks
    predicted, observed = predicted_and_observed(tasks, meaning)
    numbers = WaveNumbers(
        tasks=len(tasks),
        completed=sum(task.status == "completed" for task in tasks),
        up_s=ended.up_s,
        length_s=ended.ended_at - ended.started_at,
        loads_s=loads_s(rows.work, capacities),
        believed=[task.predicted_success for task in tasks],
        predicted=predicted,
        observed=observed,
    )
    return {name: metric.of(numbers) for name, metric in WAVE_METRICS.items()}
