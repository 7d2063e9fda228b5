"""Alternatives against a baseline on common random numbers: differences replication by replication.

In replication r every alternative meets the same luck, so x[r] - y[r] is free of the luck they share. Only the
differences are judged; nothing is asked of the alternatives' variances or of their correlation. Dunnett's method asks
for one variance and independent samples, which common random numbers deny.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.measures.comparison.bounds import Estimate, bound_p, lower_bound, upper_bound
from sim.measures.comparison.outlook import Outlook, subtract
from sim.measures.comparison.power import replications_needed
from sim.measures.comparison.sample import Array, Sample, checked, sample
from sim.measures.comparison.skewness import by_chance, wanted
from sim.measures.comparison.verdict import Margins, Verdict, margins_of, verdict_of


class PairedDifference(NamedTuple):
    """One alternative against the baseline in one metric.

    Args:
        difference: mean of alternative - baseline, in the metric's unit; None without a common replication.
        low: end of the interval; all intervals of the comparison hold together; None where there is none: with fewer
            than two replications, where all their differences are the same and others could be any amount away, and
            where values are missing or only the least that they can be.
        high: likewise.
        p_value: of no difference, two-sided, times the number of comparisons; None with fewer than two.
        verdict: what the interval says, see `verdict_of`.
        variance_reduction: how many times more replications independent runs would take; None where the difference
            does not vary.
        replications: in how many both had a value.
        no_worse: whether it is shown to be worse by no more than what matters.
        needed: replications after which the verdict would probably be another than undecided; None where it is, or
            where that cannot be told.
        all_the_same: the differences do not vary, and nothing says that they could not.
        alone: replications in which only one of the two had a value: the other's may have been anything.
        skewed: replications that Student's t would ask for at the skewness of the differences, where these are fewer
            and the skewness is more than chance gives; else None.
    """

    difference: float | None
    low: float | None
    high: float | None
    p_value: float | None
    verdict: Verdict
    variance_reduction: float | None
    replications: int
    no_worse: bool = False
    needed: int | None = None
    all_the_same: bool = False
    alone: int = 0
    skewed: int | None = None


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
    share: float | None = None,
    within: tuple[float, float] = (-math.inf, math.inf),
    certain: Sequence[bool] | None = None,
) -> tuple[PairedDifference, ...]:
    """Return each alternative's mean difference to the baseline, its interval and a verdict.

    The intervals are those of `mean_interval` on the paired differences at 1 - (1 - confidence) / m for m alternatives
    (Bonferroni), so that all hold together; each verdict is read from its interval, so that all are right together too.
    A share of tasks is never taken to vary less than that of as many independent tasks must; differences that are all
    the same prove nothing of runs of another kind. Where only one of the two has a value in a replication, each end of
    the interval takes the worst that the missing one can be.

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
        share: where delta is this share of the baseline's mean in these very runs: what matters is then as uncertain as
            that mean, and is judged together with the difference, replication by replication; None: delta is a number.
        within: the least and the greatest value that the metric can have.
        certain: of each alternative, whether it and the baseline are the same in every replication by construction.

    Raises:
        ValueError: shapes that do not fit, an infinite value, a negative delta, or too small a family.

    >>> fast = [[8.0], [9.5], [12.0], [7.5]]
    >>> (answer,) = paired_differences([10.0, 11.0, 14.0, 9.0], fast, higher_is_better=False, delta=0.5)
    >>> answer.difference, round(answer.low, 4), round(answer.high, 4)  # -1.75 +- 3.1824 * sqrt(1 / 12) / 2
    (-1.75, -2.2093, -1.2907)
    >>> str(answer.verdict), round(answer.variance_reduction, 1)
    ('better', 105.0)

    Source: Law, "Simulation Modeling and Analysis", 5th ed., sections 10.2.1 (paired t), 10.3.1 (Bonferroni) and 11.2
        (common random numbers); missing values: Manski, "Partial Identification of Probability Distributions", 2003,
        chapter 1; a share: `verdict_of`.
    """
    base, others = checked(baseline, 1), checked(alternatives, 2)
    if others.shape[0] != base.size:
        raise ValueError(f"alternatives: {others.shape[0]} replications, but the baseline has {base.size}")
    m = others.shape[1] if family is None else family
    if m < others.shape[1]:
        raise ValueError(f"family: {m} is less than the {others.shape[1]} comparisons made")
    base_most, others_most = (base, others) if most is None else (np.asarray(one, dtype=float) for one in most)
    sizes = [None] * others.shape[1] if tasks is None else tasks
    sure = [False] * others.shape[1] if certain is None else certain
    asked = _Asked(1.0 - confidence, m, delta, share, higher_is_better)
    return tuple(
        _answer(Outlook(column, column_most, base, base_most, (0.0, 1.0) if size else within, size, is_sure), asked)
        for column, column_most, size, is_sure in zip(others.T, others_most.T, sizes, sure, strict=True)
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


def _saved(pair: _Pair) -> float | None:
    own, other, difference = pair.x.variance, pair.y.variance, pair.difference.variance
    if own is None or other is None or not difference:
        return None
    return (own + other) / difference


class _Asked(NamedTuple):
    """What is asked of a difference: the error that all together may have, how many they are, and what matters."""

    alpha: float
    family: int
    delta: float
    share: float | None
    higher_is_better: bool

    @property
    def tail(self) -> float:
        """The error of each end of each interval."""
        return 0.5 * self.alpha / self.family


def _answer(outlook: Outlook, asked: _Asked) -> PairedDifference:
    pair = _pair(outlook.x, outlook.y)
    n, mean, variance = pair.difference
    found = PairedDifference(mean, None, None, None, Verdict.UNDECIDED, _saved(pair), n, alone=outlook.alone)
    if mean is None or (variance is None and not outlook.certain):
        return found
    below, above = outlook.lowest(), outlook.highest()
    low = -math.inf if below is None else lower_bound(below, asked.tail)
    high = math.inf if above is None else upper_bound(above, asked.tail)
    margins = _margins(outlook, low, high, asked)
    higher, judged = asked.higher_is_better, None if asked.share is None else margins
    verdict = verdict_of(low, high, asked.delta, higher_is_better=higher, margins=judged)
    is_exact = below is not None and below == above and not outlook.alone
    return found._replace(
        low=_known(low),
        high=_known(high),
        p_value=min(1.0, 2.0 * asked.family * min(_p(below), _p(above and above.mirrored()))),
        verdict=verdict,
        no_worse=margins.below >= 0.0 if higher else margins.above <= 0.0,
        needed=_needed(below, asked) if is_exact and verdict is Verdict.UNDECIDED else None,
        all_the_same=variance == 0.0 and not outlook.certain,
        skewed=_skewed(below or above),
    )


def _margins(outlook: Outlook, low: float, high: float, asked: _Asked) -> Margins:
    same = outlook.lowest()
    if asked.share is None or same is None or same.error == 0.0:
        return margins_of(low, high, asked.delta)
    below, above = outlook.lowest(asked.share), outlook.highest(asked.share)
    return Margins(
        -math.inf if below is None else lower_bound(below, asked.tail),
        math.inf if above is None else upper_bound(above, asked.tail),
    )


def _p(end: Estimate | None) -> float:
    return 1.0 if end is None else bound_p(end)


def _needed(found: Estimate | None, asked: _Asked) -> int | None:
    return None if found is None else replications_needed(found, asked.delta, asked.tail)


def _skewed(found: Estimate | None) -> int | None:
    """Return how many replications Student's t would ask for, where these are too few and it is not chance."""
    if found is None or abs(found.skewness) <= 2.0 * by_chance(found.n):
        return None
    number = wanted(found.skewness)
    return number if number > found.n else None


def _known(end: float) -> float | None:
    return end if math.isfinite(end) else None
