"""The metrics of one wave, from its rows."""

from collections.abc import Sequence
from math import fsum

from sim.measures.balance import load_balance
from sim.measures.rates import accuracy, availability, prediction_error, success_rate
from sim.observe.wave_index import WaveRows
from sim.record.rows import AttemptEnded, TaskEnded


def loads_s(attempts: Sequence[AttemptEnded], capacities: Sequence[int]) -> list[float]:
    """Return the busy seconds per slot of each agent.

    Args:
        attempts: those past the gates.
        capacities: slots, one entry an agent.

    >>> loads_s([], [1, 2])
    [0.0, 0.0]
    """
    served: list[list[float]] = [[] for _ in capacities]
    for attempt in attempts:
        served[attempt.agent].append(attempt.served)
    return [fsum(seconds) / slots for seconds, slots in zip(served, capacities, strict=True)]


def waited_s(task: TaskEnded) -> float | None:
    """Return the seconds from a task's release to its first service, or to its end without any; None: not released.

    Args:
        task: the ended task.
    """
    if task.released_at is None:
        return None
    return (task.ended_at if task.started_at is None else task.started_at) - task.released_at


def observed_success(task: TaskEnded, meaning: str) -> bool | None:
    """Return what a task's prediction is held against; None where no attempt got past the gates.

    Args:
        task: the ended task.
        meaning: `attempt`: its first attempt past the gates; `task`: its final outcome.
    """
    if task.first_attempt_success is None:
        return None
    return task.status == "completed" if meaning == "task" else task.first_attempt_success


def wave_prediction_error(tasks: Sequence[TaskEnded], meaning: str) -> float | None:
    """Return abs(mean predicted - mean observed) over the tasks with an attempt past the gates.

    Args:
        tasks: the tasks of a wave.
        meaning: of the predictions, see `observed_success`.

    >>> wave_prediction_error([], "attempt") is None
    True
    """
    pairs = [(task.predicted_success, observed_success(task, meaning)) for task in tasks]
    known = [(predicted, float(observed)) for predicted, observed in pairs if observed is not None]
    return prediction_error([p for p, _ in known], [o for _, o in known])


def wave_metrics(rows: WaveRows, capacities: Sequence[int], meaning: str = "attempt") -> dict[str, float | None]:
    """Return the six metrics of a wave by name; None where one is not defined.

    success_rate = completed / all tasks; availability = up-time / (agents * wave length); prediction_error
    over the tasks with an attempt past the gates, accuracy = 1 - prediction_error; load_balance = least /
    greatest busy seconds per slot; confidence = mean predicted success.

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
    ended = rows.end()
    tasks = rows.tasks
    error = wave_prediction_error(tasks, meaning)
    confidences = [task.predicted_success for task in tasks]
    return {
        "success_rate": success_rate(sum(task.status == "completed" for task in tasks), len(tasks)),
        "availability": availability(ended.up_s, ended.ended_at - ended.started_at),
        "accuracy": accuracy(error),
        "load_balance": load_balance(loads_s(rows.attempts, capacities), len(tasks)),
        "confidence": fsum(confidences) / len(confidences) if confidences else None,
        "prediction_error": error,
    }
