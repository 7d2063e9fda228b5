"""Classes of failure, where a retry goes, held slots and the retry budget, worked out by hand."""

from itertools import pairwise
from typing import Any

import pytest

from sim.record.rows import Assigned, AttemptEnded, TaskEnded

PAIR: dict[str, Any] = {"agents": [{"name": "agent", "count": 2}]}
FAILS: dict[str, Any] = {"predicted_success": 0.0}


@pytest.fixture(name="simulate")
def without_a_minimum(simulate: Any) -> Any:
    """The same, with gates that let hopeless tasks pass."""
    return lambda data: simulate({"gates": {"min_predicted_success": 0.0}, **data})


def attempts(world: Any) -> list[tuple[Any, ...]]:
    """(task, attempt, agent, start, end, class) in order of start."""
    rows = sorted(world.log.of(AttemptEnded), key=lambda row: row.start_order)
    return [(row.task_id[-1], row.attempt, row.agent, row.started_at, row.ended_at, row.error_class) for row in rows]


def reasons(world: Any) -> list[str | None]:
    return [task.reason for task in sorted(world.log.of(TaskEnded))]


# Classes


def test_a_class_that_is_not_tried_again_ends_the_task(simulate):
    world = simulate({"workload": FAILS, "failures": {"bug": {"share": 1, "retry": False}}})
    assert attempts(world) == [("0", 0, 0, 0, 10, "bug")]
    assert reasons(world) == ["failed after 1 attempt; the last: bug"]


def test_its_keys_replace_those_of_retry(simulate):
    failures = {"bug": {"share": 1, "retry": {"max_retries": 1, "delays": [7]}}}
    world = simulate({"workload": FAILS, "retry": {"base": 2, "max_retries": 9}, "failures": failures})
    assert [row[3:5] for row in attempts(world)] == [(0, 10), (17, 27)]


def test_its_length_is_a_factor(simulate):
    failures = {"quick": {"share": 1, "length": 0.1}}
    world = simulate({"workload": FAILS, "retry": {"max_retries": 0}, "failures": failures})
    assert attempts(world) == [("0", 0, 0, 0, 1, "quick")]


def test_shares_are_cumulated_and_the_rest_is_transient(simulate):
    failures = {"first": {"share": 0.2}, "second": {"share": 0.5}}
    data = {"workload": {**FAILS, "tasks_per_wave": 2000}, "retry": {"max_retries": 0}, "failures": failures,
            "fleet": {"agents": [{"name": "agent", "capacity": 2000}]}}  # fmt: skip
    found = [row[5] for row in attempts(simulate(data))]
    # 2,000 draws: three standard errors are 0.034.
    assert [found.count(name) / 2000 for name in ("first", "second", "transient")] == pytest.approx(
        [0.2, 0.5, 0.3], abs=0.034
    )


def test_what_does_not_count_uses_up_no_retry(simulate):
    # The first attempt falls to an outage; with one retry there is one failure more, or two where it does not count.
    data = {"workload": FAILS, "retry": {"max_retries": 1},
            "fleet": {"agents": [{"name": "agent"}], "outages": [{"agents": ["*"], "at": 2, "for": 1}]}}  # fmt: skip
    assert [row[5] for row in attempts(simulate(data))] == ["agent_down", "transient"]
    data["failures"] = {"agent_down": {"counts": False}}
    assert [row[5] for row in attempts(simulate(data))] == ["agent_down", "transient", "transient"]


def test_a_task_makes_no_more_than_10000_attempts(simulate):
    failures = {"again": {"share": 1, "counts": False, "retry": {"delays": [0.001]}}}
    world = simulate({"workload": {**FAILS, "duration": "1ms"}, "failures": failures})
    assert len(world.log.of(AttemptEnded)) == 10_000


# Where


