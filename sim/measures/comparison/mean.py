"""The mean of a metric over replications, and how far off it may be."""

import math
from typing import NamedTuple

import numpy.typing as npt

from sim.measures.comparison.sample import sample
from sim.measures.intervals import t_quantile


class MeanInterval(NamedTuple):
    """A mean with the ends of its confidence interval, all in the metric's unit.

    Args:
        mean: None without values.
        low: None with fewer than two.
        high: None with fewer than two.
        replications: how many had a value.
    """

    mean: float | None
    low: float | None
    high: float | None
    replications: int


def mean_interval(values: npt.ArrayLike, confidence: float = 0.95) -> MeanInterval:
    """Return the mean over independent replications with Student's t interval.

    Exact for normal values; for others it becomes so with their number, and the slower the more skewed they are
    (docs/background/comparing.md has the measured coverage).

    Args:
        values: one number a replication, (replications,); NaN where there is none.
        confidence: this share of such intervals holds the true mean.

    Raises:
        ValueError: an infinite value.

    >>> mean_interval([10.0, 12.0, 14.0])  # 12 +- 4.302653 * 2 / sqrt(3)
    MeanInterval(mean=12.0, low=7.031724, high=16.968276, replications=3)
    >>> mean_interval([10.0])
    MeanInterval(mean=10.0, low=None, high=None, replications=1)

    Source: Law, "Simulation Modeling and Analysis", 5th ed., section 9.4.1 (terminating simulations).
    """
    n, mean, variance = sample(values)
    if mean is None or variance is None:
        return MeanInterval(mean, None, None, n)
    half = t_quantile(0.5 + confidence / 2.0, n - 1) * math.sqrt(variance / n)
    return MeanInterval(mean, mean - half, mean + half, n)
