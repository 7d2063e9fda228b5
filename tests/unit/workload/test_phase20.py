"""What Phase 20's files mean, on files written by hand."""

import hashlib
import json
from typing import Any

from sim.record.input_file import InputFile


def task(task_id: str, success: float = 0.5, **fields: Any) -> dict:
    return {"task_id": task_id, "predicted_success_probability": success, **fields}


def planned(task_id: str, agent_id: str | None, start: float | None = 0.0, **fields: Any) -> dict:
    return {"task_id": task_id, "agent_id": agent_id, "predicted_start_time": start, **fields}


def test_a_line_a_task_needs_no_more_than_an_id_and_a_chance(data):
    data.write(task("b", 0.25), task("a", 0.75))
    tasks = data.load().tasks
    assert tasks.task_id == ("b", "a")
    assert tasks.wave == (1, 1)
    assert tasks.position == (0, 1)
    assert tasks.priority == (2, 2)
    assert tasks.risk == ("LOW", "LOW")
    assert tasks.confidence == (None, None)
    assert tasks.predicted_success.tolist() == [[0.25], [0.75]]
    assert tasks.true_success.tolist() == [[0.25], [0.75]]
    assert tasks.expected_s.tolist() == [[30.0], [30.0]]
    assert dict(tasks.schedule) == {}


def test_every_field_of_a_line_is_read(data):
    data.write(
        task(
            "a",
            0.9,
            agent_id=None,
            predicted_execution_time=12.5,
            confidence=0.8,
            confidence_delta_estimate=0.01,
            risk_level="HIGH",
            risk_assessment="LOW",
            priority=1,
            wave=7,
            reasoning="because",
            timestamp="2026-11-22T12:18:51+00:00",
        ),
    )
    tasks = data.load().tasks
    assert (tasks.wave, tasks.priority, tasks.risk, tasks.confidence) == ((7,), (1,), ("HIGH",), (0.8,))
    assert tasks.expected_s.tolist() == [[12.5]]


def test_the_other_name_of_the_chance_is_accepted(data):
    data.write({"task_id": "a", "predicted_success_rate": 0.4})
    assert data.load().tasks.predicted_success.tolist() == [[0.4]]


def test_the_grade_of_a_prediction_serves_as_risk_where_there_is_none(data):
    data.write(task("a", risk_assessment="UNKNOWN"), task("b", risk_level=None, risk_assessment="MEDIUM"))
    assert data.load().tasks.risk == ("UNKNOWN", "MEDIUM")


def test_the_gravest_of_differing_grades_counts(data):
    # A predictor grades its own number, which differs from agent to agent; that is no contradiction.
    grades = {"agent_0": "MEDIUM", "agent_1": "LOW"}
    data.write(*(task("a", agent_id=a, risk_level=None, risk_assessment=grade) for a, grade in grades.items()))
    assert data.load().tasks.risk == ("MEDIUM",)


def test_null_means_absent(data):
    absent: dict[str, Any] = dict.fromkeys(["agent_id", "predicted_execution_time", "confidence", "priority", "wave"])
    data.write(task("a", **absent))
    tasks = data.load().tasks
    assert (tasks.wave, tasks.priority, tasks.confidence) == ((1,), (2,), (None,))
    assert tasks.expected_s.tolist() == [[30.0]]


def test_a_line_a_pair_gives_a_number_an_agent(data):
    data.write(
        task("a", 0.25, agent_id="agent_1", predicted_execution_time=10),
        task("a", 0.75, agent_id="agent_0", predicted_execution_time=20),
    )
    tasks = data.load().tasks
    assert tasks.predicted_success.tolist() == [[0.75, 0.25]]
    assert tasks.expected_s.tolist() == [[20.0, 10.0]]


def test_an_agent_left_out_gets_the_mean_of_the_others(data):
    data.write(
        task("a", 0.25, agent_id="agent_0", predicted_execution_time=10),
        task("a", 0.75, agent_id="agent_1", predicted_execution_time=40),
        task("b", 0.1, agent_id="agent_2", predicted_execution_time=7),
    )
    workload = data.load(agents=4)
    # Task a: (0.25 + 0.75) / 2 and (10 + 40) / 2 for agents 2 and 3. Task b has one line: its numbers.
    assert workload.tasks.predicted_success.tolist() == [[0.25, 0.75, 0.5, 0.5], [0.1] * 4]
    assert workload.tasks.expected_s.tolist() == [[10.0, 40.0, 25.0, 25.0], [7.0] * 4]
    assert workload.notes == ("no line predicts agent_3: the mean of each task's other agents counts for them",)


def test_a_time_that_one_pair_lacks_is_the_default(data):
    data.write(
        task("a", agent_id="agent_0", predicted_execution_time=10),
        task("a", agent_id="agent_1"),
    )
    # Agent 2 has no line at all: (10 + 30) / 2.
    assert data.load(agents=3).tasks.expected_s.tolist() == [[10.0, 30.0, 20.0]]


