"""Changes of agents worked out by hand: tasks of 10 s at speed 1."""

import pytest

import sim
from sim.model.changes import Course, slots_over_time
from sim.record.rows import AttemptEnded, Injected
from sim.scenario import FleetSpec


def fleet(*changes, slots=1, agents=1, **more):
    agent = {"name": "agent", "count": agents, "capacity": slots}
    return {"fleet": {"agents": [agent], "changes": list(changes)}, "workload": {"tasks_per_wave": 4}, **more}


def change(at, agents=("agent_*",), **more):
    return {"agents": list(agents), "at": at, **more}


def spans(world):
    return [(row.slot, row.started_at, row.ended_at) for row in world.log.of(AttemptEnded)]


def test_a_slower_agent_takes_longer_from_the_next_attempt_on(simulate):
    # The attempt of 10 to 20 began before the change at 12; those after it take 20 s.
    world = simulate(fleet(change(12, speed=0.5)))
    assert spans(world) == [(0, 0, 10), (0, 10, 20), (0, 20, 40), (0, 40, 60)]


def test_a_change_at_the_instant_of_a_start_counts(simulate):
    assert spans(simulate(fleet(change(10, speed=0.5))))[:2] == [(0, 0, 10), (0, 10, 30)]


def test_speed_is_reached_linearly(simulate):
    # From 1 to 0.5 in 20 s: at 10 the factor is 0.75.
    world = simulate(fleet(change(0, speed=0.5, over=20)))
    assert spans(world)[:3] == [(0, 0, 10), (0, 10, pytest.approx(10 + 10 / 0.75)), (0, *[pytest.approx(x) for x in (
        10 + 10 / 0.75, 10 + 10 / 0.75 + 20)])]  # fmt: skip


def test_a_later_change_starts_from_the_value_reached_and_replaces_the_first():
    course = Course()
    course.turn(at=0.0, over=100.0, wanted=0.0, entry=0)
    course.turn(at=50.0, over=10.0, wanted=1.0, entry=1)
    assert [course.at(t) for t in (25.0, 50.0, 55.0, 60.0, 99.0)] == [0.75, 0.5, 0.75, 1.0, 1.0]
    assert course.nominal_from(0) == 60.0


def test_unreliable_agents_fail_and_get_over_it(simulate):
    world = simulate({**fleet(change(0, reliability=0.0), change(25, reliability=1.0)), "retry": {"max_retries": 9}})
    ends = [(row.started_at, row.succeeded) for row in world.log.of(AttemptEnded)]
    assert all(succeeded == (start >= 25) for start, succeeded in ends)
    assert world.log.of(Injected) == [Injected("reliability", ("agent_0",), 0.0, 25.0)]


def test_slots_leak_when_their_attempts_end_and_come_back_at_once(simulate):
    # Two of three slots are to go at 5; all are busy until 10. Both come back at 25.
    world = simulate(
        fleet(change(5, capacity=0.34), change(25, capacity=1.0), slots=3) | {"workload": {"tasks_per_wave": 8}}
    )
    assert sorted((start, slot) for slot, start, _ in spans(world)) == [
        (0, 0), (0, 1), (0, 2), (10, 2), (20, 2), (25, 0), (25, 1), (30, 2),
    ]  # fmt: skip


def test_free_slots_leak_at_once_from_the_highest_down(simulate):
    data = fleet(change(5, capacity=0.5), slots=4) | {"workload": {"tasks_per_wave": 1, "waves": 2}}
    world = simulate(data)
    assert [slot for slot, _, _ in spans(world)] == [0, 0]
    assert len(world.manager.agents[0].idle_slots) == 2


def test_more_slots_may_come_than_there_were(simulate):
    world = simulate(fleet(change(5, capacity=2.0), slots=2) | {"workload": {"tasks_per_wave": 6}})
    assert sorted((start, slot) for slot, start, _ in spans(world))[2:4] == [(5, 2), (5, 3)]


def test_an_agent_without_slots_waits_until_some_come(simulate):
    for strategy in ("load_balanced", "shared_queue"):
        data = fleet(change(0, capacity=0.0), change(40, capacity=1.0), slots=2)
        world = simulate(data | {"assignment": {"strategy": strategy}})
        assert [(start, end) for _, start, end in sorted(spans(world))] == [(40, 50), (50, 60)] * 2
        assert world.ended_early is None


def test_an_agent_that_never_has_a_slot_again_ends_with_the_horizon():
    data = {
        "name": "leak", "horizon": 100, "assignment": {"strategy": "shared_queue"},
        "fleet": {"agents": [{"name": "agent"}], "changes": [change(5, capacity=0)]},
        "workload": {"kind": "synthetic", "tasks_per_wave": 3, "duration": 10},
    }  # fmt: skip
    run = sim.run(data)
    assert (run.result.completed_tasks, run.result.total_tasks) == (1, 3)
    assert run.result.ended_early is not None
    assert run.audit() == []


def test_slots_leak_one_by_one():
    changes = [change(0, capacity=0.0, over=40), change(100, capacity=1.0, over=40)]
    spec = FleetSpec(agents=[{"name": "agent", "capacity": 4}], changes=changes)
    times = slots_over_time(spec)[0]
    assert [slots for _, slots in times] == [4, 3, 2, 1, 0, 1, 2, 3, 4]
    assert [at for at, _ in times] == pytest.approx([0, 0, 10, 20, 30, 110, 120, 130, 140], abs=1e-6)


def test_a_pull_system_takes_no_slot_that_has_leaked(simulate):
    data = fleet(change(5, ["agent_0"], capacity=0.5), slots=2, agents=2) | {
        "workload": {"tasks_per_wave": 9}, "assignment": {"strategy": "shared_queue"},
    }  # fmt: skip
    world = simulate(data)
    late = [row for row in world.log.of(AttemptEnded) if row.started_at > 0]
    assert {(row.agent, row.slot) for row in late} == {(0, 1), (1, 0), (1, 1)}


@pytest.mark.parametrize("count", [2, 70])  # beyond 64 agents loads are formed by arrays
def test_loads_count_what_runs_in_slots_that_came(simulate, count):
    data = fleet(change(0, ["agent_0"], capacity=3.0), agents=count) | {"workload": {"tasks_per_wave": 4 * count}}
    world = simulate(data)
    agent_0 = [row for row in world.log.of(AttemptEnded) if row.agent == 0]
    assert {row.slot for row in agent_0} == {0, 1, 2}
    assert world.ended_early is None


def test_two_changes_in_one_instant_are_in_order_of_the_file(simulate):
    world = simulate(fleet(change(0, speed=0.1), change(0, speed=0.5)))
    assert spans(world)[0] == (0, 0, 20)


def test_labelled_surges_are_told(simulate):
    steps = [[0, 0.1], {"at": 20, "rate": 5, "label": True}, [30, 0.1]]
    run = sim.run({
        "name": "surge", "seed": 1, "fleet": {"agents": [{"name": "agent", "count": 4}]},
        "workload": {"kind": "synthetic", "waves": 2, "tasks_per_wave": 30, "duration": 1,
                     "arrivals": {"kind": "profile", "steps": steps}},
    })  # fmt: skip
    begun = run.waves.started_at.tolist()
    assert run.injected[["kind", "from", "to"]].to_numpy().tolist() == [
        ["surge", begun[0] + 20, begun[0] + 30], ["surge", begun[1] + 20, begun[1] + 30],
    ]  # fmt: skip
