"""Learning from wave to wave: fitted on the past, used by the next wave, and better than not learning."""

import numpy as np
import pytest

import sim
from sim.measures.statistics.logistic import fit_logistic
from sim.observe.learner import agent_factors
from sim.policies.belief import Belief
from sim.record.rows import Assigned


def test_without_data_a_prediction_is_taken_as_it_is():
    belief = Belief(0.0, 1.0, 0.0, 0.0, threshold=0.7, agent_factors=(1.0,))
    assert belief.estimate([0.3], "LOW") == pytest.approx([0.3])


def test_estimates_stay_probabilities():
    belief = Belief(3.0, 2.0, 1.0, 1.0, threshold=0.7, agent_factors=(1.9, 0.1))
    assert belief.estimate([1.0, 1.0], "LOW")[0] == 1.0
    assert 0.0 <= belief.estimate([0.0, 0.0], "HIGH")[1] <= 1.0


def test_the_fit_finds_the_coefficients_that_made_the_data():
    # 20,000 outcomes with logit = -1 + 0.5 x; standard errors near 0.02: within four of them. Fixed seed.
    u = np.linspace(-3, 3, 20_000)
    x = np.column_stack([np.ones_like(u), u])
    p = 1 / (1 + np.exp(-(-1.0 + 0.5 * u)))
    outcomes = (sim_uniforms(20_000) < p).astype(float)
    beta = fit_logistic(x, outcomes, np.zeros(2), np.full(2, 10.0))
    assert beta == pytest.approx([-1.0, 0.5], abs=0.08)


def sim_uniforms(n):
    from sim.luck import uniforms

    return uniforms(1, 0, 99, 0, 0, n)


def test_the_prior_holds_where_all_outcomes_are_alike():
    x = np.ones((10, 1))
    beta = fit_logistic(x, np.ones(10), np.zeros(1), np.ones(1))
    assert 0.0 < beta[0] < 3.0  # without a prior it would be infinite


def test_agents_are_compared_with_the_fleet_that_did_the_work():
    # All the work on agent 0: it is the fleet, so its factor is 1.
    assert agent_factors([9, 0], [10, 0])[0] == 1.0
    assert agent_factors([0, 0], [0, 0]) == (1.0, 1.0)


def scenario(learning, waves=6):
    return sim.parse_scenario(
        {
            "name": "overconfident",
            "fleet": {"agents": [{"name": "agent", "count": 4}]},
            "workload": {"waves": waves, "kind": "synthetic", "tasks_per_wave": 40, "predicted_success": 0.9},
            "truth": {"bias": -1.5},
            "assignment": {"strategy": "confidence_based"},
            "feedback": {"learning": learning},
        }
    )


def test_the_first_wave_and_a_run_without_learning_know_nothing():
    for learning in (False, True):
        run = sim.run(scenario(learning, waves=2))
        rows = [row for row in run.log.of(Assigned) if not learning or row.wave == 1]
        assert all(row.estimate == row.predicted_success == 0.9 for row in rows)


def test_a_wave_is_judged_by_what_was_believed_before_it():
    # 40 outcomes of equal predictions: the belief is their frequency, a little towards the prediction of 0.9; and the
    # file's prediction still stands beside it.
    run = sim.run(scenario(True, waves=2))
    second = [row for row in run.log.of(Assigned) if row.wave == 2]
    tasks = run.tasks[run.tasks["wave"] == 1]
    frequency = tasks["first_attempt_success"].astype(float).mean()
    belief = Belief(**run.result.learning[0]["belief"])
    recalibrated = belief.recalibrated(0.9, "LOW")
    assert frequency < recalibrated < frequency + 0.05 < 0.9
    assert all(row.predicted_success == 0.9 for row in second)
    for row in second:
        assert row.estimate == min(1.0, recalibrated * belief.agent_factors[row.agent])


def test_changing_the_future_does_not_change_the_belief():
    # The belief for wave 2 is fitted on wave 1 alone: it is the same whatever waves follow.
    short = sim.run(scenario(True, waves=2)).result.learning[0]["belief"]
    long = sim.run(scenario(True, waves=5)).result.learning[0]["belief"]
    assert short == long
