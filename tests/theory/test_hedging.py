"""Hedged attempts against closed forms: the tail of a fan-out, the minimum of two exponential times, and what it costs.

A stream on an agent of so many slots that nobody waits: response times are service times. With the mean as unit, a
hedge after d = p95 = ln 20 gives T = min(S, d + S') with P(T > t) = exp(-t) up to d and exp(-t - (t - d)) beyond:

    E T = 1 - exp(-d) / 2 = 0.975        99th percentile: ln 20 + ln(5) / 2 = 3.80, in place of ln 100 = 4.61
    seconds served = E T + E (T - d)+ = 0.975 + 0.025 = 1: without memory the copy costs nothing

Chance of a false alarm: 3.5 standard errors, below 1 in 2,000 for each statement; the seed is fixed.

Source: Dean, Barroso, "The tail at scale", Communications of the ACM 56(2), 2013.
"""

from functools import cache
from math import log, sqrt
from typing import Any

import numpy as np
import pytest

import sim

MEAN_S, TASKS = 10.0, 4000
ERRORS = 3.5


@cache
def responses(copies: str, slow: bool = False) -> tuple[Any, Any]:
    """Response times of a stream, in means, and seconds served in all, likewise."""
    values = [MEAN_S] * 99 + [10 * MEAN_S]
    duration = {"kind": "empirical", "values": values} if slow else {"kind": "exponential", "mean": MEAN_S}
    data = {
        "name": "hedge",
        "seed": 11,
        "fleet": {"agents": [{"name": "a", "capacity": 80, "price": {"second": 1.0}}]},
        "workload": {
            "kind": "synthetic", "tasks_per_wave": TASKS, "duration": duration, "predicted_success": 1,
            "arrivals": {"kind": "poisson", "rate": 3.5},
        },
        "assignment": {"strategy": "round_robin"},
    }  # fmt: skip
    if copies:
        data["copies"] = {"after": copies, "where": "any"}
    run = sim.run(data)
    assert run.metrics["p99_wait"] == 0.0
    return (run.tasks.ended_at - run.tasks.ready_at).to_numpy() / MEAN_S, run.metrics["cost"]


def test_of_a_hundred_calls_one_in_a_hundred_slow_makes_two_thirds_slow():
    # 1 - 0.99^100 = 63.4 % of requests that wait for a hundred calls wait for a slow one.
    times, _ = responses("", slow=True)
    slow = times.reshape(-1, 100).max(axis=1) > 5.0
    share = 1.0 - 0.99**100
    assert share == pytest.approx(0.634, abs=5e-4)
    assert abs(slow.mean() - share) < ERRORS * sqrt(share * (1 - share) / len(slow))
    # A copy once a usual call is over by half again: both would have to be slow, 1 in 10,000, or 1 % of requests.
    hedged, _ = responses("15s", slow=True)
    both = 1.0 - (1.0 - 1e-4) ** 100
    assert abs((hedged.reshape(-1, 100).max(axis=1) > 5.0).mean() - both) < ERRORS * sqrt(both * (1 - both) / len(slow))


def test_a_hedge_is_the_minimum_of_two():
    plain, hedged = responses("")[0], responses("p95")[0]
    saved = plain - hedged
    assert abs(saved.mean() - 0.025) < ERRORS * saved.std(ddof=1) / sqrt(TASKS)
    d = log(20.0)
    for t in (1.0, d + 0.25, d + log(5.0) / 2.0):
        beyond = np.exp(-t - max(0.0, t - d))
        assert abs((hedged > t).mean() - beyond) < ERRORS * sqrt(beyond * (1 - beyond) / TASKS)
    # The control: without copies four times as many lie beyond what is the 99th percentile with them.
    assert (plain > d + log(5.0) / 2.0).mean() > 0.01 + ERRORS * sqrt(0.01 * 0.99 / TASKS)


def test_without_memory_a_copy_costs_nothing():
    # Seconds served have mean 1 and variance 1 a task, with a hedge and without.
    for copies in ("", "p95"):
        cost = responses(copies)[1] / MEAN_S / TASKS
        assert abs(cost - 1.0) < ERRORS / sqrt(TASKS)


def test_a_hedge_of_constant_times_is_all_waste():
    # Served twice from half of it on: 1 + 0.5 of the work, and nobody is sooner.
    run = sim.run(
        {
            "name": "constant",
            "fleet": {"agents": [{"name": "a", "count": 4}]},
            "workload": {"kind": "synthetic", "tasks_per_wave": 2, "duration": 10, "predicted_success": 1},
            "copies": {"after": "5s"},
        }
    )
    assert run.metrics["wasted_work"] == 10.0
    assert list(run.tasks.ended_at) == [10.0, 10.0]
