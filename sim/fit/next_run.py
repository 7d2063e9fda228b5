"""What a few runs say of the next one: how far it may lie from their mean."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from sim.fit.run_effect import RunEffect
from sim.measures.statistics.intervals import t_quantile

TYPICAL = 0.25
"""What is believed before any run was seen: as often as not runs lie apart by less than this part of what attempts at
one task do in the logarithm of seconds, or by less than this on the logit of success. It matters where runs are few."""
MOST_FREEDOM = 1000.0
_SIZES = 400


@dataclass(frozen=True, slots=True)
class NextRun:
    """The shift of a run that was not seen: scale times Student's t.

    Attributes:
        sd: the scale; 0: runs do not differ at all.
        freedom: degrees of freedom; None: so many that it is normal.
    """

    sd: float
    freedom: float | None


def next_run(effect: RunEffect, typical: float) -> NextRun:
    """Return what is to be expected of the next run.

    How far runs lie apart is not known but for their number: every standard deviation counts as much as the record
    makes it likely, beside a half-Cauchy around what is typical. A run's shift under all of
    them, and the error of the mean that it is counted from, is written as the Student's t that has the same chance to
    lie beyond its outermost 5 % and 40 %.

    Args:
        effect: of the runs that were seen.
        typical: median of the half-Cauchy.

    >>> from sim.measures.statistics.intervals import Interval
    >>> few = next_run(RunEffect(0.1, Interval(0.0, 0.5), 0.3, 3, 0.11, 0.03), 0.07)
    >>> many = next_run(RunEffect(0.1, Interval(0.08, 0.13), 0.3, 60, 0.105, 0.03), 0.07)
    >>> few.freedom < 10.0 < 30.0 < many.freedom, 0.09 < many.sd < 0.11
    (True, True)

    Source: Gelman, "Prior distributions for variance parameters in hierarchical models", Bayesian Analysis 1, 2006,
        section 7 (half-Cauchy for few groups); Student's t by matched quantiles.
    """
    if effect.within_sd <= 0.0 and effect.seen_sd <= 0.0:
        return NextRun(0.0, None)
    sizes, weights = _believed(effect, max(typical, 1e-6 * effect.seen_sd))
    apart = sizes * sqrt(1.0 + 1.0 / effect.runs)
    outer, inner = _beyond(apart, weights, 0.05), _beyond(apart, weights, 0.40)
    freedom = _freedom(outer / max(inner, 1e-300))
    return NextRun(outer / t_quantile(0.975, freedom), None if freedom >= MOST_FREEDOM else freedom)


def _believed(effect: RunEffect, typical: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return standard deviations of runs, and how much each is to be believed; the weights sum to 1."""
    sizes = np.geomspace(1e-3, 1e3, _SIZES) * max(typical, effect.seen_sd)
    total = sizes**2 + effect.luck_sd**2  # variance of what a run's mean shows
    freedom = effect.runs - 1
    log_weight = -0.5 * freedom * (np.log(total) + effect.seen_sd**2 / total) - np.log1p((sizes / typical) ** 2)
    weights = np.exp(log_weight - log_weight.max()) * sizes  # the sizes are spaced by a factor
    return sizes, weights / weights.sum()


def _beyond(sizes: NDArray[np.float64], weights: NDArray[np.float64], share: float) -> float:
    """Return what a mixture of normals lies beyond, on either side, in a share of cases."""
    from scipy.optimize import brentq
    from scipy.special import ndtr

    def excess(log_at: float) -> float:
        return float((weights * 2.0 * ndtr(-np.exp(log_at) / sizes)).sum()) - share

    return float(np.exp(brentq(excess, np.log(sizes[0]) - 9.0, np.log(sizes[-1]) + 9.0, xtol=1e-10)))


def _freedom(ratio: float) -> float:
    """Return the degrees of freedom of the Student's t whose outermost 5 % and 40 % begin so many times apart."""
    from scipy.optimize import brentq

    def excess(log_freedom: float) -> float:
        freedom = float(np.exp(log_freedom))
        return t_quantile(0.975, freedom) / t_quantile(0.80, freedom) - ratio

    ends = (0.0, float(np.log(MOST_FREEDOM)))
    if excess(ends[0]) <= 0.0:
        return 1.0
    return MOST_FREEDOM if excess(ends[1]) >= 0.0 else float(np.exp(brentq(excess, *ends, xtol=1e-9)))
