"""How long agents stay up and how long they stay down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, fsum, sqrt

import numpy as np

from sim.fit.families import EXPONENTIAL, LOGNORMAL, WEIBULL, Times
from sim.fit.service_times import Draws, FamilyChoice, choose_family
from sim.measures.statistics.intervals import Interval, t_quantile

FEWEST = 10
"""Outages that a family is chosen from."""

Span = tuple[float, float]
"""(from, to) of one outage, in seconds"""


@dataclass(frozen=True, slots=True)
class Outages:
    """The ups and downs of one agent, or of several that are alike.

    Attributes:
        n: outages.
        mttr_s: mean length of an outage.
        mttr_interval: of it, 95 %; None: one outage or none, or no family has this mean.
        mtbf_s: mean time from the start of one to the start of the next.
        mtbf_interval: likewise.
        up: family of the times between the end of one and the start of the next; None: too few.
        down: family of the lengths; None: too few.
        gaps: family of the times from start to start; None: too few.
        availability: share of the watched time that is up, where it is known how long was watched.
    """

    n: int
    mttr_s: float | None
    mttr_interval: Interval | None
    mtbf_s: float | None
    mtbf_interval: Interval | None
    up: FamilyChoice | None
    down: FamilyChoice | None
    gaps: FamilyChoice | None
    availability: float | None


def merged(spans: Sequence[Span]) -> list[Span]:
    """Return the union of spans of time, in order: outages that touch or overlap are one.

    >>> merged([(5.0, 9.0), (0.0, 2.0), (8.0, 12.0), (12.0, 13.0)])
    [(0.0, 2.0), (5.0, 13.0)]
    """
    whole: list[Span] = []
    for start, end in sorted(spans):
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(whole[-1][1], end))
        else:
            whole.append((start, end))
    return whole


def fit_outages(spans: Sequence[Span], watched_s: float | None = None, draws: Draws | None = None) -> Outages:
    """Return what the outages of one agent follow.

    Args:
        spans: its outages, as they were told: each counts in the means; up is who has none.
        watched_s: length of the time in which an outage would have been seen; None: not known.
        draws: for the tests of fit; without them they are left out.

    >>> found = fit_outages([(100.0, 160.0), (700.0, 720.0), (1300.0, 1400.0)], watched_s=2000.0)
    >>> found.mttr_s, found.mtbf_s, round(found.availability, 3)
    (60.0, 600.0, 0.91)

    Source: Schroeder, Gibson, "A large-scale study of failures in high-performance computing systems", DSN 2006 (gaps
        are Weibull of a shape below 1, repairs lognormal); Barlow, Proschan, "Mathematical Theory of Reliability",
        1965, for availability.
    """
    lengths, gaps, ups, down_s = fit_parts(spans)
    return _fitted(lengths, gaps, ups, down_s, watched_s, draws)


def fit_fleet(outages: Mapping[str, Sequence[Span]], watched_s: float | None, draws: Draws | None = None) -> Outages:
    """Return what the outages of all agents follow, agents being taken as alike.

    Args:
        outages: of each agent; one without any is up all the time.
        watched_s: length of the time in which each agent was watched; None: not known.
        draws: for the tests of fit.

    >>> fleet = fit_fleet({"a": [(10.0, 20.0), (100.0, 120.0)], "b": [(50.0, 60.0)], "c": []}, watched_s=400.0)
    >>> fleet.n, round(fleet.mttr_s, 1), fleet.mtbf_s, round(fleet.availability, 3)
    (3, 13.3, 90.0, 0.967)
    """
    own = [fit_parts(spans) for spans in outages.values()]
    lengths, gaps, ups = (np.concatenate([part[place] for part in own]) for place in range(3))
    down_s = fsum(part[3] for part in own)
    whole = None if watched_s is None else watched_s * len(outages)
    return _fitted(lengths, gaps, ups, down_s, whole, draws)


def fit_parts(spans: Sequence[Span]) -> tuple[Times, Times, Times, float]:
    """Return lengths, times from start to start and times up of one agent's outages, and how long it was down."""
    told = sorted(spans)
    lengths = np.array([end - start for start, end in told], dtype=float)
    gaps = np.diff(np.array([start for start, _ in told], dtype=float))
    down = merged(told)
    ups = np.array([later[0] - earlier[1] for earlier, later in pairwise(down)], dtype=float)
    return lengths, gaps, ups, fsum(end - start for start, end in down)


def _fitted(
    lengths: Times, gaps: Times, ups: Times, down_s: float, watched_s: float | None, draws: Draws | None
) -> Outages:
    down_family, gap_family = _family(lengths, draws), _family(gaps, draws)
    return Outages(
        n=len(lengths),
        mttr_s=float(lengths.mean()) if len(lengths) else None,
        mttr_interval=_mean_interval(lengths, down_family),
        mtbf_s=float(gaps.mean()) if len(gaps) else None,
        mtbf_interval=_mean_interval(gaps, gap_family),
        up=_family(ups, draws),
        down=down_family,
        gaps=gap_family,
        availability=None if watched_s is None else 1.0 - down_s / watched_s,
    )


def _family(times: Times, draws: Draws | None) -> FamilyChoice | None:
    positive = times[times > 0.0]
    if len(positive) < FEWEST or float(np.ptp(positive)) == 0.0:
        return None
    return choose_family(positive, draws=draws, families=(EXPONENTIAL, LOGNORMAL, WEIBULL))


def _mean_interval(times: Times, family: FamilyChoice | None) -> Interval | None:
    """Return the interval of the mean of positive, skewed times: that of their family, or of a lognormal where few.

    Source: Cox's method for a lognormal mean: Land, "An evaluation of approximate confidence interval estimation
        methods for lognormal means", Technometrics 14, 1972; Zhou, Gao, Statistics in Medicine 16, 1997.
    """
    if family is not None:
        interval = family.mean_interval()
        # Agents that are unlike follow no one family: its mean is then not theirs, and nothing is said of it.
        return interval if interval.low <= float(times.mean()) <= interval.high else None
    positive = times[times > 0.0]
    n = len(positive)
    if n < 2:
        return None
    logs = np.log(positive)
    variance = float(logs.var(ddof=1))
    centre = float(logs.mean()) + variance / 2.0
    half = t_quantile(0.975, n - 1) * sqrt(variance / n + variance * variance / (2.0 * (n - 1)))
    return Interval(exp(centre - half), exp(centre + half))
