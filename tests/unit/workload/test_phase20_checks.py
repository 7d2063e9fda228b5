"""Lines of Phase 20's files that contradict each other, or the fleet: each is named, with its opposite."""

from typing import Any

import pytest


def task(task_id: str, success: float = 0.5, **fields: Any) -> dict:
    return {"task_id": task_id, "predicted_success_probability": success, **fields}


def planned(task_id: str, agent_id: str | None, start: float | None = 0.0, **fields: Any) -> dict:
    return {"task_id": task_id, "agent_id": agent_id, "predicted_start_time": start, **fields}


def test_a_task_in_two_waves(data):
    data.write(task("a", wave=1, agent_id="agent_0"), task("a", wave=2, agent_id="agent_0"))
    file = "data/predicted_tasks.jsonl"
    assert data.complaints() == [f"{file}:2: wave: 2 contradicts {file}:1, where task 'a' has 1"]


def test_a_task_in_the_folders_of_two_waves(data):
    data.write_at("wave_1/agent_0", task("a"))
    data.write_at("wave_2/agent_1", task("a"))
    first, second = (f"data/wave_{n}/agent_{n - 1}/predicted_tasks.jsonl:1" for n in (1, 2))
    assert data.complaints() == [f"{second}: wave: 2 contradicts {first}, where task 'a' has 1"]


def test_lines_of_one_task_that_disagree(data):
    data.write(
        task("a", agent_id="agent_0", priority=1, risk_level="LOW"),
        task("a", agent_id="agent_1", priority=2, risk_level="HIGH"),
    )
    data.write(planned("a", "agent_1", priority=3), name="schedule")
    file = "data/predicted_tasks.jsonl"
    assert data.complaints() == [
        f"{file}:2: priority: 2 contradicts {file}:1, where task 'a' has 1",
        f"{file}:2: risk: HIGH contradicts {file}:1, where task 'a' has LOW",
    ]


def test_a_schedule_that_disagrees_with_the_prediction(data):
    data.write(task("a", priority=1))
    data.write(planned("a", "agent_1", priority=3), name="schedule")
    assert data.complaints() == [
        ("data/predicted_schedule.jsonl:1: priority: 3 contradicts data/predicted_tasks.jsonl:1, where task 'a' has 1")
    ]


@pytest.mark.parametrize(("again", "manner"), [(0.5, "the same"), (0.6, "other")])
def test_the_same_pair_twice(data, again, manner):
    data.write(task("a", 0.5, agent_id="agent_0"), task("b"), task("a", again, agent_id="agent_0"))
    file = "data/predicted_tasks.jsonl"
    assert data.complaints() == [
        (
            f"{file}:3: task_id: task 'a' on agent_0 stands already at {file}:1, "
            f"with {manner} content; remove one of them"
        )
    ]


def test_the_same_task_twice(data):
    data.write(task("a", 0.5), task("a", 0.7))
    file = "data/predicted_tasks.jsonl"
    assert data.complaints() == [
        f"{file}:2: task_id: task 'a' stands already at {file}:1, with other content; remove one of them"
    ]


def test_an_agent_that_the_fleet_does_not_have(data):
    data.write(task("a", agent_id="agent_0"), task("a", agent_id="robot"))
    assert data.complaints() == [
        (
            "data/predicted_tasks.jsonl:2: agent_id: robot not in the fleet; "
            "the files have agent_0, robot, the fleet has agent_0, agent_1"
        )
    ]


def test_a_scheduled_task_that_nobody_predicted(data):
    data.write(task("a"))
    data.write(planned("b", "agent_0"), name="schedule")
    assert data.complaints() == [
        ("data/predicted_schedule.jsonl:1: task_id: the schedule has task 'b', which no predicted_tasks.jsonl has")
    ]


def test_a_scheduled_task_without_a_start(data):
    data.write(task("a"))
    data.write(planned("a", "agent_0", None), name="schedule")
    assert data.complaints() == ["data/predicted_schedule.jsonl:1: predicted_start_time: is missing; expected seconds"]


def test_everything_wrong_is_told_at_once(data):
    data.write(task("a", 1.5), {"predicted_success_probability": "high"}, task("c", priority=4, wave=0))
    file = "data/predicted_tasks.jsonl"
    assert data.complaints() == [
        f"{file}:1: predicted_success_probability: 1.5 is not within 0..1",
        f"{file}:2: task_id: is missing; expected the id of a task",
        f"{file}:2: predicted_success_probability: 'high' is text; expected a number",
        f"{file}:3: wave: 0 is not within 1..1000000",
        f"{file}:3: priority: 4 is not within 1..3",
    ]


def test_what_only_follows_from_a_faulty_line_is_not_told(data):
    data.write(task("a", 1.5))
    data.write(planned("a", "agent_0"), name="schedule")
    assert data.complaints() == ["data/predicted_tasks.jsonl:1: predicted_success_probability: 1.5 is not within 0..1"]


def test_the_first_fifty_problems_and_a_count(data):
    data.write(*[task(f"t{n}", 2.0) for n in range(60)])
    told = data.complaints()
    assert len(told) == 51
    assert told[-1] == "data/predicted_tasks.jsonl: and 10 more problems"
