"""How sure a signal is: right as often as it says."""

import numpy as np
import pytest
from scipy import stats

from sim.luck import uniforms
from sim.measures.statistics.confidence import bootstrap_confidence, draws_needed, rate_confidence


def test_confidence_of_a_rate():
    # Beta(9, 3) between 0.7 and 0.9.
    assert rate_confidence(8, 10) == pytest.approx(stats.beta.cdf(0.9, 9, 3) - stats.beta.cdf(0.7, 9, 3))
    assert rate_confidence(0, 0) == 0.0
    assert rate_confidence(0, 1) == pytest.approx(1 - 0.9**2)
    assert rate_confidence(800, 1000) > 0.999


def mean(totals):
    return totals[..., 0] / totals[..., 1]


@pytest.mark.parametrize("n", [100, 3000])  # row by row, and in blocks
def test_confidence_of_a_mean_as_by_the_normal_distribution(n):
    # Exponential times: within a tenth of the mean with probability 2 Phi(0.1 mean / (sd / sqrt(n))) - 1.
    values = -np.log(uniforms(3, 0, 1, 1, 0, n))
    rows = np.column_stack([values, np.ones(values.size)])
    u = uniforms(3, 0, 17, 1, 0, draws_needed(values.size))
    scale = values.std() / np.sqrt(values.size) / (0.1 * values.mean())
    assert bootstrap_confidence(rows, mean, u) == pytest.approx(2 * stats.norm.cdf(1 / scale) - 1, abs=0.03)


@pytest.mark.parametrize("n", [249, 250, 251, 700])
def test_blocks_leave_no_row_out(n):
    totals = []

    def remember(columns):
        totals.append(columns)
        return mean(columns)

    bootstrap_confidence(np.tile([5.0, 1.0], (n, 1)), remember, uniforms(3, 0, 17, 1, 0, draws_needed(n)))
    sample, resampled = totals
    assert sample.tolist() == [5.0 * n, n]
    assert resampled.shape == (1000, 2)


def test_few_rows_say_little():
    """The row that was all: certainty once. Two rows: t with one degree of freedom, about a quarter."""
    assert bootstrap_confidence(np.array([[5.0, 1.0]]), mean, uniforms(3, 0, 17, 1, 0, draws_needed(1))) == 0.0
    two = np.array([[4.0, 1.0], [6.0, 1.0]])
    # Mean 5, standard error 1, and half a unit allowed: 2 atan(0.5) / pi.
    found = bootstrap_confidence(two, mean, uniforms(3, 0, 17, 1, 0, draws_needed(2)))
    assert found == pytest.approx(2.0 * np.arctan(0.5) / np.pi, abs=0.02)


@pytest.mark.parametrize("n", [3, 10])
def test_it_is_right_as_often_as_it_says(n):
    """Normal samples of mean 10 and deviation 2: the mean of what is said is the share that lies within a tenth.

    400 samples; the difference has a standard error of 2.5 points at most.
    """
    said, right = [], 0
    for number in range(400):
        values = 10.0 + 2.0 * stats.norm.ppf(uniforms(5, number, 1, 1, n, n))
        rows = np.column_stack([values, np.ones(n)])
        said.append(bootstrap_confidence(rows, mean, uniforms(5, number, 17, 1, 0, draws_needed(n))))
        right += abs(values.mean() - 10.0) <= 0.1 * abs(values.mean())
    assert np.mean(said) <= right / 400 + 0.075


def test_confidence_of_what_does_not_vary():
    """Eight that are alike: seven others, each of which could have been different, were not."""
    u = uniforms(3, 0, 17, 1, 0, draws_needed(8))
    assert bootstrap_confidence(np.tile([5.0, 1.0], (8, 1)), mean, u, margin=0.0) == 1.0 - 0.5**7
    assert bootstrap_confidence(np.tile([0.0, 1.0], (8, 1)), mean, u) == 1.0 - 0.5**7
    assert bootstrap_confidence(np.empty((0, 2)), mean, np.empty(0)) == 0.0
