"""What is known to be without luck is: runs of other seeds are the same. All else counts as chance."""

import pytest

import sim
from sim.scenario.spec.certainty import is_without_luck
from sim.work.measure import measure

SURE = {
    "name": "sure",
    "description": "nothing is left to chance",
    "horizon": "1h",
    "fleet": {"agents": [{"name": "a", "count": 2, "capacity": 2, "speed": 2.0, "queue": "priority"}, {"name": "b"}]},
    "workload": {
        "kind": "synthetic",
        "waves": 2,
        "tasks_per_wave": [5, 9],
        "duration": {"kind": "constant", "value": 60},
        "predicted_success": 1.0,
    },
    "retry": {"strategy": "exponential_backoff", "max_retries": 2, "base": 3, "failure_point": "uniform"},
    "monitor": {"interval": "30s"},
}
OPEN = (
    {"workload.duration": {"kind": "exponential", "mean": 60.0}},
    {"workload.predicted_success": 0.9},
    {"workload.arrivals": {"rate": 0.1}},
    {"workload.priority": {1: 0.5, 3: 0.5}},
    {"fleet.breakdowns": {"mtbf": "1h", "mttr": "1min"}},
    {"fleet.agents.0.reliability": 0.9},
    {"truth": {"noise": 0.1}},
    {"assignment.strategy": "confidence_based"},
    {"gates": {"transient_refusal_rate": 0.1}},
    {"predictions": {"duration_error": {"kind": "lognormal", "mean": 1.0, "cv": 0.5}}},
)


@pytest.mark.parametrize("strategy", ["round_robin", "load_balanced", "priority_based", "shared_queue"])
def test_runs_of_a_certain_world_are_alike(strategy):
    scenario = sim.parse_scenario({**SURE, "assignment": {"strategy": strategy}})
    assert is_without_luck(scenario)
    rows = [measure(scenario, seed, replication).metrics for seed, replication in ((1, 0), (1, 5), (99, 0), (7, 3))]
    assert rows == [rows[0]] * 4


@pytest.mark.parametrize("changes", OPEN, ids=lambda changes: next(iter(changes)))
def test_what_may_draw_counts_as_chance(changes):
    assert not is_without_luck(sim.parse_scenario(SURE).with_(changes))


def test_a_strategy_of_ones_own_counts_as_chance():
    scenario = sim.parse_scenario({**SURE, "assignment": {"strategy": "load_balanced"}})
    assert not is_without_luck(scenario.with_given({"assignment.strategy": {"mine": object()}}))
