"""Attempts at once slow each other down: Gunther's law, exactly, and its peak."""

from math import sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim.scenario import ScenarioError
from sim.scenario.load import parse_scenario
from sim.scenario.spec.slowdown_spec import SlowdownSpec

SIGMA, KAPPA = 0.05, 0.02


def fleet(agents=1, slots=1, own=None, whole=None, tasks=60, breakdowns=None):
    agent = {"name": "agent", "count": agents, "capacity": slots, **({"slowdown": own} if own else {})}
    return {
        "name": "crowded",
        "fleet": {
            "agents": [agent],
            **({"slowdown": whole} if whole else {}),
            **({"breakdowns": breakdowns} if breakdowns else {}),
        },
        "workload": {"kind": "synthetic", "tasks_per_wave": tasks, "duration": "10s", "predicted_success": 1},
    }


@pytest.mark.parametrize("slots", [1, 2, 5, 7, 12])
def test_throughput_follows_the_law(slots):
    run = sim.run(fleet(slots=slots, own={"sigma": SIGMA, "kappa": KAPPA}, tasks=40 * slots))
    # Once all slots are taken, whoever starts is the n-th: after the first round every attempt takes as long.
    late = run.attempts[run.attempts.started_at > run.attempts.ended_at.max() / 2]
    factor = 1.0 + SIGMA * (slots - 1) + KAPPA * slots * (slots - 1)
    assert (late.ended_at - late.started_at).to_numpy() == pytest.approx(10.0 * factor, rel=1e-9)


def test_the_peak_is_where_the_law_has_it():
    spec = SlowdownSpec(sigma=SIGMA, kappa=KAPPA)
    peak = sqrt((1.0 - SIGMA) / KAPPA)  # 6.9
    throughput = {n: n / spec.factor(n) for n in range(1, 20)}
    assert abs(max(throughput, key=throughput.__getitem__) - peak) < 1.0
    simulated = {
        slots: sim.run(fleet(slots=slots, own={"sigma": SIGMA, "kappa": KAPPA}, tasks=840)).metrics["makespan"]
        for slots in (3, 7, 14)
    }
    assert min(simulated, key=lambda slots: simulated[slots] or 0.0) == 7  # more at once make all slower


def test_the_first_of_a_round_starts_alone_and_the_last_in_the_crowd():
    run = sim.run(fleet(slots=3, own={"sigma": 0.5}, tasks=3))
    assert sorted(run.attempts.served) == [10.0, 15.0, 20.0]


def test_the_fleet_counts_attempts_wherever_they_run():
    run = sim.run(fleet(agents=3, whole={"kappa": 0.1}, tasks=3))
    assert sorted(run.attempts.served) == pytest.approx([10.0, 12.0, 16.0])
    both = sim.run(fleet(agents=1, slots=2, own={"sigma": 0.5}, whole={"sigma": 0.5}, tasks=2))
    assert sorted(both.attempts.served) == [10.0, 22.5]


def test_an_attempt_that_waits_for_a_repair_is_not_in_the_crowd():
    breakdowns = {"mtbf": {"kind": "constant", "value": 5}, "mttr": {"kind": "constant", "value": 1000},
                  "on_breakdown": "resume"}  # fmt: skip
    data = fleet(agents=2, whole={"sigma": 1.0}, tasks=2, breakdowns=breakdowns)
    assert sorted(sim.run(data).attempts.served) == [10.0, 20.0]  # the two start at once, whatever comes later


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 4), st.integers(1, 4))
def test_without_costs_nothing_changes(agents, slots):
    plain, named = (
        sim.run(fleet(agents, slots, own, whole)).attempts
        for own, whole in ((None, None), ({"sigma": 0}, {"kappa": 0}))
    )
    assert plain.equals(named)


@pytest.mark.parametrize("wrong", [{"sigma": -0.1}, {"sigma": 1.1}, {"kappa": "much"}, {"sigam": 0.1}])
def test_what_cannot_be_is_told(wrong):
    with pytest.raises(ScenarioError, match="slowdown"):
        parse_scenario(fleet(own=wrong))
