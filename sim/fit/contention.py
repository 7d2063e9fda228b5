"""Do attempts slow each other down? Times over how many were under way, by Gunther's law as scenarios have it."""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, log

import numpy as np
from numpy.typing import NDArray

from sim.fit.record import Record
from sim.measures.statistics.intervals import Interval, normal_quantile

Times = NDArray[np.float64]
Numbers = NDArray[np.int64]
FEWEST = 40
"""Attempts, and a fifth of them at another number than the rest: with fewer nothing is looked for."""
LEVEL = 0.01
"""A slowdown is written into the scenario where the record would show it by chance in fewer than one of a hundred."""
MOST = 1.0


@dataclass(frozen=True, slots=True)
class Slowdown:
    """How attempts that run at once slow each other down: by 1 + sigma (n - 1) + kappa n (n - 1).

    Attributes:
        sigma: contention; its interval of 95 % beside it.
        sigma_interval: of it.
        kappa: crosstalk.
        kappa_interval: of it.
        p_value: how often a record without any shows as much.
        gain: by how much the logarithm of the likelihood is greater than without.
        over_fleet: n counts the attempts of the whole fleet, not those of the agent.
        at: values of n, ascending.
        factor: by what factor attempts took longer there, all else taken off.
        attempts: at each.
    """

    sigma: float
    sigma_interval: Interval
    kappa: float
    kappa_interval: Interval
    p_value: float
    gain: float
    over_fleet: bool
    at: tuple[int, ...]
    factor: tuple[float, ...]
    attempts: tuple[int, ...]

    @property
    def is_shown(self) -> bool:
        """Whether it is believed."""
        return self.p_value <= LEVEL

    def factors(self, n: Numbers) -> Times:
        """Return by what factor attempts take longer that start as the n-th."""
        result: Times = _factor(n.astype(float), self.sigma, self.kappa)
        return result


def under_way(record: Record, groups: Numbers) -> Numbers:
    """Return how many attempts of its group were under way when each began, itself included.

    Args:
        record: the attempts.
        groups: number of the group of each: its run and agent, or its run.

    An attempt that ends when another begins has made room for it.
    """
    found = np.ones(len(record), dtype=np.int64)
    order = np.argsort(groups, kind="stable")
    for places in np.split(order, np.flatnonzero(np.diff(groups[order])) + 1):
        starts, ends = record.start_s[places], np.sort(record.end_s[places])
        by_start = np.argsort(starts, kind="stable")
        begun = np.empty(len(places), dtype=np.int64)
        begun[by_start] = np.arange(1, len(places) + 1)
        found[places] = np.maximum(begun - np.searchsorted(ends, starts + 1e-9, side="right"), 1)
    return found


def fit_slowdown(log_s: Times, n: Numbers, taken_off: Callable[[Times], Times], over_fleet: bool) -> Slowdown | None:
    """Return by how much attempts slow each other down; None: there is nothing to compare.

    Args:
        log_s: logarithm of the seconds of each attempt; shape (n,).
        n: how many were under way when it began, itself included.
        taken_off: (values) -> what tasks, agents and failing leave of them; linear.
        over_fleet: whether n counts the whole fleet.

    Source: Gunther, "Guerrilla Capacity Planning", 2007, chapter 4; the test is that of a likelihood ratio whose
        parameters lie at their bound: Self, Liang, Journal of the American Statistical Association 82, 1987, case 7.
    """
    most_frequent = int(np.bincount(n).max())
    if len(n) < FEWEST or len(n) - most_frequent < len(n) / 5:
        return None
    rest = taken_off(log_s)
    size = len(n)

    def cost(sigma: float, kappa: float) -> float:
        left = rest - taken_off(np.log(_factor(n.astype(float), sigma, kappa)))
        return 0.5 * size * log(max(float(left @ left), 1e-300))

    sigma, kappa = _least(cost)
    gain = max(cost(0.0, 0.0) - cost(sigma, kappa), 0.0)
    ends = [_interval(cost, sigma, kappa, which) for which in (0, 1)]
    at, factor, attempts = _by_number(rest, n, taken_off, sigma, kappa)
    return Slowdown(sigma, ends[0], kappa, ends[1], _p_value(2.0 * gain), gain, over_fleet, at, factor, attempts)


def _factor(n: Times, sigma: float, kappa: float) -> Times:
    result: Times = 1.0 + sigma * (n - 1.0) + kappa * n * (n - 1.0)
    return result


def _least(cost: Callable[[float, float], float]) -> tuple[float, float]:
    from scipy.optimize import minimize

    def of_point(point: Times) -> float:
        return cost(float(point[0]), float(point[1]))

    best = (0.0, 0.0)
    for start in ((0.05, 0.0), (0.0, 0.01), (0.2, 0.02)):
        found = minimize(of_point, np.array(start), method="L-BFGS-B", bounds=[(0.0, MOST), (0.0, MOST)])
        point = (float(found.x[0]), float(found.x[1]))
        best = min(best, point, key=lambda one: cost(*one))
    return best


def _p_value(ratio: float) -> float:
    """Return the chance of such a likelihood ratio where both parameters are 0: a mixture of chi-squares."""
    from scipy.special import chdtrc

    return 1.0 if ratio <= 0.0 else 0.5 * float(chdtrc(1, ratio)) + 0.25 * float(chdtrc(2, ratio))


def _interval(cost: Callable[[float, float], float], sigma: float, kappa: float, which: int) -> Interval:
    """Return where the profile of the likelihood leaves a parameter, the other one free."""
    from scipy.optimize import brentq, minimize_scalar

    limit = cost(sigma, kappa) + normal_quantile(0.975) ** 2 / 2.0
    centre = (sigma, kappa)[which]

    def over(value: float) -> float:
        def other(free: float) -> float:
            return cost(value, free) if which == 0 else cost(free, value)

        found = minimize_scalar(other, bounds=(0.0, MOST), method="bounded", options={"xatol": 1e-6})
        return min(float(found.fun), other(0.0)) - limit

    low = 0.0 if centre <= 0.0 or over(0.0) <= 0.0 else float(brentq(over, 0.0, centre, xtol=1e-6))
    if over(MOST) <= 0.0:
        return Interval(low, MOST)
    return Interval(low, float(brentq(over, centre, MOST, xtol=1e-6)))


def _by_number(
    rest: Times, n: Numbers, taken_off: Callable[[Times], Times], sigma: float, kappa: float
) -> tuple[tuple[int, ...], tuple[float, ...], tuple[int, ...]]:
    """Return for each n what the record shows there: the law, and what is left beside it."""
    left = rest - taken_off(np.log(_factor(n.astype(float), sigma, kappa)))
    counts = np.bincount(n)
    at = np.flatnonzero(counts >= 3)
    means = np.bincount(n, left)[at] / counts[at]
    factor = _factor(at.astype(float), sigma, kappa) * np.exp(means)
    return tuple(at.tolist()), tuple(float(value) for value in factor), tuple(counts[at].tolist())


def as_words(slowdown: Slowdown) -> str:
    """Return how much longer attempts take at the most that were seen at once.

    >>> from sim.measures.statistics.intervals import Interval
    >>> none = Interval(0.0, 0.1)
    >>> as_words(Slowdown(0.1, none, 0.0, none, 0.001, 9.0, False, (1, 4), (1.0, 1.3), (9, 9)))
    '1.3 x as long as alone with 4 under way'
    """
    most = max(slowdown.at, default=1)
    factor = exp(log(float(_factor(np.array([float(most)]), slowdown.sigma, slowdown.kappa)[0])))
    return f"{factor:.3g} x as long as alone with {most} under way"