def test_any_and_other_go_by_the_manager_after_the_back_off(simulate):
    data = {"workload": {**FAILS, "tasks_per_wave": 1}, "fleet": PAIR, "retry": {"max_retries": 2}}
    same = simulate(data)
    assert [row[2] for row in attempts(same)] == [0, 0, 0]
    other = simulate({**data, "retry": {"max_retries": 2, "where": "other"}})
    assert [row[2] for row in attempts(other)] == [0, 1, 0]
    assert [(row.agent, row.at) for row in other.log.of(Assigned)] == [(0, 0), (1, 11), (0, 23)]
    # Both are idle: the one to which a task was given longest ago.
    anywhere = simulate({**data, "retry": {"max_retries": 2, "where": "any"}})
    assert [row[2] for row in attempts(anywhere)] == [0, 1, 0]


def test_other_stays_where_no_other_could_ever_take_it(simulate):
    world = simulate({"workload": FAILS, "retry": {"max_retries": 1, "where": "other"}})
    assert [row[2] for row in attempts(world)] == [0, 0]


@pytest.mark.parametrize("strategy", ["shared_queue", "predicted_schedule", "round_robin", "min_min"])
def test_other_holds_under_every_kind_of_strategy(simulate, strategy):
    data = {"workload": {**FAILS, "tasks_per_wave": 3}, "fleet": PAIR, "assignment": {"strategy": strategy},
            "retry": {"max_retries": 2, "where": "other"}}  # fmt: skip
    by_task: dict[str, list[int]] = {}
    for task, _, agent, *_ in attempts(simulate(data)):
        by_task.setdefault(task, []).append(agent)
    assert len(by_task) == 3
    assert all(first != second for agents in by_task.values() for first, second in pairwise(agents))


def test_a_class_goes_where_it_says(simulate):
    failures = {"busy": {"share": 1, "where": "other"}}
    world = simulate({"workload": FAILS, "fleet": PAIR, "retry": {"max_retries": 1}, "failures": failures})
    assert [row[2] for row in attempts(world)] == [0, 1]


@pytest.mark.parametrize(("failures", "agents"), [({}, [0, 1]), ({"agent_down": {"where": "same"}}, [0, 0])])
def test_what_is_said_of_agent_down_beats_failover(simulate, failures, agents):
    spans = [{"agents": ["agent_0"], "at": 4, "for": 3, "failover": "reassign"}]
    data = {"fleet": {**PAIR, "outages": spans}, "failures": failures}
    assert [row[2] for row in attempts(simulate(data))] == agents


# Tiers


TIERS: dict[str, Any] = {
    "agents": [{"name": "dear", "tier": 2}, {"name": "cheap", "tier": 0}, {"name": "middle", "tier": 1}]
}


def test_a_task_starts_in_the_lowest_tier_and_moves_up_and_stays_in_the_highest(simulate):
    world = simulate({"workload": FAILS, "fleet": TIERS, "retry": {"where": "tier", "max_retries": 3}})
    assert [row[2] for row in attempts(world)] == [1, 2, 0, 0]


@pytest.mark.parametrize("strategy", ["shared_queue", "predicted_schedule", "round_robin", "min_min", "heft"])
def test_so_it_does_under_every_kind_of_strategy(simulate, strategy):
    data = {"workload": {**FAILS, "tasks_per_wave": 4}, "fleet": TIERS, "assignment": {"strategy": strategy},
            "retry": {"where": "tier", "max_retries": 2}}  # fmt: skip
    by_task: dict[str, list[int]] = {}
    for task, _, agent, *_ in attempts(simulate(data)):
        by_task.setdefault(task, []).append(agent)
    assert by_task == {str(n): [1, 2, 0] for n in range(4)}


def test_a_failure_that_stays_does_not_leave_its_tier(simulate):
    failures = {"flaky": {"share": 1, "where": "same"}}
    data = {"workload": FAILS, "fleet": TIERS, "retry": {"where": "tier", "max_retries": 2}, "failures": failures}
    assert [row[2] for row in attempts(simulate(data))] == [1, 1, 1]


# Held slots


