"""Questions with `--input-uncertainty`: what the answer would be under other inputs, and what of a width they owe."""

import json

import pytest

import sim
from sim.study.ignorance import share

SCENARIO = """
name: fitted
seed: 3
fleet: {agents: [{name: agent}]}
workload: {kind: synthetic, tasks_per_wave: 12, duration: {kind: constant, value: 60}, predicted_success: 1.0}
"""
WIDE = [{"keys": ["workload.duration"], "scale": "log", "sd": 0.4}]
FLEET = ("smallest-fleet", "scenario.yaml", "--agents", "1..6", "--meet", "makespan <= 4min")


@pytest.fixture
def fitted(here, monkeypatch):
    monkeypatch.setattr(share, "DRAWS", 12)
    monkeypatch.setattr(share, "REPLICATIONS", 2)
    (here / "scenario.yaml").write_text(SCENARIO)

    def with_inputs(inputs):
        (here / "fit.json").write_text(json.dumps({"inputs": inputs}))

    return with_inputs


def asked(invoke, *words):
    done = invoke(*words, "--input-uncertainty", "--no-plots", "--no-html", "--jobs", "1", "--json")
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def test_the_smallest_fleet_under_other_inputs(fitted, invoke, here):
    fitted(WIDE)
    found = asked(invoke, *FLEET)
    drawn = found["input_uncertainty"]
    assert found["smallest_meeting"] == 3
    assert sum(drawn["answers"].values()) == drawn["draws"] == 12
    assert len(drawn["answers"]) >= 2  # 12 tasks of 60 s x 0.45 to 2.2: two agents, or four, or more than were run
    (mean,) = drawn["means"]
    # No luck at all: what width there is, is ignorance.
    assert (mean["low"], mean["high"], mean["share_of_width"]) == (240.0, 240.0, 1.0)
    assert mean["low_with_inputs"] < 200.0 < 280.0 < mean["high_with_inputs"]
    assert (
        "100 % of that width is ignorance of the inputs"
        in (here / "reports" / "fitted-smallest-fleet" / "report.md").read_text()
    )


def test_inputs_that_are_well_known_change_no_answer(fitted, invoke):
    fitted([{**WIDE[0], "sd": 1e-4}])
    found = asked(invoke, *FLEET[:-1], "makespan <= 4.1min")["input_uncertainty"]
    assert found["answers"] == {"3 agents": 12}
    assert found["means"][0]["high_with_inputs"] == pytest.approx(240.0, abs=0.2)


def test_nothing_is_said_unless_asked_and_nothing_drawn_where_nothing_is_estimated(fitted, invoke):
    fitted([])
    done = invoke(*FLEET, "--no-plots", "--no-html", "--jobs", "1", "--json")
    assert "input_uncertainty" not in json.loads(done.stdout)
    assert asked(invoke, *FLEET)["input_uncertainty"]["draws"] == 0


def test_the_knee_under_other_inputs(fitted, invoke):
    # Twice as long tasks halve the throughput of every size: where the knee is, lengths have no say.
    fitted(WIDE)
    found = asked(invoke, "knee", "scenario.yaml", "--agents", "1,3,6,12,16", "--replications", "5")
    assert found["input_uncertainty"]["answers"] == {"12 agents": 12}
    assert found["input_uncertainty"]["means"][0]["share_of_width"] == 1.0


def test_a_retry_setting_under_other_inputs(fitted, invoke, here):
    (here / "scenario.yaml").write_text(SCENARIO.replace("1.0}", "0.6}"))
    fitted([{"keys": ["workload.predicted_success"], "scale": "logit", "sd": 0.8}])
    found = asked(
        invoke, "retry-setting", "scenario.yaml", "--vary", "retry.max_retries=0..3", "--vary", "retry.base=0",
        "--meet", "success_rate >= 80%", "--replications", "20..40",
    )["input_uncertainty"]  # fmt: skip
    # 0.6 needs one retry; from 0.8 on none is needed, from 0.42 down two or more.
    assert len(found["answers"]) >= 3
    assert {one["metric"] for one in found["means"]} == {"success_rate", "wasted_work"}
    assert all(0.5 < one["share_of_width"] < 1.0 for one in found["means"])


def test_from_python(fitted, here):
    fitted(WIDE)
    found = sim.smallest_fleet(str(here / "scenario.yaml"), "1..6", "makespan <= 4min", input_uncertainty=True)
    assert found.content["input_uncertainty"]["draws"] == 12
    assert any("draws of the inputs" in note for note in found.notes)


def test_a_scenario_of_no_fit_is_refused(here, invoke):
    (here / "scenario.yaml").write_text(SCENARIO)
    done = invoke(*FLEET, "--input-uncertainty", "--jobs", "1")
    assert done.exit_code == 2
    assert "expected what `buddy-sim fit` writes" in done.stderr
