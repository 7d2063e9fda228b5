"""Random worlds with copies, breakers, full queues, limits and rules of retries at once, held against every law."""

import tempfile
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from sim.scenario import ScenarioError
from tests.properties.conftest import RandomWorld
from tests.properties.test_limits import breakers, limits, run_of
from tests.properties.test_retry_rules import ruled_worlds


@st.composite
def crowded_worlds(draw: st.DrawFn) -> RandomWorld:
    """A random world in which most mechanisms meet."""
    world = draw(ruled_worlds())
    data: dict[str, Any] = world.data
    if data["workload"]["kind"] == "synthetic":
        data["copies"] = {
            "after": draw(st.sampled_from([0.5, 2, "p50"])),
            "at_most": draw(st.integers(1, 2)),
            "where": draw(st.sampled_from(["any", "other"])),
            "losers": draw(st.sampled_from(["cancel", "run"])),
        }
    if draw(st.booleans()):
        data["breaker"] = draw(breakers())
    agents = data["fleet"]["agents"]
    if draw(st.booleans()):
        for agent in agents:
            agent["queue_limit"] = draw(st.integers(0, 3))
    if "limits" not in data:
        data["limits"] = [draw(limits("first", [f"{agent['name']}_*" for agent in agents]))]
    return world


def keep_every_law(examples: int) -> None:
    @settings(max_examples=examples, suppress_health_check=list(HealthCheck))
    @given(crowded_worlds())
    def check(world: RandomWorld) -> None:
        with tempfile.TemporaryDirectory() as folder:
            try:
                run = run_of(world, folder)
            except ScenarioError:  # some keys cannot stand beside each other
                assume(condition=False)
        assert run.audit() == []
        assert run.result.faults == 0

    check()


def test_every_law_is_kept():
    keep_every_law(15)


@pytest.mark.nightly
def test_many_worlds_keep_every_law():
    keep_every_law(1000)
