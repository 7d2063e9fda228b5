"""Time-outs, orphans and deadlines, worked out by hand; unless said otherwise one agent with one slot."""

from typing import Any

import pytest

from sim.record.patience_rows import AttemptWithdrawn, OrphanServed
from sim.record.rows import AttemptEnded, TaskEnded
from sim.record.whole_attempts import whole_attempts

NONE: dict[str, Any] = {"strategy": "no_retry"}


def run(simulate: Any, workload: Any, retry: Any, **more: Any) -> Any:
    return simulate({"workload": workload, "retry": retry, **more})


def rows(world: Any) -> list[tuple[Any, ...]]:
    """(task, attempt, slot, queued, started, ended, freed, served, wasted, class) of every attempt."""
    return [
        (a.task_id[-1], a.attempt, a.slot, a.queued_at, a.started_at, a.ended_at, a.freed_at, a.served, a.wasted,
         a.error_class)
        for a in whole_attempts(world.log)
    ]  # fmt: skip


def ends(world: Any) -> list[tuple[str, float]]:
    return [(task.status, task.ended_at) for task in sorted(world.log.of(TaskEnded))]


# Time-outs


def test_an_attempt_that_takes_too_long_ends_and_frees_its_slot(simulate):
    # Each of two tasks takes 10 s and may take 6.
    world = run(simulate, {"tasks_per_wave": 2}, {**NONE, "timeout": 6})
    assert rows(world) == [
        ("0", 0, 0, 0, 0, 6, 6, 6, 6, "timeout"),
        ("1", 0, 0, 0, 6, 12, 12, 6, 6, "timeout"),
    ]
    assert ends(world) == [("failed", 6), ("failed", 12)]


def test_what_ends_exactly_then_has_ended_in_time(simulate):
    assert ends(run(simulate, {}, {**NONE, "timeout": 10})) == [("completed", 10)]
    assert ends(run(simulate, {}, {**NONE, "timeout": 10 - 1e-10})) == [("completed", 10)]
    assert ends(run(simulate, {}, {**NONE, "timeout": 10 - 1e-8}))[0][0] == "failed"


def test_a_time_out_is_tried_again_like_a_failure(simulate):
    world = run(simulate, {}, {"timeout": 6, "max_retries": 2})
    # 6 s, back-off 1 s, 6 s, 2 s, 6 s.
    assert [(a, s, e) for _, a, _, _, s, e, *_ in rows(world)] == [(0, 0, 6), (1, 7, 13), (2, 15, 21)]
    assert [row.backoff for row in world.log.of(AttemptEnded)] == [1, 2, None]
    assert ends(world) == [("failed", 21)]


def test_from_start_the_queue_does_not_count(simulate):
    assert ends(run(simulate, {"tasks_per_wave": 3}, {**NONE, "timeout": 12})) == [
        ("completed", 10), ("completed", 20), ("completed", 30),
    ]  # fmt: skip


def test_from_queued_the_queue_counts_and_who_waits_too_long_leaves_it(simulate):
    # The first is served in 10 s. The second begins at 10 and has 2 s left. The third leaves the queue at 12.
    world = run(simulate, {"tasks_per_wave": 3}, {**NONE, "timeout": 12, "timeout_from": "queued"})
    assert rows(world) == [
        ("0", 0, 0, 0, 0, 10, 10, 10, 0, None),
        ("1", 0, 0, 0, 10, 12, 12, 2, 2, "timeout"),
        ("2", 0, None, 0, 12, 12, None, 0, 0, "timeout"),
    ]
    assert ends(world) == [("completed", 10), ("failed", 12), ("failed", 12)]
    assert [row.started_at for row in sorted(world.log.of(TaskEnded))] == [0, 10, None]


def test_a_central_queue_is_a_queue(simulate):
    retry = {**NONE, "timeout": 12, "timeout_from": "queued"}
    world = run(simulate, {"tasks_per_wave": 3}, retry, assignment={"strategy": "shared_queue"})
    assert ends(world) == [("completed", 10), ("failed", 12), ("failed", 12)]
    (withdrawn,) = world.log.of(AttemptWithdrawn)
    assert (withdrawn.task_id[-1], withdrawn.agent, withdrawn.queued_at, withdrawn.at) == ("2", None, 0, 12)


def test_a_retry_counts_from_its_own_place_in_the_queue(simulate):
    # The second task leaves at 8, is back after 1 s, at 9, and begins at 10 with 7 s left of its 8.
    world = run(
        simulate, {"tasks_per_wave": 2}, {"timeout": 8, "timeout_from": "queued", "max_retries": 1, "base": 1},
        fleet={"agents": [{"name": "agent", "speed": 1}]},
    )  # fmt: skip
    assert [(t, a, q, s, e) for t, a, _, q, s, e, *_ in rows(world)] == [
        ("0", 0, 0, 0, 8),
        ("1", 0, 0, 8, 8),
        ("0", 1, 9, 9, 17),
        ("1", 1, 9, 17, 17),
    ]


