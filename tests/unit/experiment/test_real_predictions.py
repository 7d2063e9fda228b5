"""The real predictions of Phase 20 run as they are: 12 tasks, 4 a wave, all of them known on all four agents."""

import json

import pytest

import sim
from sim.policies.catalogue import strategies

FLEET = {"agents": [{"name": "agent", "count": 4}]}


@pytest.fixture
def scenario(shared_data):
    def make(**sections):
        data = {"name": "real", "fleet": FLEET, "workload": {"kind": "phase20", "path": "phase20"}, **sections}
        return sim.parse_scenario(data, origin=shared_data)

    return make


@pytest.mark.parametrize("strategy", list(strategies()))
def test_all_twelve_tasks_run_and_none_is_refused(scenario, strategy):
    run = sim.run(scenario(assignment={"strategy": strategy}))
    assert run.result.total_tasks == 12
    assert run.waves["tasks"].tolist() == [4, 4, 4]
    assert set(run.gate_decisions["verdict"]) == {"approved"}
    assert run.result.faults == 0
    assert run.audit() == []
    # All alike: 0.725 and 27.5 s on every agent, no confidence given.
    assert set(run.tasks["predicted_success"]) == {0.725}
    assert set(run.attempts["served"]) == {27.5}
    assert run.tasks["confidence"].isna().all()
    assert set(run.tasks["risk"]) == {"MEDIUM"}


def test_without_failures_a_wave_takes_one_task_on_each_agent(scenario):
    # Four equal tasks, four equal agents, everything succeeds: three waves of 27.5 s.
    run = sim.run(scenario(truth={"bias": 50.0}))
    assert run.result.completed_tasks == 12
    assert run.waves["ended_at"].tolist() == [27.5, 55.0, 82.5]
    assert sorted(run.tasks["agent_id"]) == [f"agent_{n}" for n in range(4) for _ in range(3)]


def test_a_scenario_file_over_the_real_data_writes_every_file(shared_data, tmp_path, read_lines):
    path = tmp_path / "real.yaml"
    path.write_text(
        f"name: real\nfleet: {{agents: [{{name: agent, count: 4}}]}}\n"
        f"workload: {{kind: phase20, path: {json.dumps(str(shared_data / 'phase20'))}}}\n",
        encoding="utf-8",
    )
    out = tmp_path / "out"
    sim.run(sim.load_scenario(path)).write(out, plots=False)
    summary = json.loads((out / "phase21_execution_summary.json").read_text("utf-8"))
    assert summary["total_tasks"] == 12
    executed = read_lines(out, "executed_tasks.jsonl")
    assert sum(map(len, executed.values())) == 12
    assert list(executed) == [f"wave_{w}/agent_{a}/executed_tasks.jsonl" for w in (1, 2, 3) for a in range(4)]
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    read = [entry for entry in manifest["inputs"] if entry["used"]]
    assert len(read) == 1 + 24  # the scenario, and two files for each wave and agent
