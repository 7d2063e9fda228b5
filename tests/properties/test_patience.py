"""Random worlds whose clients lose patience, each held against every law; and models that break one are caught."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sim
from sim.experiment.run import Run
from sim.model.attempt import Attempt
from sim.model.hazards.timeout import Timeout
from sim.model.orphans import Orphans
from sim.record.patience_rows import AttemptWithdrawn, OrphanServed
from sim.record.rows import AttemptEnded
from tests.properties.conftest import RandomWorld, random_worlds

STRATEGIES = ("load_balanced", "confidence_based", "shared_queue", "round_robin")


@st.composite
def impatient_worlds(draw: st.DrawFn) -> RandomWorld:
    """A random world with a time-out, a deadline, or both."""
    world = draw(st.sampled_from(STRATEGIES).flatmap(random_worlds))
    data = world.data
    if draw(st.sampled_from([True, True, False])):
        data["retry"] |= {
            "timeout": draw(st.sampled_from([0.5, 3, 10, 30])),
            "timeout_from": draw(st.sampled_from(["start", "queued"])),
            "orphans": draw(st.sampled_from(["cancel", "serve"])),
        }
    if data["workload"]["kind"] == "synthetic" and draw(st.booleans()):
        data["workload"]["deadline"] = draw(st.sampled_from([5, 20, {"kind": "exponential", "mean": 30}]))
        data["workload"]["on_deadline"] = draw(st.sampled_from(["keep", "drop"]))
    data["engine"] = draw(st.sampled_from(["auto", "simpy"]))
    return world


def run_of(world: RandomWorld, folder: str) -> Run:
    world.write_files(Path(folder))
    return sim.run(sim.parse_scenario(world.data, origin=Path(folder)))


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(impatient_worlds())
def test_every_law_is_kept(world):
    with tempfile.TemporaryDirectory() as folder:
        assert run_of(world, folder).audit() == []


BUSY: dict[str, Any] = {
    "name": "busy",
    "seed": 4,
    "engine": "simpy",  # whose parts are broken on purpose
    "fleet": {
        "agents": [{"name": "agent", "count": 2, "capacity": 2}],
        "breakdowns": {"mtbf": 80, "mttr": 10, "on_breakdown": "resume"},
    },
    "workload": {
        "kind": "synthetic",
        "waves": 2,
        "tasks_per_wave": 60,
        "duration": {"kind": "exponential", "mean": 10},
        "predicted_success": 0.8,
        "arrivals": {"kind": "poisson", "rate": 0.5},
        "deadline": {"kind": "exponential", "mean": 40},
        "on_deadline": "drop",
    },
    "retry": {"timeout": 15, "timeout_from": "queued", "orphans": "serve", "base": 0.5},
    "monitor": {"interval": 7},
}


def test_the_busy_world_has_all_of_it():
    log = sim.run(BUSY).log
    assert len(log.of(AttemptWithdrawn)) > 10
    assert len(log.of(OrphanServed)) > 10
    assert {"timeout", "deadline"} < {row.error_class for row in log.of(AttemptEnded)}
    assert sim.run(BUSY).audit() == []


def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    join = Timeout.join_queue

    def early(self: Timeout, attempt: Attempt) -> None:
        whole = attempt.task.timeout_s
        assert whole is not None
        attempt.task.timeout_s = 0.9 * whole
        join(self, attempt)
        attempt.task.timeout_s = whole

    monkeypatch.setattr(Timeout, "join_queue", early)


def deaf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Timeout, "_set", lambda self, attempt, at: None)


def immortal(monkeypatch: pytest.MonkeyPatch) -> None:
    tell = Orphans._tell
    monkeypatch.setattr(Orphans, "_tell", lambda self, orphan, failure, freed: tell(self, orphan, failure, False))


def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Orphans, "end_wave", lambda self: None)


SABOTAGES = {
    hasty: "times out after",
    deaf: "with a time-out of",
    immortal: "orphan that never stops",
    forgetful: "outside of wave",
}


@pytest.mark.parametrize("sabotage", SABOTAGES, ids=lambda sabotage: sabotage.__name__)
def test_a_model_that_breaks_a_law_is_caught(monkeypatch, sabotage):
    sabotage(monkeypatch)
    assert any(SABOTAGES[sabotage] in sentence for sentence in sim.run(BUSY).audit())
