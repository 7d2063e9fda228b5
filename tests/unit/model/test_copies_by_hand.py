"""Copies of attempts, worked out by hand; unless said otherwise one task that takes 10 s on agents of one slot."""

from typing import Any

import pytest

import sim
from sim.luck import Purpose, uniforms
from sim.record.patience_rows import OrphanServed
from sim.record.rows import Assigned, TaskEnded
from sim.record.whole_attempts import whole_attempts

NONE: dict[str, Any] = {"strategy": "no_retry"}
SLOW_AND_FAST = [{"name": "slow", "speed": 0.1}, {"name": "fast"}]  # the task takes 100 s, or 10 s


def world_of(simulate: Any, copies: Any, agents: Any = SLOW_AND_FAST, **more: Any) -> Any:
    data = {
        "fleet": {"agents": agents, **more.pop("fleet", {})},
        "workload": {"tasks_per_wave": 1, **more.pop("workload", {})},
        "assignment": {"strategy": "round_robin"},
        "retry": NONE,
        "copies": copies,
    }
    world = simulate({**data, **more})
    return world


def rows(world: Any) -> list[tuple[Any, ...]]:
    """(attempt, copy, agent, started, ended, freed, class) of every attempt, in order of start."""
    return [
        (a.attempt, a.copy, a.agent_id, a.started_at, a.ended_at, a.freed_at, a.error_class)
        for a in whole_attempts(world.log)
    ]


def ends(world: Any) -> list[tuple[str, float, str | None]]:
    return [(row.status, row.ended_at, row.agent_id) for row in sorted(world.log.of(TaskEnded))]


def test_a_copy_begins_when_the_original_takes_long_and_the_first_success_counts(simulate):
    world = world_of(simulate, {"after": 30})
    assert rows(world) == [
        (0, 0, "slow_0", 0, 40, 40, "cancelled"),
        (0, 1, "fast_0", 30, 40, 40, None),
    ]
    assert ends(world) == [("completed", 40, "fast_0")]


def test_an_original_that_ends_before_has_no_copy(simulate):
    assert rows(world_of(simulate, {"after": 10}, [{"name": "a", "count": 2}])) == [(0, 0, "a_0", 0, 10, 10, None)]


def test_an_original_that_is_first_cancels_its_copy(simulate):
    world = world_of(simulate, {"after": 95})
    assert rows(world) == [(0, 0, "slow_0", 0, 100, 100, None), (0, 1, "fast_0", 95, 100, 100, "cancelled")]
    assert ends(world) == [("completed", 100, "slow_0")]


def test_with_leases_the_loser_is_served_to_its_end(simulate):
    world = world_of(simulate, {"after": 30, "losers": "run"}, workload={"tasks_per_wave": [1, 1]})
    # The task of the second wave goes to slow by turns, is copied to .. nobody free but fast, and so on.
    assert rows(world)[0] == (0, 0, "slow_0", 0, 40, 100, "cancelled")
    pieces = world.log.of(OrphanServed)
    assert {(piece.copy, piece.agent_id) for piece in pieces} == {(0, "slow_0")}


def test_copies_come_one_after_another(simulate):
    agents = [{"name": "slow", "count": 4, "speed": 0.1}]
    world = world_of(simulate, {"after": 30, "at_most": 2}, agents)
    assert [(copy, start) for _, copy, _, start, *_ in rows(world)] == [(0, 0), (1, 30), (2, 60)]
    assert {agent for _, _, agent, *_ in rows(world)} == {"slow_0", "slow_1", "slow_2"}
    assert {end for _, _, _, _, end, *_ in rows(world)} == {100}


def test_a_copy_waits_in_a_queue_like_any_attempt_and_leaves_it_when_the_original_is_first(simulate):
    # Both agents are busy; the copy of task 0 queues behind task 1 and is withdrawn at 10 s.
    agents = [{"name": "a", "count": 2}]
    world = world_of(simulate, {"after": 4}, agents, workload={"tasks_per_wave": 2})
    withdrawn = [row for row in rows(world) if row[5] is None]
    assert withdrawn == [(0, 1, "a_0", 10, 10, None, "cancelled"), (0, 1, "a_1", 10, 10, None, "cancelled")] or {
        row[:2] for row in withdrawn
    } == {(0, 1)}
    assert [end for _, end, _ in ends(world)] == [10, 10]