@pytest.mark.parametrize(
    ("mode", "ended", "served"),
    [
        # Down from 4 to 6 and from 10 to 12 and so on. From start: 4 s worked + 3 = 7 s at second 9.
        ("resume", 9, 7),
        ("restart", 9, 7),
    ],
)
def test_from_start_counts_seconds_worked_undone_ones_included(simulate, mode, ended, served):
    breakdowns = {"mtbf": {"kind": "constant", "value": 4}, "mttr": {"kind": "constant", "value": 2}}
    fleet = {"agents": [{"name": "agent"}], "breakdowns": {**breakdowns, "on_breakdown": mode}}
    world = run(simulate, {}, {**NONE, "timeout": 7}, fleet=fleet)
    assert [(row.ended_at, row.served, row.error_class) for row in world.log.of(AttemptEnded)] == [
        (ended, served, "timeout")
    ]


def test_from_queued_time_down_counts(simulate):
    breakdowns = {"mtbf": {"kind": "constant", "value": 4}, "mttr": {"kind": "constant", "value": 20}}
    fleet = {"agents": [{"name": "agent"}], "breakdowns": {**breakdowns, "on_breakdown": "resume"}}
    world = run(simulate, {}, {**NONE, "timeout": 7, "timeout_from": "queued"}, fleet=fleet)
    assert [(row.ended_at, row.served) for row in world.log.of(AttemptEnded)] == [(7, 4)]


# Orphans


def test_an_orphan_is_served_to_its_end_in_its_slot(simulate):
    # Task 0 gives up at 6; its agent works on until 10. Task 1 then begins at 10, gives up at 16 and is cut at 16,
    # when the run ends with its last task.
    world = run(simulate, {"tasks_per_wave": 2}, {**NONE, "timeout": 6, "orphans": "serve"})
    assert rows(world) == [
        ("0", 0, 0, 0, 0, 6, 10, 10, 10, "timeout"),
        ("1", 0, 0, 0, 10, 16, 16, 6, 6, "timeout"),
    ]
    assert [(row.since, row.at, row.freed, row.reason) for row in world.log.of(OrphanServed)] == [
        (6, 10, True, None),
        (16, 16, False, None),  # the run ends with the wave
    ]


def test_a_queued_orphan_gets_its_slot_in_turn_and_two_attempts_of_one_task_are_under_way(simulate):
    # Patience 8 s from queueing. Task 1 gives up at 8 in the queue and queues anew at once behind itself: the orphan is
    # served from 10 to 20, the retry gives up at 16.
    retry = {"timeout": 8, "timeout_from": "queued", "orphans": "serve", "max_retries": 1, "base": 0}
    world = run(simulate, {"tasks_per_wave": 2}, retry, horizon=100)
    assert rows(world) == [
        ("0", 0, 0, 0, 0, 8, 10, 10, 10, "timeout"),
        ("1", 0, 0, 0, 8, 8, 16, 6, 6, "timeout"),
        ("0", 1, None, 8, 16, 16, None, 0, 0, "timeout"),
        ("1", 1, None, 8, 16, 16, None, 0, 0, "timeout"),
    ]
    assert [(row.task_id[-1], row.attempt, row.slot_at, row.since) for row in world.log.of(OrphanServed)][:2] == [
        ("0", 0, 0, 8),
        ("1", 0, 10, 10),
    ]


def test_an_orphan_goes_on_into_the_next_wave(simulate):
    # Wave 1: a task of 10 s gives up at 6 and the wave ends. Wave 2: its task waits until 10.
    world = run(simulate, {"waves": 2}, {**NONE, "timeout": 6, "orphans": "serve"})
    assert [(row.wave, row.since, row.at, row.freed) for row in world.log.of(OrphanServed)][:2] == [
        (1, 6, 6, False),
        (2, 6, 10, True),
    ]
    assert [row[4] for row in rows(world)] == [0, 10]


@pytest.mark.parametrize("mode", ["fail", "restart", "resume"])
def test_a_breakdown_ends_orphans(simulate, mode):
    # Up for 8 s, then down for 100: the orphan of task 0 (since 6) ends at 8; task 1 waits in the queue.
    breakdowns = {"mtbf": {"kind": "constant", "value": 8}, "mttr": {"kind": "constant", "value": 100}}
    fleet = {"agents": [{"name": "agent"}], "breakdowns": {**breakdowns, "on_breakdown": mode}}
    world = run(simulate, {"tasks_per_wave": 2}, {**NONE, "timeout": 6, "orphans": "serve"}, fleet=fleet, horizon=50)
    assert [(row.since, row.at, row.reason) for row in world.log.of(OrphanServed)] == [(6, 8, "agent_down")]


