"""Where a number is heading: a straight line through its values, and how sure its direction is."""

from math import sqrt
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.measures.intervals import Interval, t_quantile

LEAST_POINTS = 3
"""Two points lie on a line whatever they are: only the third says how well."""
_ROUNDING = 1e-12  # relative to the size of the values: below it a slope or a residual is a rounding error


class Trend(NamedTuple):
    """A least-squares line over waves, its direction, and what it says of the next wave."""

    slope: float  # a wave
    slope_interval: Interval
    direction: str  # improving, stable, degrading
    forecast: float  # for the wave after the last
    forecast_interval: Interval  # holds that one wave's value


def trend(waves: npt.ArrayLike, values: npt.ArrayLike, confidence: float = 0.95) -> Trend | None:
    """Return the line through the values, or None under three of them.

    The values improve where the whole interval of the slope lies above 0, degrade where it lies below, and
    are stable where it holds 0. Through points that lie exactly on a line the intervals have no width.

    Args:
        waves: numbers of the waves, ascending.
        values: one a wave; more is better.
        confidence: of the interval of the slope, and of the forecast's.

    >>> trend([1, 2, 3], [0.5, 0.6, 0.7]).direction
    'improving'
    >>> trend([1, 2], [0.5, 0.6]) is None
    True

    Source: Draper, Smith, "Applied Regression Analysis", 3rd ed., sections 1.4 and 3.1.
    """
    x, y = np.asarray(waves, dtype=float), np.asarray(values, dtype=float)
    n = x.size
    if n < LEAST_POINTS:
        return None
    noise = _ROUNDING * max(1.0, float(np.abs(y).max()))
    deviation = x - x.mean()
    squares = float((deviation**2).sum())
    slope = _without_rounding(float((deviation * (y - y.mean())).sum()) / squares, noise)
    residuals = y - y.mean() - slope * deviation
    error = _without_rounding(sqrt(float((residuals**2).sum()) / (n - 2)), noise)
    t = t_quantile(0.5 + confidence / 2.0, n - 2)
    interval = _around(slope, t * error / sqrt(squares))
    ahead = float(x[-1] + 1.0 - x.mean())
    forecast = float(y.mean()) + slope * ahead
    half_width = t * error * sqrt(1.0 + 1.0 / n + ahead**2 / squares)
    return Trend(slope, interval, _direction(interval), forecast, _around(forecast, half_width))


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
