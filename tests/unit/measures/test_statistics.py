"""Intervals, tests, calibration and trends against numbers by hand and against scipy.stats."""

import numpy as np
import pytest
from scipy import stats

from sim.luck import uniforms
from sim.measures.metrics.calibration import (
    bin_index,
    bin_of,
    bin_text,
    brier_score,
    calibrated_calibration_error,
    expected_calibration_error,
    reliability_table,
)
from sim.measures.statistics.binomial_test import binomial_p_value
from sim.measures.statistics.intervals import clopper_pearson, lower_bound, normal_quantile, t_quantile, upper_bound
from sim.measures.statistics.multiple_tests import holm
from sim.measures.statistics.poisson_binomial import mean_absolute_deviation, pmf
from sim.measures.statistics.spread import percentile, spread


@pytest.mark.parametrize(("successes", "n"), [(0, 10), (3, 10), (10, 10), (57, 100)])
def test_clopper_pearson_as_in_scipy(successes, n):
    expected = stats.binomtest(successes, n).proportion_ci(0.95, method="exact")
    assert clopper_pearson(successes, n) == pytest.approx((expected.low, expected.high))


def test_bounds_by_hand():
    # None of 5: the bound p solves (1 - p) ** 5 = 0.05; five of five: p ** 5 = 0.05.
    assert upper_bound(0, 5, 0.05) == pytest.approx(1 - 0.05**0.2)
    assert lower_bound(5, 5, 0.05) == pytest.approx(0.05**0.2)
    assert clopper_pearson(0, 0) == (0.0, 1.0)


def test_one_success_already_says_something():
    # One or more of ten: 1 - (1 - p) ** 10 = 0.05; and the other way round for one failure.
    assert lower_bound(1, 10, 0.05) == pytest.approx(1 - 0.95**0.1)
    assert upper_bound(9, 10, 0.05) == pytest.approx(0.95**0.1)


def test_quantiles_as_in_scipy():
    assert t_quantile(0.975, 7) == pytest.approx(stats.t.ppf(0.975, 7))
    assert normal_quantile(0.99) == pytest.approx(stats.norm.ppf(0.99))


@pytest.mark.parametrize(("k", "n", "p"), [(0, 10, 0.5), (3, 17, 0.3), (9, 9, 0.9), (40, 100, 0.37), (5, 8, 0.0)])
def test_binomial_test_as_in_scipy(k, n, p):
    assert binomial_p_value(k, n, p) == pytest.approx(stats.binomtest(k, n, p).pvalue, abs=1e-12)


def test_a_certain_outcome_surprises_nobody():
    assert binomial_p_value(10, 10, 1.0) == 1.0
    assert binomial_p_value(9, 10, 1.0) == 0.0