@pytest.mark.parametrize("failover", ["wait", "reassign"])
def test_a_breakdown_ends_queued_orphans_and_nobody_gets_them(simulate, failover):
    breakdowns = {"mtbf": {"kind": "constant", "value": 9}, "mttr": {"kind": "constant", "value": 1}}
    fleet = {"agents": [{"name": "agent"}], "breakdowns": {**breakdowns, "failover": failover}}
    retry = {**NONE, "timeout": 8, "timeout_from": "queued", "orphans": "serve"}
    world = run(simulate, {"tasks_per_wave": 3, "duration": 20}, retry, fleet=fleet, horizon=60)
    assert [task.ended_at for task in sorted(world.log.of(TaskEnded))] == [8, 8, 8]
    assert len(world.log.of(OrphanServed)) <= 2  # that in the slot; the two in the queue leave nothing behind


# Deadlines


def test_a_deadline_is_a_measure_only_unless_it_drops(simulate):
    world = run(simulate, {"deadline": 4}, NONE)
    assert ends(world) == [("completed", 10)]


def test_a_dropped_task_fails_at_its_deadline_wherever_it_is(simulate):
    # One is served, one waits in the queue.
    world = run(simulate, {"tasks_per_wave": 2, "deadline": 4, "on_deadline": "drop"}, {})
    assert rows(world) == [
        ("0", 0, 0, 0, 0, 4, 4, 4, 4, "deadline"),
        ("1", 0, None, 0, 4, 4, None, 0, 0, "deadline"),
    ]
    assert [(task.status, task.ended_at, task.reason) for task in sorted(world.log.of(TaskEnded))] == [
        ("failed", 4, "dropped at its deadline")
    ] * 2


def test_what_completes_at_its_deadline_has_met_it(simulate):
    for deadline in (10, 10 - 1e-10):
        assert ends(run(simulate, {"deadline": deadline, "on_deadline": "drop"}, {})) == [("completed", 10)]


def test_what_fails_at_its_deadline_is_not_tried_again(simulate):
    workload = {"deadline": 10 - 1e-10, "on_deadline": "drop", "predicted_success": 0.9}
    world = run(simulate, workload, {"base": 5}, truth={"bias": -40})
    assert [row.error_class for row in world.log.of(AttemptEnded)] == ["transient"]
    assert ends(world) == [("failed", 10)]


def test_a_deadline_ends_a_back_off(simulate):
    # Fails at 10, would be back at 15; the deadline is at 12. One attempt, and no row of another.
    workload = {"deadline": 12, "on_deadline": "drop", "predicted_success": 0.9}
    world = run(simulate, workload, {"base": 5}, truth={"bias": -40})
    assert [row[-1] for row in rows(world)] == ["transient"]
    assert ends(world) == [("failed", 12)]
    assert world.manager.agents[0].waiting_s == 0.0


def test_a_task_at_the_manager_is_dropped_without_a_row(simulate):
    from sim.policies.actions import HOLD
    from sim.policies.strategy import Kind, Strategy

    held = Strategy("held", Kind.IMMEDIATE, "Never.", pick=lambda view, memory, u: (HOLD, memory))
    world = simulate({"workload": {"deadline": 7, "on_deadline": "drop"}}, held)
    assert rows(world) == []
    assert ends(world) == [("failed", 7)]
    assert world.ended_early is None  # the deadline was still to come


def test_a_time_out_comes_before_a_deadline_of_the_same_instant(simulate):
    # Both at 6: the attempt has timed out, and the task is dropped during its back-off.
    world = run(simulate, {"deadline": 6, "on_deadline": "drop"}, {"timeout": 6})
    assert [row[-1] for row in rows(world)] == ["timeout"]
    assert ends(world) == [("failed", 6)]


def log_without_deadlines(world: Any) -> list[str]:
    return [repr(row._replace(deadline_s=None) if isinstance(row, TaskEnded) else row) for row in world.log]


def test_patience_beyond_the_end_changes_nothing(simulate):
    workload = {"tasks_per_wave": 20, "predicted_success": 0.6, "duration": {"kind": "exponential", "mean": 10}}
    plain = run(simulate, workload, {})
    for key in ({"timeout": "10h"}, {"timeout": "10h", "timeout_from": "queued", "orphans": "serve"}):
        assert list(map(repr, run(simulate, workload, key).log)) == list(map(repr, plain.log))
    for key in ({"deadline": "10h"}, {"deadline": "10h", "on_deadline": "drop"}):
        assert log_without_deadlines(run(simulate, {**workload, **key}, {})) == list(map(repr, plain.log))
