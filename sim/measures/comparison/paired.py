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

from sim.measures.comparison.holm_bounds import Estimate
from sim.measures.comparison.rare_failures import difference_bounds
from sim.measures.comparison.sample import Array, Sample, checked, sample
from sim.measures.comparison.verdict import Judgement, Verdict, judge
from sim.measures.intervals import t_quantile

_ROUNDING = 1e-12  # of the greater of two numbers: far above the errors of a simulation's sums, far below any effect


class PairedDifference(NamedTuple):
    """One alternative against the baseline in one metric.

    Args:
        difference: mean of alternative - baseline, in the metric's unit; None without a common replication.
        low: end of the interval; all intervals of the comparison hold together; None with fewer than two.
        high: likewise.
        p_value: of no difference, two-sided, adjusted by Holm's method; None with fewer than two.
        verdict: see `Verdict`.
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
) -> tuple[PairedDifference, ...]:
    """Return each alternative's mean difference to the baseline, its interval and a verdict.

    The intervals are Student's t on the paired differences at 1 - (1 - confidence) / m for m alternatives (Bonferroni),
    so that all hold together; the verdicts come from the sharper bounds of `judge`, all of them together right with the
    confidence. What an interval decides the verdict decides too; at the edge a verdict may know a direction whose
    interval still touches 0. A share of tasks is never taken to vary less than that of as many independent tasks must.

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
    pairs = [_pair(column, base) for column in others.T]
    sign = 1.0 if higher_is_better else -1.0
    sizes = [None] * len(pairs) if tasks is None else tasks
    estimates = [_estimate(pair.difference, size) for pair, size in zip(pairs, sizes, strict=True)]
    gains = [each and each._replace(mean=sign * each.mean) for each in estimates]
    judgements = judge(gains, delta, 1.0 - confidence, m)
    return tuple(
        _answer(pair, estimate, judgement, 0.5 * (1.0 - confidence) / m)
        for pair, estimate, judgement in zip(pairs, estimates, judgements, strict=True)
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


def _answer(pair: _Pair, estimate: Estimate | None, judgement: Judgement, tail: float) -> PairedDifference:
    low, high = (None, None) if estimate is None else _interval(estimate, tail)
    n, mean, _ = pair.difference
    return PairedDifference(mean, low, high, judgement.p_value, judgement.verdict, _saved(pair), n)


def _interval(estimate: Estimate, tail: float) -> tuple[float, float]:
    mean, error, n, tasks = estimate
    half = t_quantile(1.0 - tail, n - 1) * error
    low, high = mean - half, mean + half
    if tasks:
        least, most = difference_bounds(mean, tasks, tail)
        low, high = max(-1.0, min(low, least)), min(1.0, max(high, most))
    return low, high
