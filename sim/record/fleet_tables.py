"""The tables about the fleet as a whole: waves, outages, samples, anomalies, and exceptions inside the run."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from math import fsum
from typing import Any, NamedTuple

from sim.record.columns import RowColumn, Table
from sim.record.conditions import AnomalyType, Severity
from sim.record.log import RunLog
from sim.record.patience_rows import BreakerMoved
from sim.record.rows import (
    AnomalyClosed,
    AnomalyOpened,
    FaultCaught,
    Injected,
    OutageBegan,
    OutageEnded,
    Sampled,
    TaskEnded,
    WaveEnded,
    WaveStarted,
)
from sim.record.views import SystemHealth


class WaveRecord(NamedTuple):
    """A wave that has ended, from its plan to its health."""

    plan: WaveStarted
    end: WaveEnded
    completed: int
    attempts: int
    health: SystemHealth | None

    def metric(self, name: str) -> float | None:
        """Return a metric of the wave's health; None where there is none."""
        return None if self.health is None else self.health.metrics[name]


class OutageRecord(NamedTuple):
    """An outage, with its end where it had one."""

    began: OutageBegan
    ended_at: float | None


class BreakerRecord(NamedTuple):
    """How long a circuit breaker was in one state."""

    moved: BreakerMoved
    until: float | None


class SampleRecord(NamedTuple):
    """A sample of one agent, or of the whole system."""

    row: Sampled
    agent: int | None
    agent_id: str | None


class AnomalyRecord(NamedTuple):
    """An anomaly, with its end where it had one."""

    opened: AnomalyOpened
    closed_at: float | None


def _waves(log: RunLog, healths: Sequence[SystemHealth]) -> Iterator[WaveRecord]:
    plans, health = {row.wave: row for row in log.of(WaveStarted)}, {item.wave: item for item in healths}
    completed, attempts = Counter[int](), Counter[int]()
    for task in log.of(TaskEnded):
        completed[task.wave] += task.status == "completed"
        attempts[task.wave] += task.attempts
    for end in log.of(WaveEnded):
        wave = end.wave
        yield WaveRecord(plans[wave], end, completed[wave], attempts[wave], health.get(wave))


def _outages(log: RunLog, _: Sequence[SystemHealth]) -> Iterator[OutageRecord]:
    ends = {(row.agent, row.began_at): row.at for row in log.of(OutageEnded)}
    return (OutageRecord(row, ends.get((row.agent, row.at))) for row in log.of(OutageBegan))


def _breakers(log: RunLog, _: Sequence[SystemHealth]) -> Iterator[BreakerRecord]:
    moves = log.of(BreakerMoved)
    of_next: dict[tuple[str, str], float] = {}
    records = []
    for row in reversed(moves):
        records.append(BreakerRecord(row, of_next.get((row.of, row.name))))
        of_next[row.of, row.name] = row.at
    return reversed(records)


def _samples(log: RunLog, _: Sequence[SystemHealth]) -> Iterator[SampleRecord]:
    for row in log.of(Sampled):
        yield SampleRecord(row, None, None)
        for agent, agent_id in enumerate(log.agent_ids):
            yield SampleRecord(row, agent, agent_id)


def _anomalies(log: RunLog, _: Sequence[SystemHealth]) -> Iterator[AnomalyRecord]:
    ends = {row.anomaly_id: row.at for row in reversed(log.of(AnomalyClosed))}  # the first end counts
    return (AnomalyRecord(row, ends.get(row.anomaly_id)) for row in log.of(AnomalyOpened))


def _either(
    system: Callable[[Sampled], Any], agents: Callable[[Sampled], Sequence[Any]]
) -> Callable[[SampleRecord], Any]:
    """Return the value of the system's row and that of an agent's, as one getter."""
    return lambda r: system(r.row) if r.agent is None else agents(r.row)[r.agent]


# A column is a line, or two.
# fmt: off

