"""Where a number is heading: a straight line through its values, and how sure its direction is."""

from math import sqrt
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.measures.statistics.intervals import Interval, t_quantile

Array = npt.NDArray[np.float64]

LEAST_POINTS = 5
"""Fewer points say too little of how waves stray from a line, and of whether the next strays like the last."""
_MOST_ALIKE = 0.95  # the correlation of neighbours that is reckoned with at most
_NOT_ALIKE = 1e-4
_HIDDEN = 4.7
_ROUNDING = 1e-12  # relative to the size of the values: below it a slope or a residual is a rounding error


class Trend(NamedTuple):
    """A least-squares line over waves, its direction, and what it says of the next wave."""

    slope: float  # a wave
    slope_interval: Interval
    direction: str  # improving, stable, degrading
    forecast: float  # for the wave after the last
    forecast_interval: Interval  # holds that one wave's value


def trend(
    waves: npt.ArrayLike,
    values: npt.ArrayLike,
    confidence: float = 0.95,
    tasks: npt.ArrayLike | None = None,
) -> Trend | None:
    """Return the line through the values, or None under five of them.

    The values improve where the whole interval of the slope lies above 0, degrade where it lies below, and are stable
    where it holds 0. Waves that follow each other may stray alike (an outage that lasts, a planner that learns): the
    intervals are those of a line whose errors have the correlation that the residuals show, corrected for how much too
    small so few residuals show it. A share of tasks is never taken to stray less than the tasks of a wave must.

    Args:
        waves: numbers of the waves, ascending.
        values: one a wave; more is better.
        confidence: of the interval of the slope, and of the forecast's.
        tasks: of each wave, where the values are shares of them; None where they are not.

    >>> trend([1, 2, 3, 4, 5], [0.5, 0.6, 0.7, 0.8, 0.9]).direction
    'improving'
    >>> trend([1, 2, 3, 4, 5], [0.5, 0.6, 0.7, 0.8, 0.9], tasks=[10.0] * 5).direction  # +- 0.14 by the tasks alone
    'stable'
    >>> trend([1, 2, 3, 4], [0.5, 0.6, 0.7, 0.8]) is None
    True

    Source: Draper, Smith, "Applied Regression Analysis", 3rd ed., sections 1.4 and 3.1; errors that are correlated:
        Lee, Lund, "Revisiting simple linear regression with autocorrelated errors", Biometrika 91, 2004; the correction
        as for trend tests in Hamed, Rao, "A modified Mann-Kendall trend test for autocorrelated data", Journal of
        Hydrology 204, 1998; degrees of freedom of a sample of effective size: Zwiers, von Storch, "Taking serial
        correlation into account in tests of the mean", Journal of Climate 8, 1995.
    """
    x, y = np.asarray(waves, dtype=float), np.asarray(values, dtype=float)
    n = x.size
    if n < LEAST_POINTS:
        return None
    noise = _ROUNDING * max(1.0, float(np.abs(y).max()))
    deviation = x - x.mean()
    squares = float(np.square(deviation).sum())
    slope = _without_rounding(float((deviation * (y - y.mean())).sum()) / squares, noise)
    residuals = y - y.mean() - slope * deviation
    seen = _errors(np.where(np.abs(residuals) <= noise, 0.0, residuals), deviation)
    kinds = (seen, _Errors(_least(y, tasks), 1.0, 1.0, n - 2.0))  # tasks by themselves stray independently
    ahead = float(x[-1] + 1.0 - x.mean())
    of_slope, of_forecast = (
        max(
            t_quantile(0.5 + confidence / 2.0, each.freedom)
            * each.strays
            * sqrt(own * (1.0 + each.of_mean / n) + each.of_slope * distance * distance / squares)
            for each in kinds
        )
        for own, distance in ((0.0, 1.0), (1.0, ahead))
    )
    interval = _around(slope, of_slope)
    forecast = float(y.mean()) + slope * ahead
    return Trend(slope, interval, _direction(interval), forecast, _around(forecast, of_forecast))


class _Errors(NamedTuple):
    """How values stray from a line.

    Args:
        strays: standard deviation of one value.
        of_mean: how many times larger the variance of the mean is than of independent values.
        of_slope: likewise of the slope.
        freedom: degrees of freedom that the standard deviation has.
    """

    strays: float
    of_mean: float
    of_slope: float
    freedom: float


def _errors(residuals: Array, deviation: Array) -> _Errors:
    n = residuals.size
    squares = float(np.square(residuals).sum())
    if squares == 0.0:
        return _Errors(0.0, 1.0, 1.0, n - 2.0)
    seen = float((residuals[1:] * residuals[:-1]).sum()) / squares
    # Residuals of a line show less correlation than the errors have: by about (4 + 4 r) / n; and a little more, since a
    # guess that is too low costs more than one that is too high (docs/background/model.md has what was measured).
    r = min(_MOST_ALIKE, max(0.0, seen + _HIDDEN * (1.0 + max(0.0, seen)) / n))
    of_mean, of_slope, alike = 1.0, 1.0, r
    spread = float(np.square(deviation).sum())
    for lag in range(1, n):
        if alike < _NOT_ALIKE:
            break
        of_mean += 2.0 * alike * (n - lag) / n
        of_slope += 2.0 * alike * float((deviation[lag:] * deviation[:-lag]).sum()) / spread
        alike *= r
    left = max(0.5, n - of_mean - of_slope)  # what fitting a line leaves of the errors' squares
    return _Errors(sqrt(squares / left), of_mean, max(of_slope, 0.0), max(1.0, n * (1.0 - r) / (1.0 + r) - 2.0))


def _least(values: Array, tasks: npt.ArrayLike | None) -> float:
    """Return how far a share of tasks strays at least, by the binomial variance of an average wave."""
    if tasks is None:
        return 0.0
    trials = np.asarray(tasks, dtype=float)
    chance = (float((values * trials).sum()) + 1.0) / (float(trials.sum()) + 2.0)  # Laplace: all is no certainty
    return sqrt(chance * (1.0 - chance) * float((1.0 / trials).mean()))


def _without_rounding(value: float, noise: float) -> float:
    return 0.0 if abs(value) <= noise else value


def _around(middle: float, half_width: float) -> Interval:
    return Interval(middle - half_width, middle + half_width)


def _direction(slope: Interval) -> str:
    if slope.low > 0.0:
        return "improving"
    if slope.high < 0.0:
        return "degrading"
    return "stable"
