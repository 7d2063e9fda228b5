"""How many replications are enough: run until the interval of every mean is narrow, and stays so.

A fold over replications: `begin` gives the state, `advance` takes the next replication's metrics and says whether it
was enough. Feed it in the order of the replications' numbers, not of their completion: the answer depends on it.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.measures.comparison.rare_failures import difference_bounds, share_bounds
from sim.measures.comparison.sample import Array, checked
from sim.measures.comparison.skewed_t import is_one_sided, reach
from sim.measures.comparison.unseen import runs_to_see, unseen_share
from sim.measures.statistics.intervals import t_quantiles

_ROUNDING = 1e-12
_STRICTER = 0.85
"""Of the error: who stops where an interval happens to be narrow stops where it is a little too narrow."""


@dataclass(frozen=True)
class PrecisionRule:
    """When to stop.

    Args:
        relative: greatest half-width of an interval, as a share of the mean (0.02: the mean +- 2 %).
        confidence: of each interval.
        minimum: replications before which nothing is decided, 3 or more.
        look_ahead: replications for which the precision must go on to hold, with up to 100 replications; with more,
            so many for each hundred.

    Raises:
        ValueError: a number outside its range.
    """

    relative: float
    confidence: float = 0.95
    minimum: int = 3
    look_ahead: int = 5

    def __post_init__(self) -> None:
        if not 0.0 < self.relative < math.inf:
            raise ValueError(f"precision: {self.relative} is not above 0; 0.02 asks for the mean +- 2 %")
        if not 0.0 < self.confidence < 1.0:
            raise ValueError(f"confidence: {self.confidence} is not between 0 and 1")
        if self.minimum < 3 or self.look_ahead < 0:
            raise ValueError("precision needs a minimum of 3 or more replications, and a look-ahead of 0 or more")

    def look_ahead_from(self, replications: int) -> int:
        """Return for how many more replications a precision first met at this number must hold.

        >>> rule = PrecisionRule(0.02)
        >>> [rule.look_ahead_from(n) for n in (3, 100, 250)]  # 5; 5; 5 * 250 / 100 rounded down
        [5, 5, 12]
        """
        return self.look_ahead * max(replications, 100) // 100


class PrecisionState(NamedTuple):
    """What is known so far.

    Args:
        replications: how many were seen.
        counts: of them, how many had a value of each metric, (metrics,).
        means: running means, (metrics,).
        squares: sums of squared distances from the mean, (metrics,).
        cubes: sums of cubed distances, likewise.
        met_since: replication at which every metric became precise enough and has been since; None while one is not.
        tasks: a run, (metrics,), where the metric is a share of them; else NaN.
        certain: whether chance is known to decide nothing about the metric, (metrics,).
        from_zero: whether values lie from 0 on without an upper end, (metrics,).
        are_differences: whether values are differences of pairs, so that shares of tasks are differences of shares.
    """

    replications: int
    counts: Array
    means: Array
    squares: Array
    cubes: Array
    met_since: int | None
    tasks: Array
    certain: npt.NDArray[np.bool_]
    from_zero: npt.NDArray[np.bool_]
    are_differences: bool = False


class PrecisionDecision(NamedTuple):
    """What to do after a replication.

    Args:
        enough: whether to stop.
        met: per metric, whether its interval is narrow enough now.
        relative_half_widths: per metric, half-width / abs(mean); None with fewer than two values, or where the mean is
            0 and the half-width is not.
        forecast: how many replications the least precise metric would take at its present mean and variance; None
            where that cannot be told.
    """

    enough: bool
    met: tuple[bool, ...]
    relative_half_widths: tuple[float | None, ...]
    forecast: int | None


def begin(
    metrics: int,
    tasks: npt.ArrayLike | None = None,
    certain: npt.ArrayLike | None = None,
    from_zero: npt.ArrayLike | None = None,
    are_differences: bool = False,
) -> PrecisionState:
    """Return the state before the first replication of so many metrics (times alternatives, if every mean counts).

    Args:
        metrics: how many.
        tasks: a run, (metrics,), where the metric is a share of them: its interval is then at least that of as many
            independent tasks, as in `mean_interval`; NaN where it is not.
        certain: whether chance is known to decide nothing, (metrics,): one value then shows all; None: nowhere.
        from_zero: whether values lie from 0 on without an upper end, (metrics,): few of them may not show their tail
            (`is_one_sided`); None: nowhere.
        are_differences: whether the values are differences of two alternatives.
    """
    sizes = np.full(metrics, np.nan) if tasks is None else np.asarray(tasks, dtype=float)
    sure = np.zeros(metrics, dtype=bool) if certain is None else np.asarray(certain, dtype=bool)
    times = np.zeros(metrics, dtype=bool) if from_zero is None else np.asarray(from_zero, dtype=bool)
    nothing = np.zeros(metrics)
    return PrecisionState(0, nothing, nothing, nothing, nothing, None, sizes, sure, times, are_differences)


def advance(
    rule: PrecisionRule, state: PrecisionState, values: npt.ArrayLike, scale: npt.ArrayLike | None = None
) -> tuple[PrecisionState, PrecisionDecision]:
    """Return the state after one more replication, and whether it was enough.

    Enough is: every metric's half-width is at most `rule.relative` times its mean after this replication, and has been
    for the look-ahead. The replications of the look-ahead are run, so they count in the results too. The half-width is
    that of `mean_interval` towards its longer tail, at an error a little less than asked for, so that means at the stop
    are as precise as they are called. Values that are all the same count once so many would have shown a kind of run
    that comes once in a hundred.

    Args:
        rule: when to stop.
        state: as returned before, or by `begin`.
        values: of the next replication, (metrics,); NaN for one that is missing, whose interval then stays as it is.
        scale: what the half-widths are a share of, (metrics,), 0 or more; None: each of its mean.

    Raises:
        ValueError: another number of metrics than the state's, or an infinite value.

    >>> rule, state = PrecisionRule(relative=0.2, look_ahead=1), begin(metrics=1)
    >>> for value in (10.0, 11.0, 12.0, 11.0, 11.0):
    ...     state, decision = advance(rule, state, [value])
    ...     print(state.replications, decision.relative_half_widths[0], decision.met, decision.enough)
    1 None (False,) False
    2 0.605057 (False,) False
    3 0.225831 (False,) False
    4 0.118112 (True,) False
    5 0.079817 (True,) True

    Source: Hoad, Robinson, Davies, "Automated selection of the number of replications for a discrete-event
        simulation", Journal of the Operational Research Society 61, 2010; for several metrics here all must hold at
        once. Running variance: Welford, Technometrics 4, 1962. That a rule that stops by the variance so far covers a
        little too seldom: Simons, "On the cost of not knowing the variance when making a fixed-width confidence
        interval for the mean", Annals of Mathematical Statistics 39, 1968.
    """
    new = _include(state, checked(values, 1))
    half = _half_widths(new, 1.0 - rule.confidence)
    unit = np.abs(new.means) if scale is None else np.asarray(scale, dtype=float)
    strict = _half_widths(new, _STRICTER * (1.0 - rule.confidence))
    # Not divided: a mean of 0 without variance (no anomaly, ever) is as precise as can be.
    met = (strict <= rule.relative * unit) & (new.replications >= rule.minimum)
    since = (state.met_since or new.replications) if met.all() else None
    new = new._replace(met_since=since)
    enough = since is not None and new.replications - since >= rule.look_ahead_from(since)
    shares = _shares(half, unit)
    return new, PrecisionDecision(enough, tuple(met.tolist()), shares, _forecast(rule, new, shares))


def _include(state: PrecisionState, values: Array) -> PrecisionState:
    if values.shape != state.means.shape:
        raise ValueError(f"values: {values.size} metrics, but the rule began with {state.means.size}")
    there = ~np.isnan(values)
    counts = state.counts + there
    away = np.where(there, values - state.means, 0.0)
    step = away / np.maximum(counts, 1.0)
    spread = away * step * np.maximum(counts - 1.0, 0.0)
    return state._replace(
        replications=state.replications + 1,
        counts=counts,
        means=state.means + step,
        squares=state.squares + spread,
        cubes=state.cubes + spread * step * (counts - 2.0) - 3.0 * step * state.squares,
    )


def _half_widths(state: PrecisionState, error: float) -> Array:
    # One value leaves no degree of freedom, and none no mean: their intervals are as wide as can be.
    freedom, tail = np.maximum(state.counts - 1.0, 1.0), 0.5 * error
    n, deviation = freedom + 1.0, np.sqrt(state.squares / freedom)
    few = state.from_zero & is_one_sided(np.abs(state.means), deviation, n)
    skewed = np.where(few, np.inf, np.abs(_skewness(state)))
    half = reach(t_quantiles(1.0 - tail, freedom), skewed, n) * deviation / np.sqrt(n)
    half = np.where(_are_alike(state) & ~state.certain, _unseen(state, error), half)
    half = np.fmax(half, _of_tasks(state, n, tail))
    return np.where((state.counts >= 2.0) | (state.certain & (state.counts > 0.0)), half, np.inf)


def _of_tasks(state: PrecisionState, n: Array, tail: float) -> Array:
    """Return how far a mean may be off for as many tasks, each by itself; NaN where it is no share of tasks."""
    if not state.are_differences:
        low, high = share_bounds(state.means, state.tasks * n, tail)
        return np.fmax(state.means - low, high - state.means)
    half = np.full(state.means.size, np.nan)
    for place in np.flatnonzero(~np.isnan(state.tasks)).tolist():
        mean = float(state.means[place])
        low_end, high_end = difference_bounds(mean, float(state.tasks[place] * n[place]), tail)
        half[place] = max(mean - low_end, high_end - mean)
    return half


def _are_alike(state: PrecisionState) -> npt.NDArray[np.bool_]:
    rounding = _ROUNDING * np.abs(state.means)
    return np.asarray(state.squares <= state.counts * rounding * rounding)


def _unseen(state: PrecisionState, error: float) -> Array:
    """Return how far runs of a kind that was not seen may take the mean, where all that were seen are the same."""
    enough, (sizes, places) = state.counts >= runs_to_see(error), np.unique(state.counts, return_inverse=True)
    # A share goes no further than from end to end; of other metrics nothing is known before there are enough.
    most = np.array([unseen_share(int(n), 0.5 * error) if n else np.inf for n in sizes.tolist()])
    return np.where(np.isnan(state.tasks), np.where(enough, 0.0, np.inf), most[places])


def _skewness(state: PrecisionState) -> Array:
    n = np.maximum(state.counts, 3.0)
    variance = state.squares / n
    known = (variance > 0.0) & ~_are_alike(state) & (state.counts >= 3.0)
    spread = np.where(known, variance * np.sqrt(variance), 1.0)
    return np.asarray(np.where(known, state.cubes / n / spread * np.sqrt(n * (n - 1.0)) / (n - 2.0), 0.0))


def _shares(half: Array, scale: Array) -> tuple[float | None, ...]:
    return tuple(_share(width, mean) for width, mean in zip(half.tolist(), scale.tolist(), strict=True))


def _share(width: float, mean: float) -> float | None:
    if width == 0.0:
        return 0.0
    # A mean that is 0 but for rounding is no unit to measure in.
    return None if math.isinf(width) or mean <= _ROUNDING * width else width / mean


def _forecast(rule: PrecisionRule, state: PrecisionState, shares: tuple[float | None, ...]) -> int | None:
    numbers = [share for share in shares if share is not None]
    if len(numbers) < len(shares):
        return _until_seen(rule, state, shares)
    # The half-width falls like 1 / sqrt(n).
    needed = max(
        (
            n * (share / rule.relative) * (share / rule.relative)
            for n, share in zip(state.counts.tolist(), numbers, strict=True)
        ),
        default=0.0,
    )
    return max(rule.minimum, math.ceil(needed))


def _until_seen(rule: PrecisionRule, state: PrecisionState, shares: tuple[float | None, ...]) -> int | None:
    """Return how many replications would show a rare kind of run, where nothing else is unknown."""
    alike = (_are_alike(state) & (state.counts >= 2.0)).tolist()
    if not all(same for same, share in zip(alike, shares, strict=True) if share is None):
        return None
    return runs_to_see(_STRICTER * (1.0 - rule.confidence))


def _square(x: float) -> float:
    return x * x
