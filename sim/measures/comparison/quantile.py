"""A quantile of a metric over replications, with an interval that holds whatever the distribution is.

The number of replications below the true quantile is binomial; so two order statistics enclose it with a probability
that depends on their ranks alone.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.measures.comparison.sample import known
from sim.measures.statistics.spread import percentile
from sim.numerics import whole_power
from sim.numerics.binomial import binomial_pmf


class QuantileInterval(NamedTuple):
    """A quantile with the order statistics that enclose it, in the metric's unit.

    Args:
        quantile: estimate, see `sim.measures.statistics.spread.percentile`; None without values.
        low: None where no two order statistics reach the confidence.
        high: None likewise.
        coverage: the probability that they enclose the true quantile, at least the confidence asked for.
        replications: how many had a value.
    """

    quantile: float | None
    low: float | None
    high: float | None
    coverage: float | None
    replications: int


class Ranks(NamedTuple):
    """Ranks, from 1, of two order statistics, and the probability that they enclose the quantile."""

    low: int
    high: int
    coverage: float


def least_replications(q: float, confidence: float = 0.95) -> int:
    """Return from how many replications on a quantile has an interval: the least and the greatest value enclose it.

    Args:
        q: percent, above 0 and below 100.
        confidence: of the interval.

    >>> least_replications(95), least_replications(99), least_replications(95, 0.99)
    (59, 299, 90)

    Source: Hahn, Meeker, "Statistical Intervals", section 5.2.
    """
    p, n = q / 100.0, 1
    while whole_power(p, n) + whole_power(1.0 - p, n) > 1.0 - confidence:
        n += 1
    return n


def quantile_interval(values: npt.ArrayLike, q: float, confidence: float = 0.95) -> QuantileInterval:
    """Return a quantile over independent replications with a distribution-free interval.

    Args:
        values: one number a replication, (replications,); NaN where there is none.
        q: percent, above 0 and below 100.
        confidence: at least this share of such intervals holds the true quantile.

    Raises:
        ValueError: an infinite value, or q outside its range.

    >>> quantile_interval([7.0, 3.0, 9.0, 1.0, 5.0, 11.0], 50)  # all six: 1 - 2 * 0.5 ** 6
    QuantileInterval(quantile=6.0, low=1.0, high=11.0, coverage=0.96875, replications=6)
    >>> quantile_interval([1.0, 2.0, 3.0], 95)  # three values seldom reach beyond the 95th percentile
    QuantileInterval(quantile=2.9, low=None, high=None, coverage=None, replications=3)

    Source: David, Nagaraja, "Order Statistics", 3rd ed., section 7.1; Hahn, Meeker, "Statistical Intervals",
        section 5.2.
    """
    numbers = np.sort(known(values))
    estimate = percentile(numbers, q)
    ranks = _ranks_once(numbers.size, q / 100.0, confidence)
    if ranks is None:
        return QuantileInterval(estimate, None, None, None, numbers.size)
    low, high = float(numbers[ranks.low - 1]), float(numbers[ranks.high - 1])
    return QuantileInterval(estimate, low, high, ranks.coverage, numbers.size)


def enclosing_ranks(n: int, p: float, confidence: float) -> Ranks | None:
    """Return the closest two ranks that enclose the p-quantile with the confidence; None where n is too small.

    Of several equally close pairs the one with the most even chances to miss on either side; then the lower one.

    Args:
        n: number of independent values.
        p: above 0 and below 1.
        confidence: above 0 and below 1.

    >>> enclosing_ranks(100, 0.95, 0.95)  # the 91st and the greatest of a hundred
    Ranks(low=91, high=100, coverage=0.965891)
    >>> enclosing_ranks(58, 0.95, 0.95), enclosing_ranks(59, 0.95, 0.95) is None  # 1 - 0.95 ** 59 > 0.95
    (None, False)
    """
    if not 0.0 < p < 1.0:
        raise ValueError(f"q: {100.0 * p:g} is not between 0 and 100")
    if n < 2:
        return None
    # below[k]: probability that at most k of n values lie below the quantile.
    below = np.add.accumulate(binomial_pmf(n, p))[:n]
    first = np.arange(1, n)
    # The smallest rank that is high enough for each low one: below[high - 1] - below[low - 1] >= confidence.
    last = np.searchsorted(below, below[first - 1] + confidence) + 1
    first, last = first[last <= n], last[last <= n]
    if first.size == 0:
        return None
    miss_low, miss_high = below[first - 1], 1.0 - below[last - 1]
    # Rounded, so that what is equal but for the last digits counts as equal.
    uneven = np.abs(miss_low - miss_high).round(12)
    best = np.lexsort((first, uneven, last - first))[0]
    return Ranks(int(first[best]), int(last[best]), float(1.0 - miss_low[best] - miss_high[best]))


# A comparison asks for the same few again and again: the quantiles of every metric and alternative.
_ranks_once = lru_cache(maxsize=1024)(enclosing_ranks)
