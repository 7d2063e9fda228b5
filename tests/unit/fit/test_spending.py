"""Tokens and prices: what a log says of them stands in the scenario, and no price is made up."""

import numpy as np
import pytest

from sim.fit.cleaning import make_record
from sim.fit.draws import keyed_draws
from sim.fit.estimates import estimate
from sim.fit.record import Record
from sim.fit.scenario_data import scenario_data
from sim.fit.spending import fit_price

IN, OUT = 3e-6, 15e-6


def fleet(luck: np.random.Generator, noise: float = 0.0) -> Record:
    """Return a record of two agents, of which the second writes twice as much, and pays by the second."""
    n = 300
    tasks, agents = np.repeat(np.arange(n // 2), 2), np.tile([0, 1], n // 2)
    reads = luck.lognormal(7.0, 0.8, n // 2)[tasks] * luck.lognormal(0.0, 0.05, n)
    writes = luck.gamma(4.0, 100.0, n // 2)[tasks] * (1.0 + agents) * luck.lognormal(0.0, 0.05, n)
    seconds = luck.lognormal(4.0, 0.5, n)
    cost = np.where(agents == 0, IN * reads + OUT * writes, 0.002 * seconds) * luck.lognormal(0.0, noise or 1e-9, n)
    return make_record(
        {
            "task": tasks.tolist(),
            "agent": [f"agent {one}" for one in agents],
            "type": ["hard" if task % 3 else "easy" for task in tasks],
            "start": (100.0 * np.arange(n)).tolist(),
            "seconds": seconds.tolist(),
            "outcome": [True, True, False] * 100,
            "input_tokens": reads.tolist(),
            "output_tokens": writes.tolist(),
            "cost": cost.tolist(),
        }
    )


def test_tokens_prices_and_what_agents_make_of_them(luck) -> None:
    estimates = estimate(fleet(luck(1)), keyed_draws(1))
    tokens, prices = estimates.spending.tokens, estimates.spending.prices
    assert tokens["output"].agents[1] / tokens["output"].agents[0] == pytest.approx(2.0, rel=0.03)
    assert tokens["input"].agents == (1.0, 1.0)
    assert set(tokens["input"].by_type) == {"hard", "easy"}
    assert prices[0].parts == pytest.approx({"input_token": IN, "output_token": OUT}, rel=1e-6)
    assert prices[1].parts == pytest.approx({"second": 0.002}, rel=1e-6)
    data = scenario_data(estimates, "money", 1)
    assert data["workload"]["tokens"]["input"]["kind"] == "lognormal"
    # An average agent's tokens at this agent's price come to what this agent pays.
    assert data["fleet"]["agents"][0]["price"]["output_token"] == pytest.approx(OUT * tokens["output"].agents[0], 1e-4)


def test_the_fitted_scenario_costs_what_the_record_cost(luck) -> None:
    from sim import run

    record = fleet(luck(2))
    data = scenario_data(estimate(record, None), "money", 4)
    data["workload"]["tasks_per_wave"] = 3000
    attempts = run(data).attempts
    for number in range(2):
        recorded = float(record.cost_usd[record.agent == f"agent {number}"].mean())
        mine = attempts[attempts.agent_id.str.startswith(f"agent-{number}")]
        assert float(mine.cost_usd.mean()) == pytest.approx(recorded, rel=0.12)


def test_intervals_of_prices_hold_where_costs_scatter(luck) -> None:
    held = 0
    for seed in range(100):
        generator = luck(seed)
        reads, writes = generator.lognormal(7.0, 0.8, 120), generator.lognormal(5.0, 0.8, 120)
        cost = (IN * reads + OUT * writes) * generator.lognormal(-0.02, 0.2, 120)
        found = fit_price(cost, [np.ones(120), generator.exponential(60.0, 120), reads, writes])
        span = found.intervals.get("output_token")
        held += span is not None and span.low <= OUT <= span.high
    assert held >= 86  # of 100 at 95 %: fewer in one of 2,000 suites; choosing the parts costs a little


def test_a_log_without_costs_gives_no_price(luck) -> None:
    raw = {"start": list(range(0, 400, 10)), "seconds": (5.0 + luck(3).random(40)).tolist(), "outcome": [True] * 40}
    estimates = estimate(make_record(raw), None)
    assert not estimates.spending.prices
    assert not estimates.spending.tokens
    data = scenario_data(estimates, "free", 1)
    assert "tokens" not in data["workload"]
    assert "price" not in data["fleet"]["agents"][0]
