"""Whether a mean keeps to a requirement: the evidence of some replications, for and against."""

import math
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.measures.comparison.outlook import subtract
from sim.measures.comparison.sample import Array, checked
from sim.measures.comparison.unseen import runs_to_see, unseen_share
from sim.measures.metrics.catalogue import greatest
from sim.measures.questions.margin import Margin, margin_of, shown_p
from sim.measures.questions.requirement import Requirement
from sim.measures.statistics.intervals import normal_quantile, t_quantile

_POWER = 0.8
"""The chance with which the replications that are forecast decide, if the mean is where it seems to be."""
_NEVER = 1e6  # replications: more are not worth a number


class Meets(StrEnum):
    """What is known of one alternative."""

    YES = "meets"
    NO = "does not meet"
    UNDECIDED = "undecided"


class Evidence(NamedTuple):
    """One requirement and the replications of one alternative.

    Args:
        requirement: what is asked.
        replications: with a value.
        mean: of the metric, in its unit; None without a value.
        error: standard error of the mean that the tests use; None with fewer than two values.
        p_meets: p-value against "the true mean misses the limit": small where it keeps to it.
        p_fails: p-value against "the true mean keeps to the limit".
        cut_off: replications in which the end of the run cut tasks off and the value is the least that it can be.
        empty: replications without a value because the warm-up left no task to count.
        unserved: how many tasks more a run than allowed ended without service, where that keeps a time from counting as
            met; else None.
        margins: how far the values lie on the right side of the limit, and on the wrong one; None: not known.
    """

    requirement: Requirement
    replications: int
    mean: float | None
    error: float | None
    p_meets: float
    p_fails: float
    cut_off: int = 0
    empty: int = 0
    unserved: float | None = None
    margins: tuple[Margin, Margin] | None = None

    @property
    def margin(self) -> Margin | None:
        """How far the values lie on the side on which their mean is."""
        return None if self.margins is None else self.margins[0 if self.seems_met else 1]

    @property
    def seems_met(self) -> bool:
        """Whether the mean lies on the side that is asked for."""
        return self.mean is not None and _margin(self) >= 0.0

    @property
    def is_barred(self) -> bool:
        """Whether no number of such replications can show what the mean seems to say."""
        return self.mean is not None and (
            (self.cut_off > 0 and self.seems_met == self.requirement.at_most)
            or (self.unserved is not None and self.seems_met)
        )

    def bounds(self, level: float) -> tuple[float | None, float | None]:
        """Return a lower and an upper bound of the true mean, each missed with probability `level` at most.

        There is no upper one (None) where the values are the least that they can be, and the metric has no greatest.
        """
        if self.mean is None or self.error is None:
            return None, None
        low, high = self._within_what_is_shown(*self._ends(level), level)
        most = greatest(self.requirement.metric)
        high = min(most, math.inf if self.cut_off else high)
        return max(0.0, low), high if math.isfinite(high) else None

    def _within_what_is_shown(self, low: float, high: float, level: float) -> tuple[float, float]:
        """Return the bounds, no further than the limit where it is shown on which side of it the mean is."""
        limit, at_most = self.requirement.limit, self.requirement.at_most
        if self.p_meets <= level:
            return (low, min(high, limit)) if at_most else (max(low, limit), high)
        if self.p_fails <= level:
            return (max(low, limit), high) if at_most else (low, min(high, limit))
        return low, high

    def _ends(self, level: float) -> tuple[float, float]:
        assert self.mean is not None
        assert self.error is not None
        t, most = t_quantile(1.0 - level, self.replications - 1), greatest(self.requirement.metric)
        if self.margins is None:
            return self.mean - t * self.error, self.mean + t * self.error
        if self.margins[0].is_alike:
            # So many runs may be of a kind that was not seen, with any value.
            unseen = unseen_share(self.replications, level)
            return self.mean * (1.0 - unseen), self.mean + unseen * (most - self.mean)
        inside, outside = (each.half_width(t) for each in self.margins)
        below, above = (outside, inside) if self.requirement.at_most else (inside, outside)
        return 0.0 if below is None else self.mean - below, most if above is None else self.mean + above


