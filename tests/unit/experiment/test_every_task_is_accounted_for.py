"""The lines of executed_tasks.jsonl over all folders add up to the tasks, and stand where their last agent is."""

import json

import pytest

import sim

TEN_SECONDS = {"kind": "synthetic", "tasks_per_wave": 4, "duration": 10, "predicted_success": 1.0}
REPAIR_AFTER_THE_END = {"mtbf": {"kind": "constant", "value": 25}, "mttr": {"kind": "constant", "value": 1000}}


@pytest.fixture
def executed(tmp_path, read_lines):
    """Runs a scenario: path of each executed_tasks.jsonl -> its tasks as (id, agent, status); adds them up."""

    def run(**sections):
        data = {"name": "lines", "fleet": {"agents": [{"name": "agent"}]}, "workload": TEN_SECONDS, **sections}
        finished = sim.run(sim.parse_scenario(data))
        finished.write(tmp_path / "out", plots=False)
        assert finished.audit() == []
        files = read_lines(tmp_path / "out", "executed_tasks.jsonl")
        summary = json.loads((tmp_path / "out" / "phase21_execution_summary.json").read_text("utf-8"))
        lines = [row for rows in files.values() for row in rows]
        assert len(lines) == len({row["task_id"] for row in lines}) == summary["total_tasks"]
        assert sum(row["success"] for row in lines) == summary["completed_tasks"]
        assert summary["completed_tasks"] + summary["failed_tasks"] == summary["total_tasks"]
        return {
            path: [(row["task_id"], row["agent_id"], row["status"]) for row in rows] for path, rows in files.items()
        }

    return run


def test_every_wave_and_agent_has_its_file(executed):
    # Four tasks, two agents, two waves: two tasks a folder.
    files = executed(
        fleet={"agents": [{"name": "agent"}, {"name": "nora"}]},
        workload={**TEN_SECONDS, "waves": 2},
        assignment={"strategy": "round_robin"},
    )
    assert files == {
        f"wave_{w}/agent_{a}/executed_tasks.jsonl": [(f"task_{w}_{n}", i, "completed") for n in tasks]
        for w in (1, 2)
        for a, i, tasks in (("0", "agent_0", (0, 2)), ("nora_0", "nora_0", (1, 3)))
    }


def test_an_agent_without_tasks_has_an_empty_file(executed):
    files = executed(fleet={"agents": [{"name": "agent", "count": 2}]}, workload={**TEN_SECONDS, "tasks_per_wave": 1})
    assert files["wave_1/agent_1/executed_tasks.jsonl"] == []


@pytest.mark.parametrize("strategy", ["load_balanced", "priority_based", "shared_queue"])
def test_tasks_that_never_reach_an_agent_are_unassigned(executed, strategy):
    # The only agent starts down (seed 3 draws that) and the horizon comes before its repair.
    files = executed(
        seed=3,
        horizon=50,
        fleet={
            "agents": [{"name": "agent"}],
            "breakdowns": {"mtbf": 1000, "mttr": {"kind": "constant", "value": 100000}, "initial": "stationary"},
        },
        workload={**TEN_SECONDS, "waves": 2},
        assignment={"strategy": strategy},
    )
    # Wave 1 waited at the manager; wave 2 never began, and has no folder but that of its unassigned tasks.
    assert files == {
        "wave_1/agent_0/executed_tasks.jsonl": [],
        "wave_1/agent_unassigned/executed_tasks.jsonl": [(f"task_1_{n}", None, "failed") for n in range(4)],
        "wave_2/agent_unassigned/executed_tasks.jsonl": [(f"task_2_{n}", None, "failed") for n in range(4)],
    }


@pytest.mark.parametrize("failover", ["wait", "reassign"])
def test_a_task_that_was_handed_back_stands_with_its_last_agent(executed, failover):
    # 25 s: task 2 fails under the breakdown, task 3 waits. With failover both are at the manager when the run ends
    # at 100 s, but each has had its agent.
    files = executed(
        horizon=100, fleet={"agents": [{"name": "agent"}], "breakdowns": {**REPAIR_AFTER_THE_END, "failover": failover}}
    )
    assert files == {
        "wave_1/agent_0/executed_tasks.jsonl": [
            ("task_1_0", "agent_0", "completed"),
            ("task_1_1", "agent_0", "completed"),
            ("task_1_2", "agent_0", "failed"),
            ("task_1_3", "agent_0", "failed"),
        ]
    }


def test_a_task_back_in_the_central_queue_stands_with_its_last_agent(executed):
    # Central queue: at 25 s task 2 fails and waits in the queue again, task 3 has never left it.
    files = executed(
        horizon=100,
        fleet={"agents": [{"name": "agent"}], "breakdowns": REPAIR_AFTER_THE_END},
        assignment={"strategy": "shared_queue"},
    )
    assert files["wave_1/agent_0/executed_tasks.jsonl"][2:] == [("task_1_2", "agent_0", "failed")]
    assert files["wave_1/agent_unassigned/executed_tasks.jsonl"] == [("task_1_3", None, "failed")]


def test_a_reassigned_task_has_an_assignment_line_with_every_agent(tmp_path, read_lines):
    # Both break down at 25 s; one repairer: agent_0 is back at 30 s, agent_1 at 35 s. Task 5 moves from 1 to 0.
    breakdowns = {
        "mtbf": {"kind": "constant", "value": 25},
        "mttr": {"kind": "constant", "value": 5},
        "failover": "reassign",
        "repairers": 1,
    }
    scenario = sim.parse_scenario(
        {
            "name": "reassigned",
            "fleet": {"agents": [{"name": "agent", "count": 2}], "breakdowns": breakdowns},
            "workload": {**TEN_SECONDS, "tasks_per_wave": 6},
        }
    )
    sim.run(scenario).write(tmp_path / "out", plots=False)
    given = read_lines(tmp_path / "out", "agent_assignments.jsonl")
    holders = [path.split("/")[1] for path, rows in given.items() for row in rows if row["task_id"] == "task_1_5"]
    assert holders == ["agent_0", "agent_1"]
    done = read_lines(tmp_path / "out", "executed_tasks.jsonl")
    holders = [path.split("/")[1] for path, rows in done.items() for row in rows if row["task_id"] == "task_1_5"]
    assert holders == ["agent_0"]


def test_a_horizon_in_the_middle_accounts_for_all_waves(executed):
    # 10 s tasks one after another; at 55 s the second wave has one done and one under way, the third never began.
    files = executed(horizon=55, workload={**TEN_SECONDS, "waves": 3})
    counts = {path: [status for *_, status in rows].count("completed") for path, rows in files.items()}
    assert counts == {
        "wave_1/agent_0/executed_tasks.jsonl": 4,
        "wave_2/agent_0/executed_tasks.jsonl": 1,
        "wave_3/agent_unassigned/executed_tasks.jsonl": 0,
    }
    assert [len(rows) for rows in files.values()] == [4, 4, 4]
