"""Random worlds whose attempts share limits, each held against every law; and models that break one are caught."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sim
from sim.experiment.run import Run
from sim.model.admission.limit import Limit
from sim.model.admission.limits import Limits
from sim.policies.token_bucket import Bucket
from sim.record.limit_rows import LimitMet
from sim.record.patience_rows import AttemptWithdrawn
from sim.record.rows import AttemptEnded
from tests.properties.conftest import RandomWorld
from tests.properties.test_patience import impatient_worlds

WHEN_SHORT = ["fail", "wait", "queue"]


@st.composite
def limits(draw: st.DrawFn, name: str, agents: list[str]) -> dict[str, Any]:
    """One limit that is often short: rates, places or both, on some agents or all."""
    limit: dict[str, Any] = {"name": name, "when_short": draw(st.sampled_from(WHEN_SHORT))}
    kinds = draw(st.lists(st.sampled_from(["requests", "tokens", "starts", "places"]), min_size=1, unique=True))
    if "requests" in kinds:
        limit["requests_per_min"] = draw(st.sampled_from([6, 30, 60]))
    if "tokens" in kinds:
        limit["tokens_per_min"] = draw(st.sampled_from([600, 6000]))
    if "starts" in kinds:
        limit["starts_per_s"] = draw(st.sampled_from([0.1, 1, 4]))
    if "places" in kinds:
        limit["concurrent"] = draw(st.integers(1, 3))
    if kinds != ["places"] and draw(st.booleans()):
        limit["burst"] = draw(st.sampled_from([0.1, 5, 30]))
    if draw(st.booleans()):
        limit["agents"] = draw(st.lists(st.sampled_from([*agents, "*"]), min_size=1, unique=True))
    limit["retry_after"] = draw(st.booleans())
    if draw(st.integers(0, 2)) == 0:
        limit["breaker"] = draw(breakers())
    return limit


@st.composite
def breakers(draw: st.DrawFn) -> dict[str, Any]:
    """A circuit breaker that opens often."""
    return {
        "after_failures": draw(st.integers(1, 3)),
        "window": draw(st.sampled_from([1, 10, 60])),
        "open_for": draw(st.sampled_from([1, 7, 30])),
        "probes": draw(st.integers(1, 2)),
        "when_open": draw(st.sampled_from(["wait", "fail"])),
    }


@st.composite
def limited_worlds(draw: st.DrawFn) -> RandomWorld:
    """A random world, with or without patience, whose attempts share one limit or two."""
    world = draw(impatient_worlds())
    data = world.data
    agents = [f"{agent['name']}_*" for agent in data["fleet"]["agents"]]
    data["limits"] = [draw(limits(name, agents)) for name in ("first", "second")[: draw(st.integers(1, 2))]]
    if draw(st.integers(0, 3)) == 0:
        data["breaker"] = draw(breakers())
    if data["workload"]["kind"] == "synthetic":
        data["workload"]["tokens"] = {"input": draw(st.sampled_from([0, 10, 100])), "output": 20}
    return world


def run_of(world: RandomWorld, folder: str) -> Run:
    world.write_files(Path(folder))
    return sim.run(sim.parse_scenario(world.data, origin=Path(folder)))


def keep_every_law(examples: int) -> None:
    @settings(max_examples=examples, suppress_health_check=list(HealthCheck))
    @given(limited_worlds())
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
    "name": "busy",
    "seed": 4,
    "fleet": {
        "agents": [{"name": "agent", "count": 3, "capacity": 2}],
        "breakdowns": {"mtbf": 80, "mttr": 10, "on_breakdown": "resume"},
    },
    "workload": {
        "kind": "synthetic",
        "tasks_per_wave": 150,
        "duration": {"kind": "exponential", "mean": 6},
        "predicted_success": 0.8,
        "arrivals": {"kind": "poisson", "rate": 0.6},
        "tokens": {"input": {"kind": "exponential", "mean": 100}, "output": 50},
    },
    "retry": {"timeout": 20, "timeout_from": "queued", "orphans": "serve", "base": 0.5, "max_retries": 4},
    "limits": [
        {"name": "pool", "concurrent": 3, "when_short": "wait", "agents": ["agent_0", "agent_1"]},
        {"name": "tokens", "tokens_per_min": 4500, "burst": 10, "when_short": "wait"},
        {"name": "starts", "starts_per_s": 0.5, "burst": 6, "retry_after": True},
    ],
    "monitor": {"interval": 7},
}


def test_the_busy_world_has_all_of_it():
    run = sim.run(BUSY)
    assert {row.then for row in run.log.of(LimitMet)} >= {"started", "moved", "refused", "ended"}
    assert {row.limit for row in run.log.of(LimitMet)} == {"pool", "tokens", "starts"}
    assert {"timeout", "agent_down"} <= {row.error_class for row in run.log.of(AttemptWithdrawn)}
    assert "rate_limited" in {row.error_class for row in run.log.of(AttemptEnded)}
    assert run.audit() == []


def generous(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        Bucket, "taken", lambda bucket, full_at, now, need: max(full_at, now) + 0.7 * need / bucket.rate
    )


def crowded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Limits, "release", lambda *_: None)
    take = Limit.take

    def take_no_place(limit: Limit, attempt: Any, now: float) -> None:
        take(limit, attempt, now)
        limit.under_way = 0

    monkeypatch.setattr(Limit, "take", take_no_place)


def pushing(monkeypatch: pytest.MonkeyPatch) -> None:
    is_short = Limit.is_short

    def is_short_for_who_waits(limit: Limit, attempt: Any, now: float) -> bool:
        line, limit.line = limit.line, {}
        short = is_short(limit, attempt, now)
        limit.line = line
        return short

    monkeypatch.setattr(Limit, "is_short", is_short_for_who_waits)


SABOTAGES = {generous: "too much", crowded: "under way", pushing: "passes"}


@pytest.mark.parametrize("sabotage", SABOTAGES, ids=lambda sabotage: sabotage.__name__)
def test_a_model_that_breaks_a_law_is_caught(monkeypatch, sabotage):
    sabotage(monkeypatch)
    assert any(SABOTAGES[sabotage] in sentence for sentence in sim.run(BUSY).audit())
