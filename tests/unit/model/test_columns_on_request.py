"""What only some strategies are shown: slots by the work that is known, tasks at hand, how attempts ended."""

from types import SimpleNamespace
from typing import Any

import pytest

from sim.model import slot_times
from sim.model.slot_times import SlotTimes, slot_free_s
from sim.policies.strategy import Kind, Strategy


def task(seconds: float, left: float = 0.0) -> Any:
    return SimpleNamespace(expected_s=seconds, remaining_s=lambda now: left)


def agent(
    running: dict[int, Any],
    free: int,
    queue: list[Any],
    resting: dict[int, Any],
    on_the_way: dict[int, Any] | None = None,
) -> Any:
    return SimpleNamespace(
        index=0,
        serving=running,
        free_slots=free,
        queue=SimpleNamespace(in_order=lambda: queue),
        resting=resting,
        on_the_way=on_the_way or {},
    )


def test_an_idle_agent_is_free_now() -> None:
    assert slot_free_s(agent({}, 2, [], {}), 0.0) == (0.0, 0.0)


def test_what_runs_then_what_waits_then_what_backs_off_each_in_the_slot_that_is_free_first() -> None:
    # Slots: 7 and 3 s left. Queue in its order: 10 s to the second (13), 2 s to the first (9). In back-off, by index:
    # task 4 of 20 s to the first (29), task 9 of 1 s to the second (14).
    busy = agent({0: task(30, 7.0), 1: task(30, 3.0)}, 0, [task(10), task(2)], {9: task(1), 4: task(20)})
    assert slot_free_s(busy, 100.0) == (14.0, 29.0)


def test_what_is_on_its_way_comes_behind_the_queue_and_before_what_backs_off() -> None:
    # One slot, free: 10 s queued, then by index 3 s and 4 s on their way (17), then 5 s in back-off.
    assert slot_free_s(agent({}, 1, [task(10)], {0: task(5)}, {8: task(4), 2: task(3)}), 0.0) == (22.0,)
    # Two slots tell the order: 10 to the first, 3 and 4 to the second (7), 5 to the second (12).
    assert slot_free_s(agent({}, 2, [task(10)], {0: task(5)}, {8: task(4), 2: task(3)}), 0.0) == (10.0, 12.0)


@pytest.mark.parametrize("reads", [(), ("queued_or_running",), ("slot_free_s", "work_s", "succeeded", "failed")])
def test_a_column_that_is_not_asked_for_is_empty(simulate, reads) -> None:
    views = []

    def pick(view, memory, u):
        views.append(view)
        return 0, memory

    simulate(
        {"fleet": {"agents": [{"name": "agent", "speed": 2.0}]}, "workload": {"tasks_per_wave": 2}},
        strategy=Strategy("mine", Kind.IMMEDIATE, "For this test.", pick=pick, reads=reads),
    )
    at_second = {
        "queued_or_running": (1,), "slot_free_s": ((5.0,),), "work_s": (10.0,), "succeeded": (0,), "failed": (0,)
    }  # fmt: skip
    for name, column in at_second.items():
        assert getattr(views[1], name) == (column if name in reads else ())


def test_attempts_are_counted_as_they_end(simulate) -> None:
    counts = []

    def pick(view, memory, u):
        counts.append((view.succeeded, view.failed))
        return view.task[0] % 2, memory

    world = simulate(
        {
            "fleet": {"agents": [{"name": "agent", "count": 2}]},
            "workload": {"waves": 2, "tasks_per_wave": 8, "predicted_success": 0.5},
            "retry": {"max_retries": 2},
        },
        strategy=Strategy("mine", Kind.IMMEDIATE, "For this test.", pick=pick, reads=("succeeded", "failed")),
    )
    from sim.record.rows import AttemptEnded

    ends = [row for row in world.log.of(AttemptEnded) if row.wave == 1]
    by_hand = [tuple(sum(r.agent == a and r.succeeded is ok for r in ends) for a in (0, 1)) for ok in (True, False)]
    assert counts[0] == ((0, 0), (0, 0))
    assert counts[8] == tuple(by_hand)  # the first of the second wave
    assert min(by_hand[1]) > 0


@pytest.mark.parametrize("deep", [64, 3], ids=["few wait at one agent", "more wait than arrays hold"])
def test_arrays_of_a_large_fleet_hold_what_each_agent_shows_alone(simulate, monkeypatch, deep) -> None:
    """To the bit, through queues that grow and shrink, back-offs, agents of two slots, and outages."""
    at, compared = SlotTimes.at, []
    waited: set[int] = set()

    def checked(self, situation):
        times = at(self, situation)
        assert times == tuple([slot_free_s(each, situation.now) for each in situation.agents])
        compared.append(len(times))
        waited.update(each.queue.length for each in situation.agents)
        return times

    def pick(view, memory, u):
        up = [a for a in (0, 1, 2, 3, 79) if view.usable[a]] or [view.usable.index(True)]
        return up[view.task[0] % len(up)], memory

    monkeypatch.setattr(SlotTimes, "at", checked)
    monkeypatch.setattr(slot_times, "_DEEP", deep)
    simulate(
        {
            "fleet": {
                "agents": [{"name": "one", "count": 70}, {"name": "two", "count": 10, "capacity": 2}],
                "breakdowns": {"mtbf": 300, "mttr": 40, "failover": "reassign"},
            },
            "workload": {
                "tasks_per_wave": 60,
                "duration": {"kind": "exponential", "mean": 30},
                "predicted_success": 0.6,
                "arrivals": {"rate": 0.2},
            },
        },
        strategy=Strategy("mine", Kind.IMMEDIATE, "For this test.", pick=pick, reads=("slot_free_s",)),
    )
    assert set(compared) == {80}
    assert max(waited) > 3
