"""Limits against queueing theory, and escalation by tier against arithmetic.

One seed, chosen once. Each test of a formula goes wrong by chance once in a thousand: Student's t over replications at
level 0.001; its control is the formula at a rate 10 % higher. A limit is a queue of its own: tokens come one by one.
"""

from collections.abc import Callable
from math import exp
from typing import Any

import numpy as np
from scipy import stats

from sim.measures.theory.queueing import mg1_mean_wait_s, mmc_mean_wait_s
from sim.model.world import World
from sim.record.rows import AttemptEnded, TaskEnded
from tests.theory.replication import replicate, scenario_data

SEED = 2033
ALPHA = 0.001
REPLICATIONS, TASKS, WARM_UP = 8, 2500, 300


def stream(rate: float, **workload: Any) -> dict[str, Any]:
    return {
        "kind": "synthetic",
        "tasks_per_wave": TASKS,
        "duration": {"kind": "exponential", "mean": 1},
        "predicted_success": 1.0,
        "arrivals": {"kind": "poisson", "rate": rate},
        **workload,
    }


def wide(slots: int) -> dict[str, Any]:
    return {"agents": [{"name": "agent", "capacity": slots}]}


def mean_wait(world: World) -> float:
    tasks = sorted(world.log.of(TaskEnded))[WARM_UP:]
    waits = [t.started_at - t.ready_at for t in tasks if t.started_at is not None and t.ready_at is not None]
    assert len(waits) == len(tasks)
    return float(np.mean(waits))


def check(
    data: dict[str, Any], first: int, formula: Callable[[float], float], observe: Callable[[World], float] = mean_wait
) -> None:
    values = np.array(replicate(data, SEED, range(first, first + REPLICATIONS), observe))
    reach = stats.t.ppf(1.0 - ALPHA / 2.0, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values))
    low, high = float(values.mean() - reach), float(values.mean() + reach)
    assert low <= formula(1.0) <= high, f"{formula(1.0):.5f} is not in {low:.5f} to {high:.5f}"
    assert not low <= formula(1.1) <= high, "the control passes"


def test_a_bucket_of_one_request_is_a_server_of_constant_time() -> None:
    """M/D/1: Poisson arrivals, one token every second, slots for all: Pollaczek and Khinchine."""
    limit = {"name": "shared", "starts_per_s": 1, "burst": 1, "when_short": "wait"}
    data = scenario_data(workload=stream(0.8, duration="1ms"), fleet=wide(2000), limits=[limit])
    check(data, 100, lambda factor: mg1_mean_wait_s(0.8 * factor, 1.0, 0.0))


def test_what_is_fed_at_a_constant_rate_is_d_m_1() -> None:
    """D/M/1: all tasks wait from the start for one slot, tokens come every 1/0.7 s, the slot takes exponential times.

    The n-th token comes at (n - B) / 0.7, with B in the bucket at the start; the wait behind it is that of D/M/1,
    s / (1 - s) with s = exp(-(1 - s) / 0.7). Kleinrock, "Queueing Systems", vol. 1, 1975, section 6.4.
    """
    rate, size = 0.7, 40.0
    limit = {"name": "shared", "starts_per_s": rate, "burst": size / rate, "when_short": "wait"}
    data = scenario_data(workload=stream(rate, arrivals=None), limits=[limit])
    del data["workload"]["arrivals"]

    def behind_its_token(world: World) -> float:
        starts = sorted(row.started_at for row in world.log.of(AttemptEnded))
        waits = [at - (n - size) / rate for n, at in enumerate(starts, start=1)]
        return float(np.mean(waits[WARM_UP:]))

    def formula(factor: float) -> float:
        s = 0.5
        for _ in range(200):
            s = exp(-(1.0 - s) / (rate * factor))
        return s / (1.0 - s)

    check(data, 200, formula, behind_its_token)


def test_a_limit_that_is_never_short_changes_nothing() -> None:
    """M/M/1: a bucket that holds a minute at ten times the rate."""
    limit = {"name": "shared", "requests_per_min": 420, "when_short": "wait"}
    data = scenario_data(workload=stream(0.7), limits=[limit])
    check(data, 300, lambda factor: mmc_mean_wait_s(0.7 * factor, 1.0, 1))


def test_places_are_servers() -> None:
    """M/M/3: three places, slots for all: Erlang C."""
    limit = {"name": "pool", "concurrent": 3, "when_short": "wait"}
    data = scenario_data(workload=stream(2.4), fleet=wide(2000), limits=[limit])
    check(data, 400, lambda factor: mmc_mean_wait_s(2.4 * factor, 1.0, 3))


def test_the_cheap_model_first_then_the_dear_one() -> None:
    """Success 1 - (1 - 0.6) (1 - 0.9) = 0.96, cost 0.01 + 0.4 * 0.10 = 0.05 USD a task; dear alone 0.9 and 0.10."""
    agents = [
        {"name": "cheap", "count": 4, "reliability": 0.6, "price": {"attempt": 0.01}},
        {"name": "dear", "count": 4, "reliability": 0.9, "tier": 1, "price": {"attempt": 0.10}},
    ]
    tasks = 4000
    data = scenario_data(
        fleet={"agents": agents},
        workload={"kind": "synthetic", "tasks_per_wave": tasks, "duration": "1s", "predicted_success": 1.0},
        retry={"where": "tier", "max_retries": 1, "base": 0},
    )
    (world,) = replicate(data, SEED, [500], lambda world: [world])[0]
    ended = world.log.of(TaskEnded)
    completed = sum(task.status == "completed" for task in ended)
    rows = world.log.of(AttemptEnded)
    dear = sum(row.agent_id.startswith("dear") for row in rows)
    # Two-sided binomial tests at 0.001; the control is the dear model alone.
    assert stats.binomtest(completed, tasks, 0.96).pvalue > ALPHA
    assert stats.binomtest(completed, tasks, 0.90).pvalue < ALPHA
    assert stats.binomtest(dear, tasks, 0.4).pvalue > ALPHA
    usd = 0.01 * (len(rows) - dear) + 0.10 * dear
    assert abs(usd / tasks - 0.05) < 3.3 * 0.10 * np.sqrt(0.4 * 0.6 / tasks)
