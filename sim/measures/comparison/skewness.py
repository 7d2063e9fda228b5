"""How much further than Student's t says the mean of skewed values may lie, on the side of their long tail.

A sample of waiting times, or of runs of which one in twenty meets an outage, seldom holds as much of its long tail as
there is; then its mean is too small, and so is its variance. Student's t misses the mean beyond the tail three to six
times too often. Hall's transformation of the t statistic takes the skewness into account. But the skewness of a sample
is too small as well, so a bound here reaches to the furthest of t and of what Hall's method gives for any skewness up
to t times that of the sample, as far as chance alone would not make it with normal values.
"""

import math

import numpy as np
import numpy.typing as npt

from sim.numerics import arrays, power

Array = npt.NDArray[np.float64]

COCHRAN = 25.0
"""Student's t asks for more values than this number times the squared skewness."""
_NONE, _TINY = 1e-9, 1e-300
# a t where Hall's bound lies furthest, about 4 t: 3/8 for large t, and a term of its expansion in 1 / t less.
_FURTHEST, _LESS, _LEAST = 0.375, 0.0586, 0.3


def skewness(values: npt.ArrayLike) -> float:
    """Return the skewness of a sample, corrected for its size; 0 with fewer than three values, or all the same.

    Args:
        values: one number a replication, none missing.

    >>> round(skewness([0.0, 0.0, 0.0, 4.0]), 6)  # mean 1, variance 3, third moment 6: 6 / 3**1.5 * sqrt(12) / 2
    2.0

    Source: Joanes, Gill, "Comparing measures of sample skewness and kurtosis", The Statistician 47, 1998 (G1).
    """
    numbers = np.asarray(values, dtype=float)
    n = numbers.size
    away = numbers - numbers.mean() if n > 2 else np.zeros(1)
    variance = float((away * away).mean())
    scale = float(np.abs(away).max())
    if n < 3 or scale == 0.0 or variance == 0.0:
        return 0.0
    away, variance = away / scale, variance / (scale * scale)
    third = float((away * away * away).mean())
    return third / (variance * math.sqrt(variance)) * math.sqrt(n * (n - 1.0)) / (n - 2.0)


def by_chance(n: npt.ArrayLike) -> Array:
    """Return the standard deviation of the skewness of samples of normal values.

    Args:
        n: values in a sample; infinite below three.

    >>> round(float(by_chance(30)), 4)
    0.4269

    Source: Joanes, Gill 1998.
    """
    size = np.maximum(np.asarray(n, dtype=float), 3.0)
    deviation = np.sqrt(6.0 * size * (size - 1.0) / ((size - 2.0) * (size + 1.0) * (size + 3.0)))
    return np.asarray(np.where(np.asarray(n) < 3, np.inf, deviation))


def reach(t: npt.ArrayLike, tail: npt.ArrayLike, n: npt.ArrayLike) -> Array:
    """Return how many standard errors a bound lies from the mean, where Student's t alone says t.

    Args:
        t: the quantile of Student's t.
        tail: skewness of the sample towards the bound: positive where the long tail is on its side.
        n: values in the sample; all of shapes that fit.

    >>> [round(float(reach(2.045, tail, 30)), 2) for tail in (-3.0, 0.4, 1.0, 2.0, 5.0)]
    [2.04, 2.04, 2.5, 8.53, 8.53]

    Source: Hall, "On the removal of skewness by transformation", Journal of the Royal Statistical Society B 54, 1992,
        in the form of its section 2 (a cubic in t that is inverted exactly); Zhou, Gao, "One-sided confidence intervals
        for means of positively skewed distributions", The American Statistician 54, 2000.
    """
    quantile = np.asarray(t, dtype=float)
    size = np.asarray(n, dtype=float)
    shown = np.maximum(np.asarray(tail, dtype=float) - by_chance(size), 0.0)
    with np.errstate(divide="ignore"):
        a = np.minimum(quantile * shown / (3.0 * np.sqrt(size)), _furthest(quantile) / np.maximum(quantile, _TINY))
    left = 1.0 - 3.0 * a * quantile - 1.5 * a * a
    root = np.sign(left) * arrays.exp(arrays.log(np.maximum(np.abs(left), _TINY)) / 3.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        further = (1.0 - root) / a
    return np.asarray(np.where(a > _NONE, np.maximum(quantile, further), quantile))


def _furthest(t: npt.ArrayLike) -> Array:
    square = np.maximum(np.multiply(t, t), _TINY)
    return np.asarray(np.maximum(_FURTHEST - _LESS / square, _LEAST))


def reach_of_one(t: float, tail: float, n: int) -> float:
    """Return what `reach` does, of numbers.

    >>> round(reach_of_one(2.045, 1.0, 30), 2)
    2.5
    """
    if n < 3:
        return t
    spread = math.sqrt(6.0 * n * (n - 1.0) / ((n - 2.0) * (n + 1.0) * (n + 3.0)))
    a = min(t * max(tail - spread, 0.0) / (3.0 * math.sqrt(n)), float(_furthest(t)) / t) if t > 0.0 else 0.0
    if a <= _NONE:
        return t
    left = 1.0 - 3.0 * a * t - 1.5 * a * a
    root = math.copysign(power(abs(left), 1.0 / 3.0), left)
    return max(t, (1.0 - root) / a)


def wanted(tail: float) -> int:
    """Return how many values Student's t asks for at a skewness.

    >>> wanted(2.0)
    100

    Source: Cochran, "Sampling Techniques", 3rd ed., 1977, section 2.15.
    """
    return math.ceil(COCHRAN * tail * tail)
