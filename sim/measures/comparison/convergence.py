"""How a mean settles as replications come in: the picture that shows whether there are enough."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.measures.comparison.rare_failures import share_bounds
from sim.measures.comparison.sample import Array, known
from sim.measures.comparison.skewed_t import is_one_sided, reach
from sim.measures.statistics.intervals import t_quantiles
from sim.numerics import arrays, log


class Convergence(NamedTuple):
    """Four columns of one length: after so many replications, the mean and its interval, in the metric's unit.

    An end is infinite as long as the values have never differed and others could be any amount away.
    """

    replications: npt.NDArray[np.int64]
    mean: Array
    low: Array
    high: Array


def convergence(
    values: npt.ArrayLike,
    confidence: float = 0.95,
    tasks: float | None = None,
    within: tuple[float, float] = (-np.inf, np.inf),
) -> Convergence:
    """Return the running mean with its interval, as in `mean_interval`, from the second replication on.

    The interval is that of a look at this number alone: over a whole curve the truth leaves it more often.

    Args:
        values: one number a replication, in order, (replications,); NaN, where there is none, is passed over.
        confidence: of each interval.
        tasks: a run, where the values are shares of them; None where they are not.
        within: the least and the greatest value that there can be.

    Returns:
        Columns of length replications - 1; empty with fewer than two.

    >>> curve = convergence([10.0, 14.0, 12.0])
    >>> curve.replications.tolist(), curve.mean.tolist()
    ([2, 3], [12.0, 12.0])
    >>> curve.low.round(4).tolist()  # 12 - 12.7062 * 2; 12 - 4.3027 * 2 / sqrt(3)
    [-13.4124, 7.0317]

    Source: Robinson, "Simulation: The Practice of Model Development and Use", 2nd ed., section 9.6 (the graphical
        method).
    """
    numbers = known(values)
    n = np.arange(2, numbers.size + 1)
    if n.size == 0:
        none = np.empty(0)
        return Convergence(n, none, none, none)
    mean, error, skew = _running(numbers)
    tail = 0.5 - confidence / 2.0
    t = t_quantiles(1.0 - tail, n - 1)
    least, most = (max(0.0, within[0]), min(1.0, within[1])) if tasks else within
    below, above = _tails(mean, error, skew, n.astype(float), (least, most))
    low, high = mean - reach(t, below, n) * error, mean + reach(t, above, n) * error
    # Values that have never differed say of others only how many there may be.
    never, others = error == 0.0, -arrays.expm1(log(tail) / n)
    low[never], high[never] = (mean - others * (mean - least))[never], (mean + others * (most - mean))[never]
    if tasks:
        by_task = share_bounds(mean, tasks * n, tail)
        low, high = np.minimum(low, by_task.low).clip(min=0.0), np.maximum(high, by_task.high).clip(max=1.0)
    return Convergence(n, mean, np.minimum(mean, low.clip(min=least)), np.maximum(mean, high.clip(max=most)))


def _tails(
    mean: Array, error: Array, skew: Array, n: npt.NDArray[np.int64], within: tuple[float, float]
) -> tuple[Array, Array]:
    """Return the skewness towards either side that is to be taken, as `Estimate` has it."""
    least, most = within
    if np.isfinite(least) == np.isfinite(most):
        return -skew, skew
    away = mean - least if np.isfinite(least) else most - mean
    few = is_one_sided(away, error * np.sqrt(n), n)
    if np.isfinite(most):
        return np.where(few, np.inf, -skew), skew
    return -skew, np.where(few, np.inf, skew)


def _running(numbers: Array) -> tuple[Array, Array, Array]:
    """Return mean, standard error and skewness of the first n numbers, from the second one on."""
    n = np.arange(2, numbers.size + 1)
    # Around the overall mean the sums of powers lose nothing.
    centre = numbers.mean()
    away = numbers - centre
    first, second, third = (np.cumsum(each)[1:] / n for each in (away, away * away, away * away * away))
    varied = np.maximum.accumulate(numbers)[1:] > np.minimum.accumulate(numbers)[1:]
    moment = np.where(varied, np.maximum(0.0, second - first * first), 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        skew = (third - 3.0 * first * second + 2.0 * first * first * first) / (moment * np.sqrt(moment))
        skew *= np.sqrt(n * (n - 1.0)) / (n - 2.0)
    return centre + first, np.sqrt(moment / (n - 1)), np.where(varied & (n > 2), np.nan_to_num(skew), 0.0)
