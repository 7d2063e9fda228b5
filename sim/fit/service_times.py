"""Which family recorded times follow, and whether they follow it at all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from math import exp, expm1, fsum, log1p, sqrt

import numpy as np
from numpy.typing import NDArray

from sim.fit.families import FAMILIES, Family, Parameters, Times
from sim.fit.likelihood import Fit, likeliest
from sim.measures.statistics.intervals import Interval

Draws = Callable[[int, int], NDArray[np.float64]]
"""(number of the resample, how many) -> uniforms in (0, 1): keyed, so that the same record gives the same answer."""

RESAMPLES = 99
"""Of the test of fit: with 99 the least p-value is 0.01."""

MOST_TESTED = 5_000
"""Times that a fit is tested on."""

LEAST_WEIGHT = 1e-6
"""Of a family beside the best, from which on it has a say in an interval."""

MOST_VARIANCE = 700.0
"""Of a logarithm: beyond it a cv is no number."""

FEWEST = 8
"""Whole times that a family is chosen from; with fewer the record itself is played back."""


@dataclass(frozen=True, slots=True)
class FamilyChoice:
    """The family to believe, and how well it fits.

    Attributes:
        best: the fit of the family that Schwarz's criterion prefers.
        others: the fits of the other families, the better ones first.
        distance: largest distance between the recorded and the fitted distribution function, 0..1.
        p_value: how often times that do follow the family lie at least as far from their own fit; None: not tested.
        more: variance of the logarithm of the mean that the times do not show among themselves: whole runs that differ.
        runs: that this is known from.
    """

    best: Fit
    others: tuple[Fit, ...]
    distance: float
    p_value: float | None
    more: float = 0.0
    runs: int = 1

    def mean_interval(self, confidence: float = 0.95) -> Interval:
        """Return the interval of the mean, whatever the family.

        Args:
            confidence: about this share of such intervals holds the true value.
        """
        low, high = self._ends(lambda family, parameters: family.mean_and_cv(parameters)[0], confidence, self.more)
        return Interval(exp(low), exp(high))

    def cv_interval(self, confidence: float = 0.95) -> Interval:
        """Return the interval of standard deviation / mean, whatever the family."""
        # On the scale of the variance of a lognormal's logarithm the error is as good as normal for all families.
        low, high = self._ends(
            lambda family, parameters: log1p(family.mean_and_cv(parameters)[1] ** 2), confidence, 0.0
        )
        return Interval(*(sqrt(expm1(min(exp(end), MOST_VARIANCE))) for end in (low, high)))

    def _ends(self, of: Callable[[Family, Parameters], float], confidence: float, more: float) -> tuple[float, float]:
        """Return the ends for a quantity's logarithm under all families, each as far as it is to be believed.

        Source: Hoeting, Madigan, Raftery, Volinsky, "Bayesian model averaging: a tutorial", Statistical Science 14,
            1999; weights by Schwarz's criterion: Raftery, "Bayesian model selection in social research", Sociological
            Methodology 25, 1995.
        """
        parts = []
        for fit in (self.best, *self.others):
            weight = exp(0.5 * (self.best.information_criterion - fit.information_criterion))
            if weight > LEAST_WEIGHT:
                centre, sd = fit.in_logarithm(partial(of, fit.family))
                freedom = _freedom(sd * sd, fit.freedom, more, self.runs - 1)
                parts.append((weight, centre, sqrt(sd * sd + more), freedom))
        return _quantile(parts, 0.5 - confidence / 2.0), _quantile(parts, 0.5 + confidence / 2.0)

    @property
    def margin(self) -> float:
        """By how much the criterion of the next family is worse; below 2 they can hardly be told apart."""
        return self.others[0].information_criterion - self.best.information_criterion if self.others else float("inf")


def _freedom(own: float, own_freedom: int, more: float, more_freedom: int) -> float:
    """Return the degrees of freedom of a sum of two variances.

    Source: Satterthwaite, "An approximate distribution of estimates of variance components", Biometrics 2, 1946.
    """
    if more <= 0.0 or more_freedom < 1:
        return float(own_freedom)
    return (own + more) ** 2 / (own * own / own_freedom + more * more / more_freedom)


def _quantile(parts: Sequence[tuple[float, float, float, float]], level: float) -> float:
    """Return a quantile of a mixture of Student's t, each (weight, centre, scale, freedom)."""
    from scipy.optimize import brentq
    from scipy.special import stdtr

    total = fsum(weight for weight, *_ in parts)

    def excess(at: float) -> float:
        below = (
            weight * (float(stdtr(freedom, (at - centre) / scale)) if scale > 0.0 else float(at >= centre))
            for weight, centre, scale, freedom in parts
        )
        return fsum(below) / total - level

    reach = 100.0 * max(scale for _, _, scale, _ in parts) + 1e-9
    low, high = min(part[1] for part in parts) - reach, max(part[1] for part in parts) + reach
    return float(brentq(excess, low, high, xtol=1e-9)) if excess(low) < 0.0 < excess(high) else parts[0][1]


