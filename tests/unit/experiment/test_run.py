"""A run as Python code sees it: reproducible by seed and replication, readable as tables, honest about its end."""

import json

import pandas as pd
import pytest

import sim
from sim.experiment.run import Run
from sim.record.rows import WaveEnded
from sim.scenario import ScenarioError

DATA = {
    "name": "pair",
    "seed": 5,
    "fleet": {"agents": [{"name": "agent", "count": 2}]},
    "workload": {"kind": "synthetic", "waves": 2, "tasks_per_wave": 6, "predicted_success": 0.7},
}


@pytest.fixture(scope="module")
def finished():
    return sim.run(sim.parse_scenario(DATA))


def test_a_seed_beats_the_scenarios_and_is_shown():
    scenario = sim.parse_scenario(DATA)
    run = sim.run(scenario, seed=6)
    assert (run.seed, run.result.seed, run.summary()["seed"]) == (6, 6, 6)
    assert scenario.seed == 5
    # The scenario is the same one: its hash leaves the seed aside.
    assert run.result.scenario_hash == sim.run(scenario).result.scenario_hash


def test_a_replication_is_remembered():
    assert sim.run(sim.parse_scenario(DATA), replication=3).result.replication == 3


@pytest.mark.parametrize("seed", [-1, 2**63, 1.5, True])
def test_a_seed_that_is_none_is_refused(seed):
    with pytest.raises(ValueError, match="is not a whole number from 0 to"):
        sim.run(sim.parse_scenario(DATA), seed=seed)


def test_every_table_is_a_frame_with_its_columns(finished):
    for name, columns in finished.columns.items():
        frame = getattr(finished, name)
        assert isinstance(frame, pd.DataFrame)
        assert list(frame.columns) == list(columns)
    assert len(finished.tasks) == 12
    assert list(finished.health["wave"]) == [1, 2]
    assert len(finished.signals) == len(finished.learned) > 0
    assert len(finished.anomalies) == len(finished.found)


def test_the_summary_is_what_the_file_says(finished, tmp_path):
    finished.write(tmp_path / "out", plots=False)
    written = json.loads((tmp_path / "out" / "phase21_execution_summary.json").read_text("utf-8"))
    assert written == json.loads(json.dumps(finished.summary()))
    report = (tmp_path / "out" / "PHASE_21_AUTONOMOUS_EXECUTION.md").read_text("utf-8")
    assert report == finished.report()
    assert (tmp_path / "out" / "run.log").read_text("utf-8").splitlines() == finished.run_log


def test_a_run_introduces_itself(finished):
    result = finished.result
    assert repr(finished).startswith(f"<Run of 'pair': {result.completed_tasks}/12 tasks completed, health ")


def test_a_harness_that_has_not_run_makes_no_run():
    with pytest.raises(ValueError, match="has not run yet"):
        Run(sim.Phase21Harness(sim.parse_scenario(DATA)))


def test_a_run_that_is_cut_says_why_and_a_whole_one_does_not(finished):
    assert finished.result.ended_early is None
    cut = sim.run(sim.parse_scenario({**DATA, "horizon": 40}))
    assert cut.result.ended_early == "the horizon of 40 s was reached"
    assert any("the run ended early: the horizon" in line for line in cut.run_log)
    assert cut.result.end_time == "2025-01-01T00:00:40.000000+00:00"
    assert cut.result.waves == 1  # that began


def test_the_epoch_moves_every_timestamp_and_nothing_else():
    later = sim.run(sim.parse_scenario({**DATA, "epoch": "2030-06-01T12:00:00+02:00"}))
    assert later.result.start_time == "2030-06-01T10:00:00.000000+00:00"
    here = sim.run(sim.parse_scenario(DATA))
    pd.testing.assert_frame_equal(later.attempts, here.attempts)


def test_the_log_is_sound(finished):
    assert finished.audit() == []


def test_an_audit_finds_what_was_tampered_with():
    run = sim.run(sim.parse_scenario(DATA))
    run.log.add(run.log.of(WaveEnded)[-1])  # the last wave ends twice
    assert run.audit() != []


def test_unknown_names_are_errors_of_the_scenario():
    with pytest.raises(ScenarioError, match=r"assignment\.strategy"):
        sim.parse_scenario({**DATA, "assignment": {"strategy": "round_robbin"}})
    with pytest.raises(ScenarioError, match=r"monitor\.detector"):
        sim.parse_scenario({**DATA, "monitor": {"detector": "oracle"}})
    with pytest.raises(ScenarioError, match=r"workload\.path"):
        sim.parse_scenario({**DATA, "workload": {"kind": "phase20", "path": "no-such-folder"}})


def test_a_file_leaves_its_name_and_hash_in_the_manifest(tmp_path):
    path = tmp_path / "pair.yaml"
    path.write_text(json.dumps(DATA), encoding="utf-8")  # JSON is YAML
    scenario = sim.load_scenario(path, overrides=["retry.max_retries=1"], seed=9)
    assert (scenario.retry.max_retries, scenario.seed) == (1, 9)
    sim.run(scenario).write(tmp_path / "out", plots=False)
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert [entry["path"] for entry in manifest["inputs"]] == ["pair.yaml"]
    assert manifest["seed"] == 9


def test_a_refusal_is_not_held_against_the_agent():
    # Half of the tasks lack the confidence of 0.5 that LOW risk needs: they fail, but not by the agent's fault.
    harness = sim.Phase21Harness(
        sim.parse_scenario(
            {
                "name": "refused",
                "fleet": {"agents": [{"name": "agent"}]},
                "workload": {
                    "kind": "synthetic",
                    "tasks_per_wave": 20,
                    "predicted_success": 1.0,
                    "confidence": {"kind": "empirical", "values": [0.4, 0.9]},
                },
            }
        )
    )
    result = harness.run_phase21()
    (agent,) = harness.manager.agents
    state = harness.manager.agent_state(agent)
    assert state.completed + state.failed == 20
    assert 0 < state.failed < 20
    assert state.success_rate == 1.0
    assert result.per_agent_metrics["agent_0"]["success_rate"] == 1.0
