"""A strategy that hears of the fleet late, worked out by hand: one task a second, each of 10 s, on two agents."""

from typing import Any

import pytest

import sim
from sim.policies.strategy import Kind, Strategy
from sim.record.rows import Assigned

EVERY_SECOND = {"kind": "renewal", "gap": {"kind": "constant", "value": 1}}


def given(simulate: Any, delay: Any, tasks: int, strategy: str = "load_balanced", **more: Any) -> list[str]:
    workload = {"tasks_per_wave": tasks, "arrivals": EVERY_SECOND}
    data = {
        "fleet": {"agents": [{"name": "a", "count": 2}]},
        "workload": {**workload, **more.pop("workload", {})},
        "assignment": {"strategy": strategy, "view_delay": delay},
    }
    return [row.agent_id for row in simulate({**data, **more}).log.of(Assigned)]


def test_at_first_nothing_is_seen_and_then_what_was(simulate):
    # Given at 1, 2, 3 .. s. Until 6 s both look empty, and who was given a task longest ago gets the next. At 6 s it
    # sees the instant 1 s: only a_0 has work. At 7 s that of 2 s: a_0 has 9 s left, a_1 10 s. At 8 s: 18 s and 9 s.
    assert given(simulate, 5, 8) == ["a_0", "a_1", "a_0", "a_1", "a_0", "a_1", "a_0", "a_1"]
    # Joining the shortest queue, ties to the lowest: 0 to all until 6 s, when it sees one at a_0 ..
    assert given(simulate, 5, 8, "join_shortest_queue") == ["a_0"] * 5 + ["a_1", "a_1", "a_1"]


def test_what_is_seen_is_not_aged(simulate):
    # A large agent takes tasks of 10 s at 1 s and 2 s. At 8 s it is seen as after 2 s: 9 s and 10 s left in 4 slots.
    seen: list[Any] = []

    def spy(view: Any, memory: Any, draws: Any) -> Any:
        seen.append((view.load_s, view.free_slots, view.queued, view.tasks_in_system))
        return 0, memory

    strategy = Strategy(name="spy", kind=Kind.IMMEDIATE, summary="Looks.", pick=spy)
    data = {
        "fleet": {"agents": [{"name": "a", "capacity": 4}]},
        "workload": {"tasks_per_wave": 8, "arrivals": EVERY_SECOND},
        "assignment": {"view_delay": 6},
    }
    simulate(data, strategy=strategy)
    assert seen[:6] == [((0.0,), (4,), (0,), (0,))] * 6  # at 1 .. 6 s, before there was anything
    assert seen[6] == ((2.5,), (3,), (0,), (1,))  # at 7 s, as after 1 s
    assert seen[7] == ((4.75,), (2,), (0,), (2,))


def test_without_a_delay_it_is_as_ever(simulate):
    assert given(simulate, 0, 8) == given(simulate, "0s", 8)
    assert given(simulate, 0, 4, "join_shortest_queue") == ["a_0", "a_1", "a_0", "a_1"]


def test_who_is_up_is_current(simulate):
    outages = {"outages": [{"agents": ["a_0"], "at": 0.5, "for": 100, "failover": "reassign"}]}
    fleet = {"agents": [{"name": "a", "count": 2}], **outages}
    assert given(simulate, 50, 4, "join_shortest_queue", fleet=fleet) == ["a_1"] * 4


@pytest.mark.parametrize("strategy", ["olb", "mct", "power_of_d", "heft", "work_stealing", "shared_queue", "thompson"])
def test_every_strategy_can_be_late_and_the_laws_hold(strategy):
    run = sim.run(
        {
            "name": "late",
            "seed": 3,
            "fleet": {
                "agents": [{"name": "a", "count": 4, "capacity": 2, "queue_limit": 4}],
                "breakdowns": {"mtbf": 100, "mttr": 20, "on_breakdown": "resume"},
            },
            "workload": {
                "kind": "synthetic", "tasks_per_wave": 100, "duration": {"kind": "exponential", "mean": 10},
                "arrivals": {"kind": "poisson", "rate": 0.6}, "predicted_success": 0.8,
            },
            "retry": {"base": 1},
            "assignment": {"strategy": strategy, "view_delay": "15s"},
        }
    )  # fmt: skip
    assert run.audit() == []
    assert len(run.exceptions) == 0
