"""How work comes in: steadily, in gaps of some shape, in bursts, or with the hour."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

import numpy as np

from sim.fit.counts import Dispersions, Moments, counts_in_windows, dispersion, dispersions, modulated_dispersion
from sim.fit.service_times import Draws, FamilyChoice, choose_family

ALPHA = 0.01
"""At which a Poisson process is given up: of a hundred that are one, one is taken for another."""

SHUFFLES = 1999
"""Of the test for independent gaps: enough for the level over eight lengths of windows."""

FEWEST = 30
"""Arrivals that anything but a rate is read from."""


@dataclass(frozen=True, slots=True)
class Modulated:
    """Two rates in turn, each for an exponential stay: bursts.

    Attributes:
        rates: arrivals a second in the busy and in the calm state.
        stays_s: mean stay in each.
        error: largest factor between recorded and fitted dispersion over the windows looked at; 1: none.
    """

    rates: tuple[float, float]
    stays_s: tuple[float, float]
    error: float


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What fits a record of arrivals.

    Attributes:
        kind: `poisson`, `renewal`, `modulated`, or `file` where none of them fits and the record is played back.
        rate: arrivals a second, over the whole record.
        n: arrivals.
        length_s: of the record.
        dispersions: of the counts, and whether a Poisson process can be believed.
        gaps: the family of the gaps; None: too few.
        gap_cv: standard deviation / mean of the gaps.
        modulated: the bursts; None: none were found, or they do not fit.
    """

    kind: str
    rate: float
    n: int
    length_s: float
    dispersions: Dispersions
    gaps: FamilyChoice | None
    gap_cv: float | None
    modulated: Modulated | None


def fit_arrivals(times_s: Moments, draws: Draws, windows_s: Sequence[float] | None = None) -> Arrivals:
    """Return the simplest process that has the counts of a record.

    A Poisson process is kept until the dispersion of the counts refuses it. Then independent gaps are believed, if the
    recorded gaps in any other order give counts that vary as much; then two rates in turn, if they have the recorded
    dispersion within a factor of 1.5 at every length of window. Else the record itself is the best that can be said.

    Args:
        times_s: arrivals, ascending, in seconds from any moment.
        draws: for the test whether gaps are independent.
        windows_s: lengths of windows; default: eight from the mean gap to a twentieth of the record.

    Raises:
        ValueError: fewer than two arrivals, or all at one moment.

    >>> generator = np.random.default_rng(1)
    >>> steady = fit_arrivals(np.cumsum(generator.exponential(0.5, 500)), lambda number, n: generator.random(n))
    >>> steady.kind, round(steady.rate, 1)
    ('poisson', 2.1)
    """
    if len(times_s) < 2 or times_s[-1] <= times_s[0]:
        raise ValueError("a rate needs two arrivals at two moments")
    moments = np.sort(times_s) - float(np.min(times_s))
    length = float(moments[-1])
    windows = _windows(len(moments), length) if windows_s is None else tuple(windows_s)
    seen = dispersions(moments, length, windows)
    gaps = np.diff(moments)
    rate = len(gaps) / length
    cv = float(gaps.std(ddof=1) / gaps.mean()) if len(gaps) > 2 else None
    positive = gaps[gaps > 0.0]
    family = choose_family(positive) if len(positive) >= FEWEST and np.ptp(positive) > 0.0 else None
    bursts = None
    kind = "poisson"
    if len(moments) >= FEWEST and seen.p_value < ALPHA:
        bursts = fit_modulated(moments, length, seen)
        kind = _kind(gaps, seen, bursts, draws)
    return Arrivals(kind, rate, len(moments), length, seen, family, cv, bursts)


def _windows(n: int, length_s: float) -> tuple[float, ...]:
    shortest, longest = 2.0 * length_s / n, length_s / 40.0
    if longest <= shortest:
        return (longest,)
    return tuple(float(window) for window in np.geomspace(shortest, longest, 8))


def _kind(gaps: Moments, seen: Dispersions, bursts: "Modulated | None", draws: Draws) -> str:
    if _are_independent(gaps, seen, draws):
        return "renewal"
    return "modulated" if bursts is not None and bursts.error <= 1.5 else "file"