def choose_family(
    times: Times,
    is_cut_off: NDArray[np.bool_] | None = None,
    draws: Draws | None = None,
    families: Sequence[Family] = FAMILIES,
    groups: NDArray[np.int64] | None = None,
) -> FamilyChoice:
    """Return the family that recorded times follow, by likelihood with a price for every parameter.

    Args:
        times: above 0; shape (n,).
        is_cut_off: where a time is only known to be exceeded; shape (n,).
        draws: for the test of fit; without them it is left out.
        families: to choose from; of equals the first is taken.
        groups: number of the group of each time, where times of one hang together: see `likeliest`.

    Raises:
        ValueError: too few times, or all alike: see `likeliest`.

    >>> u = (np.arange(1, 200) - 0.5) / 199
    >>> choose_family(-60.0 * np.log1p(-u)).best.family.name
    'exponential'
    """
    fits = [likeliest(family, times, is_cut_off, groups) for family in families]
    ranked = sorted(fits, key=lambda fit: fit.information_criterion)
    best = ranked[0]
    distance = _distance(best, times, is_cut_off)
    p_value = None if draws is None else _tested(best, times, is_cut_off, distance, draws)
    return FamilyChoice(best, tuple(ranked[1:]), distance, p_value)


def survival_steps(times: Times, is_cut_off: NDArray[np.bool_] | None = None) -> tuple[Times, Times, Times]:
    """Return the recorded chance to last longer: times at which it falls, and its values before and after.

    Args:
        times: above 0; shape (n,).
        is_cut_off: where a time is only known to be exceeded; shape (n,).

    >>> at, before, after = survival_steps(np.array([1.0, 2.0, 3.0]), np.array([False, True, False]))
    >>> at.tolist(), [round(float(value), 4) for value in after]
    ([1.0, 3.0], [0.6667, 0.0])

    Source: Kaplan, Meier, "Nonparametric estimation from incomplete observations", Journal of the American Statistical
        Association 53, 1958.
    """
    cut = np.zeros(len(times), dtype=bool) if is_cut_off is None else is_cut_off
    at, places = np.unique(times[~cut], return_inverse=True)
    ended = np.bincount(places, minlength=len(at)).astype(float)
    ordered = np.sort(times)
    at_risk = len(times) - np.searchsorted(ordered, at, side="left")
    after: Times = np.asarray(np.cumprod(1.0 - ended / at_risk), dtype=np.float64)
    return np.asarray(at, dtype=np.float64), np.concatenate(([1.0], after[:-1])), after


def _distance(fit: Fit, times: Times, is_cut_off: NDArray[np.bool_] | None) -> float:
    at, before, after = survival_steps(times, is_cut_off)
    fitted = np.exp(fit.family.log_survival(at, fit.parameters))
    return float(max(np.abs(fitted - before).max(), np.abs(fitted - after).max()))


def _tested(fit: Fit, times: Times, is_cut_off: NDArray[np.bool_] | None, distance: float, draws: Draws) -> float:
    """Return the p-value of the fit; of many times, that of evenly chosen ones.

    What more of them would show is so small a difference that it does not matter, at a hundred times the work.
    """
    if len(times) <= MOST_TESTED:
        return _p_value(fit, times, is_cut_off, distance, draws)
    places = np.linspace(0, len(times) - 1, MOST_TESTED).astype(int)
    chosen, cut = times[places], None if is_cut_off is None else is_cut_off[places]
    try:
        own = likeliest(fit.family, chosen, cut)
    except ValueError:  # hardly any of those chosen ended
        return 1.0
    return _p_value(own, chosen, cut, _distance(own, chosen, cut), draws)


def _p_value(fit: Fit, times: Times, is_cut_off: NDArray[np.bool_] | None, distance: float, draws: Draws) -> float:
    """Fit again what the fit itself makes: the distance of times that follow the family, parameters estimated.

    Source: Stute, Gonzalez Manteiga, Presedo Quindimil, "Bootstrap based goodness-of-fit-tests", Metrika 40, 1993;
        Lilliefors, Journal of the American Statistical Association 62, 1967, for why the plain table is wrong here.
    """
    limits = None if is_cut_off is None or not is_cut_off.any() else times[is_cut_off]
    as_far = 0
    for number in range(RESAMPLES):
        made = sample(fit, draws(number, len(times)))
        cut = None
        if limits is not None:
            # Whether a time is cut off is decided by limits as those that were seen, each as often.
            bounds = _limits(limits, len(times), draws(RESAMPLES + number, len(times)))
            cut = made > bounds
            made = np.where(cut, bounds, made)
        try:
            again = likeliest(fit.family, made, cut)
        except ValueError:  # all alike, or hardly any that ended: no distance to compare with
            continue
        as_far += _distance(again, made, cut) >= distance
    return (1 + as_far) / (1 + RESAMPLES)


def _limits(seen: Times, n: int, draws: NDArray[np.float64]) -> Times:
    share = len(seen) / n
    places = np.minimum((draws / share * len(seen)).astype(int), len(seen) - 1)
    return np.where(draws < share, seen[places], np.inf)


def sample(fit: Fit, draws: NDArray[np.float64]) -> Times:
    """Return times that follow a fit, by inverting its distribution function at uniforms.

    Args:
        fit: of any family.
        draws: uniforms in (0, 1); shape (n,).
    """
    from scipy.special import gammaincinv, ndtri

    name, parameters = fit.family.name, fit.parameters
    scale = np.exp(parameters[0])
    longer = -np.log1p(-draws)
    if name == "exponential":
        values = scale * longer
    elif name == "lognormal":
        values = scale * np.exp(np.exp(parameters[1]) * ndtri(draws))
    elif name == "gamma":
        values = scale * gammaincinv(np.exp(parameters[1]), draws)
    else:
        values = scale * longer ** np.exp(-parameters[1])
    result: Times = np.maximum(values, 1e-12)
    return result
