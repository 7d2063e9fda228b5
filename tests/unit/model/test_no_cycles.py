"""A run drops nothing that only the collector of cycles could free: that is why the collector may pause."""

import gc
import weakref
from typing import Any

import pytest

from sim.record.collector import collector_paused

DATA: dict[str, Any] = {
    "fleet": {
        "agents": [{"name": "agent", "count": 3, "capacity": 2}],
        "breakdowns": {"mtbf": 60, "mttr": 10, "repairers": 1},
    },
    "workload": {"waves": 3, "tasks_per_wave": 40, "predicted_success": 0.6},
    "gates": {"transient_refusal_rate": 0.1},
    "monitor": {"interval": 5},
}


@pytest.mark.parametrize("failover", ["wait", "reassign"])
@pytest.mark.parametrize("on_breakdown", ["fail", "restart", "resume"])
@pytest.mark.parametrize("strategy", ["load_balanced", "confidence_based", "shared_queue"])
def test_a_run_leaves_no_cycles_behind(simulate, failover, on_breakdown, strategy):
    breakdowns = {**DATA["fleet"]["breakdowns"], "failover": failover, "on_breakdown": on_breakdown}
    data = {**DATA, "fleet": {**DATA["fleet"], "breakdowns": breakdowns}, "assignment": {"strategy": strategy}}
    gc.collect()
    with collector_paused():
        world = simulate(data)
        few = gc.collect()
    assert len(world.log) > 500
    assert few < 100  # a few of the set-up; a cycle a task, or an outage, would be hundreds


def test_a_cycle_a_task_would_be_seen(simulate, monkeypatch):
    # The control.
    from sim.model.agent_executor import AgentExecutor

    end = AgentExecutor._end_task

    def tie(self, task):
        knot: list = []
        knot.append(knot)
        end(self, task)

    monkeypatch.setattr(AgentExecutor, "_end_task", tie)
    gc.collect()
    with collector_paused():
        world = simulate(DATA)
        many = gc.collect()
    assert world is not None
    assert many >= 120


def test_the_collector_runs_again_even_after_an_error():
    with pytest.raises(ZeroDivisionError), collector_paused():
        raise ZeroDivisionError
    assert gc.isenabled()


def test_who_has_paused_it_finds_it_paused():
    with collector_paused():
        with collector_paused():
            pass
        assert not gc.isenabled()


def test_finished_runs_are_freed_unasked(simulate):
    # A world's parts know each other, so only the collector frees it: the pause must not keep it from that for good.
    worlds = []
    for _ in range(80):
        world = simulate(DATA)
        worlds.append(weakref.ref(world))
        del world
    assert sum(world() is not None for world in worlds) < 40