def test_a_line_without_an_agent_speaks_for_those_without_a_line(data):
    data.write(task("a", 0.9), task("a", 0.2, agent_id="agent_1"), task("b", 0.6))
    assert data.load(agents=3).tasks.predicted_success.tolist() == [[0.9, 0.2, 0.9], [0.6, 0.6, 0.6]]


def test_confidences_that_differ_between_agents_are_averaged(data):
    data.write(
        task("a", agent_id="agent_0", confidence=0.5),
        task("a", agent_id="agent_1", confidence=0.75),
        task("b", agent_id="agent_0", confidence=0.1),
        task("b", agent_id="agent_1"),
    )
    assert data.load().tasks.confidence == (0.625, 0.1)


def test_a_tree_gives_wave_and_agent_where_the_line_does_not(data):
    data.write_at("wave_1/agent_0", task("a", 0.1))
    data.write_at("wave_1/agent_1", task("a", 0.2))
    data.write_at("wave_2/agent_1", task("b", 0.3))
    tasks = data.load().tasks
    assert tasks.wave == (1, 2)
    assert tasks.predicted_success.tolist() == [[0.1, 0.2], [0.3, 0.3]]


def test_waves_and_agents_stand_in_natural_order(data):
    for wave in (10, 9, 2):
        for agent in (10, 9):
            data.write_at(f"wave_{wave}/agent_{agent}", task(f"{wave}-{agent}"))
    assert data.load(agents=11).tasks.task_id == ("2-9", "2-10", "9-9", "9-10", "10-9", "10-10")


def test_positions_count_within_the_wave_in_input_order(data):
    data.write(task("a", wave=2), task("b", wave=1), task("c", wave=2), task("d", wave=1), task("e", wave=2))
    tasks = data.load().tasks
    assert tasks.wave == (2, 1, 2, 1, 2)
    assert tasks.position == (0, 0, 1, 1, 2)


def test_the_line_counts_where_its_folder_says_otherwise(data):
    data.write_at("wave_1/agent_0", task("a", 0.1, wave=3, agent_id="agent_1"), task("b", 0.2))
    workload = data.load()
    assert workload.tasks.wave == (3, 1)
    assert workload.notes == ("lines naming another wave or agent than their folder: 1; the line counts",)


def test_a_folder_belongs_to_the_agent_that_writes_into_it(data):
    data.write_at("wave_1/agent_coder_1", task("a", 0.1))
    data.write_at("wave_1/agent_coder_0", task("a", 0.2))
    assert data.load(name="coder").tasks.predicted_success.tolist() == [[0.2, 0.1]]


def test_the_schedule_is_kept_by_task_in_file_order(data):
    data.write(task("a"), task("b"), task("c"))
    data.write(
        planned("b", "agent_1", 5),
        planned("a", "agent_0", 2.5),
        planned("b", "agent_0", 0),
        name="schedule",
    )
    assert dict(data.load().tasks.schedule) == {0: ((0, 2.5),), 1: ((1, 5.0), (0, 0.0))}


def test_the_schedule_gives_wave_and_priority_where_predictions_do_not(data):
    data.write(task("a"), task("b", priority=1))
    data.write(planned("a", "agent_0", wave=4, priority=3), planned("b", None, None), name="schedule")
    tasks = data.load().tasks
    assert tasks.wave == (4, 1)
    assert tasks.priority == (3, 1)
    assert dict(tasks.schedule) == {0: ((0, 0.0),)}  # a line without an agent gives the task to nobody


def test_a_schedule_in_a_tree_takes_the_agent_of_its_folder(data):
    data.write_at("wave_1/agent_1", task("a"))
    data.write_at("wave_1/agent_1", {"task_id": "a", "predicted_start_time": 1}, name="schedule")
    assert dict(data.load().tasks.schedule) == {0: ((1, 1.0),)}


def test_files_read_and_ignored_are_listed_for_the_manifest(data):
    data.write_at("wave_1/agent_0", task("a"))
    (data.path / "wave_1" / "agent_0" / "notes.txt").write_text("x")
    (data.path / "backup" / "wave_1").mkdir(parents=True)
    used = (data.path / "wave_1" / "agent_0" / "predicted_tasks.jsonl").read_bytes()
    assert data.load().inputs == (
        InputFile("data/wave_1/agent_0/predicted_tasks.jsonl", hashlib.sha256(used).hexdigest(), used=True),
        InputFile("data/backup/", None, used=False),
        InputFile("data/wave_1/agent_0/notes.txt", None, used=False),
    )


def test_windows_line_ends_a_byte_order_mark_and_blank_lines_do_no_harm(data):
    data.path.mkdir()
    lines = [json.dumps(task("ä")), "", "  ", json.dumps(task("b"))]
    content = b"\xef\xbb\xbf" + "\r\n".join(lines).encode()  # and no line end after the last
    (data.path / "predicted_tasks.jsonl").write_bytes(content)
    assert data.load().tasks.task_id == ("ä", "b")


def test_ids_may_be_any_text(data):
    ids = ["../../x", "=1+1", "<b>|", "a\nb", "日本", "\U0001f600", " a"]
    data.write(*[task(task_id) for task_id in ids])
    assert data.load().tasks.task_id == tuple(ids)
