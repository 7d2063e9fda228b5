"""The alternatives that are worth a choice: those that no other one is shown to beat, over several metrics at once."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sim.measures.comparison.best import resampled_means
from sim.measures.comparison.criterion import Criterion, differences
from sim.measures.comparison.paired import PairedDifference
from sim.measures.comparison.sample import Array
from sim.measures.comparison.verdict import Verdict
from sim.measures.statistics.intervals import t_quantiles

_ROUNDING = 1e-9
_MOST_PAIRS, _FEWEST_RESAMPLES = 4_000_000, 100


def shown_front(criteria: Sequence[Criterion], confidence: float = 0.95) -> tuple[int, ...]:
    """Return the places of the alternatives that no other one is shown to beat.

    One beats another where it is better in at least one metric (the verdict) and its interval in each other metric
    leaves no room for being worse by what matters. So nobody leaves the front, or stays on it, for a difference in the
    last digits, and whoever cannot be told from one on the front is on it too. The intervals are paired, and those of
    one alternative against all its rivals hold together.

    Args:
        criteria: at least one, all of the same alternatives.
        confidence: of the intervals.

    >>> rows = np.stack([np.roll(np.arange(8.0), place) for place in range(3)], axis=1) / 100.0
    >>> paid, got = np.array([[10.0, 20.0, 30.0]]) + rows, np.array([[0.5, 0.9, 0.8]]) + 0.1 * rows
    >>> nobody = (None, None, None)
    >>> shown_front([Criterion(paid, False, 1.0, nobody), Criterion(got, True, 0.01, nobody)])
    (0, 1)

    Source: Pareto dominance under noise: Lee, Chew, Teng, Goldsman, "Finding the non-dominated Pareto set for
        multi-objective simulation models", IIE Transactions 42, 2010; that the rest is only whoever is shown to be
        beaten: Gupta, "On some multiple decision rules", Technometrics 7, 1965.
    """
    alternatives = criteria[0].values.shape[1]
    means = np.array([_mean_gains(criterion) for criterion in criteria])  # (criteria, alternatives)
    tail = 0.5 * (1.0 - confidence) / max(alternatives - 1, 1)
    kept = []
    for place in range(alternatives):
        deltas = np.array([_compared_with(criterion, place).delta for criterion in criteria])[:, None]
        ahead = means - means[:, [place]]
        # Only whoever is ahead in the mean somewhere, and nowhere behind by what matters, can be shown to beat it.
        rivals = np.flatnonzero((ahead > 0.0).any(axis=0) & (ahead >= -deltas).all(axis=0))
        rivals = rivals[_may_beat(criteria, rivals, place, tail)]
        if not any(_beats(criteria, int(rival), place, confidence) for rival in rivals):
            kept.append(place)
    return tuple(kept) or tuple(range(alternatives))


def chance_on_front(criteria: Sequence[Criterion], u: Array) -> tuple[float, ...] | None:
    """Return for each alternative the share of resamples in which no other one is as good in all metrics.

    As good in all, and better in one. Whole replications are drawn with replacement, the same ones for every metric.
    Like any bootstrap of few replications it is a little too sure.

    Args:
        criteria: at least one, all of the same alternatives.
        u: (resamples, draws), uniforms in (0, 1), as for `resampled_means`. Of very many alternatives fewer resamples
            are used, since each pair of each resample is compared.

    Returns:
        None where fewer than two replications have all values.

    >>> noise = np.array([[0.0, 1.0], [1.0, 0.0], [0.5, 0.5]])
    >>> paid, got = np.array([[10.0, 20.0]]) + noise, np.array([[5.0, 5.0]]) + noise
    >>> u = np.array([[0.1, 0.1, 0.5], [0.5, 0.5, 0.9]])  # rows 0, 0, 1: the second gets more; rows 1, 1, 2: less
    >>> nobody = (None, None)
    >>> chance_on_front([Criterion(paid, False, 1.0, nobody), Criterion(got, True, 1.0, nobody)], u)
    (1.0, 0.5)

    Source: as `sim.measures.comparison.best.resampled_means`.
    """
    complete = np.all([~np.isnan(criterion.values).any(axis=1) for criterion in criteria], axis=0)
    if complete.sum() < 2:
        return None
    k = criteria[0].values.shape[1]
    resamples = max(_FEWEST_RESAMPLES, min(len(u), _MOST_PAIRS // (k * k * len(criteria))))
    signs = [1.0 if criterion.higher_is_better else -1.0 for criterion in criteria]
    gains = np.stack(
        [
            sign * resampled_means(criterion.values[complete], u[:resamples])
            for sign, criterion in zip(signs, criteria, strict=True)
        ]
    )  # (criteria, resamples, alternatives)
    shares = []
    for place in range(k):
        ahead = gains - gains[:, :, [place]]
        beaten = np.any(np.all(ahead >= 0.0, axis=0) & np.any(ahead > 0.0, axis=0), axis=1)
        shares.append(1.0 - float(beaten.mean()))
    return tuple(shares)


def _mean_gains(criterion: Criterion) -> Array:
    counts = (~np.isnan(criterion.values)).sum(axis=0)
    means = np.nansum(criterion.values, axis=0) / np.where(counts, counts, np.nan)
    return np.asarray(means if criterion.higher_is_better else -means)


def _may_beat(
    criteria: Sequence[Criterion], rivals: npt.NDArray[np.int64], place: int, tail: float
) -> npt.NDArray[np.bool_]:
    """Return which rivals have bounds by Student's t that let them beat an alternative; the exact ones are no higher.

    All at once, since there may be very many of whom hardly any does.
    """
    better = np.zeros(rivals.size, dtype=bool)
    no_worse = np.ones(rivals.size, dtype=bool)
    for criterion in criteria:
        own = criterion.values[:, [place]]
        gains = (criterion.values[:, rivals] - own) * (1.0 if criterion.higher_is_better else -1.0)
        rounding = _ROUNDING * (np.abs(_mean(gains)) + np.nanmax(np.abs(own), initial=0.0))
        matters = criterion.delta if criterion.share is None else criterion.share * np.abs(own)
        better |= _lower_bounds(gains, tail) > -rounding
        no_worse &= _lower_bounds(gains + matters, tail) >= -rounding
    return better & no_worse


def _mean(gains: Array) -> Array:
    return np.asarray(np.nansum(gains, axis=0) / np.maximum((~np.isnan(gains)).sum(axis=0), 1))


def _lower_bounds(gains: Array, tail: float) -> Array:
    n = (~np.isnan(gains)).sum(axis=0)
    freedom = np.maximum(n - 1, 1)
    mean = _mean(gains)
    error = np.sqrt(np.nansum(np.square(gains - mean), axis=0) / freedom / np.maximum(n, 1))
    return np.where(n > 1, mean - t_quantiles(1.0 - tail, freedom) * error, -np.inf)


def _beats(criteria: Sequence[Criterion], rival: int, place: int, confidence: float) -> bool:
    pairs = [_difference(criterion, rival, place, confidence) for criterion in criteria]
    return any(pair.verdict is Verdict.BETTER for pair in pairs) and all(
        pair.verdict is Verdict.BETTER or pair.no_worse for pair in pairs
    )


def _difference(criterion: Criterion, rival: int, place: int, confidence: float) -> PairedDifference:
    family = criterion.values.shape[1] - 1
    (difference,) = differences(_compared_with(criterion, place), place, [rival], confidence, family)
    return difference.found


def _compared_with(criterion: Criterion, place: int) -> Criterion:
    """Return the criterion with what matters as a share of the one compared with, where it is a share."""
    if criterion.share is None:
        return criterion
    known = criterion.values[~np.isnan(criterion.values[:, place]), place]
    return criterion._replace(delta=criterion.share * abs(float(known.mean())) if known.size else 0.0)
