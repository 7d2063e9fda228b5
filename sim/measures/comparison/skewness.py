"""How skewed a sample is, how skewed chance alone makes it, and how many values Student's t asks for then."""

import math

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

COCHRAN = 25.0
"""Student's t asks for more values than this number times the squared skewness."""


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


def wanted(tail: float) -> int:
    """Return how many values Student's t asks for at a skewness.

    >>> wanted(2.0)
    100

    Source: Cochran, "Sampling Techniques", 3rd ed., 1977, section 2.15.
    """
    return math.ceil(COCHRAN * tail * tail)
