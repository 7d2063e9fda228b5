"""The most probable coefficients: where the slope of the posterior is zero, whatever the data are like."""

import math

import numpy as np
import pytest

from sim.luck import uniforms
from sim.measures.statistics.logistic import fit_logistic


def slope_of_log_posterior(features, outcomes, prior_mean, prior_sd, beta):
    """Derivative of sum(y log p + (1 - y) log(1 - p)) - sum((beta - mean)^2 / (2 sd^2)), term by term."""
    chances = [1.0 / (1.0 + math.exp(-sum(x * b for x, b in zip(row, beta, strict=True)))) for row in features]
    return [
        sum(row[d] * (y - p) for row, y, p in zip(features, outcomes, chances, strict=True))
        - (beta[d] - prior_mean[d]) / prior_sd[d] ** 2
        for d in range(len(beta))
    ]


@pytest.mark.parametrize("n", [5, 40, 400])
def test_at_the_answer_the_posterior_is_flat(n):
    u = uniforms(5, 0, 1, 1, 0, 3 * n).reshape(3, n)
    features = np.column_stack([np.ones(n), 4.0 * u[0] - 2.0, 3.0 * u[1]])
    outcomes = (u[2] < 0.6).astype(float)
    prior_mean, prior_sd = np.array([0.5, 1.0, -2.0]), np.array([0.5, 2.0, 3.0])
    beta = fit_logistic(features, outcomes, prior_mean, prior_sd)
    assert slope_of_log_posterior(features, outcomes, prior_mean, prior_sd, beta) == pytest.approx([0.0] * 3, abs=1e-9)


def test_without_data_the_prior_stands():
    prior_mean = np.array([0.5, -3.0])
    assert fit_logistic(np.empty((0, 2)), np.empty(0), prior_mean, np.array([1.0, 0.1])).tolist() == [0.5, -3.0]


def test_a_narrow_prior_is_not_moved():
    # Four successes pull with at most 4 against (beta - 1) / 0.001^2: by no more than 4e-6.
    beta = fit_logistic(np.ones((4, 1)), np.ones(4), np.array([1.0]), np.array([0.001]))
    assert 0.0 < beta[0] - 1.0 < 4e-6


def test_one_sided_data_stay_finite():
    # n (1 - p) = beta / sd^2 has its root where the prior holds back what the data alone would send to infinity.
    features, outcomes = np.ones((10, 1)), np.ones(10)
    beta = fit_logistic(features, outcomes, np.zeros(1), np.array([5.0]))
    assert 10.0 / (1.0 + math.exp(beta[0])) == pytest.approx(beta[0] / 25.0, rel=1e-9)


@pytest.mark.parametrize("side", [1.0, -1.0])
def test_a_start_far_from_the_data_is_left_in_small_steps(side):
    # At a prior mean of 12 the likelihood is flat: a full step of Newton's would go thousands too far.
    outcomes = np.full(20, 0.5 - 0.5 * side)
    beta = fit_logistic(np.ones((20, 1)), outcomes, np.array([12.0 * side]), np.array([20.0]))
    slope = slope_of_log_posterior(np.ones((20, 1)), outcomes, [12.0 * side], [20.0], beta)
    assert slope == pytest.approx([0.0], abs=1e-9)
    assert side * beta[0] < 0.0


@pytest.mark.parametrize("failures", [1, 3, 10])
def test_certain_predictions_that_fail_now_and_then(failures):
    # Predictions of 1 (a logit of 13.8) as the learner sees them: full steps would go to and fro and never settle.
    features = np.tile([1.0, math.log(999_999.0), 1.0, 0.0], (60, 1))
    outcomes = np.r_[np.zeros(failures), np.ones(60 - failures)]
    prior_mean, prior_sd = np.array([0.0, 1.0, 0.0, 0.0]), np.array([1.0, 0.5, 0.5, 0.5])
    beta = fit_logistic(features, outcomes, prior_mean, prior_sd)
    assert slope_of_log_posterior(features, outcomes, prior_mean, prior_sd, beta) == pytest.approx([0.0] * 4, abs=1e-9)
    assert 1.0 / (1.0 + math.exp(-features[0] @ beta)) == pytest.approx(1.0 - failures / 60, abs=0.01)


@pytest.mark.parametrize("outcome", [0.0, 1.0])
def test_huge_features_neither_overflow_nor_divide_by_zero(outcome):
    features = np.array([[1e4], [2e4], [-1e4]])
    outcomes = np.array([outcome, outcome, 1.0 - outcome])
    beta = fit_logistic(features, outcomes, np.array([1.0 - 2.0 * outcome]), np.ones(1))
    assert math.isfinite(beta[0])
    assert (beta[0] > 0.0) == (outcome == 1.0)
