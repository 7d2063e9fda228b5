"""What the runs of a pair leave possible: the lowest and the highest that the mean of their difference may be."""

import math
from typing import NamedTuple

import numpy as np

from sim.measures.comparison.bounds import Estimate, estimate_of
from sim.measures.comparison.sample import Array
from sim.measures.comparison.skewed_t import FEW

_ALONE = 2.0
"""A value that strays so many times as far as another one makes the shape of their difference."""
_ROUNDING = 1e-12  # of the greater of two numbers: far above the errors of a simulation's sums, far below any effect


class Outlook(NamedTuple):
    """An alternative x and the baseline y, run on the same luck; arrays of one length, NaN where there is no value.

    A replication in which neither has a value counts for neither. Where one of the two has none, it may have been
    anything that the metric can be: what is missing because a run was bad is then no merit.

    Args:
        x: of the alternative; the least that it can be.
        x_most: the most that it can be.
        y: of the baseline; the least that it can be.
        y_most: the most that it can be.
        within: the least and the greatest value of the metric.
        tasks: a run, where the values are shares of them; else None.
        certain: both are the same in every replication by construction.
    """

    x: Array
    x_most: Array
    y: Array
    y_most: Array
    within: tuple[float, float] = (-math.inf, math.inf)
    tasks: float | None = None
    certain: bool = False

    @property
    def alone(self) -> int:
        """In how many replications only one of the two has a value."""
        return int((np.isnan(self.x) != np.isnan(self.y)).sum())

    def lowest(self, share: float = 0.0) -> Estimate | None:
        """Return what is known of the mean of x - (1 - share) y at the lowest that it may be; None: nothing.

        Args:
            share: of the baseline, that is added to the difference.
        """
        least, greatest = self.within
        there = ~(np.isnan(self.x) & np.isnan(self.y))
        x = np.where(np.isnan(self.x), least, self.x)[there]
        y = np.where(np.isnan(self.y), greatest, self.y_most)[there]
        return self._estimate(x, y, share)

    def highest(self, share: float = 0.0) -> Estimate | None:
        """Return what is known of the mean of x - (1 + share) y at the highest that it may be; None: nothing.

        Args:
            share: of the baseline, that is subtracted from the difference.
        """
        least, greatest = self.within
        there = ~(np.isnan(self.x) & np.isnan(self.y))
        x = np.where(np.isnan(self.x), greatest, self.x_most)[there]
        y = np.where(np.isnan(self.y), least, self.y)[there]
        return self._estimate(x, y, -share)

    def _estimate(self, x: Array, y: Array, added: float) -> Estimate | None:
        if np.isinf(x).any() or np.isinf(y).any():
            return None
        difference = subtract(x, y)
        least, greatest = self.within
        reach = greatest - least
        found = estimate_of(difference + added * y if added else difference, (-reach, reach))
        if found is None:  # of one replication that is like all others
            return Estimate(float(difference[0]), 0.0, 1, certain=True) if self.certain and x.size else None
        below, above = self._long_tails(x, y) if found.n < FEW and not self.tasks else (False, False)
        return found._replace(
            long_below=below,
            long_above=above,
            tasks=self.tasks * found.n if self.tasks else None,
            shift=found.mean - float(difference.mean()) if added else 0.0,
            certain=self.certain,
        )

    def _long_tails(self, x: Array, y: Array) -> tuple[bool, bool]:
        """Return whether a long tail of x or y that few runs do not show would be one of x - y, below and above.

        Where both vary alike, the one's tail makes up for the other's.
        """
        own, other = (estimate_of(values, self.within) for values in (x, y))
        if own is None or other is None:
            return False, False
        own_alone, other_alone = own.error > _ALONE * other.error, other.error > _ALONE * own.error
        return (
            (own.long_below and own_alone) or (other.long_above and other_alone),
            (own.long_above and own_alone) or (other.long_below and other_alone),
        )


def subtract(x: Array, y: Array) -> Array:
    """Return x - y free of what is only rounding: differences that are 0 but for the last digits of x and y are 0.

    Likewise those that are the same but for the last digits are the same: no variance is made of rounding errors.

    >>> subtract(np.array([0.3, 5.3]), np.array([0.1, 5.1])).tolist()  # 0.2 less its last digits, and 0.2
    [0.2, 0.2]
    """
    if x.size == 0:
        return x
    difference = x - y
    rounding = _ROUNDING * np.maximum(np.abs(x), np.abs(y))
    if difference.max() - difference.min() <= rounding.max():
        difference = np.full(x.size, difference[0])
    return np.where(np.abs(difference) <= rounding, 0.0, difference)
