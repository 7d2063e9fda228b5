"""Random worlds with classes of failure, retries elsewhere, held slots and budgets, each held against every law."""

import tempfile
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sim
from sim.model.agent import Agent
from sim.model.back_offs import BackOffs
from sim.model.retry_budget import RetryBudget
from sim.model.tiers import Tiers
from sim.record.outcomes import class_of_failure
from sim.record.rows import AttemptEnded
from tests.properties.conftest import RandomWorld
from tests.properties.test_limits import limited_worlds, run_of
from tests.properties.test_patience import impatient_worlds

RESTING = {"strategy": "exponential_backoff", "delays": [1, 7], "max_delay": 5}
WHERE = ["same", "other", "any", "tier"]


@st.composite
def failures(draw: st.DrawFn, tiers: bool) -> dict[str, Any]:
    """Rules for some classes, that draw or come by themselves."""
    found: dict[str, Any] = {}
    wheres = WHERE if tiers else WHERE[:3]
    for name in draw(st.lists(st.sampled_from(["bug", "busy", "agent_down", "timeout", "rate_limited"]), unique=True)):
        spec: dict[str, Any] = {}
        if name in ("bug", "busy"):
            spec |= {"share": draw(st.sampled_from([0.0, 0.3, 0.5])), "length": draw(st.sampled_from([0.5, 1, 2]))}
        spec["retry"] = draw(st.sampled_from([False, {}, {"max_retries": 1}, RESTING]))
        if draw(st.booleans()):
            spec["where"] = draw(st.sampled_from(wheres))
        if spec["retry"] == RESTING:
            spec["counts"] = draw(st.booleans())
        found[name] = spec
    return found


@st.composite
def ruled_worlds(draw: st.DrawFn) -> RandomWorld:
    """A random world, with or without patience and limits, with rules for its retries."""
    world = draw(st.one_of(impatient_worlds(), limited_worlds()))
    data = world.data
    data["predictions"]["meaning"] = "attempt"
    tiers = draw(st.booleans())
    for agent in data["fleet"]["agents"]:
        agent["tier"] = draw(st.integers(0, 2))
    retry = data["retry"]
    if draw(st.booleans()) and not tiers:
        retry["hold_slot"] = True
    else:
        retry["where"] = draw(st.sampled_from(WHERE if tiers else WHERE[:3]))
    data["failures"] = draw(failures(tiers))
    if draw(st.booleans()):
        retry["retry_budget"] = {
            "share": draw(st.sampled_from([0.0, 0.1, 1.0])),
            "window": draw(st.sampled_from([1, 10, 100])),
            "min_retries": draw(st.integers(0, 3)),
        }
    return world


def keep_every_law(examples: int) -> None:
    @settings(max_examples=examples, suppress_health_check=list(HealthCheck))
    @given(ruled_worlds())
    def check(world: RandomWorld) -> None:
        with tempfile.TemporaryDirectory() as folder:
            run = run_of(world, folder)
        assert run.audit() == []
        assert run.result.faults == 0

    check()


def test_every_law_is_kept():
    keep_every_law(12)


@pytest.mark.nightly
def test_many_worlds_keep_every_law():
    keep_every_law(1000)


BUSY: dict[str, Any] = {
    "engine": "simpy",  # whose parts are broken on purpose
    "name": "busy",
    "seed": 4,
    "fleet": {
        "agents": [{"name": "cheap", "count": 2, "capacity": 2}, {"name": "dear", "count": 2, "tier": 1}],
        "breakdowns": {"mtbf": 80, "mttr": 10},
    },
    "workload": {
        "kind": "synthetic",
        "tasks_per_wave": 120,
        "duration": {"kind": "exponential", "mean": 6},
        "predicted_success": 0.5,
        "arrivals": {"kind": "poisson", "rate": 0.5},
    },
    "failures": {
        "bug": {"share": 0.3, "where": "same", "retry": {"max_retries": 1, "base": 2}},
        "hard": {"share": 0.4, "where": "tier"},
        "agent_down": {"counts": False, "where": "other"},
    },
    "retry": {"max_retries": 2, "base": 1, "retry_budget": {"share": 0.5, "window": 60, "min_retries": 1}},
}
HELD: dict[str, Any] = {**BUSY, "failures": {}, "retry": {**BUSY["retry"], "hold_slot": True}}
OTHER: dict[str, Any] = {**BUSY, "failures": {}, "retry": {**BUSY["retry"], "where": "other"}}


def test_the_busy_world_has_all_of_it():
    for world in (BUSY, HELD, OTHER):
        assert sim.run(world).audit() == []
    classes = {row.error_class for row in sim.run(BUSY).log.of(AttemptEnded)}
    assert classes >= {"bug", "hard", "transient", "agent_down"}


def tireless(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.model.retries.retry_is_left", lambda rule, counted, attempts: attempts < 6)


def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BackOffs, "_choose_agents", lambda *_: None)


def careless(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Agent, "hold_slot", Agent.free_slot)


def generous(monkeypatch: pytest.MonkeyPatch) -> None:
    allows = RetryBudget.allows
    monkeypatch.setattr(RetryBudget, "allows", lambda budget, now: allows(budget, now) or True)


def jumping(monkeypatch: pytest.MonkeyPatch) -> None:
    of = Tiers.of
    monkeypatch.setattr(Tiers, "agents_of", lambda tiers, task, accepts: of(tiers, accepts)[-1 - task.attempts % 2])


def inventive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.model.failure_classes.class_of_failure", lambda _: class_of_failure("surprise"))


SABOTAGES = {
    tireless: (BUSY, "is tried again after"),
    settled: (OTHER, "not on another"),
    careless: (HELD, "does not start in the slot"),
    generous: (BUSY, "beyond the budget"),
    jumping: (BUSY, "of the wrong tier"),
    inventive: (BUSY, "which no attempt does"),
}


@pytest.mark.parametrize("sabotage", SABOTAGES, ids=lambda sabotage: sabotage.__name__)
def test_a_model_that_breaks_a_law_is_caught(monkeypatch, sabotage):
    sabotage(monkeypatch)
    data, expected = SABOTAGES[sabotage]
    assert any(expected in sentence for sentence in sim.run(data).audit())
