"""The mean of a metric over replications, and how far off it may be."""

import math
from typing import NamedTuple

import numpy.typing as npt

from sim.measures.comparison.bounds import estimate_of, lower_bound, upper_bound
from sim.measures.comparison.rare_failures import share_bounds
from sim.measures.comparison.sample import known, sample


class MeanInterval(NamedTuple):
    """A mean with the ends of its confidence interval, all in the metric's unit.

    Args:
        mean: None without values.
        low: None with fewer than two, and where all are the same and others could be any amount lower.
        high: likewise.
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
    certain: bool = False,
) -> MeanInterval:
    """Return the mean over independent replications with its interval.

    It is Student's t interval, which is exact for normal values, and reaches further on the side of a long tail
    (`sim.measures.comparison.skewed_t`); docs/background/comparing.md has the measured coverage. Values that are all
    the same show nothing of runs of another kind, and say of them only how many there may be. For a share of tasks the
    interval is at least the one that as many independent tasks would give, and lies within 0..1.

    Args:
        values: one number a replication, (replications,); NaN where there is none.
        confidence: this share of such intervals holds the true mean.
        tasks: a run, where the values are shares of them; None where they are not.
        within: the least and the greatest value that there can be; the interval goes no further.
        certain: every replication is the same by construction, so that one shows all.

    Raises:
        ValueError: an infinite value.

    >>> mean_interval([10.0, 12.0, 14.0])  # 12 +- 4.302653 * 2 / sqrt(3)
    MeanInterval(mean=12.0, low=7.031724, high=16.968276, replications=3)
    >>> mean_interval([10.0])
    MeanInterval(mean=10.0, low=None, high=None, replications=1)
    >>> mean_interval([0.0, 0.0, 6.0], within=(0.0, math.inf)).low  # no wait is shorter than none
    0.0
    >>> mean_interval([9.0] * 30), mean_interval([9.0] * 30, certain=True).low
    (MeanInterval(mean=9.0, low=None, high=None, replications=30), 9.0)
    >>> mean_interval([1.0] * 30, tasks=20.0, within=(0.0, 1.0)).low  # of 30 runs: 0.025 ** (1 / 30)
    0.884297

    Source: Law, "Simulation Modeling and Analysis", 5th ed., section 9.4.1 (terminating simulations).
    """
    numbers = known(values)
    n, mean, _ = sample(numbers)
    found = estimate_of(numbers, (max(0.0, within[0]), min(1.0, within[1])) if tasks else within)
    if mean is None or (found is None and not certain):
        return MeanInterval(mean, None, None, n)
    if found is None or certain:
        return MeanInterval(mean, mean, mean, n)
    tail = 0.5 - confidence / 2.0
    low, high = lower_bound(found, tail), upper_bound(found, tail)
    if tasks:
        least = share_bounds(mean, tasks * n, tail)
        low, high = max(0.0, min(low, float(least.low))), min(1.0, max(high, float(least.high)))
    return MeanInterval(mean, _known(min(mean, max(low, within[0]))), _known(max(mean, min(high, within[1]))), n)


def _known(end: float) -> float | None:
    return end if math.isfinite(end) else None