def evidence(
    values: npt.ArrayLike,
    requirement: Requirement,
    trials: float | None = None,
    most: npt.ArrayLike | None = None,
    is_certain: bool = False,
) -> Evidence:
    """Return what the replications say about a requirement on the mean.

    By Student's t, one-sided. For a share of `trials` tasks a run the variance is taken to be at least that of as many
    independent tasks at the limit (Wilson's score test): where nearly all runs are perfect, their spread is too small
    to be believed. Where values are skewed t is lessened, or replaced by a bet; where they are all the same, it counts
    whether a rarer kind of run would have been seen: `sim.measures.questions.margin.shown_p`. Where a value is only the
    least that it can be, an upper limit is refuted by it, and shown by the most that it can be; a lower limit the other
    way about.

    Args:
        values: of the metric, one a replication, (replications,); NaN where there is none.
        requirement: what is asked.
        trials: tasks a run, for the success rate; None for what is no share of tasks.
        most: that each value can be, see `sim.measures.comparison.cut_off.most`; None: the values are exact.
        is_certain: chance is known to decide nothing, so that values that are all the same are the truth.

    Raises:
        ValueError: an infinite value.

    >>> found = evidence([100.0, 104.0, 108.0], Requirement("makespan", True, 112.0))
    >>> round(found.p_meets, 4), round(found.p_fails, 4)  # t = 8 / (4 / sqrt(3)) with 2 degrees of freedom
    (0.0371, 0.9629)
    >>> perfect = [1.0] * 20  # no failure in 400 tasks: z = 0.01 / sqrt(0.99 * 0.01 / 400)
    >>> round(evidence(perfect, Requirement("success_rate", False, 0.99), trials=20.0).p_meets, 3)
    0.029
    >>> steady = [300.0] * 160  # no outage yet: 0.99 ** 160
    >>> round(evidence(steady, Requirement("makespan", True, 350.0)).p_meets, 2)
    0.2

    Source: Law, "Simulation Modeling and Analysis", 5th ed., section 9.4.1; Wilson, "Probable inference, the law of
        succession, and statistical inference", Journal of the American Statistical Association 22, 1927.
    """
    table = checked(values, 1)
    ends = table if most is None else np.asarray(most, dtype=float)
    there = ~np.isnan(table)
    found = _of_sample(table[there], requirement, trials, is_certain)
    cut_off = int((ends[there] > table[there]).sum())
    if not cut_off:
        return found
    other = None if np.isinf(ends[there]).any() else _of_sample(ends[there], requirement, trials, is_certain)
    if requirement.at_most:
        return found._replace(p_meets=1.0 if other is None else other.p_meets, cut_off=cut_off)
    return found._replace(p_fails=1.0 if other is None else other.p_fails, cut_off=cut_off)


def _of_sample(known: Array, requirement: Requirement, trials: float | None, is_certain: bool) -> Evidence:
    limit, at_most = requirement.limit, requirement.at_most
    floor = limit * (1.0 - limit) / trials if trials else 0.0
    away = subtract(np.full(known.size, limit), known)  # free of what is only rounding
    most = greatest(requirement.metric)
    below = margin_of(away, limit - most if math.isfinite(most) else None, floor, is_certain)
    above = margin_of(-away, -limit, floor, is_certain)
    if below is None or above is None:
        return Evidence(requirement, known.size, float(known[0]) if known.size else None, None, 1.0, 1.0)
    inside, outside = (below, above) if at_most else (above, below)
    p_below, p_above = shown_p(away, below), shown_p(-away, above)
    p_meets, p_fails = (p_below, p_above) if at_most else (p_above, p_below)
    if inside.error == 0.0 and inside.mean == 0.0:
        p_fails = 1.0  # what is exactly at the limit, each time, is not beyond it
    mean = limit + (-inside.mean if at_most else inside.mean)
    return Evidence(requirement, known.size, mean, inside.error, p_meets, p_fails, margins=(inside, outside))


