"""How often attempts succeed, and how unlike tasks are in that."""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, log, log1p

import numpy as np
from numpy.typing import NDArray

from sim.measures.statistics.intervals import Interval, t_quantile

Counts = NDArray[np.int64]
LEAST, MOST = 1e-4, 0.999
"""Between which the dispersion is looked for: at 0 all tasks are alike, at 1 each always or never succeeds."""


@dataclass(frozen=True, slots=True)
class Dispersion:
    """Success chances that differ from task to task, as `truth.dispersion` has them.

    Attributes:
        mean: mean chance over tasks, 0..1.
        mean_interval: of it, 95 %; wider than that of as many attempts at unlike tasks.
        dispersion: r, where the chances of tasks have variance r * mean * (1 - mean); 0: all are alike.
        interval: of r, 95 %.
        tasks: tasks with an attempt.
        attempts: attempts at them.
    """

    mean: float
    mean_interval: Interval
    dispersion: float
    interval: Interval
    tasks: int
    attempts: int


def fit_dispersion(successes: Counts, attempts: Counts, confidence: float = 0.95) -> Dispersion:
    """Return mean and dispersion of the tasks' chances, those under which the record is likeliest.

    The number of successes of a task is beta-binomial: its chance is a draw of a Beta with the mean and the dispersion.

    Args:
        successes: of each task; shape (tasks,).
        attempts: at each task, blind ones at the same chance; shape (tasks,).
        confidence: of the intervals; they follow the profile of the likelihood.

    Raises:
        ValueError: no task was tried twice, or more successes than attempts.

    >>> always = fit_dispersion(np.array([4, 4, 0, 0, 4, 0]), np.array([4, 4, 4, 4, 4, 4]))
    >>> round(always.mean, 2), always.dispersion > 0.9
    (0.5, True)
    >>> like_coins = fit_dispersion(np.array([2, 2, 2, 2, 2, 2]), np.array([4, 4, 4, 4, 4, 4]))
    >>> like_coins.dispersion < 0.01
    True

    Source: Skellam, "A probability distribution derived from the binomial distribution by regarding the probability of
        success as variable between the sets of trials", Journal of the Royal Statistical Society B 10, 1948; intervals
        by the likelihood ratio: Pawitan, "In All Likelihood", 2001, sections 2.6 and 3.4.
    """
    if (successes > attempts).any() or (successes < 0).any():
        raise ValueError("a task cannot have more successes than attempts")
    if not (attempts >= 2).any():
        raise ValueError("no task was tried twice: how unlike tasks are cannot be told")
    kept = attempts > 0
    k, n = successes[kept].astype(float), attempts[kept].astype(float)

    # Tasks with as many successes in as many attempts are alike: each such pair is looked at once.
    pairs, weights = np.unique(np.column_stack([k, n]), axis=0, return_counts=True)

    def cost(logit_mean: float, r: float) -> float:
        return -_log_likelihood(pairs[:, 0], pairs[:, 1], weights, 1.0 / (1.0 + exp(-logit_mean)), r)

    centre, r = _least(cost, _start(k, n))
    limit = cost(centre, r) + t_quantile(0.5 + confidence / 2.0, max(len(k) - 1, 1)) ** 2 / 2.0
    over_mean = _profile(lambda x: min(cost(x, value) for value in _near(r)), centre, limit, 25.0)
    mean_interval = Interval(*(1.0 / (1.0 + exp(-end)) for end in over_mean))
    return Dispersion(
        mean=1.0 / (1.0 + exp(-centre)),
        mean_interval=mean_interval,
        dispersion=r,
        interval=_dispersion_interval(cost, centre, r, limit),
        tasks=len(k),
        attempts=int(n.sum()),
    )


def _log_likelihood(k: NDArray[np.float64], n: NDArray[np.float64], weights: Counts, mean: float, r: float) -> float:
    """Sum over tasks of the logarithm of the beta-binomial, without the binomial coefficient."""
    from scipy.special import betaln

    weight = (1.0 - r) / r
    a, b = mean * weight, (1.0 - mean) * weight
    return float((weights * (betaln(k + a, n - k + b) - betaln(a, b))).sum())


def _start(k: NDArray[np.float64], n: NDArray[np.float64]) -> tuple[float, float]:
    mean = min(max(float(k.sum() / n.sum()), 1e-3), 1.0 - 1e-3)
    return log(mean) - log1p(-mean), 0.3


def _near(r: float) -> NDArray[np.float64]:
    """Dispersions around one, over which the profile of the mean takes the best."""
    return np.clip(r * np.exp(np.linspace(-1.5, 1.5, 31)), LEAST, MOST)


def _least(cost: Callable[[float, float], float], start: tuple[float, float]) -> tuple[float, float]:
    from scipy.optimize import minimize

    def bounded(point: NDArray[np.float64]) -> float:
        x, y = map(float, point)
        if abs(x) > 25.0 or abs(y) > 9.21:
            return 1e300
        return cost(x, 1.0 / (1.0 + exp(-y)))

    first = np.array([start[0], log(start[1]) - log1p(-start[1])])
    found = minimize(bounded, first, method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-10})
    return float(found.x[0]), min(max(1.0 / (1.0 + exp(-float(found.x[1]))), LEAST), MOST)


def _profile(cost: Callable[[float], float], centre: float, limit: float, reach: float) -> tuple[float, float]:
    """Return where a cost that is least at the centre crosses a limit, on both sides; the reach where it does not."""
    from scipy.optimize import brentq

    ends = []
    for end in (centre - reach, centre + reach):
        crosses = cost(end) > limit
        ends.append(float(brentq(lambda x: cost(x) - limit, centre, end, xtol=1e-6)) if crosses else end)
    return ends[0], ends[1]


def _dispersion_interval(cost: Callable[[float, float], float], centre: float, r: float, limit: float) -> Interval:
    from scipy.optimize import brentq, minimize_scalar

    def least(value: float) -> float:
        found = minimize_scalar(lambda x: cost(x, value), bounds=(centre - 3.0, centre + 3.0), method="bounded")
        return float(found.fun) - limit

    low = 0.0 if least(LEAST) <= 0.0 else float(brentq(least, LEAST, max(r, LEAST), xtol=1e-6))
    high = 1.0 if least(MOST) <= 0.0 else float(brentq(least, min(r, MOST), MOST, xtol=1e-6))
    return Interval(low, high)
