"""A plan that agents keep to: who waits for whom, and when the wait is over. Worked out by hand."""

from types import SimpleNamespace
from typing import Any

import sim
from sim.model.plan_order import PlanOrder
from sim.policies.strategy import Kind, Strategy
from sim.record.rows import Assigned, AttemptEnded
from sim.workload.source import Source, Workload
from sim.workload.table_builder import make_tasks


def starts(seconds, offsets, ranks, keeps_plan=True, success=1.0, agents=1, chosen=None, **sections):
    """Start of every attempt past the gates, (task, seconds), in a plan with these ranks."""

    def load(scenario, luck, agent_ids):
        return Workload(make_tasks(seconds, success, release_offset_s=offsets))

    def plan(view, memory, u):
        return list(chosen or [0] * len(ranks)), list(ranks), memory

    planned = Strategy("planned", Kind.BATCH, "For this test.", plan=plan, keeps_plan=keeps_plan)
    scenario = sim.parse_scenario(
        {
            "name": "kept",
            "fleet": {"agents": [{"name": "agent", "count": agents}]},
            "workload": {"kind": "synthetic", "tasks_per_wave": 1},
            **sections,
        }
    )
    run = sim.run(
        scenario, strategy=planned, source=Source("three", load, lambda scenario: (), durations_are_true=True)
    )
    assert run.audit() == []
    rows = sorted((row for row in run.log.of(AttemptEnded) if row.approved), key=lambda row: row.start_order)
    return [(row.task_index, row.started_at) for row in rows]


def test_an_agent_waits_for_the_task_that_is_next() -> None:
    assert starts([5.0, 3.0], [0.0, 10.0], [1.0, 0.0]) == [(1, 10.0), (0, 13.0)]
    assert starts([5.0, 3.0], [0.0, 10.0], [1.0, 0.0], keeps_plan=False) == [(0, 0.0), (1, 10.0)]


def test_equal_planned_starts_go_as_they_come() -> None:
    assert starts([5.0, 3.0], [2.0, 10.0], [0.0, 0.0]) == [(0, 2.0), (1, 10.0)]


def test_a_task_without_a_rank_is_waited_for_by_nobody_and_waits_for_nobody() -> None:
    assert starts([5.0, 3.0], [2.0, 10.0], [float("nan"), 0.0]) == [(0, 2.0), (1, 10.0)]
    assert starts([5.0, 3.0], [10.0, 2.0], [float("nan"), 0.0]) == [(1, 2.0), (0, 10.0)]


def test_a_planned_task_that_fails_lets_the_agent_look_again() -> None:
    # Task 1 fails by the gates at 10 s, in no time; task 0 starts in that instant.
    gates = {"min_predicted_success": 0.5}
    found = starts([5.0, 3.0], [0.0, 10.0], [1.0, 0.0], success=[1.0, 0.1], gates=gates)
    assert found == [(0, 10.0)]


def test_a_retry_goes_by_its_rank_and_nobody_waits_for_it() -> None:
    # Task 1 fails at 3 s and is back at 4 s; task 0 goes meanwhile, as task 1 has had its slot; then the retry, before
    # task 2.
    def found(seed: int):
        return starts([5.0, 3.0, 2.0], [0.0] * 3, [1.0, 0.0, 2.0], success=[1.0, 0.5, 1.0], seed=seed)

    fails_once = next(f for f in map(found, range(20)) if [task for task, _ in f].count(1) == 2)
    assert fails_once == [(1, 0.0), (0, 3.0), (1, 8.0), (2, 11.0)]


def test_a_planned_task_that_is_given_elsewhere_is_not_waited_for() -> None:
    looked: list[int] = []
    order = PlanOrder(2, looked.append)
    order.begin({7: (0, 3.0), 8: (0, 5.0), 9: (1, 0.0)})
    first = (5.0, 0, SimpleNamespace(task=SimpleNamespace(rank=5.0, index=8)))
    later: Any = SimpleNamespace(index=0, queue=SimpleNamespace(first=lambda: first))
    assert not order.may_start(later)
    given: Any = {"task_index": 7, "agent": 0}
    order.observe(Assigned(*[given.get(name) for name in Assigned._fields]))  # as planned
    assert (order.may_start(later), looked) == (False, [])
    given["agent"] = 1
    order.observe(Assigned(*[given.get(name) for name in Assigned._fields]))
    assert (order.may_start(later), looked) == (True, [0])
