"""How far a mean may be off, on one side: its confidence bound, and the p-value that agrees with it."""

import math
from functools import lru_cache
from typing import NamedTuple

from sim.measures.comparison.rare_failures import difference_bounds
from sim.measures.comparison.sample import Array, sample
from sim.measures.comparison.skewed_t import FEW, is_one_sided, reach_of_one
from sim.measures.comparison.skewness import skewness
from sim.measures.comparison.unseen import unseen_share
from sim.measures.statistics.intervals import t_quantile
from sim.numerics import power, whole_power
from sim.numerics.student import normal_cdf, t_cdf

_HALVINGS = 48


class Estimate(NamedTuple):
    """A mean and how sure it is.

    Args:
        mean: of the values.
        error: its standard error; 0 where all values are the same.
        n: number of values, two or more.
        tasks: of all replications together, where the mean is a difference of two shares of tasks; else None.
        skewness: of the sample.
        least: that a value can be.
        most: that a value can be.
        shift: what of the mean is no difference of shares, where there are tasks.
        certain: every value there can be is the same by construction.
        long_below: whether few values must be taken to have a long tail below, see `is_one_sided`.
        long_above: likewise above.
    """

    mean: float
    error: float
    n: int
    tasks: float | None = None
    skewness: float = 0.0
    least: float = -math.inf
    most: float = math.inf
    shift: float = 0.0
    certain: bool = False
    long_below: bool = False
    long_above: bool = False

    @property
    def tail_below(self) -> float:
        """The skewness towards low values that is to be taken; infinite where the sample is too small to show it."""
        return math.inf if self.long_below else -self.skewness

    def mirrored(self) -> "Estimate":
        """Return what is known of minus the mean."""
        return self._replace(
            mean=-self.mean, skewness=-self.skewness, least=-self.most, most=-self.least, shift=-self.shift,
            long_below=self.long_above, long_above=self.long_below,
        )  # fmt: skip


def estimate_of(values: Array, within: tuple[float, float] = (-math.inf, math.inf)) -> Estimate | None:
    """Return what a sample tells of its mean; None with fewer than two values.

    Args:
        values: one number a replication, none missing.
        within: the least and the greatest value that there can be.

    >>> import numpy as np
    >>> found = estimate_of(np.array([2.0, 4.0, 9.0]))
    >>> found.mean, round(found.error**2, 6), round(found.skewness, 4)  # variance 13, third moment 10
    (5.0, 4.333333, 1.1521)
    """
    n, mean, variance = sample(values)
    if mean is None or variance is None:
        return None
    skew = skewness(values) if variance else 0.0
    below, above = _long_tails(mean, variance, n, within) if n < FEW else (False, False)
    return Estimate(mean, math.sqrt(variance / n), n, None, skew, *within, long_below=below, long_above=above)


def _long_tails(mean: float, variance: float, n: int, within: tuple[float, float]) -> tuple[bool, bool]:
    # Where there is an end on both sides, no tail is longer than that.
    least, most = within
    if math.isfinite(least) == math.isfinite(most):
        return False, False
    away = mean - least if math.isfinite(least) else most - mean
    is_long = bool(is_one_sided(away, math.sqrt(variance), n))
    return is_long and math.isfinite(most), is_long and math.isfinite(least)


def one_sided_p(estimate: Estimate) -> float:
    """Return the p-value of `the true mean is 0 or less` by Student's t, whatever the tasks and the skewness.

    Values that are all the same show t no chance at all, however few there are; then by the sign test: n positive
    values come by chance with probability 0.5 ** n at most.

    >>> round(one_sided_p(Estimate(2.0, 1.0, 3)), 6)  # t = 2 with 2 degrees of freedom: (1 - 2 / sqrt(6)) / 2
    0.091752
    >>> one_sided_p(Estimate(2.0, 0.0, 3))
    0.125

    Source: Conover, "Practical Nonparametric Statistics", 3rd ed., section 3.4 (sign test).
    """
    if estimate.error > 0.0:
        return t_cdf(-estimate.mean / estimate.error, estimate.n - 1)
    return whole_power(0.5, estimate.n) if estimate.mean > 0.0 else 1.0


