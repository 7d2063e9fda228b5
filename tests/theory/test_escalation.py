"""Cheap first, then dear: cost and success of an escalation against arithmetic.

The cheap model solves 60 %, the dear one 90 %: 0.6 + 0.4 * 0.9 = 96 % in all, at 0.01 + 0.4 * 0.10 = 0.05 a task.
Chance of a false alarm: 3.5 standard errors, below 1 in 2,000; the seed is fixed.
"""

from math import sqrt

import sim

TASKS, ERRORS = 4000, 3.5


def test_cost_and_success_of_two_tiers():
    run = sim.run(
        {
            "name": "escalation",
            "seed": 8,
            "fleet": {
                "agents": [
                    {"name": "cheap", "capacity": 4, "reliability": 0.6, "price": {"attempt": 0.01}},
                    {"name": "dear", "capacity": 4, "tier": 1, "reliability": 0.9, "price": {"attempt": 0.1}},
                ]
            },
            "workload": {"kind": "synthetic", "tasks_per_wave": TASKS, "duration": 1, "predicted_success": 1},
            "retry": {"max_retries": 1, "base": 0, "where": "tier"},
            "assignment": {"strategy": "round_robin"},
            "monitor": {"interval": "1h"},
        }
    )
    success, cost = run.metrics["success_rate"] or 0.0, (run.metrics["cost"] or 0.0) / TASKS
    assert abs(success - 0.96) < ERRORS * sqrt(0.96 * 0.04 / TASKS)
    assert abs(cost - 0.05) < ERRORS * 0.1 * sqrt(0.6 * 0.4 / TASKS)
    assert run.audit() == []
