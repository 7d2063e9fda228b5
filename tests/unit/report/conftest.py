"""Facts made by hand: a run of one wave, two tasks and two agents, to be varied."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from sim.record.views import Phase21ExecutionResult, SystemHealth
from sim.report.facts import AgentFacts, AnomalyFacts, ReportFacts, RetryFacts, WaveFacts
from sim.scenario import Scenario, parse_scenario

METRICS = {
    "success_rate": 1.0,
    "availability": 1.0,
    "accuracy": 0.95,
    "prediction_error": 0.05,
    "load_balance": 1.0,
    "confidence": 0.95,
}


def a_scenario(**changes: Any) -> Scenario:
    data = {
        "name": "pair",
        "fleet": {"agents": [{"name": "agent", "count": 2}]},
        "workload": {"kind": "synthetic", "tasks_per_wave": 2},
    }
    return parse_scenario({**data, **changes})


def a_health(wave: int = 1, score: float = 99.0, status: str = "EXCELLENT", **metrics: float | None) -> SystemHealth:
    return SystemHealth(wave, score, status, {**METRICS, **metrics}, ())


def a_result(**changes: Any) -> Phase21ExecutionResult:
    plain = Phase21ExecutionResult(
        total_tasks=2,
        completed_tasks=2,
        failed_tasks=0,
        waves=1,
        start_time="2025-01-01T00:00:00.000000+00:00",
        end_time="2025-01-01T00:00:30.000000+00:00",
        system_health=a_health(),
        per_agent_metrics={},
        seed=7,
        replication=0,
        scenario="pair",
        scenario_hash="0" * 64,
        version="1.2.3",
        ended_early=None,
        faults=0,
        metrics={**METRICS, "health_score": 99.0, "makespan": 30.0},
        lower_bounds=(),
        learning=(),
    )
    return replace(plain, **changes)


def a_wave(wave: int = 1, health: SystemHealth | None = None, **changes: Any) -> WaveFacts:
    plain = WaveFacts(wave, 0.0, 30.0, 2, 2, 0, 0, 0, 0.0, health or a_health(wave), 0.9, 0.8)
    return replace(plain, **changes)


def an_agent(number: int, **changes: Any) -> AgentFacts:
    plain = AgentFacts(f"agent_{number}", 1, 1, 1, 1, 0.95, 1.0, 30.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0, 0)
    return replace(plain, **changes)


def an_anomaly(anomaly_type: str, severity: str, evidence: Mapping[str, Any], **changes: Any) -> AnomalyFacts:
    plain = AnomalyFacts("a-1", anomaly_type, severity, 1, ("agent_0",), (), 30.0, None, evidence, "Do this.")
    return replace(plain, **changes)


NO_RETRIES = RetryFacts(2, 0, (), ((1, 2),), 0, 0, 60.0, 0.0)


@pytest.fixture
def make_facts() -> Callable[..., ReportFacts]:
    def make(**changes: Any) -> ReportFacts:
        plain = ReportFacts(
            scenario=a_scenario(),
            scenario_file="pair.yaml",
            result=a_result(),
            makespan_s=30.0,
            waves=(a_wave(),),
            agents=(an_agent(0), an_agent(1)),
            anomalies=(),
            refusals=(),
            failures=(),
            faults=(),
            retries=NO_RETRIES,
            trends=(),
        )
        return replace(plain, **changes)

    return make


@pytest.fixture
def make() -> Mapping[str, Callable[..., Any]]:
    """Makers of the parts, by name: a test varies what it is about."""
    return {
        "scenario": a_scenario,
        "health": a_health,
        "result": a_result,
        "wave": a_wave,
        "agent": an_agent,
        "anomaly": an_anomaly,
    }
