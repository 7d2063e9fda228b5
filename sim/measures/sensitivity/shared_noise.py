"""The part of chance that all rows of a design share: replications left out one at a time, in turn.

A bootstrap over the rows of a design sees what differs from row to row. But all rows met the same replications; where
one of them, say one with an outage, made every step of a factor larger, all rows say so together, and no resampling of
rows shows that another ten replications would say otherwise. Leaving out a replication shows it.
"""

from collections.abc import Sequence
from math import fsum, sqrt
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.measures.sensitivity.jackknife import jackknife_error, left_out
from sim.measures.sensitivity.noise import without_noise
from sim.measures.sensitivity.skewed_luck import reach_up
from sim.measures.sensitivity.sobol import Sobol
from sim.measures.statistics.intervals import t_quantile

Array = npt.NDArray[np.float64]

MOST_NOISE = 1.0 / 3.0
"""With a larger share of chance in the variance between the points there is too little else to be shared out."""
_LEAST = 1e-9  # of a variance: it may be as small as this and more, and a share of 0 stays 0


def with_shared_noise(indices: Sequence[Sobol], values: Array, confidence: float = 0.95) -> tuple[Sobol, ...]:
    """Return indices whose intervals hold the chance that all rows share, too; all of it within 0..1.

    Three distances from the estimate are added as squares: that of the row bootstrap, that of the factor's own part,
    and that of the variance by which it is divided. The two latter are by Student's t with the jackknife's error of the
    *root*, since a sum of squares is far from normal where chance is as large as the effect, and its root is not; then
    squared, and freed of chance as the estimate is. With fewer than 20 replications the upper end lies further away
    (`reach_up`).

    Args:
        indices: from `sobol`.
        values: the output that they are made of, (replications, factors + 2, points).
        confidence: of the intervals.

    Source: Owen, "Monte Carlo Theory, Methods and Examples", chapter on jackknife and bootstrap; on estimating indices
        of stochastic models, whose replications add to the error: Mazo, "A trade-off between explorations and
        repetitions for estimators of two global sensitivity indices in stochastic models induced by probability
        measures", SIAM/ASA Journal on Uncertainty Quantification 9, 2021. The roots are this program's own way;
        docs/background/sensitivity.md has the coverage.
    """
    t = t_quantile(0.5 + confidence / 2.0, len(values) - 1)
    means = values.mean(axis=0)
    every, without = _forms(means), _forms(left_out(values))
    free = float(without_noise(every.variance, _forms(values - means).variance))
    whole = _Part.of(every.variance, without.variance, free, t)
    return tuple(
        index if index.total is None or index.first is None else _widened(index, place, every, without, whole, t)
        for place, index in enumerate(indices)
    )


class _Forms(NamedTuple):
    """What indices are quotients of, chance included: (.., factors), (.., factors), (..)."""

    first: Array
    total: Array
    variance: Array


def _forms(outputs: Array) -> _Forms:
    a, b, crosses = outputs[..., 0, :], outputs[..., 1, :], outputs[..., 2:, :]
    both = np.concatenate([a, b], axis=-1)
    centred = b - both.mean(axis=-1, keepdims=True)
    changes = crosses - a[..., None, :]
    return _Forms(
        (centred[..., None, :] * changes).mean(axis=-1), 0.5 * np.square(changes).mean(axis=-1), both.var(axis=-1)
    )


class _Part(NamedTuple):
    """A sum of squares free of chance, and the ends between which the replications leave it."""

    value: float
    low: float
    high: float

    @classmethod
    def of(cls, with_chance: Array, without: Array, value: float, t: float) -> "_Part":
        root, error = float(np.sqrt(with_chance)), float(jackknife_error(np.sqrt(without)))
        low, high = max(root - t * error, 0.0), root + reach_up(t, len(without)) * error
        noise = with_chance - value
        return cls(value, low * low - float(noise), high * high - float(noise))


def _widened(index: Sobol, place: int, every: _Forms, without: _Forms, whole: _Part, t: float) -> Sobol:
    assert index.total is not None
    assert index.first is not None
    # By what share the estimate falls, or rises, where the variance is as large, or small, as it may be.
    falls = 1.0 - whole.value / whole.high
    rises = whole.value / max(whole.low, _LEAST * whole.value) - 1.0
    part = _Part.of(every.total[place], without.total[:, place], index.total * whole.value, t)
    total = _interval(
        (index.total, index.total_low, index.total_high),
        ((part.value - part.low) / whole.value, abs(index.total) * falls),
        ((part.high - part.value) / whole.value, abs(index.total) * rises),
    )
    error = float(jackknife_error(without.first[:, place])) / whole.value
    first = _interval(
        (index.first, index.first_low, index.first_high),
        (t * error, abs(index.first) * falls),
        (reach_up(t, len(without.first)) * error, abs(index.first) * rises),
    )
    return index._replace(
        first=first[0], first_low=first[1], first_high=first[2], total=total[0], total_low=total[1], total_high=total[2]
    )


def _interval(
    found: tuple[float, float | None, float | None], below: tuple[float, float], above: tuple[float, float]
) -> tuple[float, float | None, float | None]:
    middle, low, high = found
    if low is None or high is None:
        return _share(middle), None, None
    down, up = _length(*below, middle - low), _length(*above, high - middle)
    return _share(middle), _share(middle - down), _share(middle + up)


def _share(number: float) -> float:
    return float(np.clip(number, 0.0, 1.0))


def _length(*sides: float) -> float:
    return sqrt(fsum(side * side for side in sides))