def _are_independent(gaps: Moments, seen: Dispersions, draws: Draws) -> bool:
    """Do the same gaps in another order give counts that vary as much? Exact, whatever their family.

    At each length of window the recorded dispersion is looked for among those of shuffled gaps; at the level ALPHA over
    all lengths.

    Source: a permutation test: Pitman, Supplement to the Journal of the Royal Statistical Society 4, 1937; Phipson,
        Smyth, Statistical Applications in Genetics and Molecular Biology 9, 2010, for the p-value.
    """
    length = float(gaps.sum())
    extremes = np.zeros((2, len(seen.windows_s)))
    for number in range(SHUFFLES):
        moments = np.concatenate(([0.0], np.cumsum(gaps[np.argsort(draws(number, len(gaps)), kind="stable")])))
        made = np.array([dispersion(moments, window, length) for window in seen.windows_s])
        extremes += np.array([made >= seen.recorded, made <= seen.recorded])
    p_value = 2.0 * float(((1.0 + extremes) / (1.0 + SHUFFLES)).min()) * len(seen.windows_s)
    return p_value >= ALPHA


def fit_modulated(times_s: Moments, length_s: float, seen: Dispersions) -> Modulated | None:
    """Return the two rates and stays whose counts vary as the recorded ones do; None where counts vary too little.

    The curve of the dispersion over the length of the window fixes how fast the rate changes and how much; the share of
    short windows without an arrival fixes how calm the calm state is.

    Args:
        times_s: arrivals, ascending, from 0.
        length_s: of the record.
        seen: recorded dispersions, at two lengths or more.

    Source: the method of moments for a two-state Markov-modulated Poisson process: Heffes, Lucantoni, "A Markov
        modulated characterization of packetized voice and data traffic", IEEE Journal on Selected Areas in
        Communications 4, 1986; the curve: see `modulated_dispersion`.
    """
    excess = np.array([value - 1.0 for value in seen.recorded])
    if len(excess) < 2 or (excess <= 0.0).any():
        return None
    windows = np.array(seen.windows_s)
    speed, level = _curve(windows, excess)
    mean = len(times_s) / length_s
    variance = level * speed * mean / 2.0  # of the rate
    window_s = min(0.2 / speed, seen.windows_s[0] * 10.0)
    counts = counts_in_windows(times_s, window_s, length_s)
    empty = float((counts == 0).mean()) if len(counts) else 0.0
    rates, busy = _states(mean, variance, empty, window_s)
    stays = (1.0 / (speed * (1.0 - busy)), 1.0 / (speed * busy))
    fitted = [modulated_dispersion(rates, stays, window) for window in seen.windows_s]
    factors = [max(f / r, r / f) for f, r in zip(fitted, seen.recorded, strict=True)]
    return Modulated(rates, stays, max(factors))


def _curve(windows_s: Moments, excess: Moments) -> tuple[float, float]:
    """Return speed and level of level * rise(speed * window), least squares in the logarithm."""
    from scipy.optimize import minimize_scalar

    def level_of(log_speed: float) -> tuple[float, float]:
        x = exp(log_speed) * windows_s
        logs = np.log(excess) - np.log(1.0 + np.expm1(-x) / x)
        return float(logs.mean()), float(((logs - logs.mean()) ** 2).sum())

    bounds = (log(0.01 / float(windows_s[-1])), log(10.0 / float(windows_s[0])))
    found = minimize_scalar(lambda value: level_of(value)[1], bounds=bounds, method="bounded")
    return exp(float(found.x)), exp(level_of(float(found.x))[0])


def _states(mean: float, variance: float, empty: float, window_s: float) -> tuple[tuple[float, float], float]:
    """Return busy and calm rate and the share of busy time, of a mean, a variance and a share of empty windows."""
    from scipy.optimize import brentq

    def states(calm: float) -> tuple[tuple[float, float], float]:
        above = mean - calm
        busy = above * above / (variance + above * above)
        return (calm + above / busy, calm), busy

    def excess(calm: float) -> float:
        (fast, slow), busy = states(calm)
        return busy * exp(-fast * window_s) + (1.0 - busy) * exp(-slow * window_s) - empty

    most = mean * (1.0 - 1e-6)
    if excess(0.0) <= 0.0:
        return states(0.0)
    return states(float(brentq(excess, 0.0, most))) if excess(most) < 0.0 else states(most)
