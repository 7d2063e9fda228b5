"""A total over a total, with an interval that knows that tasks are unlike and their attempts are not."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from sim.measures.statistics.intervals import Interval, t_quantile


@dataclass(frozen=True, slots=True)
class Ratio:
    """A share, or another total over a total.

    Attributes:
        value: total / total; None: nothing to divide by.
        interval: of it.
        groups: groups with anything to divide by, which the interval rests on.
    """

    value: float | None
    interval: Interval
    groups: int


def share(parts: NDArray[np.float64], wholes: NDArray[np.float64], confidence: float = 0.95) -> Ratio:
    """Return sum(parts) / sum(wholes), a share within 0..1, with an interval over groups that are independent.

    What lies within a group (the attempts at one task, the tasks of one run) may hang together in any way: a group
    left out at a time tells how the ratio moves.

    Args:
        parts: of each group; shape (groups,).
        wholes: of each group, at least its part; shape (groups,).
        confidence: about this share of such intervals holds the true value.

    >>> ten = share(np.array([1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0]), np.ones(10))
    >>> ten.value, [round(end, 3) for end in ten.interval]
    (0.5, [0.123, 0.877])
    >>> share(np.zeros(10), np.ones(10)).interval.high > 0.25  # nothing seen in ten groups is no proof of 0
    True

    Source: the jackknife of a ratio: Quenouille 1956, Tukey 1958; Efron, Tibshirani, "An Introduction to the
        Bootstrap", 1993, chapter 11; where the share is 0 or 1: Hanley, Lippman-Hand, Journal of the American Medical
        Association 249, 1983.
    """
    used = wholes > 0
    y, x = parts[used], wholes[used]
    groups = len(x)
    if not groups:
        return Ratio(None, Interval(0.0, 1.0), 0)
    value = float(y.sum() / x.sum())
    unseen = 1.0 - ((1.0 - confidence) / 2.0) ** (1.0 / groups)  # a group of another kind may be as frequent
    if groups == 1 or value in (0.0, 1.0):
        low, high = (0.0, unseen) if value == 0.0 else (1.0 - unseen, 1.0)
        return Ratio(value, Interval(low, high) if groups > 1 else Interval(0.0, 1.0), groups)
    without = (y.sum() - y) / np.maximum(x.sum() - x, 1e-300)
    spread = float(((without - without.mean()) ** 2).sum())
    half = t_quantile(0.5 + confidence / 2.0, groups - 1) * sqrt((groups - 1) / groups * spread)
    return Ratio(value, Interval(max(0.0, value - half), min(1.0, value + half)), groups)
