"""The arrays of a large fleet and the loop over a small one see the same world, to the bit."""

import pytest

import sim.model.situation


@pytest.mark.parametrize("strategy", ["load_balanced", "shared_queue", "priority_based"])
@pytest.mark.parametrize("on_breakdown", ["fail", "restart"])
def test_a_fleet_is_seen_alike_by_arrays_and_by_a_loop(simulate, monkeypatch, strategy, on_breakdown):
    scenario = {
        "fleet": {
            "agents": [{"name": "one", "count": 4}, {"name": "wide", "count": 3, "capacity": 3, "speed": 1.7}],
            "breakdowns": {"mtbf": 200, "mttr": 40, "failover": "reassign", "on_breakdown": on_breakdown},
        },
        "workload": {
            "tasks_per_wave": [60, 40],
            "duration": {"kind": "gamma", "mean": 30, "cv": 0.7},
            "predicted_success": 0.8,
        },
        "assignment": {"strategy": strategy},
        "monitor": {"interval": 20},
    }
    logs = []
    for many in (10**9, 1):
        monkeypatch.setattr(sim.model.situation, "MANY_AGENTS", many)
        logs.append([repr(row) for row in simulate(scenario).log])
    assert logs[0] == logs[1]
    assert len(logs[0]) > 300