def verdict(pieces: Sequence[Evidence], level: float) -> Meets:
    """Return what several requirements on one alternative come to; wrong with probability `level` at most.

    It meets them where each one is shown at `level`: the intersection-union test needs no correction, since a wrong
    `meets` is one about the requirement that is missed. It does not meet them where any one is refuted: there any of m
    could be refuted by chance, so each has `level` / m.

    Args:
        pieces: the evidence on each requirement, at least one.
        level: chance of a wrong verdict that is allowed.

    >>> both = [Evidence(Requirement("makespan", True, 9.0), 20, 8.0, 0.5, p, 1.0 - p) for p in (0.01, 0.04)]
    >>> str(verdict(both, 0.05)), str(verdict(both, 0.03))
    ('meets', 'undecided')

    Source: Berger, "Multiparameter hypothesis testing and acceptance sampling", Technometrics 24, 1982
        (intersection-union tests); feasibility of simulated systems: Batur, Kim, "Finding feasible systems in the
        presence of constraints on multiple performance measures", ACM Transactions on Modeling and Computer
        Simulation 20, 2010.
    """
    if all(each.p_meets <= level for each in pieces):
        return Meets.YES
    if min(each.p_fails for each in pieces) <= level / len(pieces):
        return Meets.NO
    return Meets.UNDECIDED


def is_hopeless(pieces: Sequence[Evidence]) -> bool:
    """Return whether no number of runs would decide: one limit cannot be shown to be kept to, and none seems missed.

    Args:
        pieces: the evidence on each requirement.
    """
    return any(each.cut_off and each.is_barred for each in pieces) and all(each.seems_met for each in pieces)


def runs_that_would_show(pieces: Sequence[Evidence], level: float) -> int | None:
    """Return how many replications would show a rare kind of run, where nothing else keeps a "meets" open.

    Args:
        pieces: the evidence on each requirement.
        level: chance allowed that a kind of run that comes once in a hundred is not among them.

    Returns:
        None where something else is open too, or they are all there already.

    >>> steady, limit = [300.0] * 20, Requirement("makespan", True, 350.0)
    >>> runs_that_would_show([evidence(steady, limit)], 0.001)
    688
    """
    alike = [each for each in pieces if each.margin is not None and each.margin.is_alike and not each.is_barred]
    believed = [each._replace(p_meets=0.0) if each in alike else each for each in pieces]
    if not alike or verdict(believed, level) is not Meets.YES:
        return None
    wanted = max(runs_to_see(level, each.margin.share_that_misses) for each in alike if each.margin is not None)
    return wanted if pieces[0].replications < wanted <= _NEVER else None


def replications_needed(pieces: Sequence[Evidence], level: float) -> int | None:
    """Return about how many replications in all would decide an alternative with a chance of 80 %.

    If the means are where they seem to be. It meets the requirements once the last one is shown, and does not once the
    first is refuted.

    Args:
        pieces: the evidence on each requirement, at least one.
        level: at which a verdict is given.

    Returns:
        None where no number is known: too few values, or a mean too close to its limit.

    >>> near = Evidence(Requirement("makespan", True, 9.0), 100, 8.0, 0.5, 0.024, 0.976)
    >>> replications_needed([near], 0.05)  # 100 * ((1.645 + 0.842) * 0.5) ** 2
    155
    >>> steady = evidence([300.0] * 160, Requirement("makespan", True, 350.0))
    >>> replications_needed([steady], 0.0042)  # 0.99 ** 545 < 0.0042
    545
    """
    missed = [each for each in pieces if _margin(each) < 0.0]
    asked, allowed = (missed, level / len(pieces)) if missed else (pieces, level)
    needed = [_needed(each, allowed) for each in asked]
    number = (min if missed else max)(needed)
    return math.ceil(number) if number <= _NEVER else None


def _margin(piece: Evidence) -> float:
    if piece.mean is None:
        return 0.0
    away = piece.requirement.limit - piece.mean
    return away if piece.requirement.at_most else -away


def _needed(piece: Evidence, level: float) -> float:
    margin = abs(_margin(piece))
    if piece.error is None or piece.is_barred:
        return math.inf
    if piece.margin is not None and piece.margin.is_alike:
        return float(runs_to_see(level, piece.margin.share_that_misses))
    if margin == 0.0:
        return math.inf
    z = normal_quantile(1.0 - level) + normal_quantile(_POWER)
    skewed = 0.0 if piece.margin is None else piece.margin.runs_for_skewness
    return max(piece.replications * (z * piece.error / margin) * (z * piece.error / margin), skewed)
