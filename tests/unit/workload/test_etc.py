"""Instances of expected times: what a file says, and what is told about one that says it wrongly."""

from pathlib import Path

import pytest

from sim.luck import Luck
from sim.scenario import AgentSpec, EtcWorkload, FleetSpec, Scenario, ScenarioError
from sim.workload.source import check_workload, load_tasks


def scenario(folder: Path, content: str | bytes, agents: int = 2, **keys) -> Scenario:
    data = content.encode() if isinstance(content, str) else content
    (folder / "times").write_bytes(data)
    fleet = FleetSpec(agents=[AgentSpec(name="agent", count=agents)])
    return Scenario(name="etc", fleet=fleet, workload=EtcWorkload(path="times", **keys)).with_origin(folder)


def test_the_values_stand_task_by_task(tmp_path: Path) -> None:
    workload = load_tasks(scenario(tmp_path, "3 2 0\n1\n2\n3\n4\n5.5\n6\n"), Luck(0), ("agent_0", "agent_1"))
    tasks = workload.tasks
    assert tasks.expected_s.tolist() == tasks.true_s.tolist() == [[1.0, 2.0], [3.0, 4.0], [5.5, 6.0]]
    assert tasks.task_id == ("task_1_0", "task_1_1", "task_1_2")
    assert tasks.predicted_success.tolist() == [[1.0]] * 3
    assert [(file.path, file.used) for file in workload.inputs] == [("times", True)]


@pytest.mark.parametrize("content", ["2 2\n1 2 3 4", "\n2 2 0\r\n1 2\r\n\r\n3 4\r\n", "\ufeff2 2 0\n1e0\n2.0\n+3\n4"])
def test_lines_and_blanks_are_free(tmp_path: Path, content: str) -> None:
    tasks = load_tasks(scenario(tmp_path, content), Luck(0), ("agent_0", "agent_1")).tasks
    assert tasks.expected_s.tolist() == [[1.0, 2.0], [3.0, 4.0]]


def test_what_happens_is_what_was_expected_over_its_error(tmp_path: Path) -> None:
    wrong = scenario(tmp_path, "1 2 0\n10\n20\n").with_({"predictions": {"duration_error": 2.0}})
    tasks = load_tasks(wrong, Luck(0), ("agent_0", "agent_1")).tasks
    assert tasks.expected_s.tolist() == [[10.0, 20.0]]
    assert tasks.true_s.tolist() == [[5.0, 10.0]]


WRONG = {
    "no content": ("", ["times: the file is empty; expected `tasks machines`, such as 512 16 0"]),
    "a header without machines": ("512\n1\n", ["times:1: '512' is no header; expected `tasks machines`, such as"]),
    "a header that is no number": ("tasks 2\n1\n", ["times:1: 'tasks 2' is no header"]),
    "a header below nothing": ("-1 2\n1\n", ["times:1: '-1 2' is no header"]),
    "no tasks": ("0 2\n", ["times:1: 0 x 2 times; expected from 1 to 50000000"]),
    "too many": ("99999999 99999\n", ["times:1: 99999999 x 99999 times; expected from 1 to 50000000"]),
    "too few values": ("2 2 0\n1\n2\n3\n", ["times:1: the header says 2 tasks on 2 machines are 4 times, the file"]),
    "too many values": ("1 2 0\n1\n2\n3\n", ["times:1: the header says 1 tasks on 2 machines are 2 times, the file"]),
    "words": ("1 2 0\nfast\nslow\n", ["times:2: 'fast' is not a number of seconds", "times:3: 'slow' is not a number"]),
    "less than nothing": ("1 2 0\n1\n-2\n", ["times:3: '-2' is not within 0..10000000000 s"]),
    "no number": ("1 2 0\nnan\ninf\n", ["times:2: 'nan' is not within 0..", "times:3: 'inf' is not within 0.."]),
    "another fleet": (
        "1 3 0\n1\n2\n3\n",
        [
            "times:1: the file has 3 machines, the fleet 2 agents; expected one agent a machine, in this order: make"
        ],
    ),
    "two things": ("1 3 0\n1\n2\nx\n", ["times:1: the file has 3 machines", "times:4: 'x' is not a number"]),
}  # fmt: skip


@pytest.mark.parametrize(("content", "told"), WRONG.values(), ids=list(WRONG))
def test_what_is_wrong_is_told_by_line(tmp_path: Path, content: str, told: list[str]) -> None:
    problems = [str(problem) for problem in check_workload(scenario(tmp_path, content))]
    assert [problem[: len(start)] for problem, start in zip(problems, told, strict=True)] == told
    with pytest.raises(ScenarioError):
        load_tasks(scenario(tmp_path, content), Luck(0), ("agent_0", "agent_1"))


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    (problem,) = check_workload(scenario(tmp_path, b"1 2 0\n\xff\xfe\x00\n2\n"))
    assert str(problem).startswith(r"times:2: '\\xff\\xfe\x00' is not a number of seconds")


def test_a_million_bad_lines_are_counted(tmp_path: Path) -> None:
    problems = list(check_workload(scenario(tmp_path, "500 2 0\n" + "x\n" * 1000)))
    assert len(problems) == 51
    assert str(problems[-1]) == "times: and 950 more problems"


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    good = scenario(tmp_path, "1 2 0\n1\n2\n")
    (tmp_path / "times").unlink()
    assert [str(problem) for problem in check_workload(good)] == ["workload.path: there is no file times"]
    (tmp_path / "times").mkdir()
    assert [str(problem) for problem in check_workload(good)] == ["times: is not a regular file"]