def test_other_leaves_out_the_agent_of_the_original_unless_nobody_else_could(simulate):
    alone = [{"name": "a", "capacity": 2, "speed": 0.1}]
    world = world_of(simulate, {"after": 30}, alone)
    assert [agent for _, _, agent, *_ in rows(world)] == ["a_0", "a_0"]
    two = [{"name": "a", "capacity": 2, "speed": 0.1}, {"name": "b", "speed": 0.01}]
    for where, agent in (("other", "b_0"), ("any", "a_0")):  # the fastest that may
        world = world_of(simulate, {"after": 30, "where": where}, two, assignment={"strategy": "met"})
        assert rows(world)[1][2] == agent


def test_another_agent_that_is_down_is_waited_for(simulate):
    agents = [{"name": "slow", "speed": 0.1}, {"name": "fast"}]
    outages = {"outages": [{"agents": ["fast_0"], "at": 5, "for": 45}]}
    world = world_of(simulate, {"after": 30}, agents, fleet=outages)
    assert rows(world)[1] == (0, 1, "fast_0", 50, 60, 60, None)


def test_all_must_fail_for_the_attempt_to_fail_and_the_last_decides(simulate):
    agents = [{"name": "slow", "speed": 0.5, "reliability": 0}, {"name": "fast", "reliability": 0}]
    retry = {"max_retries": 1, "base": 5}
    world = world_of(simulate, {"after": 15}, agents, retry=retry)
    # Original 0 to 20, copy 15 to 25: the attempt fails at 25 on fast, where its retry begins at 30.
    assert rows(world)[:3] == [
        (0, 0, "slow_0", 0, 20, 20, "transient"),
        (0, 1, "fast_0", 15, 25, 25, "transient"),
        (1, 0, "fast_0", 30, 40, 40, "transient"),
    ]
    assert [a.backoff for a in whole_attempts(world.log)] == [None, 5, None]


def test_a_copy_that_fails_leaves_the_original_to_it(simulate):
    agents = [{"name": "slow", "speed": 0.1}, {"name": "fast", "reliability": 0}]
    world = world_of(simulate, {"after": 30}, agents)
    assert rows(world) == [(0, 0, "slow_0", 0, 100, 100, None), (0, 1, "fast_0", 30, 40, 40, "transient")]
    assert ends(world) == [("completed", 100, "slow_0")]


def test_failed_copies_of_an_earlier_attempt_count_once_each_for_feedback():
    # Feedback of -1000: after one failure no attempt succeeds; the copy of the same attempt is not touched by it.
    run = sim.run(
        {
            "name": "feedback",
            "fleet": {"agents": [{"name": "bad", "reliability": 0, "speed": 0.5}, {"name": "good", "speed": 0.5}]},
            "workload": {"kind": "synthetic", "tasks_per_wave": 1, "predicted_success": 0.999999},
            "retry": {"feedback": -20, "max_retries": 0},
            "assignment": {"strategy": "round_robin"},
            "copies": {"after": "1s"},
        }
    )
    assert list(run.tasks.status) == ["completed"]
    assert run.audit() == []


def test_a_percentile_is_of_the_shape_on_its_agent(simulate):
    # The 95th percentile of an exponential time of 10 s is 10 ln 20 = 29.957 s, on an agent at half speed twice that.
    agents = [{"name": "a", "count": 3, "speed": 0.5}]
    duration = {"kind": "exponential", "mean": 10}
    world = world_of(simulate, {"after": "p95"}, agents, workload={"tasks_per_wave": 300, "duration": duration}, seed=2)
    begun = {(a.task_id, a.attempt): a.started_at for a in whole_attempts(world.log) if not a.copy}
    copies = [a for a in whole_attempts(world.log) if a.copy]
    assigned = [row for row in world.log.of(Assigned) if row.copy]
    assert copies
    assert all(row.at - begun[row.task_id, 0] == pytest.approx(2 * 29.95732273554) for row in assigned)


