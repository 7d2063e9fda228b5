"""Folders of Phase 20 files that are odd, circular, unreadable or too large."""

import json
import os
from pathlib import Path

import pytest

from sim.luck import Luck
from sim.scenario import AgentSpec, FleetSpec, Phase20Workload, Scenario, ScenarioError
from sim.workload import phase20_files
from sim.workload.source import check_workload, load_tasks

GOOD = b'{"task_id": "good", "predicted_success_probability": 0.5}\n'


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


def complaints(path: str = "data") -> list[str]:
    scenario = Scenario(
        name="hostile",
        fleet=FleetSpec(agents=[AgentSpec(name="agent")]),
        workload=Phase20Workload(path=path),
    )
    told = [str(problem) for problem in check_workload(scenario)]
    if told:
        with pytest.raises(ScenarioError):
            load_tasks(scenario, Luck(0), ["agent_0"])
    assert all(line.isprintable() for line in told)
    assert all(len(line) < 400 + len(path) for line in told)
    return told


def line(**fields) -> bytes:
    values = {"task_id": "a", "predicted_success_probability": 0.5, **fields}
    return json.dumps(values).encode() + b"\n"


def test_a_folder_that_is_not_there():
    assert complaints("no/such/folder") == ["workload.path: there is no folder no/such/folder"]


def test_a_name_that_no_file_system_takes(data):
    (told,) = complaints("x" * 3000)
    assert told.startswith("workload.path: ")


def test_a_file_where_a_folder_was_expected(data):
    (data / "predicted_tasks.jsonl").write_bytes(GOOD)
    assert complaints("data/predicted_tasks.jsonl") == [
        "workload.path: data/predicted_tasks.jsonl is a file; expected the folder of predicted_tasks.jsonl"
    ]


def test_a_folder_without_the_files(data):
    (data / "predictions.jsonl").write_bytes(GOOD)
    (data / "wave_one" / "agent_0").mkdir(parents=True)
    assert complaints() == [
        (
            "workload.path: there is no predicted_tasks.jsonl in data, nor in folders wave_X/agent_Y of it; "
            "found predictions.jsonl, wave_one/"
        )
    ]


def test_a_wave_zero(data):
    (data / "wave_0" / "agent_0").mkdir(parents=True)
    (data / "wave_0" / "agent_0" / "predicted_tasks.jsonl").write_bytes(GOOD)
    assert complaints() == ["data/wave_0: wave 0 is not within 1..1000000; rename the folder"]


def test_a_folder_with_the_name_of_the_file(data):
    (data / "predicted_tasks.jsonl").mkdir()
    assert complaints() == ["data/predicted_tasks.jsonl: is not a regular file"]


def test_a_pipe_is_not_waited_for(data):
    os.mkfifo(data / "predicted_tasks.jsonl")
    assert complaints() == ["data/predicted_tasks.jsonl: is not a regular file"]


def test_a_link_to_itself(data):
    (data / "predicted_tasks.jsonl").symlink_to("predicted_tasks.jsonl")
    (told,) = complaints()
    assert told.startswith("data/predicted_tasks.jsonl: cannot be read: ")


def test_a_link_to_nowhere(data):
    (data / "predicted_tasks.jsonl").symlink_to("nowhere")
    assert complaints() == ["data/predicted_tasks.jsonl: cannot be read: No such file or directory"]


def test_folders_that_lead_in_a_circle_end(data):
    (data / "predicted_tasks.jsonl").write_bytes(GOOD)
    (data / "circle").symlink_to(".")
    (data / "wave_2").symlink_to("wave_2")
    scenario = Scenario(
        name="circle",
        fleet=FleetSpec(agents=[AgentSpec(name="agent")]),
        workload=Phase20Workload(path="data"),
    )
    workload = load_tasks(scenario, Luck(0), ["agent_0"])
    assert [(file.path, file.used) for file in workload.inputs] == [
        ("data/predicted_tasks.jsonl", True),
        ("data/circle/", False),
        ("data/wave_2", False),
    ]


def test_a_wave_that_leads_back_to_its_parent_says_its_tasks_twice(data):
    (data / "predicted_tasks.jsonl").write_bytes(line(wave=1))
    (data / "wave_1").symlink_to(".")
    # The tree is two levels deep at most, so that reading ends; the same file then counts as a second one.
    told = complaints()
    assert told == [
        (
            "data/wave_1/predicted_tasks.jsonl:1: task_id: task 'a' stands already at "
            "data/predicted_tasks.jsonl:1, "
            "with the same content; remove one of them"
        )
    ]


def test_odd_names_are_shown_in_ascii_and_do_not_break_the_line(data):
    (data / "predicted_tasks.jsonl").write_bytes(GOOD)
    Path(os.fsdecode(bytes(data) + b"/odd\n\xff\x1b")).write_bytes(b"")
    scenario = Scenario(
        name="odd", fleet=FleetSpec(agents=[AgentSpec(name="agent")]), workload=Phase20Workload(path="data")
    )
    workload = load_tasks(scenario, Luck(0), ["agent_0"])
    assert workload.inputs[1].path == "data/odd\\n\\udcff\\x1b"


def test_an_agents_folder_of_any_name_is_an_unknown_agent(data):
    folder = data / "wave_1" / "agent_\n*"
    folder.mkdir(parents=True)
    (folder / "predicted_tasks.jsonl").write_bytes(GOOD)
    assert complaints() == [
        (
            "data/wave_1/agent_\\n*/predicted_tasks.jsonl:1: agent_id: 'agent_\\n*' not in the fleet; "
            "the files have 'agent_\\n*', the fleet has agent_0"
        )
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_what_may_not_be_read_is_named(data):
    (data / "predicted_tasks.jsonl").write_bytes(GOOD)
    (data / "predicted_tasks.jsonl").chmod(0)
    assert complaints() == ["data/predicted_tasks.jsonl: cannot be read: Permission denied"]


def test_a_file_over_the_limit_is_not_read(data):
    with (data / "predicted_tasks.jsonl").open("wb") as stream:
        stream.truncate(200_000_001)  # a hole: takes no room on the disk
    assert complaints() == ["data/predicted_tasks.jsonl: 200000001 bytes: it would be too large to read"]


def test_files_that_are_too_large_together_are_not_read(data, monkeypatch):
    monkeypatch.setattr("sim.workload.phase20.MOST_TOTAL_BYTES", 2 * len(GOOD) - 1)
    for wave in (1, 2):
        (data / f"wave_{wave}").mkdir()
        (data / f"wave_{wave}" / "predicted_tasks.jsonl").write_bytes(GOOD)
    assert complaints() == [
        f"data/wave_2/predicted_tasks.jsonl: {len(GOOD)} bytes: the files together would be too large to read"
    ]


def test_more_pairs_than_fit_into_memory(data, monkeypatch):
    monkeypatch.setattr("sim.workload.phase20_checks.MOST_NUMBERS", 1)
    (data / "predicted_tasks.jsonl").write_bytes(line(task_id="a") + line(task_id="b"))
    assert complaints() == ["workload.path: 2 tasks on 1 agents are more than 1 pairs; use a smaller fleet"]


def test_the_limits_are_those_of_the_documentation():
    assert phase20_files.MOST_BYTES == 200_000_000
    assert phase20_files.MOST_LINE_BYTES == 1_000_000
