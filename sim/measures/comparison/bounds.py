"""How far a mean may be off, on one side: its confidence bound, and the p-value that agrees with it."""

import math
from typing import NamedTuple

from sim.measures.comparison.rare_failures import difference_bounds
from sim.measures.intervals import t_quantile


class Estimate(NamedTuple):
    """A mean and how sure it is.

    Args:
        mean: of the values.
        error: its standard error; 0 where all values are the same.
        n: number of values, two or more.
        tasks: of all replications together, where the mean is a difference of two shares of tasks; else None.
    """

    mean: float
    error: float
    n: int
    tasks: float | None = None


def one_sided_p(estimate: Estimate) -> float:
    """Return the p-value of `the true mean is 0 or less`, whatever the tasks.

    By Student's t. Values that are all the same show t no chance at all, however few there are; then by the sign test:
    n positive values come by chance with probability 0.5 ** n at most.

    >>> round(one_sided_p(Estimate(2.0, 1.0, 3)), 6)  # t = 2 with 2 degrees of freedom: (1 - 2 / sqrt(6)) / 2
    0.091752
    >>> one_sided_p(Estimate(2.0, 0.0, 3))
    0.125

    Source: Conover, "Practical Nonparametric Statistics", 3rd ed., section 3.4 (sign test).
    """
    from scipy.special import stdtr

    mean, error, n, _ = estimate
    if error > 0.0:
        return float(stdtr(n - 1, -mean / error))
    return 0.5**n if mean > 0.0 else 1.0


def lower_bound(estimate: Estimate, alpha: float) -> float:
    """Return the lower bound of the mean that is missed with probability alpha; -inf where n is too small for it.

    >>> round(lower_bound(Estimate(2.0, 1.0, 3), 0.05), 4)  # 2 - 2.92
    -0.92
    >>> lower_bound(Estimate(2.0, 0.0, 3), 0.05), lower_bound(Estimate(2.0, 0.0, 5), 0.05)  # 0.5 ** 5 < 0.05
    (-inf, 2.0)
    >>> round(lower_bound(Estimate(0.0, 0.0, 5, tasks=100.0), 0.05), 4)  # no task has ended otherwise, of 100
    -0.0295
    """
    mean, error, n, tasks = estimate
    if error == 0.0 and 0.5**n > alpha:
        return -math.inf
    low = mean - t_quantile(1.0 - alpha, n - 1) * error
    return max(-1.0, min(low, difference_bounds(mean, tasks, alpha)[0])) if tasks else low


def bound_p(estimate: Estimate) -> float:
    """Return the p-value that agrees with `lower_bound`: the least alpha at which the bound is above 0.

    Where a share of tasks is told, no variance is taken to be less than theirs, and the test of 0 is Wilson's too.

    >>> round(bound_p(Estimate(2.0, 1.0, 3)), 6)
    0.091752
    >>> round(bound_p(Estimate(0.01, 0.0001, 20, tasks=100.0)), 4)  # one task of 100: z = 2 sqrt(100 * 0.01 * 1.01)
    0.0222

    Source: as `sim.measures.comparison.rare_failures.difference_bounds`; the values d just below 0 that a mean refutes
        least are at abs(d) = mean / (1 + 2 mean), where z is 2 sqrt(tasks * mean * (1 + mean)).
    """
    from scipy.special import ndtr

    p = one_sided_p(estimate)
    if not estimate.tasks or estimate.mean <= 0.0:
        return p
    return max(p, float(ndtr(-2.0 * math.sqrt(estimate.tasks * estimate.mean * (1.0 + estimate.mean)))))
