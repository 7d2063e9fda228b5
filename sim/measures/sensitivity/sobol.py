"""Sobol indices: the share of an output's variance that each input has, alone and with all others."""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.measures.sensitivity.noise import rounding_variance, without_noise
from sim.measures.statistics.spread import quantiles
from sim.numerics.linear import times

Array = npt.NDArray[np.float64]


class Sobol(NamedTuple):
    """The share of one factor in the variance of the output, without that of chance; None where nothing varies.

    Estimates may lie a little outside of 0..1.

    Args:
        first: share that the factor has alone: by so much the variance would fall if it were known.
        first_low: end of the confidence interval.
        first_high: likewise.
        total: share of all that the factor takes part in: by so much the variance would be left if all others were
            known.
        total_low: end of the confidence interval.
        total_high: likewise.
        first_raw: `first` as if there were no chance.
        total_raw: likewise: too large by about `total_noise`.
        total_noise: what `total_raw` would be of a factor without influence.
    """

    first: float | None
    first_low: float | None
    first_high: float | None
    total: float | None
    total_low: float | None
    total_high: float | None
    first_raw: float | None
    total_raw: float | None
    total_noise: float | None


def sobol(values: Array, counts: Array, confidence: float = 0.95) -> tuple[Sobol, ...]:
    """Return the indices of each factor, of the means over replications.

    The interval is the percentile bootstrap over the rows of the design: what all rows share is not in it, see
    `sim.measures.sensitivity.shared_noise`.

    Args:
        values: the output at the points of `saltelli`, (replications, factors + 2, points), two or more replications,
            none NaN.
        counts: bootstrap resamples of the points, (resamples, points), see `resample_counts`.
        confidence: of the intervals.

    >>> u = np.array([[0.1, 0.6], [0.4, 0.2], [0.7, 0.9], [0.9, 0.4]])  # of two factors, which are only added
    >>> a, b = u, u[::-1]
    >>> rows = np.stack([a.sum(axis=1), b.sum(axis=1), b[:, 0] + a[:, 1], a[:, 0] + b[:, 1]])
    >>> indices = sobol(np.stack([rows, rows]), np.ones((1, 4)))
    >>> [round(one.total_raw, 3) for one in indices] == [round(one.total, 3) for one in indices]  # no chance in it
    True

    Source: first order: Saltelli et al., Computer Physics Communications 181, 2010, table 2 (b); total: Jansen,
        "Analysis of variance designs for model output", Computer Physics Communications 117, 1999, and Homma, Saltelli,
        "Importance measures in global sensitivity analysis of nonlinear models", Reliability Engineering &
        System Safety 52, 1996.
    """
    means = values.mean(axis=0)
    centred, floor = means - means[:2].mean(), rounding_variance(values)
    rows = _Rows.of(centred, values - means, floor)
    one = np.ones((1, values.shape[2]))
    point, resampled = rows.indices(one), rows.indices(counts)
    raw = _Rows.of(centred, np.zeros_like(values), floor).indices(one)
    indices = []
    for factor in range(values.shape[1] - 2):
        estimates = [
            end
            for place in (0, 1)
            for end in (point[place][0, factor], *_ends(resampled[place][:, factor], confidence))
        ]
        others = [raw[0][0, factor], raw[1][0, factor], rows.total_by_chance[factor]]
        numbers = [_known(number) for number in (*estimates, *others)]
        indices.append(Sobol._make(numbers))
    return tuple(indices)


def without_shares(index: Sobol) -> Sobol:
    """Return an index of which only what it is with chance in it is told.

    >>> found = Sobol(0.5, 0.4, 0.6, 0.7, 0.6, 0.8, 0.45, 0.75, 0.05)
    >>> without_shares(found).total, without_shares(found).total_raw
    (None, 0.75)
    """
    return index._replace(first=None, first_low=None, first_high=None, total=None, total_low=None, total_high=None)


class _Rows(NamedTuple):
    """What each row of the design adds to the sums of which the indices are made."""

    first: Array  # (points, factors): the products whose mean is the first-order variance, without chance
    total: Array  # likewise of the total
    square: Array  # (points,): mean square of the two outputs, without chance
    middle: Array  # (1 + replications, points): mean of the two outputs, of the means and of each deviation
    total_by_chance: Array  # (factors,): total_raw of a factor without influence
    floor: float  # a variance up to this is what rounding leaves of equal numbers

    @classmethod
    def of(cls, means: Array, left: Array, floor: float) -> "_Rows":
        """Return them for means taken from the mean of A and B, and each replication's deviations from them."""
        tables = np.concatenate([means[None], left])
        a, b, crosses = tables[:, 0], tables[:, 1], np.moveaxis(tables[:, 2:], 1, 2)
        first = b[:, :, None] * (crosses - a[:, :, None])
        total = 0.5 * np.square(a[:, :, None] - crosses)
        square, middle = 0.5 * (np.square(a) + np.square(b)), 0.5 * (a + b)
        true_total = without_noise(total[0], total[1:])
        variance = square[0].mean()  # the mean is 0
        by_chance = (total[0] - true_total).mean(axis=0) / (variance if variance > floor else np.nan)
        true_first, true_square = without_noise(first[0], first[1:]), without_noise(square[0], square[1:])
        return cls(true_first, true_total, true_square, middle, by_chance, floor)

    def indices(self, counts: Array) -> tuple[Array, Array]:
        """Return first and total indices of resamples, (resamples, factors) each; NaN without variance."""
        weights = counts / counts.sum(axis=1, keepdims=True)
        middle = np.square(times(weights, self.middle.T).T)
        square = (weights * self.square).sum(axis=1)
        variance = square - without_noise(middle[0], middle[1:])
        least = max(self.floor, 1e-12 * np.abs(square).max())  # of resamples, also where all rows drawn are alike
        variance = np.where(variance > least, variance, np.nan)[:, None]
        return (
            times(weights, self.first) / variance,
            times(weights, self.total) / variance,
        )


def _ends(resampled: Array, confidence: float) -> Array:
    numbers = resampled[~np.isnan(resampled)]
    if 2 * numbers.size < resampled.size:
        return np.array([np.nan, np.nan])
    return quantiles(numbers, (0.5 - confidence / 2.0, 0.5 + confidence / 2.0))


def _known(number: float) -> float | None:
    return None if math.isnan(number) else float(number)
