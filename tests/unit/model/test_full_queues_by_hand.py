"""Queue limits and the order of deadlines, worked out by hand; attempts of 10 s."""

from typing import Any

import sim
from sim.record.rows import Assigned, AttemptEnded


def given(world: Any) -> list[tuple[int, str, float]]:
    return [(row.task_index, row.agent_id, row.at) for row in world.log.of(Assigned)]


def starts(world: Any) -> list[tuple[int, float]]:
    return [(row.task_index, row.started_at) for row in world.log.of(AttemptEnded)]


def world_of(simulate: Any, agents: Any, workload: Any, **more: Any) -> Any:
    return simulate({"fleet": {"agents": agents, **more.pop("fleet", {})}, "workload": workload, **more})


def test_a_full_agent_gets_nothing_and_what_waits_goes_where_there_is_room(simulate):
    # One may wait at each: two start at once, two wait, two stay at the manager until slots are free at 10 s.
    world = world_of(simulate, [{"name": "a", "count": 2, "queue_limit": 1}], {"tasks_per_wave": 6})
    assert given(world) == [
        (0, "a_0", 0), (1, "a_1", 0), (2, "a_0", 0), (3, "a_1", 0), (4, "a_0", 10), (5, "a_1", 10),
    ]  # fmt: skip


def test_without_room_to_wait_only_free_slots_are_given_work(simulate):
    world = world_of(simulate, [{"name": "a", "capacity": 2, "queue_limit": 0}], {"tasks_per_wave": 5})
    assert given(world) == [(0, "a_0", 0), (1, "a_0", 0), (2, "a_0", 10), (3, "a_0", 10), (4, "a_0", 20)]


def test_a_planned_task_whose_agent_is_full_leaves_the_plan(simulate):
    # met plans all on the fast agent, where one may start and one may wait; the third is given to the slow one.
    agents: list[dict[str, Any]] = [{"name": "fast", "speed": 2, "queue_limit": 1}, {"name": "slow"}]
    world = world_of(simulate, agents, {"tasks_per_wave": 3}, assignment={"strategy": "longest_first"})
    assert {agent for _, agent, _ in given(world)} == {"fast_0", "slow_0"}
    planned = world_of(
        simulate, [{**agents[0], "accepts": ["x"]}, {"name": "slow"}],
        {"tasks_per_wave": 4, "types": {"x": {"share": 1}}}, assignment={"strategy": "min_min"},
    )  # fmt: skip
    by = {row.task_index: row.strategy for row in planned.log.of(Assigned)}
    assert "load_balanced" in by.values()
    assert max(_waiting(planned, "fast_0")) <= 1


def _waiting(world: Any, agent: str) -> list[int]:
    rows = [row for row in world.log.of(AttemptEnded) if row.agent_id == agent]
    moments = sorted({row.queued_at for row in rows})
    return [sum(row.queued_at <= at < row.started_at for row in rows) for at in moments]


def test_a_retry_that_finds_its_agent_full_goes_to_the_manager(simulate):
    # Task 0 fails at 10 s, when task 1 gets the slot; at 11 s nobody may wait, so 0 waits at the manager until 20 s.
    agents: list[dict[str, Any]] = [{"name": "a", "queue_limit": 0, "reliability": 0}]
    world = world_of(simulate, agents, {"tasks_per_wave": 2}, retry={"max_retries": 1, "base": 1})
    assert given(world) == [(0, "a_0", 0), (1, "a_0", 10), (0, "a_0", 20), (1, "a_0", 30)]
    # With room for one it comes back by itself, which is no giving.
    agents[0]["queue_limit"] = 1
    world = world_of(simulate, agents, {"tasks_per_wave": 2}, retry={"max_retries": 1, "base": 1})
    assert given(world) == [(0, "a_0", 0), (1, "a_0", 0)]


def test_no_more_wait_than_may_in_a_busy_world():
    run = sim.run(
        {
            "name": "full",
            "seed": 5,
            "fleet": {
                "agents": [{"name": "a", "count": 3, "capacity": 2, "queue_limit": 2}],
                "breakdowns": {"mtbf": 100, "mttr": 20, "failover": "reassign"},
            },
            "workload": {
                "kind": "synthetic", "tasks_per_wave": 200, "duration": {"kind": "exponential", "mean": 10},
                "predicted_success": 0.8, "arrivals": {"kind": "poisson", "rate": 0.8},
            },
            "retry": {"base": 1},
            "monitor": {"interval": 1},
        }
    )  # fmt: skip
    assert run.audit() == []
    lengths = run.samples.queue_length[run.samples.agent_id.notna()]
    assert lengths.max() == 2  # at agents that are up, whose slots are busy whenever somebody waits
    assert (run.metrics["success_rate"] or 0.0) > 0.9


def test_the_earliest_deadline_is_served_first_and_tasks_without_one_last(simulate):
    # Types give the deadlines 90, none and 30 s; all queue at once. A seed with all three types is looked for.
    types = {"late": {"share": 1, "deadline": 90}, "never": {"share": 1}, "soon": {"share": 1, "deadline": 30}}
    world = world_of(simulate, [{"name": "a", "queue": "deadline"}], {"tasks_per_wave": 9, "types": types}, seed=1)
    tasks = world.manager.workload.tasks
    assert set(tasks.type) == set(types)
    rank = {"soon": 0, "late": 1, "never": 2}
    served = [index for index, _ in starts(world)]
    assert served == sorted(range(9), key=lambda index: (rank[tasks.type[index]], index))


def test_deadlines_count_from_when_a_task_is_ready(simulate):
    # Released at 0, 1, 2 .. with deadlines of 20 s: as they come; a shorter one that comes later may be earlier.
    types = {"long": {"share": 1, "deadline": 100}, "short": {"share": 1, "deadline": 5}}
    workload = {
        "tasks_per_wave": 8, "types": types,
        "arrivals": {"kind": "renewal", "gap": {"kind": "constant", "value": 1}},
    }  # fmt: skip
    world = world_of(simulate, [{"name": "a", "queue": "deadline"}], workload, seed=2)
    tasks = world.manager.workload.tasks
    due = [
        offset + (100 if name == "long" else 5) for offset, name in zip(tasks.release_offset_s, tasks.type, strict=True)
    ]
    served = [index for index, _ in starts(world)]
    assert served[0] == 0
    waiting = [index for index in served if tasks.release_offset_s[index] <= 10 and index != 0]  # when the first ends
    assert waiting == sorted(waiting, key=lambda index: due[index])