def test_a_held_slot_serves_nothing_else_until_the_next_attempt(simulate):
    data = {"workload": {**FAILS, "tasks_per_wave": 2}, "retry": {"max_retries": 1, "base": 5}}
    # Without it the second task has the slot while the first rests.
    assert [row[:2] for row in attempts(simulate(data))] == [("0", 0), ("1", 0), ("0", 1), ("1", 1)]
    world = simulate({**data, "retry": {"max_retries": 1, "base": 5, "hold_slot": True}})
    assert [(*row[:2], *row[3:5]) for row in attempts(world)] == [
        ("0", 0, 0, 10), ("0", 1, 15, 25), ("1", 0, 25, 35), ("1", 1, 40, 50),
    ]  # fmt: skip


def test_a_pull_strategy_keeps_it_too(simulate):
    data = {"workload": {**FAILS, "tasks_per_wave": 2}, "assignment": {"strategy": "shared_queue"},
            "retry": {"max_retries": 1, "base": 5, "hold_slot": True}}  # fmt: skip
    assert [row[:2] for row in attempts(simulate(data))] == [("0", 0), ("0", 1), ("1", 0), ("1", 1)]


def test_a_breakdown_frees_it(simulate):
    # Held from 10 s on; the agent is down from 12 to 14, and then takes the second task, which waits longer.
    data = {"workload": {**FAILS, "tasks_per_wave": 2}, "retry": {"max_retries": 1, "base": 5, "hold_slot": True},
            "fleet": {"agents": [{"name": "agent"}], "outages": [{"agents": ["*"], "at": 12, "for": 2}]}}  # fmt: skip
    assert [(*row[:2], row[3]) for row in attempts(simulate(data))][:3] == [("0", 0, 0), ("1", 0, 14), ("1", 1, 29)]


def test_a_deadline_frees_it(simulate):
    data = {"workload": {**FAILS, "tasks_per_wave": 2, "deadline": 12, "on_deadline": "drop"},
            "retry": {"max_retries": 1, "base": 50, "hold_slot": True}}  # fmt: skip
    world = simulate(data)
    assert [task.ended_at for task in sorted(world.log.of(TaskEnded))] == [12, 12]
    assert world.manager.agents[0].free_slots == 1


def test_it_waits_at_no_queue_so_a_time_out_from_there_begins_anew(simulate):
    data = {"workload": {**FAILS, "duration": 10}, "retry": {
        "max_retries": 1, "base": 5, "hold_slot": True, "timeout": 6, "timeout_from": "queued"}}  # fmt: skip
    assert [row[3:] for row in attempts(simulate(data))] == [(0, 6, "timeout"), (11, 17, "timeout")]


# The retry budget


def test_the_budget_refuses_by_what_started_in_its_window(simulate):
    # Ten tasks fail together at 10 s. With a share of 0.2, ten starts in the window of 100 s and one besides: three
    # retries; the rest fail for that reason.
    data = {"workload": {**FAILS, "tasks_per_wave": 10}, "fleet": {"agents": [{"name": "agent", "capacity": 10}]},
            "retry": {"max_retries": 1, "retry_budget": {"share": 0.2, "window": 100, "min_retries": 1}}}  # fmt: skip
    world = simulate(data)
    assert sum(row[1] == 1 for row in attempts(world)) == 3
    told = [reason for reason in reasons(world) if reason is not None and reason.startswith("retry_budget")]
    assert len(told) == 7
    assert told[0].endswith("failed after 1 attempt; the last: transient")


def test_number_of_failures_comes_before_the_budget(simulate):
    retry = {"max_retries": 0, "retry_budget": {"share": 0, "window": 100}}
    assert reasons(simulate({"workload": FAILS, "retry": retry})) == ["failed after 1 attempt; the last: transient"]


def test_what_left_the_window_counts_no_more(simulate):
    # One retry in 8 s: the second failure of the same task, 20 s later, may be tried again.
    retry = {"max_retries": 2, "base": 1, "factor": 1, "retry_budget": {"share": 0, "window": 8, "min_retries": 1}}
    assert len(attempts(simulate({"workload": FAILS, "retry": retry}))) == 3
    retry["retry_budget"] = {"share": 0, "window": 60, "min_retries": 1}
    assert len(attempts(simulate({"workload": FAILS, "retry": retry}))) == 2
