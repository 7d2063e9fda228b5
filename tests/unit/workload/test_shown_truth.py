"""What it is worth to know: planners that are shown the truth, on the same seed and under the same strategy."""

import pytest

import sim
from sim.policies.catalogue import strategies
from sim.record.rows import Assigned, AttemptEnded
from tests.scenarios.replications import least, metric_of

IGNORANT = {"duration_error": {"kind": "lognormal", "mean": 1, "cv": 2}}
NAMES = sorted(set(strategies()) - {"predicted_schedule", "recorded"})


def scenario(strategy, shown, predictions=None, noise=0.0):
    return {
        "name": "knowing", "seed": 2,
        "fleet": {"agents": [{"name": "fast", "speed": 2}, {"name": "slow", "count": 2}]},
        "workload": {"kind": "synthetic", "tasks_per_wave": 30, "size": {"kind": "exponential", "mean": 60},
                     "predicted_success": {"kind": "uniform", "low": 0.5, "high": 1.0}},
        "assignment": {"strategy": strategy},
        "truth": {"noise": noise},
        "predictions": {"shown": shown, **(predictions or {})},
    }  # fmt: skip


@pytest.mark.parametrize("strategy", NAMES)
def test_with_perfect_knowledge_there_is_nothing_to_regret(strategy):
    """Where the beliefs are right, showing the truth changes no row."""
    logs = [[*sim.run(scenario(strategy, shown)).log] for shown in ("belief", "truth")]
    assert [repr(row) for row in logs[0]] == [repr(row) for row in logs[1]]


def test_the_planner_believes_what_is_true_and_the_world_stays():
    believing, knowing = (sim.run(scenario("round_robin", shown, IGNORANT, noise=1.0)) for shown in ("belief", "truth"))
    # Who asks nothing does the same, attempt by attempt; what is told of beliefs is another thing.
    assert [row[6:12] for row in believing.log.of(AttemptEnded)] == [row[6:12] for row in knowing.log.of(AttemptEnded)]
    worked = {row.task_id: row.served for row in knowing.log.of(AttemptEnded) if row.attempt == 0}
    for row in knowing.log.of(Assigned):
        assert row.expected_s == pytest.approx(worked[row.task_id])
    believed = {row.expected_s for row in believing.log.of(Assigned)}
    assert believed.isdisjoint(row.expected_s for row in knowing.log.of(Assigned))


@pytest.mark.parametrize("strategy", ["max_min", "load_balanced"])
def test_who_does_not_know_the_times_regrets_it(strategy):
    regrets = []
    for replication in range(12):
        makespans = []
        for shown in ("belief", "truth"):
            harness = sim.Phase21Harness(scenario(strategy, shown, IGNORANT), replication, feedback=False)
            harness.run_phase21()
            makespans.append(metric_of(harness, "makespan"))
        regrets.append(makespans[0] - makespans[1])
    assert least(regrets) > 10.0
