"""Recorded workflows in WfFormat 1.5."""

import json
from math import fsum
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.luck import Luck, Purpose, quantile, uniforms
from sim.scenario import AgentSpec, Exponential, FleetSpec, Scenario, ScenarioError, WfFormatWorkload
from sim.workload.dependencies import longest_path_s
from sim.workload.problem_list import ProblemList
from sim.workload.source import check_workload, load_tasks
from sim.workload.table_builder import make_tasks
from sim.workload.wfformat import read_wfformat, to_wfformat

RECORDED = Path(__file__).parents[4] / "shared" / "data" / "workflows"
needs_records = pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded workflows are not at hand")
# Of ../shared/data/README.md: sum of runtimes and critical path, in seconds.
PUBLISHED = {
    "helloworld-chain-5-chameleon": (501.2, 501.2),
    "helloworld-forkjoin-10-chameleon": (1028.7, 307.4),
    "epigenomics-chameleon-hep-1seq-100k-001": (539.3, 104.8),
    "1000genome-chameleon-2ch-100k-001": (2771.3, 204.7),
}


def scenario_of(path, **keys) -> Scenario:
    fleet = FleetSpec(agents=[AgentSpec(name="agent")])
    return Scenario(name="flow", fleet=fleet, workload=WfFormatWorkload(path=str(path), **keys))


def document() -> dict:
    tasks = make_tasks(
        [3.0, 4.0, 5.0], task_id=["a", "b", "c"], depends_on={"b": {"a": 0.0}, "c": {"a": 0.0, "b": 0.0}}
    )
    return to_wfformat(tasks, "three")


def complaints(tmp_path, content) -> list[str]:
    path = tmp_path / "flow.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    scenario = scenario_of("flow.json").with_origin(tmp_path)
    told = [str(problem) for problem in check_workload(scenario)]
    with pytest.raises(ScenarioError) as raised:
        load_tasks(scenario, Luck(0), ["agent_0"])
    assert [str(problem) for problem in raised.value.problems] == told
    return told


@needs_records
@pytest.mark.parametrize("name", PUBLISHED)
class TestRecordedWorkflows:
    def test_runtimes_and_critical_path_are_the_published_ones(self, name):
        tasks = load_tasks(scenario_of(RECORDED / f"{name}.json"), Luck(0), ["agent_0"]).tasks
        seconds = tasks.true_s[:, 0]
        total, critical = PUBLISHED[name]
        assert round(fsum(seconds), 1) == total
        assert round(longest_path_s(tasks.depends_on, seconds).max(), 1) == critical

    def test_it_is_written_and_read_again(self, name):
        path = RECORDED / f"{name}.json"
        tasks = load_tasks(scenario_of(path), Luck(0), ["agent_0"]).tasks
        problems = ProblemList()
        again = read_wfformat(json.dumps(to_wfformat(tasks, name)).encode(), "again.json", problems)
        assert not problems
        assert repr(again) == repr(tasks)

    def test_what_is_written_says_of_tasks_and_edges_what_was_read(self, name):
        given = json.loads((RECORDED / f"{name}.json").read_text())
        tasks = load_tasks(scenario_of(RECORDED / f"{name}.json"), Luck(0), ["agent_0"]).tasks
        written = to_wfformat(tasks, given["name"])
        for part, keys in (("specification", ("id", "parents", "children")), ("execution", ("id", "runtimeInSeconds"))):
            # The order of a task's parents, and of what was executed, means nothing.
            was, found = (
                {
                    task["id"]: [sorted(task[key]) if isinstance(task[key], list) else task[key] for key in keys]
                    for task in one["workflow"][part]["tasks"]
                }
                for one in (given, written)
            )
            assert found == was


def test_a_workflow_is_read(tmp_path):
    (tmp_path / "flow.json").write_text(json.dumps(document()))
    tasks = load_tasks(scenario_of(tmp_path / "flow.json", predicted_success=0.5), Luck(0), ["agent_0"]).tasks
    assert tasks.task_id == ("a", "b", "c")
    assert tasks.true_s.tolist() == [[3.0], [4.0], [5.0]]
    assert tasks.predicted_success.tolist() == [[0.5]] * 3
    assert tasks.depends_on is not None
    assert [tasks.depends_on.parents_of(task) for task in range(3)] == [[], [(0, 0.0)], [(0, 0.0), (1, 0.0)]]


def test_what_is_recorded_is_what_happens_and_a_planner_may_be_wrong_about_it(tmp_path):
    (tmp_path / "flow.json").write_text(json.dumps(document()))
    scenario = scenario_of(tmp_path / "flow.json").with_({"predictions.duration_error": 2})
    tasks = load_tasks(scenario, Luck(0), ["agent_0"]).tasks
    assert tasks.true_s[:, 0].tolist() == [3.0, 4.0, 5.0]
    assert tasks.expected_s[:, 0].tolist() == [6.0, 8.0, 10.0]


