"""Random worlds with outages of groups and changing agents keep every law; models that break one are caught."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings

import sim
from sim.experiment.run import Run
from sim.model.down_times import DownTimes
from sim.model.leaking_agent import LeakingAgent
from sim.policies.catalogue import strategies
from sim.record.rows import Injected
from tests.properties.conftest import random_worlds
from tests.properties.random_faults import with_faults
from tests.properties.test_conservation import scores_are_in_range

NAMES = list(strategies())


def run_of(world: Any) -> Run:
    with tempfile.TemporaryDirectory() as folder:
        world.write_files(Path(folder))
        harness = sim.Phase21Harness(sim.parse_scenario(world.data, origin=Path(folder)), feedback=False)
        harness.run_phase21()
        return Run(harness)


def keep_every_law(strategy: str, number: int, examples: int) -> None:
    @seed(number)
    @settings(max_examples=examples, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
    @given(random_worlds(strategy).flatmap(with_faults))
    def check(world: Any) -> None:
        run = run_of(world)
        assert [*run.audit(), *scores_are_in_range(run)] == []

    check()


@pytest.mark.parametrize("strategy", NAMES)
def test_random_worlds_with_faults_keep_every_law(strategy):
    keep_every_law(strategy, NAMES.index(strategy), 3)


@pytest.mark.nightly
@pytest.mark.parametrize("strategy", NAMES)
def test_many_random_worlds_with_faults_keep_every_law(strategy):
    keep_every_law(strategy, 100 + NAMES.index(strategy), 150)


BUSY = {
    "engine": "simpy",  # whose parts are broken on purpose
    "name": "faulty",
    "seed": 3,
    "fleet": {
        "agents": [{"name": "agent", "count": 3, "capacity": 2}],
        "breakdowns": {"mtbf": 60, "mttr": 20},
        "outages": [
            {"agents": ["*_[01]"], "at": 20, "for": 15, "every": 60},
            {"agents": ["*"], "mtbf": 100, "mttr": 10},
            {"agents": ["agent_2"], "at": 30, "for": 20},
        ],
        "changes": [{"agents": ["*"], "at": 10, "capacity": 0.5}, {"agents": ["agent_0"], "at": 90, "capacity": 1}],
    },
    "workload": {
        "kind": "synthetic", "tasks_per_wave": 60, "duration": {"kind": "uniform", "low": 5, "high": 25},
        "predicted_success": 0.8,
    },
}  # fmt: skip


def test_the_busy_world_is_sound_and_has_every_kind():
    run = sim.run(BUSY)
    assert run.audit() == []
    assert {row.kind for row in run.log.of(Injected)} == {"outage", "capacity"}
    assert len(run.log.of(Injected)) > 6


def up_too_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    def end(self: DownTimes, agent: Any) -> None:
        if not agent.up:
            self._holding[agent.index] = 0
            self._come_up(agent)

    monkeypatch.setattr(DownTimes, "_end", end)


def slots_that_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LeakingAgent, "set_slots", lambda *_: None)


def told_of_strangers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.model.down_times.Injected", lambda kind, _, at, until: Injected(kind, ("who",), at, until))


@pytest.mark.parametrize(
    ("sabotage", "told"),
    [(up_too_soon, "is up during the outage"), (slots_that_stay, "and it has 1 slots"), (told_of_strangers, "strikes")],
)
def test_a_model_that_breaks_a_law_is_caught(monkeypatch, sabotage, told):
    sabotage(monkeypatch)
    assert any(told in sentence for sentence in sim.run(BUSY).audit())