@pytest.mark.parametrize("n", range(1, 41))
def test_the_likeliest_outcome_surprises_nobody_at_all(n):
    assert binomial_p_value(n // 2, n, 0.5) <= 1.0
    assert binomial_p_value(n // 2, n, 0.5) == pytest.approx(1.0)


def test_holm_by_hand():
    # Sorted 0.01, 0.02, 0.03, 0.04: times 4, 3, 2, 1 gives 0.04, 0.06, 0.06, 0.04; never falling: 0.06 at the end.
    assert holm([0.04, 0.01, 0.03, 0.02]) == pytest.approx((0.06, 0.04, 0.06, 0.06))
    assert holm([0.9, 0.8]) == (1.0, 1.0)
    assert holm([]) == ()


def test_poisson_binomial():
    # 0.5 and 0.2: none 0.4, both 0.1.
    assert pmf([0.5, 0.2]) == pytest.approx([0.4, 0.5, 0.1])
    assert pmf([0.3] * 12) == pytest.approx(stats.binom.pmf(range(13), 12, 0.3))
    # Mean 0.7; 0.4 * 0.7 + 0.5 * 0.3 + 0.1 * 1.3
    assert mean_absolute_deviation([0.5, 0.2]) == pytest.approx(0.56)
    assert mean_absolute_deviation([]) == 0.0


def test_up_to_a_thousand_trials_the_deviation_is_exact():
    # De Moivre: 2 k (1 - p) P(k) with k the next whole number above the mean.
    expected = 2 * 501 * 0.5 * stats.binom.pmf(501, 1000, 0.5)
    assert mean_absolute_deviation([0.5] * 1000) == pytest.approx(expected, rel=1e-9)


def test_the_normal_value_takes_over_smoothly():
    exact, normal = mean_absolute_deviation([0.8] * 1000), mean_absolute_deviation([0.8] * 1001)
    assert normal == pytest.approx(exact, rel=0.002)


@pytest.mark.parametrize(
    ("chance", "text"),
    [(0.0, "0.0-0.1"), (0.3, "0.3-0.4"), (0.6, "0.6-0.7"), (0.7, "0.7-0.8"), (0.799, "0.7-0.8"), (1.0, "0.9-1.0")],
)
def test_confidence_bins(chance, text):
    assert bin_text(int(bin_index(chance))) == text
    assert bin_text(bin_of(chance)) == text


def test_calibration_by_hand():
    predicted, observed = [0.75, 0.75, 0.75, 0.75, 0.25], [1, 1, 0, 0, 0]
    # Bin 0.7-0.8: 0.75 against 0.5, four tasks; bin 0.2-0.3: 0.25 against 0, one task: (4 * 0.25 + 0.25) / 5.
    assert expected_calibration_error(predicted, observed) == pytest.approx(0.25)
    assert [(row.tasks, row.observed_rate) for row in reliability_table(predicted, observed)] == [(1, 0.0), (4, 0.5)]
    # (2 * 0.0625 + 2 * 0.5625 + 0.0625) / 5
    assert brier_score(predicted, observed) == pytest.approx(0.2625)
    # E|R - 3| for Binomial(4, 0.75) with weights 1, 12, 54, 108, 81 of 256: (3 + 2 * 12 + 54 + 0 + 81) / 256;
    # a single task at 0.25 is off by 0.75 or 0.25: 0.25 * 0.75 + 0.75 * 0.25 = 0.375.
    assert calibrated_calibration_error(predicted) == pytest.approx((162 / 256 + 0.375) / 5)


def test_calibration_in_other_bins():
    predicted, observed = [0.1, 0.4, 0.6, 0.9], [0, 1, 1, 1]
    # Two bins: 0.25 against 0.5, and 0.75 against 1.
    low, high = reliability_table(predicted, observed, bins=2)
    assert low == pytest.approx((0.0, 0.5, 2, 0.25, 0.5))
    assert high == pytest.approx((0.5, 1.0, 2, 0.75, 1.0))
    assert expected_calibration_error(predicted, observed, bins=2) == pytest.approx(0.25)
    # One bin: 0.5 against 0.75. Two fair coins in one bin are off by 1/2 on average, in two bins by 1/2 each.
    assert expected_calibration_error(predicted, observed, bins=1) == pytest.approx(0.25)
    assert calibrated_calibration_error([0.5, 0.5], bins=1) == pytest.approx(0.25)
    assert calibrated_calibration_error([0.49, 0.51], bins=2) == pytest.approx(0.49 * 0.51 * 2)
    # 0.2 and 0.4 in one half: 0, 1, 2 successes with 0.48, 0.44, 0.08 are 0.6, 0.4, 1.4 off: 0.576 / 2.
    assert calibrated_calibration_error([0.2, 0.4], bins=2) == pytest.approx(0.288)
    assert [bin_text(b, bins=4) for b in (0, 3)] == ["0.0-0.2", "0.8-1.0"]


def test_what_lies_outside_counts_at_the_end():
    assert bin_index([-0.5, 1.5]).tolist() == [bin_of(-0.5), bin_of(1.5)] == [0, 9]
    assert bin_index([-0.5, 1.5], bins=3).tolist() == [bin_of(-0.5, bins=3), bin_of(1.5, bins=3)] == [0, 2]


def test_calibration_of_nothing():
    assert expected_calibration_error([], []) is None
    assert calibrated_calibration_error([]) is None
    assert brier_score([], []) is None
    assert reliability_table([], []) == ()


def test_a_perfect_planner_shows_the_calibration_error_that_is_foretold():
    predicted = 0.55 + 0.4 * uniforms(7, 0, 11, 1, 0, 60)
    draws = [uniforms(7, 0, 2, 1, k, 60) < predicted for k in range(2000)]
    mean = np.mean([expected_calibration_error(predicted, outcome) for outcome in draws])
    assert mean == pytest.approx(calibrated_calibration_error(predicted), rel=0.02)


def test_percentiles_by_hand():
    values = [40.0, 10.0, 20.0, 30.0]
    assert percentile(values, 50) == 25.0
    # (4 - 1) * 0.95 = 2.85: between the third and the fourth.
    assert percentile(values, 95) == pytest.approx(38.5)
    assert percentile([7.0], 99) == 7.0
    assert percentile([], 50) is None
    assert spread([]) == (None, None, None, None)
    assert spread(values).mean == 25.0
