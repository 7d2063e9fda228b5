"""Each of the four anomalies in a whole run: a scenario that fires, one that stays quiet, and the limit between them.

Tasks run where they are placed, so that loads are known: busy seconds per slot of agent_0 and agent_1.
"""

import json

import pytest

import sim


def work(*seconds, success=1.0):
    return [(float(s), success) for s in seconds]


def found(run):
    return [(row.anomaly_type, row.severity) for row in run.found]


def evidence(run, anomaly_type):
    (anomaly,) = [row for row in run.found if row.anomaly_type == anomaly_type]
    return anomaly.evidence


def test_a_calm_wave_has_no_anomaly(run_placed):
    # 30 s and 30 s; everything succeeds as predicted.
    run = run_placed({"agent_0": work(10, 10, 10), "agent_1": work(10, 10, 10)})
    assert found(run) == []
    assert run.healths[0].health_score == 100.0


# Loads -> what they are called. The limits are (max - min) / max > 0.40 and max / min > 1.5.
LOADS = {
    # ratio 1.5 and gap 0.333: at the first limit, below the second.
    "30 and 20": (work(10, 10, 10), work(10, 10), []),
    # ratio 1.6, gap 0.375
    "40 and 25": (work(10, 10, 10, 10), work(10, 15), [("load_imbalance", "LOW")]),
    # ratio 1.667, gap 0.40: at the second limit
    "50 and 30": (work(25, 25), work(10, 10, 10), [("load_imbalance", "LOW")]),
    # ratio 2.5, gap 0.60
    "50 and 20": (work(10, 10, 30), work(10, 10), [("coordination_issue", "MEDIUM"), ("load_imbalance", "LOW")]),
}


@pytest.mark.parametrize("loads", LOADS)
def test_uneven_loads(run_placed, loads):
    one, other, expected = LOADS[loads]
    assert found(run_placed({"agent_0": one, "agent_1": other})) == expected


def test_an_agent_without_work_is_an_imbalance_without_a_ratio(run_placed):
    # Two agents, and nothing is placed on the second: min zero, ratio null, both conditions true.
    run = run_placed({"agent_0": work(10, 10, 10, 10, 10), "agent_1": []})
    assert found(run) == [("coordination_issue", "MEDIUM"), ("load_imbalance", "LOW")]
    assert evidence(run, "load_imbalance")["ratio"] is None
    assert evidence(run, "load_imbalance")["loads_s"] == {"agent_0": 50.0, "agent_1": 0.0}
    assert evidence(run, "coordination_issue")["gap"] == 1.0


def test_too_few_attempts_raise_nothing(run_placed):
    # Four attempts are fewer than min_samples, however uneven they are.
    assert found(run_placed({"agent_0": work(10, 10, 10, 10), "agent_1": []})) == []


def unreliable(rate):
    return {"agents": [{"name": "agent"}, {"name": "shaky", "reliability": rate}]}


def test_an_agent_that_fails_is_found(run_placed):
    # Predicted 1.0 everywhere, but shaky_0 never succeeds: 5 of its tasks, one attempt each. Both are busy for 50 s.
    # Mean predicted 1.0, mean observed 0.5: the error of 0.5 is a drift as well.
    run = run_placed(
        {"agent_0": work(10, 10, 10, 10, 10), "shaky_0": work(10, 10, 10, 10, 10)},
        fleet=unreliable(0.0),
        retry={"strategy": "no_retry"},
    )
    assert found(run) == [("agent_failure", "HIGH"), ("prediction_drift", "MEDIUM")]
    failure = run.found[0]
    assert failure.agents == ("shaky_0",)
    assert failure.tasks == tuple(f"shaky_0-{n}" for n in range(5))
    assert (failure.evidence["success_rate"], failure.evidence["sample_size"]) == (0.0, 5)
    assert "shaky_0" in failure.recommendation
    assert evidence(run, "prediction_drift")["prediction_error"] == 0.5


def test_an_agent_at_half_is_not_called_a_failure(run_placed):
    # Three of each agent's tasks are predicted 1.0 and three 0.0: a rate of exactly 0.50, as predicted.
    half = [*work(10, 10, 10), *work(10, 10, 10, success=0.0)]
    run = run_placed(
        {"agent_0": half, "agent_1": half},
        retry={"strategy": "no_retry"},
        gates={"min_predicted_success": 0.0},
    )
    assert run.attempts["succeeded"].mean() == 0.5
    assert found(run) == []