def lower_bound(estimate: Estimate, alpha: float) -> float:
    """Return the lower bound of the mean that is missed with probability alpha; -inf where there is none.

    Values that are all the same say nothing of how far away a value of another kind may be: of n of them a share of
    1 - alpha ** (1 / n) may be as low as values can be.

    >>> round(lower_bound(Estimate(2.0, 1.0, 3), 0.05), 4)  # 2 - 2.92
    -0.92
    >>> lower_bound(Estimate(2.0, 0.0, 30), 0.05), lower_bound(Estimate(2.0, 0.0, 2, certain=True), 0.05)
    (-inf, 2.0)
    >>> round(lower_bound(Estimate(2.0, 0.0, 30, least=0.0), 0.05), 4)  # 2 * 0.05 ** (1 / 30)
    1.8099
    >>> round(lower_bound(Estimate(0.01, 0.001, 5, tasks=100.0), 0.05), 4)  # of 100 tasks, one has ended otherwise
    0.0022
    """
    mean, error, n, tasks = estimate[:4]
    if estimate.certain:
        return mean
    if error == 0.0:
        away = mean - estimate.least
        low = mean if away <= 0.0 else mean - unseen_share(n, alpha) * away
    else:
        low = max(mean - reach_of(_t_once(1.0 - alpha, n - 1), estimate) * error, estimate.least)
    if not tasks:
        return low
    return max(-1.0, min(low, estimate.shift + difference_bounds(mean - estimate.shift, tasks, alpha)[0]))


def upper_bound(estimate: Estimate, alpha: float) -> float:
    """Return the upper bound of the mean that is missed with probability alpha; inf where there is none.

    >>> round(upper_bound(Estimate(2.0, 1.0, 3), 0.05), 4)
    4.92
    """
    return -lower_bound(estimate.mirrored(), alpha)


def bound_p(estimate: Estimate) -> float:
    """Return the p-value that agrees with `lower_bound`: the least alpha at which the bound is above 0.

    Where a share of tasks is told, no variance is taken to be less than theirs, and the test of 0 is Wilson's too.

    >>> round(bound_p(Estimate(2.0, 1.0, 3)), 6)
    0.091752
    >>> bound_p(Estimate(2.0, 0.0, 30)), round(bound_p(Estimate(0.5, 0.0, 30, least=-1.0)), 6)  # (2/3) ** 30
    (1.0, 5e-06)
    >>> round(bound_p(Estimate(0.01, 0.0001, 20, tasks=100.0)), 4)  # one task of 100: z = 2 sqrt(100 * 0.01 * 1.01)
    0.0222

    Source: as `sim.measures.comparison.rare_failures.difference_bounds`; the values d just below 0 that a mean refutes
        least are at abs(d) = mean / (1 + 2 mean), where z is 2 sqrt(tasks * mean * (1 + mean)).
    """
    mean, tasks = estimate.mean, estimate.tasks
    if mean <= 0.0:
        return one_sided_p(estimate)
    p = _sample_p(estimate)
    if not tasks:
        return p
    return max(p, normal_cdf(-2.0 * math.sqrt(tasks * mean * (1.0 + mean))))


def _sample_p(estimate: Estimate) -> float:
    mean, error, n = estimate[:3]
    if estimate.certain or estimate.least > 0.0:
        return 0.0
    if error == 0.0:
        return power(estimate.least / (estimate.least - mean), float(n)) if math.isfinite(estimate.least) else 1.0
    return t_cdf(-_quantile_reaching(mean / error, estimate), n - 1)


# All differences of a study ask for the same few.
_t_once = lru_cache(maxsize=1024)(t_quantile)


def reach_of(t: float, estimate: Estimate) -> float:
    """Return how many standard errors the lower bound lies from the mean, where Student's t alone says t."""
    return t if estimate.tail_below <= 0.0 else reach_of_one(t, estimate.tail_below, estimate.n)


def _quantile_reaching(errors: float, estimate: Estimate) -> float:
    """Return the quantile of Student's t at which the bound lies so many standard errors away."""
    if estimate.tail_below <= 0.0:
        return errors
    low, high = 0.0, errors
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if reach_of(middle, estimate) <= errors else (low, middle)
    return low
