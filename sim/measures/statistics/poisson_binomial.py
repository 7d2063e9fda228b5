"""The number of successes among independent trials whose chances differ."""

from collections.abc import Callable
from math import pi, sqrt

import numpy as np
import numpy.typing as npt

EXACT_UP_TO = 1000
"""Trials up to which the exact distribution is built; its cost grows with their square."""


def pmf(chances: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return the probabilities of 0, 1, .., n successes in n independent trials.

    Args:
        chances: of success, 0..1, one a trial.

    >>> pmf([0.5, 0.5]).tolist()
    [0.25, 0.5, 0.25]

    Source: Hong, "On computing the distribution function for the Poisson binomial distribution",
        Computational
    Statistics & Data Analysis 59, 2013 (direct convolution).
    """
    trials = np.asarray(chances, dtype=float).tolist()
    probabilities = np.zeros(len(trials) + 1)
    probabilities[0] = 1.0
    for tried, chance in enumerate(trials, start=1):
        succeeded = probabilities[:tried] * chance
        probabilities[:tried] *= 1.0 - chance
        probabilities[1 : tried + 1] += succeeded
    return probabilities


def mean_absolute_deviation(
    chances: npt.ArrayLike, pmf: Callable[[npt.ArrayLike], npt.NDArray[np.float64]] = pmf
) -> float:
    """Return the expected distance of the number of successes from its mean.

    Exact up to 1,000 trials; above, sqrt(2 V / pi) with V = sum p (1 - p), the value for a normal variable
    of the same variance, which is then closer than one percent unless nearly all chances are 0 or 1.

    Args:
        chances: of success, 0..1, one a trial.
        pmf: of the number of successes.

    >>> mean_absolute_deviation([0.5, 0.5])  # 1 with probability 1/4 + 1/4, else 0
    0.5
    """
    p = np.asarray(chances, dtype=float)
    if p.size > EXACT_UP_TO:
        return sqrt(2.0 * float((p * (1.0 - p)).sum()) / pi)
    return float((pmf(p) * np.abs(np.arange(p.size + 1) - p.sum())).sum())
