"""The metrics of each agent in one wave, from the wave's rows."""

from collections.abc import Sequence
from itertools import groupby
from math import fsum
from typing import NamedTuple

from sim.measures.metrics.rates import accuracy, prediction_error, success_rate
from sim.observe.wave_index import WaveRows
from sim.observe.wave_metrics import loads_s, waited_s
from sim.record.patience_rows import OrphanServed
from sim.record.rows import AttemptEnded, TaskEnded
from sim.record.task_end import is_beside_the_point, is_cut_off

Values = dict[str, float | None]


class FailurePattern(NamedTuple):
    """How an agent's attempts failed."""

    failures: int
    longest_streak: int  # failed attempts in a row
    causes: tuple[tuple[str, int], ...]  # error class and number, most frequent first


def failure_pattern(attempts: Sequence[AttemptEnded]) -> FailurePattern:
    """Return how an agent's attempts failed: a streak says more than a rate of the same size.

    Args:
        attempts: of one agent, past the gates, in order of their end.

    >>> failure_pattern([])
    FailurePattern(failures=0, longest_streak=0, causes=())
    """
    attempts = [row for row in attempts if not is_beside_the_point(row)]
    streaks = [len(list(run)) for failed, run in groupby(attempts, lambda row: not row.succeeded) if failed]
    causes: dict[str, int] = {}
    for row in attempts:
        if not row.succeeded:
            cause = row.error_class or "unknown"
            causes[cause] = causes.get(cause, 0) + 1
    ordered = sorted(causes.items(), key=lambda item: (-item[1], item[0]))
    return FailurePattern(sum(streaks), max(streaks, default=0), tuple(ordered))


class AgentRows(NamedTuple):
    """One agent's part of a wave."""

    tasks: list[TaskEnded]  # that it had last
    attempts: list[AttemptEnded]  # past the gates
    orphans: list[OrphanServed]  # work for nobody


def by_agent(rows: WaveRows, agents: int) -> list[AgentRows]:
    """Return the rows of a wave agent by agent.

    >>> by_agent(WaveRows(1), agents=1)
    [AgentRows(tasks=[], attempts=[], orphans=[])]
    """
    parts = [AgentRows([], [], []) for _ in range(agents)]
    for task in rows.tasks:
        if task.agent is not None:
            parts[task.agent].tasks.append(task)
    for attempt in rows.attempts:
        parts[attempt.agent].attempts.append(attempt)
    for orphan in rows.orphans:
        parts[orphan.agent].orphans.append(orphan)
    return parts


def agent_values(rows: WaveRows, capacities: Sequence[int], meaning: str) -> list[Values]:
    """Return every agent's metrics in one wave by name; None where one is not defined.

    - success_rate: completed / ended tasks of the agent that got past the gates; attempt_success_rate: the same of its
      attempts.
    - availability: share of the wave's length that it was up; utilisation: seconds worked / (slots * length).
    - prediction_error, accuracy, confidence: over the tasks whose first attempt past the gates ran on it.
    - load_balance: its load / the busiest agent's (1 where nobody worked), load = busy seconds per slot.
    - attempts, completed, failed, retries, busy_s, wasted_s; mean_wait_s (release to first service, or to the end
      without any) and mean_response_s (release to end) over its tasks, mean_service_s over those that were served.

    Args:
        rows: a wave that has ended.
        capacities: slots, one entry an agent.
        meaning: of the predictions: `attempt` or `task`.

    Raises:
        ValueError: when the wave has not ended.

    >>> from sim.record.rows import WaveEnded
    >>> ended = WaveEnded(wave=1, started_at=0.0, ended_at=60.0, tasks=0, up_s=(45.0,))
    >>> values = agent_values(WaveRows(1, ended=ended), capacities=[1], meaning="attempt")
    >>> values[0]["availability"], values[0]["success_rate"]
    (0.75, None)
    """
    ended = rows.end()
    length = ended.ended_at - ended.started_at
    loads = loads_s(rows.work, capacities)
    completed = {task.task_index for task in rows.tasks if task.status == "completed"}
    return [
        {
            **_outcomes(part),
            **_trust(part.attempts, completed, meaning),
            "availability": ended.up_s[a] / length if length > 0.0 else 1.0,
            "load_balance": loads[a] / max(loads) if max(loads) > 0.0 else 1.0,
            "busy_s": fsum([*(row.served for row in part.attempts), *(row.served for row in part.orphans)]),
            "utilisation": loads[a] / length if length > 0.0 else None,
            "wasted_s": fsum([*(row.wasted for row in part.attempts), *(row.served for row in part.orphans)]),
            **_times(part.tasks),
        }
        for a, part in enumerate(by_agent(rows, len(capacities)))
    ]


def _outcomes(part: AgentRows) -> Values:
    completed = sum(task.status == "completed" for task in part.tasks)
    judged = [row for row in part.attempts if not is_beside_the_point(row)]
    return {
        # A refusal at the gates is not held against the agent.
        "success_rate": success_rate(completed, sum(task.started_at is not None for task in part.tasks)),
        "attempt_success_rate": success_rate(sum(row.succeeded for row in judged), len(judged)),
        "attempts": len(part.attempts),
        "completed": completed,
        "failed": len(part.tasks) - completed,
        "retries": sum(max(0, task.attempts - 1) for task in part.tasks),
    }


def _trust(attempts: Sequence[AttemptEnded], completed: set[int], meaning: str) -> Values:
    first = [row for row in attempts if row.first_served and not is_cut_off(row)]
    predicted = [row.predicted_success for row in first]
    observed = [row.task_index in completed if meaning == "task" else row.succeeded for row in first]
    error = prediction_error(predicted, observed)
    return {
        "prediction_error": error,
        "accuracy": accuracy(error),
        "confidence": fsum(predicted) / len(predicted) if predicted else None,
    }


def _times(tasks: Sequence[TaskEnded]) -> Values:
    ready = [(task.ready_at, task.ended_at) for task in tasks if task.ready_at is not None]
    return {
        "mean_wait_s": _mean([wait for task in tasks if (wait := waited_s(task)) is not None]),
        "mean_service_s": _mean([task.served for task in tasks if task.started_at is not None]),
        "mean_response_s": _mean([ended_at - ready_at for ready_at, ended_at in ready]),
    }


def _mean(values: Sequence[float]) -> float | None:
    return fsum(values) / len(values) if values else None
