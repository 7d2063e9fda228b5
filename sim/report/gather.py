"""The facts of a run's report, counted from its tables."""

import json
from collections.abc import Sequence

from sim.observe.trajectory import SHARES, trend_of
from sim.record.result import RunResult
from sim.record.tables import Columns, Line, lines
from sim.record.views import SystemHealth
from sim.report.count_agents import agent_facts
from sim.report.count_attempts import failure_facts, refusal_facts, retry_facts
from sim.report.count_faults import injected_facts
from sim.report.count_limits import limit_facts
from sim.report.count_types import type_facts
from sim.report.count_waves import wave_facts
from sim.report.facts import AnomalyFacts, FaultFacts, ReportFacts, TrendFacts
from sim.report.wave_graph import wave_graph


def report_facts(result: RunResult, pictures: Sequence[str] = ()) -> ReportFacts:
    """Return what the report of a run says.

    Args:
        result: of the run, just finished or read back from its folder.
        pictures: names of those that lie in plots/ beside the report.
    """
    tables, fleet = result.tables, result.scenario.fleet.agents_by_id()
    waves = wave_facts(tables, result.healths, len(fleet))
    last_end = max((wave.started_s + wave.length_s for wave in waves), default=0.0)
    makespan = result.summary.metrics.get("makespan")
    return ReportFacts(
        scenario=result.scenario,
        scenario_file=result.scenario_file,
        result=result.summary,
        makespan_s=last_end if makespan is None else makespan,
        waves=waves,
        agents=agent_facts(
            [(agent_id, spec.capacity) for agent_id, spec in fleet], tables, result.summary.per_agent_metrics
        ),
        anomalies=anomaly_facts(tables["anomalies"]),
        refusals=refusal_facts(tables["gate_decisions"]),
        failures=failure_facts(tables),
        faults=fault_facts(tables["exceptions"]),
        retries=retry_facts(tables),
        trends=trend_facts(result.healths, tables["waves"]["tasks"]),
        notes=result.notes,
        plugins=result.plugins,
        types=type_facts(tables),
        limits=limit_facts(tables, result.scenario.limits),
        graph=wave_graph(tables),
        injected=injected_facts(tables, result.scenario.monitor.window, last_end),
        pictures=tuple(pictures),
    )


def anomaly_facts(anomalies: Columns) -> tuple[AnomalyFacts, ...]:
    """Return every anomaly with its end, in order of detection.

    Args:
        anomalies: the table of that name.
    """
    return tuple(
        AnomalyFacts(
            anomaly_id=row["anomaly_id"],
            anomaly_type=row["anomaly_type"],
            severity=row["severity"],
            wave=row["wave"],
            agents=tuple(json.loads(row["agents"])),
            tasks=tuple(json.loads(row["tasks"])),
            detected_s=row["detected_at"],
            closed_s=row["closed_at"],
            evidence=json.loads(row["evidence"]),
            recommendation=row["recommendation"],
        )
        for row in lines(anomalies)
    )


def fault_facts(exceptions: Columns) -> tuple[FaultFacts, ...]:
    """Return the exceptions that were caught, those of one part and type together, in order of the first.

    Args:
        exceptions: the table of that name.
    """
    alike: dict[tuple[str, str], list[Line]] = {}
    for row in lines(exceptions):
        alike.setdefault((row["where"], row["error_type"]), []).append(row)
    return tuple(
        FaultFacts(*part, rows[0]["message"], rows[0]["fallback"], len(rows), rows[0]["at"])
        for part, rows in alike.items()
    )


def trend_facts(healths: Sequence[SystemHealth], tasks: Sequence[int]) -> tuple[TrendFacts, ...]:
    """Return where the health score and the metrics of the waves are heading.

    Args:
        healths: after each wave that has ended.
        tasks: of each of these waves.
    """
    values: dict[str, list[tuple[int, float | None]]] = {
        "health_score": [(health.wave, health.health_score) for health in healths]
    }
    for name in ("success_rate", "confidence", "accuracy", "load_balance", "availability"):
        values[name] = [(health.wave, health.metrics.get(name)) for health in healths]
    return tuple(_trend_of(name, points, tasks) for name, points in values.items())


def _trend_of(name: str, points: Sequence[tuple[int, float | None]], tasks: Sequence[int]) -> TrendFacts:
    waves, values = [wave for wave, _ in points], [value for _, value in points]
    counted = list(tasks)[: len(points)] if name in SHARES else None
    known = sum(value is not None for value in values)
    return TrendFacts(name, known, trend_of(waves, values, counted))