@pytest.mark.parametrize(("predicted", "fires"), [(0.76, False), (0.75, False), (0.74, True)])
def test_drift_of_predictions_that_are_too_gloomy(run_placed, predicted, fires):
    # Everything succeeds (the truth lies far above): error 1 - predicted, and 0.25 is the limit.
    run = run_placed(
        {"agent_0": work(10, 10, 10, success=predicted), "agent_1": work(10, 10, 10, success=predicted)},
        truth={"bias": 50.0},
    )
    assert run.attempts["succeeded"].all()
    assert found(run) == ([("prediction_drift", "MEDIUM")] if fires else [])
    if fires:
        assert evidence(run, "prediction_drift")["prediction_error"] == pytest.approx(0.26)
        assert "gloomy" in run.found[0].recommendation


def test_refusals_are_a_coordination_issue(run_placed):
    # One task of six is predicted below the minimum of 0.1 and rejected; loads 30 and 20 stay below the limits.
    run = run_placed({"agent_0": work(10, 10, 10), "agent_1": [*work(10, 10), *work(10, success=0.05)]})
    assert found(run) == [("coordination_issue", "MEDIUM")]
    issue = run.found[0]
    assert (issue.agents, issue.tasks) == (("agent_1",), ("agent_1-2",))
    assert issue.evidence["by_gate"] == [{"verdict": "rejected", "gate": "minimum_success", "refusals": 1}]


def breaking(failover):
    # Both agents break down at 25 s, in the middle of their third task, for 5 s; the third task of each fails, and
    # the fourth waits.
    constant = {"mtbf": {"kind": "constant", "value": 25}, "mttr": {"kind": "constant", "value": 5}}
    return {"agents": [{"name": "agent", "count": 2}], "breakdowns": {**constant, "failover": failover}}


@pytest.mark.parametrize(("failover", "fires"), [("wait", True), ("reassign", False)])
def test_work_that_waits_for_a_broken_agent_is_a_coordination_issue(run_placed, failover, fires):
    even = {"agent_0": work(10, 10, 10, 10), "agent_1": work(10, 10, 10, 10)}
    run = run_placed(even, fleet=breaking(failover), monitor={"detector": "threshold", "thresholds": {"drift": 0.9}})
    causes = [row.evidence.get("cause") for row in run.found]
    assert ("work_stranded" in causes) is fires
    if fires:
        outages = run.found[causes.index("work_stranded")].evidence["outages"]
        # One task was queued at each agent when it broke down.
        assert outages[:2] == [
            {"agent_id": "agent_0", "at_s": 25.0, "queued": 1},
            {"agent_id": "agent_1", "at_s": 25.0, "queued": 1},
        ]


def test_a_queue_that_is_empty_when_the_agent_breaks_down_is_not_stranded(run_placed):
    # Both agents break down at 25 s with nothing left to do after the running task, and it waits out its back-off
    # of 10 s until after the repair.
    run = run_placed(
        {"agent_0": work(10, 10, 10), "agent_1": work(10, 10, 10)},
        fleet=breaking("wait"),
        retry={"base": 10},
        monitor={"detector": "threshold", "thresholds": {"drift": 0.9}},
    )
    assert "agent_down" in set(run.attempts["error_class"])
    assert found(run) == []


def test_an_anomaly_stands_in_every_output_of_its_wave(run_placed, tmp_path):
    run = run_placed({"agent_0": work(10, 10, 30), "agent_1": work(10, 10)})
    out = tmp_path / "out"
    run.write(out, plots=False)
    health = json.loads((out / "phase21_system_health.json").read_text("utf-8"))
    names = [anomaly["anomaly_type"] for anomaly in health["anomalies"]]
    assert names == ["coordination_issue", "load_imbalance"]
    assert run.anomalies["anomaly_type"].tolist() == names
    assert run.metrics["anomalies"] == 2
    report = (out / "PHASE_21_AUTONOMOUS_EXECUTION.md").read_text("utf-8")
    assert all(anomaly["recommendation"].split("(")[0].strip() in report for anomaly in health["anomalies"])


def test_an_anomaly_that_is_over_is_closed():
    # Five tasks on two agents: 30 s and 20 s, ratio 1.5 > 1.4; then six tasks: 30 s each. Wave 2 ends at 60 s.
    run = sim.run(
        sim.parse_scenario(
            {
                "name": "over",
                "fleet": {"agents": [{"name": "agent", "count": 2}]},
                "workload": {"kind": "synthetic", "tasks_per_wave": [5, 6], "duration": 10, "predicted_success": 1.0},
                "monitor": {"detector": "threshold", "thresholds": {"imbalance": 1.4}},
            }
        )
    )
    assert found(run) == [("load_imbalance", "LOW")]
    assert run.anomalies[["detected_at", "closed_at"]].values.tolist() == [[30.0, 60.0]]
