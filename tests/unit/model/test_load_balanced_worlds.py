"""What `load_balanced` does to whole worlds: free slots are used, idle agents take turns, retries are no givings."""

from collections import Counter
from statistics import fmean

import pytest

from sim.record.rows import Assigned, AttemptEnded, TaskEnded


def agents_given(world):
    return [row.agent for row in world.log.of(Assigned)]


def test_idle_agents_take_turns_from_wave_to_wave(simulate):
    # Each wave finds all three idle: who has had no task yet, then who was given one longest ago.
    world = simulate({"fleet": {"agents": [{"name": "agent", "count": 3}]}, "workload": {"tasks_per_wave": [1] * 7}})
    assert agents_given(world) == [0, 1, 2, 0, 1, 2, 0]


def test_a_retry_that_returns_by_itself_is_no_giving(simulate):
    # Everything fails: tasks 0 and 1 on slow agents, task 2 on `quick`, four attempts each; the slow ones end last.
    # All are idle when wave 2 begins; agent_0 was given its task first, though it has worked last.
    world = simulate(
        {
            "fleet": {"agents": [{"name": "agent", "count": 2, "speed": 0.5}, {"name": "quick", "count": 1}]},
            "workload": {"tasks_per_wave": [3, 2], "predicted_success": 0.5},
            "truth": {"bias": -40},
        }
    )
    assert agents_given(world) == [0, 1, 2, 0, 1]
    assert max(row.started_at for row in world.log.of(AttemptEnded) if row.wave == 1 and row.agent == 2) < max(
        row.started_at for row in world.log.of(AttemptEnded) if row.wave == 1 and row.agent == 0
    )


STREAM = {
    "fleet": {"agents": [{"name": "engine", "count": 2, "capacity": 8}]},
    "workload": {
        "tasks_per_wave": 600,
        "arrivals": {"rate": 1.8},
        "duration": {"kind": "constant"},
        "size": {"kind": "empirical", "values": [1] * 19 + [120]},
    },
}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_long_tasks_do_not_keep_short_ones_from_free_slots(simulate, seed):
    # Two agents of 8 slots, one task in twenty 120 s long, the others 1 s. The load of an agent with a long task is
    # 15 s and more; what counts is its free slots.
    waits = {}
    for strategy in ("load_balanced", "round_robin"):
        world = simulate({**STREAM, "seed": seed, "assignment": {"strategy": strategy}})
        waits[strategy] = fmean(row.started_at - row.released_at for row in world.log.of(TaskEnded))
        if strategy == "load_balanced":
            assert waited_beside_a_free_slot(world) == []
    assert waits["load_balanced"] < 0.5 * waits["round_robin"]


def waited_beside_a_free_slot(world):
    """Tasks that did not start at once though another agent had a slot that nobody took in that instant."""
    attempts = world.log.of(AttemptEnded)
    beside = []
    for row in attempts:
        if row.started_at > row.queued_at:
            busy = Counter(r.agent for r in attempts if r.started_at <= row.queued_at < r.ended_at)
            if busy[1 - row.agent] < 8:
                beside.append(row.task_id)
    return beside


def test_at_half_load_all_agents_have_about_as_much_to_do(simulate):
    # 600 tasks of 30 s at one in 6 s on ten agents: 60 each. Ties by index gave the first 90 and the last 3.
    world = simulate(
        {
            "seed": 7,
            "fleet": {"agents": [{"name": "worker", "count": 10}]},
            "workload": {
                "tasks_per_wave": 600,
                "arrivals": {"rate": 10 * 0.5 / 30},
                "duration": {"kind": "exponential", "mean": 30},
            },
        }
    )
    share = Counter(agents_given(world))
    assert len(share) == 10
    assert 45 <= min(share.values()) <= max(share.values()) <= 75
