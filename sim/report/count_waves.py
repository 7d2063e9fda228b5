"""Counts by wave, from the log."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sim.measures.by_chance import accuracy_by_chance, balance_by_chance
from sim.record.log import RunLog
from sim.record.rows import AttemptEnded, OutageBegan, TaskEnded, WaveEnded, WaveStarted
from sim.record.views import SystemHealth, TaskStatus
from sim.report.facts import WaveFacts


@dataclass
class _Counts:
    tasks: int = 0
    completed: int = 0
    retries: int = 0
    refusals: int = 0
    outages: int = 0
    wasted_s: float = 0.0
    predicted: list[float] = field(default_factory=list)  # of tasks with an attempt past the gates
    worked_s: list[float] = field(default_factory=list)  # on each of these tasks, over all attempts


def wave_facts(log: RunLog, healths: Sequence[SystemHealth]) -> tuple[WaveFacts, ...]:
    """Return the facts of every wave that began, in order.

    Args:
        log: the run's log.
        healths: the health after each wave that ended.
    """
    ended = {row.wave: row for row in log.of(WaveEnded)}
    health = {item.wave: item for item in healths}
    counts = _counted(log)
    return tuple(
        _facts(row, ended.get(row.wave), health.get(row.wave), counts[row.wave], len(log.agent_ids))
        for row in log.of(WaveStarted)
    )


def _counted(log: RunLog) -> dict[int, _Counts]:
    counts: dict[int, _Counts] = {}
    current = _Counts()
    for row in log:
        match row:
            case WaveStarted():
                current = counts.setdefault(row.wave, _Counts())
            case OutageBegan():
                current.outages += 1
            case AttemptEnded():
                counts.setdefault(row.wave, _Counts()).refusals += not row.approved
            case TaskEnded():
                _count_task(counts.setdefault(row.wave, _Counts()), row)
            case _:
                pass
    return counts


def _count_task(counts: _Counts, row: TaskEnded) -> None:
    counts.tasks += 1
    counts.completed += row.status == TaskStatus.COMPLETED
    counts.retries += max(0, row.attempts - 1)
    counts.wasted_s += row.wasted
    if row.first_attempt_success is not None:
        counts.predicted.append(row.predicted_success)
        counts.worked_s.append(row.served)


def _facts(
    start: WaveStarted, end: WaveEnded | None, health: SystemHealth | None, counts: _Counts, agents: int
) -> WaveFacts:
    return WaveFacts(
        wave=start.wave,
        started_s=start.at,
        length_s=None if end is None else end.ended_at - end.started_at,
        tasks=counts.tasks,
        completed=counts.completed,
        retries=counts.retries,
        refusals=counts.refusals,
        outages=counts.outages,
        wasted_s=counts.wasted_s,
        health=health,
        accuracy_by_chance=accuracy_by_chance(counts.predicted),
        balance_by_chance=balance_by_chance(counts.worked_s, agents),
    )