WAVES: Table[WaveRecord] = Table(
    "One row a wave: what was planned, what came of it, how healthy it was.",
    _waves,
    (
        RowColumn("wave", "int64", None, "Number of the wave, from 1.", lambda r: r.end.wave),
        RowColumn("started_at", "float64", "s", "Start of the wave.", lambda r: r.end.started_at),
        RowColumn("ended_at", "float64", "s", "End of its last task.", lambda r: r.end.ended_at),
        RowColumn("tasks", "int64", None, "Tasks of the wave.", lambda r: r.end.tasks),
        RowColumn("completed", "int64", None, "Tasks that completed.", lambda r: r.completed),
        RowColumn("failed", "int64", None, "Tasks that failed.", lambda r: r.end.tasks - r.completed),
        RowColumn("attempts", "int64", None, "Attempts, refused ones included.", lambda r: r.attempts),
        RowColumn("expected_length", "float64", "s",
                  "Length that the plan expected; null: no agent was up to plan with.",
                  lambda r: r.plan.expected_length_s),
        RowColumn("predicted_balance", "float64", "0..1", "Least / greatest expected load in the plan.",
                  lambda r: r.plan.predicted_balance),
        RowColumn("held_back", "int64", None, "Tasks that the check before the wave expected the gates to reject.",
                  lambda r: r.plan.held_back),
        RowColumn("offered_load", "float64", None,
                  "Work of the wave, one attempt a task, over what its slots can do from its start to its last "
                  "release; null: all tasks were released at once.", lambda r: r.plan.offered_load),
        RowColumn("health_score", "float64", "0..100", "Weighted sum of the four health metrics.",
                  lambda r: None if r.health is None else r.health.health_score),
        RowColumn("health_status", "string", None, "EXCELLENT, GOOD, FAIR or POOR.",
                  lambda r: None if r.health is None else r.health.health_status),
        RowColumn("success_rate", "float64", "0..1", "Completed / all tasks.", lambda r: r.metric("success_rate")),
        RowColumn("availability", "float64", "0..1", "Up-time of all agents / (agents * wave length).",
                  lambda r: r.metric("availability")),
        RowColumn("prediction_error", "float64", "0..1", "Distance of mean predicted and mean observed success.",
                  lambda r: r.metric("prediction_error")),
        RowColumn("accuracy", "float64", "0..1", "1 - prediction_error.", lambda r: r.metric("accuracy")),
        RowColumn("load_balance", "float64", "0..1", "Least / greatest busy time a slot over agents.",
                  lambda r: r.metric("load_balance")),
        RowColumn("confidence", "float64", "0..1", "Mean predicted success.", lambda r: r.metric("confidence")),
    ),
)

OUTAGES: Table[OutageRecord] = Table(
    "One row an outage of an agent.",
    _outages,
    (
        RowColumn("agent_id", "string", None, "Id of the agent.", lambda r: r.began.agent_id),
        RowColumn("started_at", "float64", "s", "When the agent broke down.", lambda r: r.began.at),
        RowColumn("ended_at", "float64", "s", "When it was repaired; null: still down at the end of the run.",
                  lambda r: r.ended_at),
        RowColumn("queued", "int64", None, "Tasks that waited at it when it broke down.", lambda r: r.began.queued),
    ),
)

INJECTED: Table[Injected] = Table(
    "One row a fault that was put in on purpose (`fleet.outages`, `fleet.changes`, labelled surges), in order of time.",
    lambda log, _: log.of(Injected),
    (
        RowColumn("kind", "string", None, "outage; speed, reliability or capacity (of `fleet.changes`); surge.",
                  lambda r: r.kind),
        RowColumn("agents", "string", None, "JSON list of the agents that it strikes; empty: none by itself (a surge).",
                  lambda r: json.dumps(r.agents)),
        RowColumn("from", "float64", "s", "When it begins.", lambda r: r.at),
        RowColumn("to", "float64", "s",
                  "When it is over: the outage ends, the value is back at its nominal one, the profile's step ends; "
                  "null: not before the end of the run.", lambda r: r.until),
    ),
)

BREAKERS: Table[BreakerRecord] = Table(
    "One row a state that a circuit breaker came to, in order of time; before its first row it was closed.",
    _breakers,
    (
        RowColumn("of", "string", None, "agent or limit.", lambda r: r.moved.of),
        RowColumn("name", "string", None, "Id of the agent, or name of the limit.", lambda r: r.moved.name),
        RowColumn("state", "string", None,
                  "open: it lets nothing through; half_open: some probes; closed: everything.",
                  lambda r: r.moved.state),
        RowColumn("from", "float64", "s", "When it came to it.", lambda r: r.moved.at),
        RowColumn("to", "float64", "s", "When it came to the next one; null: not before the end of the run.",
                  lambda r: r.until),
    ),
)

