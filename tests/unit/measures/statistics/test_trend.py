"""Trends over waves: lines by hand, by matrices, and how seldom chance is told as a direction."""

import numpy as np
import pytest
from scipy import stats

from sim.measures.statistics.trend import Trend, trend


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
