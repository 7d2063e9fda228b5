"""The tables of a run: columns made from the log, on request."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import fsum
from typing import Any

from sim.record.columns import TABLES
from sim.record.log import RunLog
from sim.record.rows import (
    AnomalyClosed,
    AnomalyOpened,
    Assigned,
    AttemptEnded,
    FaultCaught,
    GateDecided,
    OutageBegan,
    OutageEnded,
    Sampled,
    TaskEnded,
    WaveEnded,
    WaveStarted,
)
from sim.record.views import SystemHealth

Columns = Mapping[str, Sequence[Any]]
"""A table: its columns by name."""
Line = dict[str, Any]
"""A row of a table: its values by name of the column."""


def tables(log: RunLog, healths: Sequence[SystemHealth]) -> dict[str, Columns]:
    """Return every table of a run as columns by name, see `sim.record.columns`.

    Args:
        log: the run's log.
        healths: the health after each wave, for the table `waves`.
    """
    rows: dict[str, Iterable[Sequence[Any]]] = {
        "tasks": map(_task, sorted(log.of(TaskEnded), key=lambda row: row.task_index)),
        "attempts": map(_attempt, sorted(log.of(AttemptEnded), key=lambda row: row.start_order)),
        "assignments": map(_assignment, log.of(Assigned)),
        "waves": _waves(log, healths),
        "outages": _outages(log),
        "samples": (line for row in log.of(Sampled) for line in _samples(row, log.agent_ids)),
        "anomalies": _anomalies(log),
        "gate_decisions": map(_gate_decision, log.of(GateDecided)),
        "exceptions": log.of(FaultCaught),
    }
    return {name: _columns(name, rows[name]) for name in TABLES}


def lines(table: Columns) -> Iterator[Line]:
    """Return the rows of a table one by one.

    >>> list(lines({"wave": [1, 2], "tasks": [20, 30]}))
    [{'wave': 1, 'tasks': 20}, {'wave': 2, 'tasks': 30}]
    """
    return (dict(zip(table, values, strict=True)) for values in zip(*table.values(), strict=True))


def _columns(table: str, rows: Iterable[Sequence[Any]]) -> Columns:
    names = [column.name for column in TABLES[table]]
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    return {name: list(values) for name, values in zip(names, columns, strict=True)}


def _task(r: TaskEnded) -> Sequence[Any]:
    return (
        r.task_id, r.wave, r.released_at, r.agent_id, r.started_at, r.ended_at, r.status, r.attempts,
        r.predicted_success, r.first_attempt_success, r.priority, r.risk, r.confidence, r.expected_s, r.served,
        r.wasted, r.reason,
    )  # fmt: skip


def _attempt(r: AttemptEnded) -> Sequence[Any]:
    return (
        r.task_id, r.wave, r.attempt, r.agent_id, r.slot, r.queued_at, r.started_at, r.ended_at, r.served,
        r.succeeded, r.error_class, r.backoff, r.predicted_success, r.approved, r.wasted,
    )  # fmt: skip


def _assignment(r: Assigned) -> Sequence[Any]:
    return (
        r.task_id, r.wave, r.agent_id, r.at, r.predicted_success, r.estimate, r.expected_s, r.rank, r.strategy,
        r.least_loaded,
    )  # fmt: skip


def _gate_decision(r: GateDecided) -> Sequence[Any]:
    return (r.task_id, r.wave, r.attempt, r.agent_id, r.at, r.verdict, r.gate, r.reason)


def _waves(log: RunLog, healths: Sequence[SystemHealth]) -> Iterable[Sequence[Any]]:
    started = {row.wave: row for row in log.of(WaveStarted)}
    health = {h.wave: h for h in healths}
    completed: dict[int, int] = {}
    attempts: dict[int, int] = {}
    for task in log.of(TaskEnded):
        completed[task.wave] = completed.get(task.wave, 0) + (task.status == "completed")
        attempts[task.wave] = attempts.get(task.wave, 0) + task.attempts
    for row in log.of(WaveEnded):
        w, plan = row.wave, started[row.wave]
        done = completed.get(w, 0)
        yield (
            w, row.started_at, row.ended_at, row.tasks, done, row.tasks - done, attempts.get(w, 0),
            plan.expected_length_s, plan.predicted_balance, plan.held_back, plan.offered_load,
            *_health(health.get(w)),
        )  # fmt: skip


def _health(health: SystemHealth | None) -> Sequence[Any]:
    if health is None:
        return (None,) * 8
    names = ("success_rate", "availability", "prediction_error", "accuracy", "load_balance", "confidence")
    return (health.health_score, health.health_status, *(health.metrics[name] for name in names))


def _outages(log: RunLog) -> Iterable[Sequence[Any]]:
    ended = {(row.agent, row.began_at): row.at for row in log.of(OutageEnded)}
    for row in log.of(OutageBegan):
        yield row.agent_id, row.at, ended.get((row.agent, row.at)), row.queued


def _samples(r: Sampled, agent_ids: Sequence[str]) -> Iterable[Sequence[Any]]:
    up = [int(up) for up in r.up]
    yield (
        r.at, r.wave, None, r.waiting + sum(r.queue_length), sum(r.busy_slots), sum(up), sum(r.completed),
        sum(r.failed), sum(r.retries), fsum(r.load_s) / len(r.load_s), r.system_success_rate,
        r.system_prediction_error,
    )  # fmt: skip
    for a, agent_id in enumerate(agent_ids):
        yield (
            r.at, r.wave, agent_id, r.queue_length[a], r.busy_slots[a], up[a], r.completed[a], r.failed[a],
            r.retries[a], r.load_s[a], r.success_rate[a], r.prediction_error[a],
        )  # fmt: skip


def _anomalies(log: RunLog) -> Iterable[Sequence[Any]]:
    closed = {row.anomaly_id: row.at for row in reversed(log.of(AnomalyClosed))}  # the first end counts
    for r in log.of(AnomalyOpened):
        yield (
            r.anomaly_id, r.anomaly_type, r.severity, r.wave, json.dumps(r.agents), json.dumps(r.tasks), r.at,
            closed.get(r.anomaly_id), r.evidence, r.recommendation,
        )  # fmt: skip
