"""The mean of a metric over replications, and how far off it may be."""

import math
from typing import NamedTuple

import numpy.typing as npt

from sim.measures.comparison.rare_failures import share_bounds
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


def mean_interval(
    values: npt.ArrayLike,
    confidence: float = 0.95,
    tasks: float | None = None,
    within: tuple[float, float] = (-math.inf, math.inf),
) -> MeanInterval:
    """Return the mean over independent replications with Student's t interval.

    Exact for normal values; for others it becomes so with their number, and the slower the more skewed they are
    (docs/background/comparing.md has the measured coverage). For a share of tasks the interval is at least the one that
    as many independent tasks would give, and lies within 0..1.

    Args:
        values: one number a replication, (replications,); NaN where there is none.
        confidence: this share of such intervals holds the true mean.
        tasks: a run, where the values are shares of them; None where they are not.
        within: the least and the greatest value that there can be; the interval goes no further.

    Raises:
        ValueError: an infinite value.

    >>> mean_interval([10.0, 12.0, 14.0])  # 12 +- 4.302653 * 2 / sqrt(3)
    MeanInterval(mean=12.0, low=7.031724, high=16.968276, replications=3)
    >>> mean_interval([10.0])
    MeanInterval(mean=10.0, low=None, high=None, replications=1)
    >>> mean_interval([0.0, 0.0, 6.0], within=(0.0, math.inf)).low  # no wait is shorter than none
    0.0
    >>> mean_interval([1.0] * 20, tasks=20.0)  # 400 tasks, no failure
    MeanInterval(mean=1.0, low=0.990488, high=1.0, replications=20)

    Source: Law, "Simulation Modeling and Analysis", 5th ed., section 9.4.1 (terminating simulations).
    """
    n, mean, variance = sample(values)
    if mean is None or variance is None:
        return MeanInterval(mean, None, None, n)
    half = t_quantile(0.5 + confidence / 2.0, n - 1) * math.sqrt(variance / n)
    low, high = mean - half, mean + half
    if tasks:
        least = share_bounds(mean, tasks * n, 0.5 - confidence / 2.0)
        low, high = max(0.0, min(low, float(least.low))), min(1.0, max(high, float(least.high)))
    return MeanInterval(mean, min(mean, max(low, within[0])), max(mean, min(high, within[1])), n)
