"""Paired differences of every two alternatives, as replications come in: mean, variance, skewness.

Power sums around the first replication's difference, so that nothing is lost where all are large and close together.
What is only rounding is no difference, and makes no variance.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.measures.comparison.sample import Array

_ROUNDING = 1e-12  # of the greatest value so far


class DifferencesSoFar(NamedTuple):
    """Sums over replications, each (alternatives, alternatives): of the column's value less the row's.

    Args:
        replications: how many, n.
        first: the difference in the first one.
        sums: of differences from that.
        squares: of these, squared.
        cubes: likewise.
        scale: the greatest value of either alternative, without its sign.
    """

    replications: int
    first: Array
    sums: Array
    squares: Array
    cubes: Array
    scale: Array

    @property
    def lead(self) -> Array:
        """The sum of all differences; positive: the column's alternative is ahead."""
        return self.replications * self.first + self.sums

    @property
    def variance(self) -> Array:
        """With denominator n - 1; 0 with one replication."""
        return self.replications * self._spread / max(self.replications - 1, 1)

    @property
    def skewness(self) -> Array:
        """Third central moment / standard deviation cubed; 0 where the difference is always the same."""
        n = self.replications
        mean, spread = self.sums / n, self._spread
        third = self.cubes / n - 3.0 * mean * self.squares / n + 2.0 * mean * mean * mean
        known = spread > 0.0
        return np.where(known, third, 0.0) / np.where(known, spread * np.sqrt(spread), 1.0)

    @property
    def are_alike(self) -> npt.NDArray[np.bool_]:
        """Whether the difference was the same in all replications."""
        return np.asarray(self.squares == 0.0)

    @property
    def _spread(self) -> Array:
        mean = self.sums / self.replications
        return np.asarray(np.maximum(0.0, self.squares / self.replications - mean * mean))

    def among(self, places: npt.ArrayLike) -> "DifferencesSoFar":
        """Return what is known of some of the alternatives only.

        Args:
            places: of these, ascending.
        """
        chosen = np.ix_(np.asarray(places), np.asarray(places))
        return DifferencesSoFar(self.replications, *(table[chosen] for table in self[1:]))


def nothing_known(alternatives: int) -> DifferencesSoFar:
    """Return what is known before the first replication."""
    return DifferencesSoFar(0, *(np.zeros((alternatives, alternatives)) for _ in range(5)))


def include(known: DifferencesSoFar, values: Array) -> DifferencesSoFar:
    """Return what is known after one more replication.

    Args:
        known: before it.
        values: of the alternatives, (alternatives,).

    >>> known = nothing_known(2)
    >>> for values in ([5.0, 6.0], [4.0, 7.0], [1.0, 9.0]):  # the second is 1, 3 and 8 ahead
    ...     known = include(known, np.array(values))
    >>> [float(table[0, 1].round(4)) for table in (known.lead, known.variance, known.skewness)]
    [12.0, 13.0, 0.4703]
    """
    sizes = np.abs(values)
    scale = np.maximum(known.scale, np.maximum(sizes[None, :], sizes[:, None]))
    difference = _without_rounding(values[None, :] - values[:, None], scale)
    first = known.first if known.replications else difference
    away = _without_rounding(difference - first, scale)
    squares = away * away
    return DifferencesSoFar(
        known.replications + 1,
        first,
        known.sums + away,
        known.squares + squares,
        known.cubes + squares * away,
        scale,
    )


def _without_rounding(difference: Array, scale: Array) -> Array:
    return np.where(np.abs(difference) <= _ROUNDING * scale, 0.0, difference)
