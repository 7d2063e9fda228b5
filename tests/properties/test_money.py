"""Random worlds with prices and budgets, each held against every law; and models that overspend are caught."""

import tempfile
from math import fsum
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sim
from sim.model.admission.budget import Budget
from sim.record.outcomes import BUDGET
from sim.record.rows import AttemptEnded
from tests.properties.conftest import RandomWorld
from tests.properties.test_patience import BUSY, impatient_worlds, run_of

PRICES = st.fixed_dictionaries(
    {},
    optional={
        "attempt": st.sampled_from([0.0, 0.1, 1.0]),
        "second": st.sampled_from([0.01, 0.1]),
        "input_token": st.sampled_from([1e-6, 1e-4]),
        "output_token": st.sampled_from([1e-5, 1e-3]),
    },
)


@st.composite
def paid_worlds(draw: st.DrawFn) -> RandomWorld:
    """A random world with prices and mostly a budget that may run out; some of its agents have little room to wait."""
    world = draw(impatient_worlds())
    data = world.data
    for agent in data["fleet"]["agents"]:
        if draw(st.sampled_from([True, True, False])) or agent is data["fleet"]["agents"][0]:
            agent["price"] = draw(PRICES)
        if draw(st.sampled_from([True, False, False])):
            agent |= {"queue": "deadline", "queue_limit": draw(st.integers(0, 3))}
    if data["workload"]["kind"] == "synthetic" and draw(st.booleans()):
        data["workload"]["tokens"] = {"input": 1000, "output": {"kind": "exponential", "mean": 100}}
    if draw(st.sampled_from([True, True, False])):
        data["budget"] = draw(
            st.fixed_dictionaries(
                {"total": st.sampled_from([0.0, 1.0, 10.0, 100.0])},
                optional={"task": st.sampled_from([0.5, 2.0])},
            )
        )
    return world


def check(world: RandomWorld) -> None:
    with tempfile.TemporaryDirectory() as folder:
        run = run_of(world, folder)
    assert run.audit() == []
    costs = run.attempts.cost_usd
    assert run.metrics["cost"] == fsum(costs)
    assert fsum(run.tasks.cost_usd) == pytest.approx(fsum(costs), abs=1e-9)


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(paid_worlds())
def test_every_dollar_is_on_one_attempt_and_no_start_overspends(world):
    check(world)


@pytest.mark.nightly
@settings(max_examples=1000, suppress_health_check=list(HealthCheck), deadline=None)
@given(paid_worlds())
def test_a_thousand_worlds_keep_the_laws_of_money(world):
    check(world)


PAID: dict[str, Any] = {
    "engine": "simpy",  # whose parts are broken on purpose
    **BUSY,
    "fleet": {
        **BUSY["fleet"],
        "agents": [{"name": "agent", "count": 2, "capacity": 2, "price": {"attempt": 0.2, "second": 0.1}}],
    },
    "budget": {"total": 60.0, "task": 1.5},
}


def test_the_paid_world_runs_out_of_money_both_ways():
    run = sim.run(PAID)
    assert run.audit() == []
    refused = [row for row in run.log.of(AttemptEnded) if row.error_class == BUDGET.code]
    assert len(refused) > 10
    assert not any(row.approved or row.served for row in refused)
    assert any(row.started_at < 60.0 for row in refused)  # of a task: the total is spent later


def generous(self: Budget, attempt: Any) -> bool:
    return bool(RESERVE(self, attempt)) or attempt.number > 0  # whoever comes again gets it


def forgetful(self: Budget, attempt: Any, now: float) -> None:
    self._commit(attempt.task.index, -self._reserved.pop(attempt, 0.0))  # what was spent is not


def stingy(self: Budget, attempt: Any) -> bool:
    return bool(RESERVE(self, attempt)) and attempt.task.position % 7 != 0


RESERVE = Budget.reserve
SABOTAGE = {
    "a second try that is always paid": ("reserve", generous),
    "money that is not spent": ("settle", forgetful),
    "a budget that refuses what it has": ("reserve", stingy),
}


@pytest.mark.parametrize("case", SABOTAGE)
def test_a_model_that_cannot_count_money_is_caught(monkeypatch, case):
    monkeypatch.setattr(Budget, *SABOTAGE[case])
    assert any("budget" in sentence for sentence in sim.run(PAID).audit())