SAMPLES: Table[SampleRecord] = Table(
    "At every sampling time one row for the system (agent_id null) and one row an agent.",
    _samples,
    (
        RowColumn("at", "float64", "s", "When the sample was taken.", lambda r: r.row.at),
        RowColumn("wave", "int64", None, "Number of the wave, from 1.", lambda r: r.row.wave),
        RowColumn("agent_id", "string", None, "Id of the agent; null: the whole system.", lambda r: r.agent_id),
        RowColumn("queue_length", "int64", None,
                  "Tasks waiting at the agent; for the system also those at the manager.",
                  _either(lambda row: row.waiting + sum(row.queue_length), lambda row: row.queue_length)),
        RowColumn("busy_slots", "int64", None, "Slots that serve.",
                  _either(lambda row: sum(row.busy_slots), lambda row: row.busy_slots)),
        RowColumn("up", "int64", None, "1 when up, 0 when down; for the system the number of agents up.",
                  lambda r: sum(r.row.up) if r.agent is None else int(r.row.up[r.agent])),
        RowColumn("completed", "int64", None, "Tasks completed so far.",
                  _either(lambda row: sum(row.completed), lambda row: row.completed)),
        RowColumn("failed", "int64", None, "Tasks failed so far.",
                  _either(lambda row: sum(row.failed), lambda row: row.failed)),
        RowColumn("retries", "int64", None, "Retries called for so far.",
                  _either(lambda row: sum(row.retries), lambda row: row.retries)),
        RowColumn("load", "float64", "s", "Expected work in front of the agent, a slot; for the system the mean.",
                  _either(lambda row: fsum(row.load_s) / len(row.load_s), lambda row: row.load_s)),
        RowColumn("success_rate", "float64", "0..1", "Of the attempts that ended within the window; null: none.",
                  _either(lambda row: row.system_success_rate, lambda row: row.success_rate)),
        RowColumn("prediction_error", "float64", "0..1", "Of the first attempts that ended within the window.",
                  _either(lambda row: row.system_prediction_error, lambda row: row.prediction_error)),
    ),
)

ANOMALIES: Table[AnomalyRecord] = Table(
    "One row an anomaly, in order of detection.",
    _anomalies,
    (
        RowColumn("anomaly_id", "string", None, "Id of the anomaly.", lambda r: r.opened.anomaly_id),
        RowColumn("anomaly_type", "string", None, f"{', '.join(AnomalyType)}.", lambda r: r.opened.anomaly_type),
        RowColumn("severity", "string", None, f"{', '.join(Severity)}.", lambda r: r.opened.severity),
        RowColumn("wave", "int64", None, "Number of the wave, from 1.", lambda r: r.opened.wave),
        RowColumn("agents", "string", None, "JSON list of the agents it touches.",
                  lambda r: json.dumps(r.opened.agents)),
        RowColumn("tasks", "string", None, "JSON list of the tasks it touches.", lambda r: json.dumps(r.opened.tasks)),
        RowColumn("detected_at", "float64", "s", "When it was found.", lambda r: r.opened.at),
        RowColumn("closed_at", "float64", "s", "When it was over; null: it was open at the end.",
                  lambda r: r.closed_at),
        RowColumn("evidence", "string", None, "JSON object: numbers, window, sample size.",
                  lambda r: r.opened.evidence),
        RowColumn("recommendation", "string", None, "One thing to do.", lambda r: r.opened.recommendation),
    ),
)

EXCEPTIONS: Table[FaultCaught] = Table(
    "One row an exception that was caught inside the run, in order of time.",
    lambda log, _: log.of(FaultCaught),
    (
        RowColumn("at", "float64", "s", "When the exception was caught.", lambda r: r.at),
        RowColumn("wave", "int64", None, "Number of the wave, from 1.", lambda r: r.wave),
        RowColumn("where", "string", None, "The policy, gate, learner or detector that threw it.", lambda r: r.where),
        RowColumn("error_type", "string", None, "Type of the exception.", lambda r: r.error_type),
        RowColumn("message", "string", None, "What it says.", lambda r: r.message),
        RowColumn("fallback", "string", None, "What was done instead.", lambda r: r.fallback),
    ),
)
