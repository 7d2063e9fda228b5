"""Retries worked out by hand: one agent, one task of 10 s that always fails, three retries allowed."""

import pytest

from sim.record.rows import AttemptEnded, TaskEnded


def spans(world):
    return [(row.started_at, row.ended_at, row.backoff) for row in world.log.of(AttemptEnded)]


def failing(retry):
    return {"workload": {"predicted_success": 0.0}, "gates": {"min_predicted_success": 0}, "retry": retry}


def test_exponential_backoff_waits_1_2_and_4_seconds(simulate):
    # 0 to 10 fails, 1 s; 11 to 21 fails, 2 s; 23 to 33 fails, 4 s; 37 to 47 fails for good.
    world = simulate(failing({"strategy": "exponential_backoff"}))
    assert spans(world) == [(0, 10, 1), (11, 21, 2), (23, 33, 4), (37, 47, None)]
    assert world.clock.now == 47


def test_linear_backoff_waits_2_4_and_6_seconds(simulate):
    # 0 to 10, 2 s; 12 to 22, 4 s; 26 to 36, 6 s; 42 to 52.
    world = simulate(failing({"strategy": "linear_backoff"}))
    assert spans(world) == [(0, 10, 2), (12, 22, 4), (26, 36, 6), (42, 52, None)]


def test_no_retry_fails_at_once(simulate):
    world = simulate(failing({"strategy": "no_retry"}))
    assert spans(world) == [(0, 10, None)]
    (task,) = world.log.of(TaskEnded)
    assert (task.status, task.attempts, task.reason) == ("failed", 1, "failed after 1 attempt; the last: transient")


def test_max_delay_caps_the_backoff(simulate):
    world = simulate(failing({"strategy": "exponential_backoff", "max_delay": 3}))
    assert [backoff for _, _, backoff in spans(world)] == [1, 2, 3, None]


def test_the_slot_is_free_during_a_backoff(simulate):
    # Two failing tasks, one slot, one retry after 5 s. a: 0 to 10; b: 10 to 20; a is back at 15, waits until 20,
    # runs to 30; b is back at 25, waits until 30, runs to 40.
    world = simulate(
        {
            "workload": {"predicted_success": 0.0, "tasks_per_wave": 2},
            "gates": {"min_predicted_success": 0},
            "retry": {"max_retries": 1, "base": 5},
        }
    )
    rows = [(row.task_id, row.queued_at, row.started_at, row.ended_at) for row in world.log.of(AttemptEnded)]
    assert rows == [
        ("task_1_0", 0, 0, 10),
        ("task_1_1", 0, 10, 20),
        ("task_1_0", 15, 20, 30),
        ("task_1_1", 25, 30, 40),
    ]


def test_a_penalty_lowers_the_chance_of_each_further_attempt(simulate):
    # Chance 1 * (1 - 1)^k: certain at first, none afterwards. With certain first attempts nothing is retried.
    world = simulate({"retry": {"retry_penalty": 1.0}})
    assert spans(world) == [(0, 10, None)]


@pytest.mark.parametrize("retries", [0, 1, 5])
def test_attempts_are_one_more_than_retries_allowed(simulate, retries):
    world = simulate(failing({"max_retries": retries, "base": 0}))
    assert len(spans(world)) == retries + 1


def test_an_agent_that_never_works_fails_every_task(simulate):
    # Reliability 0: each of two tasks takes 4 attempts of 10 s on the one slot.
    world = simulate({"fleet": {"agents": [{"name": "agent", "reliability": 0}]}, "workload": {"tasks_per_wave": 2}})
    assert [task.status for task in world.log.of(TaskEnded)] == ["failed", "failed"]
    assert sum(row.served for row in world.log.of(AttemptEnded)) == 80
