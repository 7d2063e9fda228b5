"""Chaos: each limit of a world gives nothing for a minute, from each moment at which something happens in it.

The limit is shut in the model itself: its buckets are empty and refilled from a minute later on, its places are none
until then.
"""

from typing import Any

import pytest

import sim
from sim.experiment.harness import Phase21Harness
from sim.experiment.run import Run
from sim.model.admission.limit import Limit
from sim.model.instant import Kind
from sim.record.limit_rows import LimitMet
from tests.properties.chaos_worlds import WORLDS, world
from tests.properties.test_chaos import breaches, moments

MINUTE_S = 60.0
BREAKER = {"after_failures": 2, "window": 30, "open_for": 9}
LIMITS: dict[str, list[dict[str, Any]]] = {
    "impatient": [{"name": "shared", "requests_per_min": 10, "burst": 5, "breaker": BREAKER}],
    "central queue": [{"name": "shared", "concurrent": 3, "when_short": "wait"}],
    "graph": [{"name": "shared", "starts_per_s": 0.5, "burst": 4, "when_short": "queue"}],
    "thieves": [{"name": "shared", "concurrent": 2, "starts_per_s": 1, "when_short": "queue"}],  # beside copies
    "waves": [{"name": "shared", "concurrent": 1, "when_short": "queue", "breaker": BREAKER}],
    "gates": [{"name": "shared", "requests_per_min": 40, "retry_after": True}, {"name": "pool", "concurrent": 1}],
}


def limited(name: str) -> dict[str, Any]:
    return {**world(name), "limits": LIMITS[name]}


def shut(limit: Limit, now: float) -> None:
    """Let a limit give nothing from now on; its buckets are refilled from a minute later on."""
    limit.concurrent = 0
    limit.full_at = [now + MINUTE_S + bucket.size / bucket.rate for bucket in limit.buckets]


def shut_for_a_minute(name: str, number: int, at: float) -> Run:
    harness = Phase21Harness(sim.parse_scenario(limited(name)))
    manager, clock = harness.world.manager, harness.world.clock
    assert manager.limits is not None
    limit = manager.limits.limits[number]
    places = limit.concurrent

    def reopen(_: object) -> None:
        limit.concurrent = places
        manager._ask_for_decision()

    clock.at(at, Kind.BREAKDOWN).callbacks.append(lambda _: shut(limit, at))
    clock.at(at + MINUTE_S, Kind.LIMIT, number).callbacks.append(reopen)
    harness.run_phase21()
    return Run(harness)


def let_loose(name: str, every: int) -> None:
    calm = sim.run(limited(name))
    assert breaches(calm) == []
    assert calm.log.of(LimitMet), "the limit is never short, and shutting it says little"
    cases = [(number, at) for at in moments(calm) for number in range(len(LIMITS[name]))]
    for number, at in cases[::every]:
        assert breaches(shut_for_a_minute(name, number, at)) == [], (number, at)


@pytest.mark.parametrize("name", WORLDS)
def test_a_limit_that_gives_nothing_for_a_minute_is_survived(name: str) -> None:
    let_loose(name, every=47)


@pytest.mark.nightly
@pytest.mark.parametrize("name", WORLDS)
def test_each_limit_at_each_moment_is_survived(name: str) -> None:
    let_loose(name, every=1)
