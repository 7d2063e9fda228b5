"""Tables of tasks in files of one's own."""

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sim
from sim.luck import Luck
from sim.scenario import AgentSpec, FleetSpec, Scenario, ScenarioError, TableWorkload
from sim.workload.source import Workload, check_workload, load_tasks

TEXT = """task_id,wave,priority,risk,confidence,approved,predicted_success,expected_duration,release_offset,depends_on
a,1,1,HIGH,0.9,true,0.5,10,0,
b,2,,,,,0.75,20.5,3.5,a=1.5
c,2,3,LOW,0.25,no,1,30,1,"a; b"
"""


def loaded(path, agents: int = 2, **keys) -> Workload:
    fleet = FleetSpec(agents=[AgentSpec(name="agent", count=agents)])
    scenario = Scenario(name="table", fleet=fleet, workload=TableWorkload(path=str(path), **keys))
    assert list(check_workload(scenario)) == []
    return load_tasks(scenario, Luck(0), [f"agent_{number}" for number in range(agents)])


@pytest.fixture
def jobs(tmp_path):
    (tmp_path / "jobs.csv").write_text(TEXT)
    return tmp_path / "jobs.csv"


def test_every_column_of_the_model_is_read(jobs):
    tasks = loaded(jobs).tasks
    assert tasks.task_id == ("a", "b", "c")
    assert tasks.wave == (1, 2, 2)
    assert tasks.position == (0, 0, 1)
    assert tasks.priority == (1, 2, 3)
    assert tasks.risk == ("HIGH", "LOW", "LOW")
    assert tasks.confidence == (0.9, None, 0.25)
    assert tasks.approved == (True, False, False)
    assert tasks.release_offset_s == (0.0, 3.5, 1.0)
    assert tasks.predicted_success.tolist() == [[0.5], [0.75], [1.0]]
    assert tasks.expected_s.tolist() == [[10.0], [20.5], [30.0]]
    assert tasks.depends_on is not None
    assert [tasks.depends_on.parents_of(task) for task in range(3)] == [[], [(0, 1.5)], [(0, 0.0), (1, 0.0)]]


