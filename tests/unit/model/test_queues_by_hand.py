"""Queue disciplines, capacity, speed and the central queue, worked out by hand; tasks come as Phase 20 lines."""

import json

from sim.record.rows import Assigned, AttemptEnded


def phase20(tmp_path, tasks):
    """Flat files: (id, priority, seconds) a task, certain to succeed."""
    lines = [
        {"task_id": name, "predicted_success_probability": 1.0, "predicted_execution_time": s, "priority": p}
        for name, p, s in tasks
    ]
    (tmp_path / "predicted_tasks.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return {"kind": "phase20", "path": "."}


def starts(world):
    return [(row.task_id, row.started_at) for row in world.log.of(AttemptEnded)]


FOUR = [("a", 3, 10), ("b", 1, 30), ("c", 2, 5), ("d", 1, 20)]


def run_one_agent(simulate, tmp_path, queue):
    data = {"fleet": {"agents": [{"name": "agent", "queue": queue}]}, "workload": phase20(tmp_path, FOUR)}
    return simulate(data, origin=tmp_path)


def test_fifo_serves_in_order_of_arrival(simulate, tmp_path):
    world = run_one_agent(simulate, tmp_path, "fifo")
    assert starts(world) == [("a", 0), ("b", 10), ("c", 40), ("d", 45)]


def test_priority_serves_low_numbers_first_then_in_order_of_arrival(simulate, tmp_path):
    # All four are queued before the slot is filled: b and d (1), then c (2), then a (3).
    world = run_one_agent(simulate, tmp_path, "priority")
    assert starts(world) == [("b", 0), ("d", 30), ("c", 50), ("a", 55)]


def test_shortest_serves_the_least_expected_duration_first(simulate, tmp_path):
    world = run_one_agent(simulate, tmp_path, "shortest")
    assert starts(world) == [("c", 0), ("a", 5), ("d", 15), ("b", 35)]


def test_capacity_two_serves_two_at_once_on_the_lowest_free_slot(simulate, tmp_path):
    # a and b start at 0 on slots 0 and 1; a ends at 10, c takes slot 0 until 15, then d until 35.
    data = {"fleet": {"agents": [{"name": "agent", "capacity": 2}]}, "workload": phase20(tmp_path, FOUR)}
    world = simulate(data, origin=tmp_path)
    rows = [(row.task_id, row.slot, row.started_at, row.ended_at) for row in world.log.of(AttemptEnded)]
    assert sorted(rows) == [("a", 0, 0, 10), ("b", 1, 0, 30), ("c", 0, 10, 15), ("d", 0, 15, 35)]


def test_speed_divides_service_times(simulate, tmp_path):
    data = {"fleet": {"agents": [{"name": "agent", "speed": 2.0}]}, "workload": phase20(tmp_path, FOUR[:2])}
    world = simulate(data, origin=tmp_path)
    assert starts(world) == [("a", 0), ("b", 5)]
    assert world.clock.now == 20


def test_load_balanced_counts_what_is_left_of_running_tasks(simulate, tmp_path):
    # a (10 s) to agent_0, b (30 s) to agent_1, c (5 s) to agent_0 (load 10 < 30): 15; d (20 s) to agent_0 again.
    data = {"fleet": {"agents": [{"name": "agent", "count": 2}]}, "workload": phase20(tmp_path, FOUR)}
    world = simulate(data, origin=tmp_path)
    assert [(row.task_id, row.agent, row.least_loaded) for row in world.log.of(Assigned)] == [
        ("a", 0, True),
        ("b", 1, True),
        ("c", 0, True),
        ("d", 0, True),
    ]


def test_a_shared_queue_is_taken_by_the_slot_that_has_been_idle_longest(simulate, tmp_path):
    # a to agent_0 and b to agent_1 at 0; c and d wait. agent_0 is free at 10: c until 15, then d until 35.
    data = {
        "fleet": {"agents": [{"name": "agent", "count": 2}]},
        "workload": phase20(tmp_path, FOUR),
        "assignment": {"strategy": "shared_queue"},
    }
    world = simulate(data, origin=tmp_path)
    rows = [(row.task_id, row.agent, row.started_at) for row in world.log.of(AttemptEnded)]
    assert sorted(rows) == [("a", 0, 0), ("b", 1, 0), ("c", 0, 10), ("d", 0, 15)]


def test_a_shared_queue_in_order_of_priority(simulate, tmp_path):
    data = {
        "workload": phase20(tmp_path, FOUR),
        "assignment": {"strategy": "shared_queue", "order": "priority"},
    }
    world = simulate(data, origin=tmp_path)
    assert starts(world) == [("b", 0), ("d", 30), ("c", 50), ("a", 55)]


def graham(tmp_path, shorter=0):
    # Graham's bound example without its precedences: a list schedule of independent tasks.
    times = [3, 2, 2, 2, 4, 4, 4, 4, 9]
    return phase20(tmp_path, [(f"T{n}", 2, t - shorter) for n, t in enumerate(times, start=1)])


def test_a_shared_queue_in_list_order_is_list_scheduling(simulate, tmp_path):
    # Three machines, by hand: T1 0-3, T2 0-2, T3 0-2, T4 2-4, T5 2-6, T6 3-7, T7 4-8, T8 6-10, T9 7-16.
    data = {
        "fleet": {"agents": [{"name": "machine", "count": 3}]},
        "workload": graham(tmp_path),
        "assignment": {"strategy": "shared_queue", "order": "list"},
    }
    world = simulate(data, origin=tmp_path)
    assert dict(starts(world)) == {"T1": 0, "T2": 0, "T3": 0, "T4": 2, "T5": 2, "T6": 3, "T7": 4, "T8": 6, "T9": 7}
    assert world.clock.now == 16