def test_a_copy_draws_at_an_address_of_its_own(simulate):
    # Copy 1 of attempt 0 draws at k = 10,000: it succeeds where that uniform lies below its chance.
    agents = [{"name": "a", "reliability": 0, "count": 1}, {"name": "b", "reliability": 0.5, "speed": 0.5}]
    workload = {"tasks_per_wave": 40}
    world = world_of(
        simulate, {"after": 5}, agents, workload={**workload, "predicted_success": 1.0, "types": None}, seed=9,
    )  # fmt: skip
    u = uniforms(9, 0, Purpose.OUTCOME, 1, 10_000, 40)
    told = {
        a.task_id: a.error_class for a in whole_attempts(world.log) if a.copy and a.agent_id == "b_0" and a.approved
    }
    finished = {name: error for name, error in told.items() if error != "cancelled"}
    assert len(finished) > 5
    for name, error in finished.items():
        assert (error is None) == (u[int(name.rpartition("_")[2])] < 0.5)


def test_a_deadline_withdraws_the_original_and_its_copies(simulate):
    workload = {"deadline": 35, "on_deadline": "drop"}
    world = world_of(simulate, {"after": 30}, workload=workload)
    assert [row[4:] for row in rows(world)] == [(35, 35, "deadline"), (35, 35, "deadline")]
    assert ends(world) == [("failed", 35, "fast_0")] or ends(world)[0][:2] == ("failed", 35)
    # After the original has failed by itself, too.
    agents = [{"name": "bad", "reliability": 0}, {"name": "slow", "speed": 0.1}]
    world = world_of(simulate, {"after": 5}, agents, workload={**workload, "deadline": 20})
    assert [row[4:] for row in rows(world)] == [(10, 10, "transient"), (20, 20, "deadline")]
    assert ends(world)[0][:2] == ("failed", 20)


def test_time_outs_are_of_each_copy(simulate):
    world = world_of(
        simulate, {"after": 30}, [{"name": "slow", "count": 2, "speed": 0.1}], retry={**NONE, "timeout": 50}
    )
    assert [row[3:] for row in rows(world)] == [(0, 50, 50, "timeout"), (30, 80, 80, "timeout")]
    assert ends(world)[0][:2] == ("failed", 80)


def test_the_end_of_the_run_cuts_all_that_are_served(simulate):
    world = world_of(simulate, {"after": 30}, [{"name": "slow", "count": 2, "speed": 0.1}], horizon=60)
    assert [row[4:] for row in rows(world)] == [(60, 60, "run_ended"), (60, 60, "run_ended")]


BUSY: dict[str, Any] = {
    "name": "busy",
    "seed": 6,
    "fleet": {
        "agents": [{"name": "a", "count": 3, "capacity": 2, "reliability": 0.7, "price": {"second": 0.01}}],
        "breakdowns": {"mtbf": 150, "mttr": 20, "on_breakdown": "resume"},
    },
    "workload": {
        "kind": "synthetic", "waves": 2, "tasks_per_wave": 80, "duration": {"kind": "exponential", "mean": 10},
        "arrivals": {"kind": "poisson", "rate": 0.3}, "deadline": {"kind": "exponential", "mean": 120},
        "on_deadline": "drop",
    },
    "retry": {"base": 1, "timeout": 40, "timeout_from": "queued"},
    "gates": {"transient_refusal_rate": 0.1},
    "breaker": {"after_failures": 3, "window": "30s", "open_for": "10s"},
    "budget": {"task": 1.0},
    "copies": {"after": "p75", "at_most": 2},
    "monitor": {"interval": 5},
}  # fmt: skip


@pytest.mark.parametrize("strategy", ["load_balanced", "min_min", "shared_queue", "heft", "work_stealing"])
@pytest.mark.parametrize("losers", ["cancel", "run"])
@pytest.mark.parametrize("orphans", ["cancel", "serve"])
def test_the_laws_hold_in_a_busy_world(strategy, losers, orphans):
    run = sim.run(
        {
            **BUSY,
            "assignment": {"strategy": strategy},
            "retry": {**BUSY["retry"], "orphans": orphans},
            "copies": {**BUSY["copies"], "losers": losers, "where": "any" if losers == "run" else "other"},
        }
    )
    assert run.audit() == []
    assert (run.attempts["copy"] > 0).sum() > 10
    assert {"cancelled"} <= set(run.attempts.error_class.dropna())
