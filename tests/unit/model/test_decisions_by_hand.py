"""The vocabulary of decisions, worked out by hand: assign, hold until something happens, move queued work."""

from typing import Any

import pytest

from sim.policies.actions import HOLD, Assign, Move
from sim.policies.strategy import NO_AGENT, Kind, Strategy
from sim.record.rows import Assigned, AttemptEnded, FaultCaught, OutageBegan, TaskEnded

TWO: dict[str, Any] = {"fleet": {"agents": [{"name": "agent", "count": 2}]}, "workload": {"tasks_per_wave": 4}}


def immediate(pick: Any, **more: Any) -> Strategy:
    return Strategy("mine", Kind.IMMEDIATE, "For this test.", pick=pick, **more)


def spans(world: Any) -> list[tuple[str, str, float, float]]:
    rows = world.log.of(AttemptEnded)
    return [(row.task_id[-1], row.agent_id[-1], row.started_at, row.ended_at) for row in rows]


def one_at_a_time(word: Any) -> Strategy:
    def pick(view, memory, u):
        """Agent 0 while it is idle; until then the task is left with the manager."""
        return (0 if view.tasks_in_system[0] == 0 else word), memory

    return immediate(pick)


@pytest.mark.parametrize("word", [HOLD, NO_AGENT])
def test_what_is_held_is_asked_about_again_when_an_attempt_ends(simulate, word):
    world = simulate(TWO, one_at_a_time(word))
    assert spans(world) == [("0", "0", 0, 10), ("1", "0", 10, 20), ("2", "0", 20, 30), ("3", "0", 30, 40)]
    assert [row.at for row in world.log.of(Assigned)] == [0, 10, 20, 30]  # given when it starts, not before


def test_assign_is_the_index_of_an_agent(simulate):
    by_word = simulate(TWO, immediate(lambda view, memory, u: (Assign(view.task[0] % 2), memory)))
    by_index = simulate(TWO, immediate(lambda view, memory, u: (view.task[0] % 2, memory)))
    assert [repr(row) for row in by_word.log] == [repr(row) for row in by_index.log]


def test_a_sample_does_not_ask_again(simulate):
    asked: list[float] = []

    def pick(view, memory, u):
        asked.append(view.load_s[0])
        return (0 if view.tasks_in_system[0] == 0 else HOLD), memory

    simulate({**TWO, "monitor": {"interval": 1}}, immediate(pick))
    # At 0 all four, and at 10, 20 and 30 what is left of them; nothing in between.
    assert asked == [0, 10, 10, 10, 0, 10, 10, 0, 10, 0]


def test_a_breakdown_asks_again(simulate):
    # Agent 0 is wanted; when it breaks down the task that was held goes to agent 1 in that instant.
    def pick(view, memory, u):
        if not view.usable[0]:
            return 1, memory
        return (0 if view.tasks_in_system[0] == 0 else HOLD), memory

    breakdowns = {"mtbf": {"kind": "exponential", "mean": 30}, "mttr": {"kind": "constant", "value": 1000}}
    fleet = {"agents": [{"name": "agent", "count": 2}], "breakdowns": {**breakdowns, "on_breakdown": "resume"}}
    data = {"fleet": fleet, "workload": {"tasks_per_wave": 2, "duration": 500}, "seed": 3}
    world = simulate(data, immediate(pick))
    first = world.log.of(OutageBegan)[0]
    assert (first.agent, first.at < 500) == (0, True)
    assert [(row.task_id[-1], row.agent, row.at) for row in world.log.of(Assigned)] == [("0", 0, 0), ("1", 1, first.at)]


def test_a_run_ends_where_everything_is_held_and_nothing_pends(simulate):
    world = simulate(TWO, immediate(lambda view, memory, u: (HOLD, memory)))
    assert world.ended_early == "tasks wait, and nothing that is under way can let one start"
    assert [row.status for row in world.log.of(TaskEnded)] == ["failed"] * 4


# Moves


def all_to_the_first(on_idle: Any) -> Strategy:
    return immediate(lambda view, memory, u: (0, memory), on_idle=on_idle)


def steal_last(view, memory):
    """Each idle agent, lowest first, takes the task that waits last."""
    fleet = view.queued
    idle = [a for a in range(len(fleet.usable)) if fleet.usable[a] and fleet.free_slots[a] > fleet.queued[a]]
    return ((Move(fleet.task[-1], idle[0]),) if idle else ()), memory


def test_queued_work_is_moved_to_a_slot_that_idles(simulate):
    # All go to agent 0; agent 1 takes task 3 at once, and task 2 when both are free again at 10: 0 has begun task 1.
    world = simulate(TWO, all_to_the_first(steal_last))
    assert spans(world) == [("0", "0", 0, 10), ("3", "1", 0, 10), ("1", "0", 10, 20), ("2", "1", 10, 20)]
    given = [(row.task_id[-1], row.agent, row.at) for row in world.log.of(Assigned)]
    assert given == [("0", 0, 0), ("1", 0, 0), ("2", 0, 0), ("3", 0, 0), ("3", 1, 0), ("2", 1, 10)]


def test_it_is_asked_only_where_work_waits_beside_an_idle_slot(simulate):
    asked: list[tuple[tuple[int, ...], tuple[int, ...]]] = []

    def on_idle(view, memory):
        asked.append((view.queued.task, view.stands_at))
        return (), memory

    simulate(TWO, all_to_the_first(on_idle))
    assert asked == [((1, 2, 3), (0, 0, 0)), ((2, 3), (0, 0)), ((3,), (0,))]


@pytest.mark.parametrize(
    ("moves", "said"),
    [
        ((Move(9, 1),), "it moved task 9, which waits in no queue"),
        ((Move(0, 1),), "it moved task 0, which waits in no queue"),  # it runs
        ((Move(1, 0),), "it moved a task to agent 0, which has no slot that idles"),
        ((Move(1, 7),), "it moved a task to agent 7, which has no slot that idles"),
        ((Move(2, 1), Move(2, 1)), "it moved task 2, which waits in no queue"),
        ((Move(2, 1), Move(3, 1)), "it moved a task to agent 1, which has no slot that idles"),
        (((1, 1),), "expected a sequence of Move(task, agent)"),
        (None, "expected a sequence of Move(task, agent)"),
        ((Move("1", 1),), "it moved task '1'; expected an index"),  # type: ignore[arg-type]
    ],
)
def test_a_move_that_cannot_be_made_is_told_and_the_run_goes_on(simulate, moves, said):
    world = simulate(TWO, all_to_the_first(lambda view, memory: (moves, memory)))
    faults = world.log.of(FaultCaught)
    assert said in faults[0].message
    assert (faults[0].where, faults[0].fallback) == ("policy mine", "queued work stays where it is")
    assert [row.status for row in world.log.of(TaskEnded)] == ["completed"] * 4


def test_on_idle_that_fails_moves_nothing(simulate):
    world = simulate(TWO, all_to_the_first(lambda view, memory: 1 / 0))
    assert {row.error_type for row in world.log.of(FaultCaught)} == {"ZeroDivisionError"}
    assert [agent for _, agent, _, _ in spans(world)] == ["0"] * 4
