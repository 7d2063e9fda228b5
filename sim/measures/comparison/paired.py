"""Alternatives against a baseline on common random numbers: differences replication by replication.

In replication r every alternative meets the same luck, so x[r] - y[r] is free of the luck they share. Only the
differences need to be like a sample of normal values; nothing is asked of the alternatives' variances or of their
correlation. Dunnett's method asks for one variance and independent samples, which common random numbers deny.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.measures.comparison.bounds import Estimate, bound_p, lower_bound
from sim.measures.comparison.sample import Array, Sample, checked, sample
from sim.measures.comparison.verdict import Verdict, verdict_of

_ROUNDING = 1e-12  # of the greater of two numbers: far above the errors of a simulation's sums, far below any effect


class PairedDifference(NamedTuple):
    """One alternative against the baseline in one metric.

    Args:
        difference: mean of alternative - baseline, in the metric's unit; None without a common replication.
        low: end of the interval; all intervals of the comparison hold together; None with fewer than two replications,
            where all their differences are the same and too few to prove anything, or where a value of the baseline is
            only the least that it can be.
        high: likewise, with the alternative's values.
        p_value: of no difference, two-sided, times the number of comparisons; None with fewer than two.
        verdict: what the interval says, see `verdict_of`.
        variance_reduction: how many times more replications independent runs would take; None where the difference
            does not vary.
        replications: in how many both had a value.
    """

    difference: float | None
    low: float | None
    high: float | None
    p_value: float | None
    verdict: Verdict
    variance_reduction: float | None
    replications: int


def paired_differences(
    baseline: npt.ArrayLike,
    alternatives: npt.ArrayLike,
    *,
    higher_is_better: bool,
    delta: float,
    confidence: float = 0.95,
    family: int | None = None,
    tasks: Sequence[float | None] | None = None,
    most: tuple[npt.ArrayLike, npt.ArrayLike] | None = None,
) -> tuple[PairedDifference, ...]:
    """Return each alternative's mean difference to the baseline, its interval and a verdict.

    The intervals are Student's t on the paired differences at 1 - (1 - confidence) / m for m alternatives (Bonferroni),
    so that all hold together; each verdict is read from its interval, so that all are right together too. A share of
    tasks is never taken to vary less than that of as many independent tasks must; values that are all the same are
    taken for the truth only where so many would hardly come by chance (sign test).

    Args:
        baseline: one number a replication, (replications,); NaN where there is none.
        alternatives: (replications, alternatives), row r run on the luck of the baseline's r.
        higher_is_better: whether more of the metric is better.
        delta: the least difference that matters, in the metric's unit; 0: every one.
        confidence: of all intervals together, and of all verdicts together.
        family: number of comparisons that could have been made, where the baseline was chosen after looking at the
            results: the best of k, k (k - 1) / 2; by default the number of alternatives.
        tasks: a run, one number an alternative, where the metric is a share of them (of two numbers of tasks, the
            smaller one); None where it is not, or where their number is unknown.
        most: that each value of the baseline and of the alternatives can be, in two arrays of the same shapes, where
            values are only the least, see `sim.measures.comparison.cut_off`; inf: there is no telling. Each end of an
            interval is the outermost that they leave possible.

    Raises:
        ValueError: shapes that do not fit, an infinite value, a negative delta, or too small a family.

    >>> fast = [[8.0], [9.5], [12.0], [7.5]]
    >>> (answer,) = paired_differences([10.0, 11.0, 14.0, 9.0], fast, higher_is_better=False, delta=0.5)
    >>> answer.difference, round(answer.low, 4), round(answer.high, 4)  # -1.75 +- 3.1824 * sqrt(1 / 12) / 2
    (-1.75, -2.2093, -1.2907)
    >>> str(answer.verdict), round(answer.variance_reduction, 1)
    ('better', 105.0)

    Source: Law, "Simulation Modeling and Analysis", 5th ed., sections 10.2.1 (paired t), 10.3.1 (Bonferroni) and 11.2
        (common random numbers).
    """
    base, others = checked(baseline, 1), checked(alternatives, 2)
    if others.shape[0] != base.size:
        raise ValueError(f"alternatives: {others.shape[0]} replications, but the baseline has {base.size}")
    m = others.shape[1] if family is None else family
    if m < others.shape[1]:
        raise ValueError(f"family: {m} is less than the {others.shape[1]} comparisons made")
    base_most, others_most = (base, others) if most is None else (np.asarray(one, dtype=float) for one in most)
    sizes = [None] * others.shape[1] if tasks is None else tasks
    return tuple(
        _answer(
            _pair(column, base),
            (_furthest(column, base_most, base, size), _furthest(column_most, base, column, size)),
            1.0 - confidence,
            m,
            delta,
            higher_is_better,
        )
        for column, column_most, size in zip(others.T, others_most.T, sizes, strict=True)
    )


def variance_reduction(x: npt.ArrayLike, y: npt.ArrayLike) -> float | None:
    """Return (var x + var y) / var(x - y): what common random numbers saved, as a factor; 1 is nothing.

    Args:
        x: one number a replication; NaN where there is none.
        y: likewise, of the same replications.

    Returns:
        None where the difference is the same in all common replications, or there are fewer than two.

    >>> variance_reduction([1.0, 2.0, 3.0], [1.0, 3.0, 5.0])  # (1 + 4) / 1
    5.0

    Source: Law, "Simulation Modeling and Analysis", 5th ed., section 11.2.
    """
    return _saved(_pair(checked(x, 1), checked(y, 1)))


class _Pair(NamedTuple):
    """Two alternatives and their difference, in the replications in which both have a value."""

    x: Sample
    y: Sample
    difference: Sample


def _pair(x: Array, y: Array) -> _Pair:
    common = ~np.isnan(x - y)
    a, b = x[common], y[common]
    return _Pair(sample(a), sample(b), sample(subtract(a, b)))


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


def _saved(pair: _Pair) -> float | None:
    own, other, difference = pair.x.variance, pair.y.variance, pair.difference.variance
    if own is None or other is None or not difference:
        return None
    return (own + other) / difference


def _estimate(difference: Sample, tasks: float | None) -> Estimate | None:
    n, mean, variance = difference
    if mean is None or variance is None:
        return None
    return Estimate(mean, math.sqrt(variance / n), n, tasks * n if tasks else None)


def _furthest(x: Array, y: Array, known: Array, tasks: float | None) -> Estimate | None:
    """Return what is known of the mean of x - y in the replications in which both have a value; None: nothing."""
    common = ~np.isnan(x - known) & ~np.isnan(y)
    if np.isinf(x[common]).any() or np.isinf(y[common]).any():
        return None
    return _estimate(sample(subtract(x[common], y[common])), tasks)


def _answer(
    pair: _Pair,
    ends: tuple[Estimate | None, Estimate | None],
    alpha: float,
    family: int,
    delta: float,
    higher_is_better: bool,
) -> PairedDifference:
    n, mean, variance = pair.difference
    if variance is None:
        return PairedDifference(mean, None, None, None, Verdict.UNDECIDED, _saved(pair), n)
    below, above = ends[0], ends[1] and ends[1]._replace(mean=-ends[1].mean)
    tail = 0.5 * alpha / family
    low = -math.inf if below is None else lower_bound(below, tail)
    high = math.inf if above is None else -lower_bound(above, tail)
    p = min(1.0, 2.0 * family * min(1.0 if end is None else bound_p(end) for end in (below, above)))
    verdict = verdict_of(low, high, delta, higher_is_better=higher_is_better)
    return PairedDifference(mean, _known(low), _known(high), p, verdict, _saved(pair), n)


def _known(end: float) -> float | None:
    return end if math.isfinite(end) else None
