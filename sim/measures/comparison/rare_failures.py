"""How far a share of tasks may be off, where failures are too rare for their spread to be seen.

Twenty perfect runs of twenty tasks have no variance, and Student's t would be as sure as it can be that nothing ever
fails. But 400 tasks without a failure are also what one failure in a hundred tasks shows in 2 % of cases. So a share
of independent tasks, and a difference of two such shares, is never taken to vary less than it must at the value that
is held against it: Wilson's score test, turned into bounds.

Source: Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American
Statistical Association 22, 1927; that it holds near 0 and 1: Brown, Cai, DasGupta, "Interval estimation for a binomial
proportion", Statistical Science 16, 2001.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.measures.statistics.intervals import normal_quantile
from sim.numerics import expm1, log

Array = npt.NDArray[np.float64]


class Bounds(NamedTuple):
    """Ends of intervals, arrays of one shape."""

    low: Array
    high: Array


def share_bounds(share: npt.ArrayLike, tasks: npt.ArrayLike, tail: float) -> Bounds:
    """Return a lower and an upper bound of a share, each missed with probability `tail` or about.

    They are the values p with abs(share - p) <= z sqrt(p (1 - p) / tasks).

    Args:
        share: of the tasks that succeeded, 0..1; what is beyond counts as 0 or 1.
        tasks: independent ones, how many, any shape that fits.
        tail: chance that one bound is wrong.

    >>> low, high = share_bounds(1.0, 400.0, 0.025)  # no failure among 400 tasks: 1 / (1 + 1.96**2 / 400) and 1
    >>> float(low.round(4)), float(high)
    (0.9905, 1.0)

    Source: Wilson 1927.
    """
    p = np.asarray(share, dtype=float).clip(0.0, 1.0)  # a mean of ones may be more than 1 by a rounding
    c = normal_quantile(1.0 - tail) * normal_quantile(1.0 - tail) / np.asarray(tasks, dtype=float)
    middle, away = p + c / 2.0, np.sqrt(c * (p * (1.0 - p) + c / 4.0))
    low, high = (middle - away) / (1.0 + c), (middle + away) / (1.0 + c)
    # At the ends the roots are 0 and 1 but for rounding.
    return Bounds(np.where(p == 0.0, 0.0, low), np.where(p == 1.0, 1.0, high))


def difference_bounds(difference: float, tasks: float, tail: float) -> tuple[float, float]:
    """Return a lower and an upper bound of a difference of two shares on the same tasks.

    A task counts 1, 0 or -1, which varies the least, by abs(d) (1 - abs(d)), where only one of the two ever fails a
    task that the other does not. The bounds are the outermost values d with
    abs(difference - d) <= z sqrt(abs(d) (1 - abs(d)) / tasks); where no task ended otherwise, those with
    (1 - abs(d)) ** tasks >= tail, which is exact.

    Args:
        difference: of the shares, -1..1.
        tasks: independent ones, how many.
        tail: chance that one bound is wrong.

    >>> low, high = difference_bounds(0.0, 400.0, 0.025)  # the same end of all 400 tasks: 1 - 0.025 ** (1 / 400)
    >>> round(low, 4), round(high, 4)
    (-0.0092, 0.0092)

    Source: the score test of Wilson 1927, for an outcome of -1, 0 or 1.
    """
    return -_upper(-difference, tasks, tail), _upper(difference, tasks, tail)


def _upper(d: float, tasks: float, tail: float) -> float:
    if d == 0.0:
        return -expm1(log(tail) / tasks)
    c = normal_quantile(1.0 - tail) * normal_quantile(1.0 - tail) / tasks
    inside = c * (d * (1.0 - d) + c / 4.0)
    if inside >= 0.0:  # there is a positive value that is not refuted
        return float((d + c / 2.0 + np.sqrt(inside)) / (1.0 + c))
    return -float(share_bounds(-d, tasks, tail).low)
