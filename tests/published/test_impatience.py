"""Queues whose clients lose patience, against formulas; and an overload that feeds itself, against its threshold.

One seed, chosen once. Each test of a formula goes wrong by chance once in a thousand: Student's t over replications at
level 0.001; its control is the formula with the patience 15 % longer.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import stats

from sim.measures.theory.impatience import abandoning_share, time_limit_share
from sim.model.world import World
from sim.record.patience_rows import OrphanServed
from sim.record.rows import TaskEnded
from sim.record.task_end import is_unfinished
from tests.theory.replication import replicate, scenario_data

SEED = 2031
ALPHA = 0.001
REPLICATIONS, TASKS, WARM_UP = 12, 3000, 300


def stream(rate: float, **workload: Any) -> dict[str, Any]:
    return {
        "kind": "synthetic",
        "tasks_per_wave": TASKS,
        "duration": {"kind": "exponential", "mean": 1},
        "predicted_success": 1.0,
        "arrivals": {"kind": "poisson", "rate": rate},
        **workload,
    }


def share_failed(world: World) -> float:
    tasks = sorted(world.log.of(TaskEnded))[WARM_UP:]
    return float(np.mean([task.status != "completed" for task in tasks]))


def interval(data: dict[str, Any], first: int) -> tuple[float, float]:
    values = np.array(replicate(data, SEED, range(first, first + REPLICATIONS), share_failed))
    reach = stats.t.ppf(1.0 - ALPHA / 2.0, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values))
    return float(values.mean() - reach), float(values.mean() + reach)


def check(data: dict[str, Any], first: int, formula: Callable[[float], float], patience: float) -> None:
    low, high = interval(data, first)
    assert low <= formula(patience) <= high, f"{formula(patience):.5f} is not in {low:.5f} to {high:.5f}"
    assert not low <= formula(1.15 * patience) <= high, "the control passes"


@pytest.mark.parametrize("load", [0.8, 1.5])
@pytest.mark.parametrize("strategy", ["load_balanced", "shared_queue"])
def test_a_limit_on_the_time_in_system(load: float, strategy: str) -> None:
    """M/M/1, 2 s from queueing to the end of service (M/M/1+D): Barrer 1957."""
    retry = {"strategy": "no_retry", "timeout": 2, "timeout_from": "queued"}
    data = scenario_data(workload=stream(load), retry=retry, assignment={"strategy": strategy})
    check(data, 1000 + round(10 * load), lambda limit_s: time_limit_share(load, 1.0, limit_s), 2.0)


@pytest.mark.parametrize(("load", "servers"), [(2.0, 2), (0.8, 1)])
def test_exponential_patience(load: float, servers: int) -> None:
    """M/M/c+M, each client leaves after an exponential time, waiting or in service: birth and death."""
    workload = stream(load, deadline={"kind": "exponential", "mean": 2}, on_deadline="drop")
    fleet = {"agents": [{"name": "agent", "capacity": servers}]}
    data = scenario_data(workload=workload, fleet=fleet)
    check(data, 2000 + servers, lambda mean_s: abandoning_share(load, 1.0, servers, 1.0 / mean_s), 2.0)


# Metastability: retries of clients that have given up keep up an overload that began with a spike.

SPIKE = (25.0, 100.0, 110.0)  # tasks a second, from, to


def metastable(rate: float, **retry: Any) -> dict[str, Any]:
    burst, since, until = SPIKE
    return scenario_data(
        horizon=3000,
        workload={
            "kind": "synthetic",
            "duration": {"kind": "exponential", "mean": 0.1},
            "predicted_success": 1.0,
            "arrivals": {"kind": "profile", "steps": [[0, rate], [since, burst], [until, rate]], "until": 3000},
        },
        retry={
            "base": 0, "max_retries": 3, "timeout": 2, "timeout_from": "queued", "orphans": "serve", **retry,
        },
    )  # fmt: skip


def has_recovered(world: World) -> bool:
    """At least 95 % of the tasks that end in the last 500 s completed."""
    last = [task for task in world.log.of(TaskEnded) if task.ended_at > 2500 and not is_unfinished(task)]
    return float(np.mean([task.status == "completed" for task in last])) >= 0.95


def runs(data: dict[str, Any], number: int) -> list[bool]:
    return replicate(data, SEED, range(number), has_recovered)


# The server is lost where every task makes 1 + R attempts of 0.1 s: from 1 / (0.1 * 4) = 2.5 tasks a second on.


def test_below_the_threshold_the_fleet_recovers_and_above_it_never_does() -> None:
    assert runs(metastable(2.2), 3) == [True] * 3
    assert runs(metastable(2.7), 3) == [False] * 3


@pytest.mark.nightly
def test_it_does_so_in_every_one_of_twenty_runs() -> None:
    assert runs(metastable(2.2), 20) == [True] * 20
    assert runs(metastable(2.7), 20) == [False] * 20


@pytest.mark.parametrize(
    "remedy",
    [{"orphans": "cancel"}, {"max_retries": 1}, {"strategy": "no_retry"}],
    ids=lambda remedy: next(iter(remedy)),
)
def test_what_feeds_the_overload_is_the_work_of_retries_for_nobody(remedy: dict[str, Any]) -> None:
    """The control: the same spike at the same 2.7 a second passes where orphans are cancelled, or retries are few."""
    assert runs(metastable(2.7, **remedy), 2) == [True] * 2


def test_it_is_orphans_that_the_server_is_busy_with() -> None:
    (share,) = replicate(metastable(2.7), SEED, [0], lambda world: _orphaned_s(world) / world.clock.now)
    assert share > 0.9


def _orphaned_s(world: World) -> float:
    return float(np.sum([row.served for row in world.log.of(OrphanServed)]))


# A retry budget ends it, jitter does not: success of the tasks that end from 200 to 300 s.

BUDGET = {"retry_budget": {"share": 0.1, "window": "10s", "min_retries": 10}}
RATES = (2.3, 3.0, 5.0)


def late_success(world: World) -> float:
    late = [task for task in world.log.of(TaskEnded) if 200 <= task.ended_at <= 300 and not is_unfinished(task)]
    return float(np.mean([task.status == "completed" for task in late]))


def late_successes(rate: float, runs: int, budget: bool) -> list[float]:
    data = metastable(rate, **(BUDGET if budget else {"delays": ["20s"], "jitter": "full"}))
    if not budget:
        del data["retry"]["base"]  # `delays` are in its place
    data["horizon"] = data["workload"]["arrivals"]["until"] = 300
    return replicate(data, SEED, range(runs), late_success)


@pytest.mark.parametrize("rate", RATES)
def test_a_retry_budget_ends_it_and_jitter_does_not(rate: float) -> None:
    assert min(late_successes(rate, 2, budget=True)) >= 0.95
    assert max(late_successes(rate, 2, budget=False)) < 0.50


@pytest.mark.nightly
@pytest.mark.parametrize("rate", RATES)
def test_so_it_is_in_a_hundred_runs(rate: float) -> None:
    assert sum(success >= 0.95 for success in late_successes(rate, 100, budget=True)) >= 99
    assert sum(success < 0.50 for success in late_successes(rate, 100, budget=False)) == 100
