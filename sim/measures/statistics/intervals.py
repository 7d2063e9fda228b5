"""Intervals that hold a true value with a stated confidence."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim import numerics
from sim.numerics import arrays, beta_quantile, student


class Interval(NamedTuple):
    """The ends of an interval, both included."""

    low: float
    high: float


def clopper_pearson(successes: int, n: int, confidence: float = 0.95) -> Interval:
    """Return the exact two-sided interval of a success chance.

    Args:
        successes: how often it succeeded.
        n: number of trials; without any, the interval is 0..1.
        confidence: at least this share of such intervals holds the truth.

    >>> low, high = clopper_pearson(8, 10)
    >>> round(low, 4), round(high, 4)
    (0.4439, 0.9748)

    Source: Clopper, Pearson, "The use of confidence or fiducial limits illustrated in the case of the
        binomial",
    Biometrika 26, 1934; its form by the beta distribution in Brown, Cai, DasGupta, Statistical Science 16,
    2001.
    """
    tail = (1.0 - confidence) / 2.0
    return Interval(lower_bound(successes, n, tail), upper_bound(successes, n, tail))


def lower_bound(successes: int, n: int, alpha: float) -> float:
    """Return the exact one-sided lower bound of a success chance, missed with probability at most alpha.

    >>> round(lower_bound(10, 10, 0.05), 4)  # 0.05 ** (1 / 10)
    0.7411
    """
    return _bound(successes, n - successes + 1, alpha, False) if successes > 0 else 0.0


def upper_bound(successes: int, n: int, alpha: float) -> float:
    """Return the exact one-sided upper bound of a success chance, missed with probability at most alpha.

    >>> round(upper_bound(0, 10, 0.05), 4)  # 1 - 0.05 ** (1 / 10)
    0.2589
    """
    return _bound(successes + 1, n - successes, alpha, True) if successes < n else 1.0


@lru_cache(maxsize=8192)
def _bound(a: float, b: float, alpha: float, upper: bool) -> float:
    return beta_quantile(a, b, alpha, upper)


def t_quantile(p: float, degrees_of_freedom: float) -> float:
    """Return the value below which Student's t lies with probability p.

    >>> round(t_quantile(0.975, 1), 4)
    12.7062
    """
    return student.t_quantile(p, degrees_of_freedom)


def t_quantiles(p: float, degrees_of_freedom: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return `t_quantile` for many degrees of freedom.

    >>> t_quantiles(0.975, [1, 2]).round(4).tolist()
    [12.7062, 4.3027]
    """
    freedoms, places = np.unique(np.asarray(degrees_of_freedom, dtype=np.float64), return_inverse=True)
    found = arrays.each(lambda freedom: student.t_quantile(p, freedom), freedoms)
    return np.asarray(found[places].reshape(np.shape(degrees_of_freedom)))


def normal_quantile(p: float) -> float:
    """Return the value below which a standard normal variable lies with probability p.

    >>> round(normal_quantile(0.975), 4)
    1.96
    """
    return numerics.normal_quantile(p)
