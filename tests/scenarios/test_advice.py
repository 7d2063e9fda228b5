"""Advice helps: whoever follows it sees the number that it promises to move, move."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sim.experiment.harness import Phase21Harness
from sim.experiment.scenario_input import load_scenario
from sim.record.conditions import condition_of
from sim.report.actions import Action, actions
from sim.report.gather import report_facts
from sim.scenario import Scenario
from sim.scenario.load import parse_scenario

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SHIPPED = sorted(path.stem for path in SCENARIOS.glob("*.yaml"))
REPLICATIONS = 5

TASKS = {"kind": "synthetic", "tasks_per_wave": 40, "duration": "30s", "predicted_success": 0.9}
STREAM = {**TASKS, "tasks_per_wave": 150, "predicted_success": 1.0}
CASES: dict[str, dict[str, object]] = {
    "no retry": {"workload": {**TASKS, "predicted_success": 0.7}, "retry": {"strategy": "no_retry"}},
    "an outage in common": {
        "fleet": {
            "agents": [{"name": "agent", "count": 4}],
            "outages": [{"agents": ["agent_[01]"], "at": "1min", "for": "20min"}],
        },
    },
    "no retry left": {"workload": {**TASKS, "predicted_success": 0.7}, "retry": {"max_retries": 0}},
    "too few retries": {"workload": {**TASKS, "predicted_success": 0.6}, "retry": {"max_retries": 1}},
    "turns": {
        "fleet": {"agents": [{"name": "agent"}, {"name": "slow", "speed": 0.2}]},
        "assignment": {"strategy": "round_robin"},
        "workload": {**TASKS, "tasks_per_wave": 200, "predicted_success": 1.0},
    },
    "overload": {"workload": {**STREAM, "arrivals": {"rate": 0.2}}},
    "breakdowns": {
        "fleet": {"agents": [{"name": "agent", "count": 4}], "breakdowns": {"mtbf": "4min", "mttr": "30s"}},
        "workload": {**TASKS, "duration": "2min", "predicted_success": 1.0},
        "retry": {"strategy": "no_retry"},
    },
    "refusals by chance": {"gates": {"transient_refusal_rate": 0.6}, "retry": {"max_retries": 1}},
    "unlikely tasks": {"workload": {**TASKS, "predicted_success": 0.4}, "gates": {"min_predicted_success": 0.5}},
    "no time": {"horizon": "5min"},
    "nobody up": {
        "fleet": {
            "agents": [{"name": "agent", "count": 2}],
            "breakdowns": {"mtbf": "1s", "mttr": "1000w", "initial": "stationary"},
        },
        "horizon": "1h",
    },
}
"""Scenarios with one trouble each."""


def scenario_of(name: str, overrides: tuple[str, ...] = ()) -> Scenario:
    if name in SHIPPED:
        return load_scenario(SCENARIOS / f"{name}.yaml", overrides=overrides)
    plain = {"name": "case", "fleet": {"agents": [{"name": "agent", "count": 2}]}, "workload": TASKS}
    return parse_scenario({**plain, **CASES[name]}, overrides=overrides)


def finished(name: str, replication: int, overrides: tuple[str, ...] = (), *, feedback: bool = False) -> Phase21Harness:
    harness = Phase21Harness(scenario_of(name, overrides), replication, feedback=feedback)
    harness.run_phase21()
    return harness


@cache
def advice_for(name: str) -> tuple[Action, ...]:
    harness = finished(name, 0, feedback=True)  # a report tells of each agent
    return tuple(actions(report_facts(harness.finished().result)))


def mean(name: str, metric: str, overrides: tuple[str, ...]) -> float:
    runs = [finished(name, replication, overrides).result for replication in range(REPLICATIONS)]
    values = [run.metrics[metric] for run in runs if run is not None]
    return sum(value for value in values if value is not None) / len(values)


@pytest.mark.parametrize("name", [*SHIPPED, *CASES])
def test_who_follows_advice_sees_the_number_move(name):
    for action in advice_for(name):
        if action.changes:
            followed = tuple(f"{key}={str(value).lower()}" for key, value in action.changes)
            before, after = mean(name, action.moves, ()), mean(name, action.moves, followed)
            assert (after > before) is action.up, f"{action}: {action.moves} went from {before} to {after}"
            assert after != before


@pytest.mark.parametrize("name", sorted(set(CASES) - {"nobody up"}))  # no key of it repairs such agents in time
def test_where_a_change_of_the_scenario_helps_it_is_advised(name):
    assert any(action.changes for action in advice_for(name))


@pytest.mark.parametrize("name", [*SHIPPED, *CASES])
def test_nothing_is_advised_that_the_scenario_does_already(name):
    scenario = scenario_of(name)
    for action in advice_for(name):
        for key, value in action.changes:
            place: Any = scenario.model_dump(mode="json")
            for part in key.split("."):
                place = place[int(part)] if part.isdigit() else (place or {})[part]
            assert place != value


@pytest.mark.parametrize("case", ["overload", "nobody up"])
def test_with_more_work_than_the_fleet_can_do_this_is_the_first_thing_to_change(case):
    (first, *_) = advice_for(case)
    assert first.why.startswith("Coordination issue, overload")
    health = finished(case, 0).result
    assert health is not None
    # The score does not tell: every task of the overloaded fleet completes in the end.
    assert case != "overload" or (health.metrics["health_score"] or 0.0) > 95.0


def test_without_retries_more_of_none_are_not_advised():
    for action in advice_for("no retry"):
        assert "more retries" not in action.what
    assert dict(advice_for("no retry")[0].changes)["retry.strategy"] == "exponential_backoff"


def test_retries_that_burn_are_not_to_be_made_more():
    told = " ".join(action.what for action in advice_for("retries-that-burn"))
    assert "retries" in told
    assert "Allow more" not in told


@pytest.mark.parametrize("name", SHIPPED)
def test_all_that_is_found_has_words(name):
    harness = finished(name, 0)
    for anomaly in harness.monitor.anomalies:
        assert condition_of(anomaly.anomaly_type, anomaly.evidence) is not None