def test_hand_offs_are_drawn_an_edge_each(tmp_path):
    (tmp_path / "flow.json").write_text(json.dumps(document()))
    scenario = scenario_of(tmp_path / "flow.json", hand_off={"kind": "exponential", "mean": 2})
    tasks = load_tasks(scenario, Luck(9), ["agent_0"]).tasks
    assert tasks.depends_on is not None
    drawn = [quantile(Exponential(mean=2), uniforms(9, 0, Purpose.HAND_OFF, 1, n, 3)) for n in range(2)]
    assert [seconds for _, seconds in tasks.depends_on.parents_of(2)] == [drawn[0][2], drawn[1][2]]
    assert not np.isin(drawn[0][2], drawn[1])


def test_what_is_no_workflow_is_told(tmp_path):
    assert complaints(tmp_path, b"") == ["flow.json:1: not JSON: Expecting value, at column 1"]
    assert complaints(tmp_path, b"[]") == ["flow.json: a list is given; expected an object"]
    assert complaints(tmp_path, b"\xff") == ["flow.json: not UTF-8, from byte 1 on"]
    assert complaints(tmp_path, b"[" * 100_000) == ["flow.json: not readable: lists or objects are nested too deeply"]
    assert complaints(tmp_path, {}) == ["flow.json: schemaVersion: nothing is not read here; expected '1.5'"]
    assert complaints(tmp_path, {"schemaVersion": "1.4"}) == [
        "flow.json: schemaVersion: '1.4' is not read here; expected '1.5'"
    ]
    assert complaints(tmp_path, {"schemaVersion": "1.5", "workflow": 3}) == [
        "flow.json: workflow: 3 is a number; expected an object"
    ]
    empty: dict[str, Any] = {"specification": {"tasks": []}, "execution": {"tasks": []}}
    assert complaints(tmp_path, {"schemaVersion": "1.5", "workflow": empty}) == [
        "flow.json: workflow.specification.tasks: the workflow has no task"
    ]


def test_every_fault_of_the_tasks_is_told_at_once(tmp_path):
    flow = document()
    tasks, executed = flow["workflow"]["specification"]["tasks"], flow["workflow"]["execution"]["tasks"]
    tasks[0]["children"] = "b"
    del tasks[1]["parents"]
    executed[0]["runtimeInSeconds"] = -1
    executed[1]["id"] = "z"
    executed[2]["runtimeInSeconds"] = "5"
    told = complaints(tmp_path, flow)
    assert told[:6] == [
        "flow.json: workflow.execution.tasks[0].runtimeInSeconds: -1 is not within 0..10000000000 s",
        "flow.json: workflow.execution.tasks[1].id: 'z' is no task of workflow.specification.tasks",
        "flow.json: workflow.execution.tasks[2].runtimeInSeconds: '5' is text; expected a number",
        (
            "flow.json: workflow.specification.tasks[1]: "
            "task 'b' has no entry in workflow.execution.tasks; expected its runtime"
        ),
        "flow.json: workflow.specification.tasks[1].parents: is missing; expected a list",
        "flow.json: workflow.specification.tasks[0].children: 'b' is text; expected a list",
    ]


def test_parents_and_children_must_agree_and_exist(tmp_path):
    flow = document()
    tasks = flow["workflow"]["specification"]["tasks"]
    tasks[0]["children"] = ["b", "z"]
    tasks[2]["parents"] = ["a", "y"]
    assert complaints(tmp_path, flow) == [
        (
            "flow.json: workflow.specification.tasks[2].parents: "
            "task 'c' has the parent 'a', which does not name it among its children"
        ),
        "flow.json: workflow.specification.tasks[0].children: task 'a' has the child 'z', which is no task's id",
        (
            "flow.json: workflow.specification.tasks[1].children: "
            "task 'b' has the child 'c', which does not name it among its parents"
        ),
    ]
    tasks[0]["children"], tasks[1]["children"] = ["b", "c"], ["c"]
    tasks[2]["parents"] = ["a", "b", "y"]
    assert complaints(tmp_path, flow) == [
        "flow.json: workflow.specification.tasks[2].parents: task 'c' waits for 'y', which is no task's id"
    ]


def test_a_circle_and_ids_that_stand_twice_are_told(tmp_path):
    flow = document()
    tasks = flow["workflow"]["specification"]["tasks"]
    tasks[0]["parents"], tasks[2]["children"] = ["c"], ["a"]
    assert complaints(tmp_path, flow) == [
        "flow.json: workflow.specification.tasks[0].parents: tasks wait for each other in a circle: 'a' for 'c' for 'a'"
    ]
    tasks[1]["id"] = "a"
    told = complaints(tmp_path, flow)
    assert "'a' stands already at workflow.specification.tasks[0]" in told[0]
