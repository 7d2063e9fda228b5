"""The facts of a run's report, counted from its log."""

import json
from collections.abc import Sequence

from sim.measures.trend import trend
from sim.record.log import RunLog
from sim.record.rows import AnomalyClosed, AnomalyOpened, FaultCaught
from sim.record.views import Phase21ExecutionResult, SystemHealth
from sim.report.count_agents import agent_facts
from sim.report.count_attempts import failure_facts, refusal_facts, retry_facts
from sim.report.count_waves import wave_facts
from sim.report.facts import AnomalyFacts, FaultFacts, ReportFacts, TrendFacts
from sim.scenario import Scenario


def report_facts(
    scenario: Scenario,
    log: RunLog,
    healths: Sequence[SystemHealth],
    result: Phase21ExecutionResult,
    notes: Sequence[str] = (),
    scenario_file: str | None = None,
) -> ReportFacts:
    """Return what the report of a finished run says.

    Args:
        scenario: what was run.
        log: the finished run's log.
        healths: the health after each wave that ended, in order.
        result: the run's summary.
        notes: how the input was understood, one sentence each.
        scenario_file: name of the scenario file; None for a scenario made in Python.
    """
    waves = wave_facts(log, healths)
    last_end = max((row.started_s + (row.length_s or 0.0) for row in waves), default=0.0)
    makespan = result.metrics.get("makespan")
    return ReportFacts(
        scenario=scenario,
        scenario_file=scenario_file,
        result=result,
        makespan_s=last_end if makespan is None else makespan,
        waves=waves,
        agents=agent_facts(scenario, log),
        anomalies=anomaly_facts(log),
        refusals=refusal_facts(log),
        failures=failure_facts(log),
        faults=fault_facts(log),
        retries=retry_facts(log),
        trends=trend_facts(healths),
        notes=tuple(notes),
    )


def anomaly_facts(log: RunLog) -> tuple[AnomalyFacts, ...]:
    """Return every anomaly with its end, in order of detection."""
    closed: dict[str, float] = {}
    for end in log.of(AnomalyClosed):
        closed.setdefault(end.anomaly_id, end.at)
    return tuple(
        AnomalyFacts(
            row.anomaly_id,
            row.anomaly_type,
            row.severity,
            row.wave,
            row.agents,
            row.tasks,
            row.at,
            closed.get(row.anomaly_id),
            json.loads(row.evidence),
            row.recommendation,
        )
        for row in log.of(AnomalyOpened)
    )


def fault_facts(log: RunLog) -> tuple[FaultFacts, ...]:
    """Return the exceptions that were caught, those of one part and type together, in order of the first."""
    found: dict[tuple[str, str], list[FaultCaught]] = {}
    for row in log.of(FaultCaught):
        found.setdefault((row.where, row.error_type), []).append(row)
    return tuple(
        FaultFacts(first.where, first.error_type, first.message, first.fallback, len(rows), first.at)
        for rows in found.values()
        for first in rows[:1]
    )


def trend_facts(healths: Sequence[SystemHealth]) -> tuple[TrendFacts, ...]:
    """Return where the health score and the metrics of the waves are heading."""
    values: dict[str, list[tuple[int, float | None]]] = {
        "health_score": [(health.wave, health.health_score) for health in healths]
    }
    for name in ("success_rate", "confidence", "accuracy", "load_balance", "availability"):
        values[name] = [(health.wave, health.metrics.get(name)) for health in healths]
    return tuple(_trend_of(name, points) for name, points in values.items())


def _trend_of(name: str, points: Sequence[tuple[int, float | None]]) -> TrendFacts:
    known = [(wave, value) for wave, value in points if value is not None]
    return TrendFacts(name, len(known), trend([w for w, _ in known], [v for _, v in known]))