def test_the_three_formats_say_the_same(jobs, tmp_path):
    frame = pd.read_csv(jobs)
    frame["approved"] = [True, None, False]
    frame.to_parquet(tmp_path / "jobs.parquet")
    rows = [{key: value for key, value in row.items() if not pd.isna(value)} for row in frame.to_dict("records")]
    rows[1]["depends_on"] = {"a": 1.5}
    rows[2]["depends_on"] = ["a", "b"]
    (tmp_path / "jobs.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    expected = repr(loaded(jobs).tasks)
    assert repr(loaded(tmp_path / "jobs.parquet").tasks) == expected
    assert repr(loaded(tmp_path / "jobs.jsonl").tasks) == expected


def test_what_a_table_does_not_say_has_the_documented_defaults(tmp_path):
    (tmp_path / "jobs.csv").write_text("task,model\nx,a\ny,a\n")
    workload = loaded(tmp_path / "jobs.csv", predicted_success=0.6)
    tasks = workload.tasks
    assert tasks.predicted_success.tolist() == [[0.6], [0.6]]
    assert tasks.expected_s.tolist() == [[30.0], [30.0]]
    assert (tasks.wave, tasks.priority, tasks.risk) == ((1, 1), (2, 2), ("LOW", "LOW"))
    assert tasks.depends_on is None
    assert workload.notes == (
        "no column is predicted_success: every task has that of the workload, 0.6",
        "no column is expected_duration: every task has 30 s",
        "columns that mean nothing here: model",
    )


def test_tasks_without_an_id_are_numbered_within_their_wave(tmp_path):
    (tmp_path / "jobs.csv").write_text("wave,seconds\n2,1\n1,2\n2,3\n")
    assert loaded(tmp_path / "jobs.csv").tasks.task_id == ("task_2_0", "task_1_0", "task_2_1")


def test_lines_of_one_task_are_its_numbers_on_several_agents(tmp_path):
    # As in the files of Phase 20: an agent that is left out gets the mean of the others.
    text = "task,agent,seconds,predicted_success\na,agent_0,10,0.5\nb,,7,0.9\na,agent_2,20,0.7\n"
    (tmp_path / "jobs.csv").write_text(text)
    tasks = loaded(tmp_path / "jobs.csv", agents=3).tasks
    assert tasks.task_id == ("a", "b")
    assert tasks.expected_s.tolist() == [[10.0, 15.0, 20.0], [7.0, 7.0, 7.0]]
    assert tasks.predicted_success.tolist() == [[0.5, 0.6, 0.7], [0.9, 0.9, 0.9]]


def test_columns_are_mapped_and_lines_chosen(tmp_path):
    text = "run,name,length,agent\n1,a,10,droid\n2,b,20,droid\n2,c,30,goose\n"
    (tmp_path / "jobs.csv").write_text(text)
    chosen: dict[str, Any] = {
        "map": {"name": "task_id", "length": "expected_duration"},
        "where": {"run": 2, "agent": "goose"},
    }
    workload = loaded(tmp_path / "jobs.csv", **chosen)
    assert workload.tasks.task_id == ("c",)
    assert workload.tasks.expected_s.tolist() == [[30.0]]  # `agent` chose lines, and names nobody of the fleet
    chosen["where"] = {"run": "1"}
    chosen["map"]["agent"] = "type"
    assert loaded(tmp_path / "jobs.csv", **chosen).tasks.task_id == ("a",)


def test_types_are_those_that_agents_accept(tmp_path):
    (tmp_path / "jobs.csv").write_text("task,type\na,code\nb,review\nc,\n")
    tasks = loaded(tmp_path / "jobs.csv").tasks
    assert tasks.type == ("code", "review", None)
    assert tasks.matching is not None


def test_deadlines_are_those_of_the_lines(tmp_path):
    (tmp_path / "jobs.csv").write_text("task,deadline\na,60\nb,\n")
    assert loaded(tmp_path / "jobs.csv").tasks.deadline_s == (60.0, None)


def test_time_outs_are_those_of_the_lines(tmp_path):
    (tmp_path / "jobs.csv").write_text("task,seconds,predicted_success,timeout\na,50,1,9\nb,50,1,\nc,5,1,9\n")
    workload = loaded(tmp_path / "jobs.csv")
    assert (workload.notes, workload.tasks.timeout_s) == ((), (9.0, None, 9.0))
    data = {
        "name": "table",
        "fleet": {"agents": [{"name": "agent", "count": 3}]},
        "workload": {"kind": "table", "path": "jobs.csv"},
        "retry": {"strategy": "no_retry", "timeout": "20s"},
    }
    run = sim.run(sim.parse_scenario(data, origin=tmp_path))
    assert run.attempts[["task_id", "served", "error_class"]].fillna("").sort_values("task_id").values.tolist() == [
        ["a", 9.0, "timeout"],
        ["b", 20.0, "timeout"],  # that of all
        ["c", 5.0, ""],
    ]
    assert run.audit() == []
    run.log.timeouts_s = {}  # the control: the laws know whose time is up
    assert len(run.audit()) == 1


def problems(tmp_path, text, **sections):
    (tmp_path / "jobs.csv").write_text(text)
    agents = [{"name": "coder", "accepts": ["code"], "skill": {"docs": 0.5}, "pace": {"cod": 2}}, {"name": "all"}]
    workload = {"kind": "table", "path": "jobs.csv", **sections.pop("workload", {})}
    data = {"name": "table", "fleet": {"agents": agents}, "workload": workload, **sections}
    try:
        sim.parse_scenario(data, origin=tmp_path)
    except ScenarioError as error:
        return sorted(str(problem).removeprefix("<scenario>: ") for problem in error.problems)
    return []


def test_types_of_the_fleet_are_those_of_the_lines(tmp_path):
    found = problems(tmp_path, "task,type\na,code\nb,review\n")
    assert found == [
        "fleet.agents.0.pace.cod: the workload has no type 'cod'; did you mean 'code'?",
        "fleet.agents.0.skill.docs: the workload has no type 'docs'; there are code, review",
    ]
    assert problems(tmp_path, "task,type\na,code\nb,docs\nc,cod\n") == []


def test_patience_of_which_the_lines_have_nothing_is_told(tmp_path):
    text, retry, workload = "task,type\na,code\nb,docs\nc,cod\n", {"orphans": "serve"}, {"on_deadline": "drop"}
    found = problems(tmp_path, text, retry=retry, workload=workload)
    assert [line.split(":")[0] for line in found] == ["retry.orphans", "workload.on_deadline"]
    assert all("does nothing, since no" in line for line in found)
    text = "task,type,timeout,deadline\na,code,9,9\nb,docs,9,\nc,cod,,\n"
    assert problems(tmp_path, text, retry=retry, workload=workload) == []


def test_a_time_out_of_nothing_is_told(tmp_path):
    (found,) = problems(tmp_path, "task,type,timeout\na,code,0\nb,docs,5\nc,cod,\n")
    assert found.endswith("timeout: 0 is no time-out, since nothing ends in time; leave it empty where there is none")


def test_a_deadline_of_a_line_drops_its_task(tmp_path):
    (tmp_path / "jobs.csv").write_text("task,seconds,deadline\na,50,9\nb,50,\n")
    agents = [{"name": "agent", "count": 2}]
    workload = {"kind": "table", "path": "jobs.csv", "on_deadline": "drop"}
    run = sim.run(sim.parse_scenario({"name": "t", "fleet": {"agents": agents}, "workload": workload}, origin=tmp_path))
    assert run.tasks.set_index("task_id")["ended_at"].to_dict() == {"a": 9.0, "b": 50.0}
    assert run.audit() == []


def test_tokens_are_those_of_the_lines(tmp_path):
    (tmp_path / "jobs.csv").write_text(
        "task,agent,input_tokens,output_tokens\na,agent_0,100,5\na,agent_1,100,5\nb,,,7\n"
    )
    tasks = loaded(tmp_path / "jobs.csv").tasks
    assert (list(tasks.input_tokens or ()), list(tasks.output_tokens or ())) == ([100, None], [5, 7])
    (tmp_path / "jobs.csv").write_text("task\na\n")
    assert loaded(tmp_path / "jobs.csv").tasks.input_tokens is None


def test_the_file_is_an_input_of_the_run(jobs):
    (entry,) = loaded(jobs).inputs
    assert entry.used
    assert entry.sha256 is not None
    assert len(entry.sha256) == 64


def test_a_byte_order_mark_and_line_ends_of_windows_are_accepted(jobs, tmp_path):
    (tmp_path / "other.csv").write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode() + b"\r\n")
    assert repr(loaded(tmp_path / "other.csv").tasks) == repr(loaded(jobs).tasks)


def test_a_hundred_thousand_lines_are_read(tmp_path):
    n = 100_000
    lines = [f"t{i},{1 + i // 1000},2,LOW,0.9,{i % 97 / 2 + 1},{f't{i - 1}=2' if i else ''}\n" for i in range(n)]
    head = "task_id,wave,priority,risk,predicted_success,expected_duration,depends_on\n"
    (tmp_path / "big.csv").write_text(head + "".join(lines))
    fleet = FleetSpec(agents=[AgentSpec(name="agent")])
    scenario = Scenario(name="big", fleet=fleet, workload=TableWorkload(path=str(tmp_path / "big.csv")))
    tasks = load_tasks(scenario, Luck(0), ["agent_0"]).tasks
    assert len(tasks) == n
    assert tasks.depends_on is not None
    assert np.array_equal(tasks.depends_on.parent, np.arange(n - 1))
