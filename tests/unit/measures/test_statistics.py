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
from sim.measures.statistics.confidence import bootstrap_confidence, draws_needed, rate_confidence
from sim.measures.statistics.intervals import clopper_pearson, lower_bound, normal_quantile, t_quantile, upper_bound
from sim.measures.statistics.multiple_tests import holm
from sim.measures.statistics.poisson_binomial import mean_absolute_deviation, pmf
from sim.measures.statistics.spread import percentile, spread
from sim.measures.statistics.trend import Trend, trend


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


def line_through(waves, values) -> Trend:
    line = trend(waves, values)
    assert line is not None
    return line


def by_generalised_least_squares(waves, values):
    """Slope, its standard error, the errors' standard deviation and degrees of freedom, as matrices say."""
    x, y = np.asarray(waves, dtype=float), np.asarray(values)
    n = x.size
    design = np.column_stack([np.ones(n), x - x.mean()])
    fit = np.linalg.pinv(design)
    residuals = y - design @ fit @ y
    seen = residuals[1:] @ residuals[:-1] / (residuals @ residuals)
    r = np.clip(seen + 4.7 * (1 + max(seen, 0)) / n, 0.0, 0.95)
    alike = r ** np.abs(np.subtract.outer(np.arange(n), np.arange(n)))
    left = np.trace((np.eye(n) - design @ fit) @ alike)  # of the errors' squares, in units of their variance
    strays = np.sqrt(residuals @ residuals / left)
    of_fit = fit @ alike @ fit.T
    return (fit @ y)[1], strays * np.sqrt(of_fit[1, 1]), strays, max(1.0, n * (1 - r) / (1 + r) - 2), of_fit[0, 0]


VALUES = [0.60, 0.66, 0.63, 0.70, 0.72, 0.69, 0.77, 0.80, 0.79, 0.85]


def test_a_trend_is_that_of_errors_that_are_alike_from_wave_to_wave():
    waves = list(range(3, 13))
    line = line_through(waves, VALUES)
    slope, error, strays, freedom, of_mean = by_generalised_least_squares(waves, VALUES)
    t = stats.t.ppf(0.975, freedom)
    assert line.slope == pytest.approx(slope) == pytest.approx(stats.linregress(waves, VALUES).slope)
    assert line.slope_interval == pytest.approx((slope - t * error, slope + t * error), rel=1e-3)
    assert line.direction == "improving"
    # The next wave is 5.5 waves from the middle of ten.
    assert line.forecast == pytest.approx(np.mean(VALUES) + 5.5 * slope)
    half = t * np.sqrt(strays**2 * (1 + of_mean) + (5.5 * error) ** 2)
    assert line.forecast_interval == pytest.approx((line.forecast - half, line.forecast + half), rel=1e-3)


def test_waves_that_alternate_are_taken_for_independent_at_best():
    # Residuals that turn sign each time show a correlation below 0, with which nothing is made surer.
    values = 0.5 + 0.05 * np.array([1.0, -1.0] * 15)
    line, fit = line_through(range(30), values), stats.linregress(range(30), values)
    assert line.slope_interval.high - line.slope == pytest.approx(stats.t.ppf(0.975, 28) * fit.stderr, rel=1e-3)


@pytest.mark.parametrize(("waves", "alike"), [(5, 0.0), (5, 0.6), (10, 0.6), (20, 0.6), (20, 0.8)])
def test_where_nothing_moves_a_direction_is_seldom_told(waves, alike):
    """400 runs of waves that stray alike: 10 % at most, and by chance above 14.8 % once in a thousand.

    The control: by ordinary least squares it is told in more than 10 % of them, where they are alike.
    """
    luck = np.random.Generator(np.random.Philox([waves, int(10 * alike)]))
    told = by_squares = 0
    for _ in range(400):
        values = [luck.standard_normal()]
        for shock in luck.standard_normal(waves - 1):
            values.append(alike * values[-1] + np.sqrt(1 - alike**2) * shock)
        told += line_through(range(waves), values).direction != "stable"
        by_squares += int(stats.linregress(range(waves), values).pvalue <= 0.05)
    assert told / 400 <= 0.148
    assert alike == 0.0 or by_squares / 400 > 0.1


def test_a_share_of_tasks_strays_as_tasks_do():
    # 0.5, 0.6 .. 0.9 of ten tasks: 35 of 50, by Laplace 36/52; binomial sqrt(0.213 / 10) = 0.146, slope +- t 0.046.
    waves, values = [1, 2, 3, 4, 5], [0.5, 0.6, 0.7, 0.8, 0.9]
    line = trend(waves, values, tasks=[10] * 5)
    assert line is not None
    strays = np.sqrt(36 / 52 * 16 / 52 / 10)
    assert line.slope_interval.high - 0.1 == pytest.approx(stats.t.ppf(0.975, 3) * strays / np.sqrt(10.0))
    assert line.direction == "stable"
    many = trend(waves, values, tasks=[1000] * 5)
    assert many is not None
    assert many.direction == "improving"
    uneven = trend(waves, [1.0] * 5, tasks=[1, 2, 4, 4, 4])
    assert uneven is not None  # 16 of 17 by Laplace; the mean of 1/tasks is (1 + 1/2 + 3/4) / 5
    strays = np.sqrt(16 / 17 / 17 * 0.45)
    assert uneven.slope_interval.high == pytest.approx(stats.t.ppf(0.975, 3) * strays / np.sqrt(10.0))


def test_large_values_on_a_line_are_on_a_line():
    # The rounding errors of a million are a million times those of one.
    line = line_through([1, 2, 3, 4, 5], [1e6 / 3, 2e6 / 3, 1e6, 4e6 / 3, 5e6 / 3])
    assert line.slope == pytest.approx(1e6 / 3)
    assert line.slope_interval.low == line.slope_interval.high
    assert line_through([1, 2, 3, 4, 5], [1e6 + 0.1] * 5).direction == "stable"


@pytest.mark.parametrize(
    ("values", "direction", "forecast"),
    [
        ([0.3, 0.4, 0.5, 0.6, 0.7], "improving", 0.8),
        ([0.8, 0.7, 0.6, 0.5, 0.4], "degrading", 0.3),
        ([0.1] * 6, "stable", 0.1),
        ([0.8, 0.8 + 1e-16, 0.8, 0.8, 0.8], "stable", 0.8),
    ],
)
def test_values_on_a_line_leave_no_doubt(values, direction, forecast):
    line = line_through(range(1, len(values) + 1), values)
    assert line.direction == direction
    assert line.forecast == pytest.approx(forecast)
    assert line.forecast_interval == pytest.approx((forecast, forecast))
    assert line.slope_interval.low == line.slope_interval.high


def test_four_waves_are_no_trend():
    assert trend([1, 2, 3, 4], [0.1, 0.9, 0.1, 0.9]) is None
    assert trend([], []) is None


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
