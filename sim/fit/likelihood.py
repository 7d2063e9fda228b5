"""The likeliest member of a family for recorded times, some of which were cut off, and how sure it is."""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, fsum, log, sqrt

import numpy as np
from numpy.typing import NDArray

from sim.fit.families import Family, Parameters, Times
from sim.measures.statistics.intervals import Interval, t_quantile

STEP = 1e-4
"""Of the numerical second derivatives, in the logarithms that the parameters are."""


@dataclass(frozen=True, slots=True)
class Fit:
    """The likeliest member of one family.

    Attributes:
        family: the family.
        parameters: as the family has them: logarithms.
        covariance: of the parameters, their inverse observed information; a row and a column a parameter.
        log_likelihood: of the times under it.
        n: times, those cut off included.
        cut_off: those of which is known only that they would have lasted longer.
        freedom: degrees of freedom of the covariance: independent times, or groups of them, less 1.
    """

    family: Family
    parameters: Parameters
    covariance: tuple[tuple[float, ...], ...]
    log_likelihood: float
    n: int
    cut_off: int
    freedom: int

    @property
    def mean_s(self) -> float:
        """Mean of the distribution, in the unit of the times."""
        return self.family.mean_and_cv(self.parameters)[0]

    @property
    def cv(self) -> float:
        """Standard deviation / mean of the distribution."""
        return self.family.mean_and_cv(self.parameters)[1]

    @property
    def information_criterion(self) -> float:
        """Schwarz's criterion; of two families the lower one is to be believed.

        Source: Schwarz, "Estimating the dimension of a model", Annals of Statistics 6, 1978.
        """
        return len(self.parameters) * log(max(self.n, 1)) - 2.0 * self.log_likelihood

    def mean_interval(self, confidence: float = 0.95) -> Interval:
        """Return the interval of the mean: normal in its logarithm, by the delta method."""
        return self.interval(lambda parameters: self.family.mean_and_cv(parameters)[0], confidence)

    def cv_interval(self, confidence: float = 0.95) -> Interval:
        """Return the interval of the coefficient of variation; a family with one that is fixed has no width."""
        return self.interval(lambda parameters: self.family.mean_and_cv(parameters)[1], confidence)

    def interval(self, quantity: Callable[[Parameters], float], confidence: float = 0.95) -> Interval:
        """Return the interval of a positive quantity that hangs on the parameters.

        Args:
            quantity: (parameters) -> a number above 0.
            confidence: about this share of such intervals holds the true value, where n is not small.

        Source: the delta method in the logarithm; Casella, Berger, "Statistical Inference", 2nd ed., section 5.5.4.
        """
        centre, sd = self.in_logarithm(quantity)
        half = t_quantile(0.5 + confidence / 2.0, self.freedom) * sd
        return Interval(exp(centre - half), exp(centre + half))

    def in_logarithm(self, quantity: Callable[[Parameters], float]) -> tuple[float, float]:
        """Return the logarithm of a positive quantity that hangs on the parameters, and its standard error.

        Args:
            quantity: (parameters) -> a number above 0.
        """
        centre = log(quantity(self.parameters))
        slopes = []
        for place in range(len(self.parameters)):
            up, down = _moved(self.parameters, place, STEP), _moved(self.parameters, place, -STEP)
            slopes.append((log(quantity(up)) - log(quantity(down))) / (2.0 * STEP))
        pairs = ((i, j) for i in range(len(slopes)) for j in range(len(slopes)))
        variance = fsum(slopes[i] * slopes[j] * self.covariance[i][j] for i, j in pairs)
        return centre, sqrt(max(variance, 0.0))


def likeliest(
    family: Family,
    times: Times,
    is_cut_off: NDArray[np.bool_] | None = None,
    groups: NDArray[np.int64] | None = None,
) -> Fit:
    """Return the member of a family under which the times are likeliest.

    Args:
        family: the family.
        times: above 0; shape (n,).
        is_cut_off: where a time is only known to be exceeded (a time-out, the end of the record); shape (n,).
            Such times are not short: they count with the chance to last longer.
        groups: number of the group of each time, from 0: times of one group hang together in any way, and the
            covariance says so; None: all are independent.

    Raises:
        ValueError: fewer than two whole times, all of them alike, or one that is not above 0.

    >>> from sim.fit.families import EXPONENTIAL
    >>> fit = likeliest(EXPONENTIAL, np.array([10.0, 20.0, 30.0]))
    >>> round(fit.mean_s, 6)
    20.0
    >>> cut = np.array([False, False, True])
    >>> round(likeliest(EXPONENTIAL, np.array([10.0, 20.0, 30.0]), cut).mean_s, 6)  # 60 s watched, 2 ended
    30.0

    Source: Meeker, Escobar, "Statistical Methods for Reliability Data", 1998, sections 7.2 and 8.2 (likelihood with
        right-censored times); covariance over groups: White, "Maximum likelihood estimation of misspecified models",
        Econometrica 50, 1982; Liang, Zeger, Biometrika 73, 1986.
    """
    cut = np.zeros(len(times), dtype=bool) if is_cut_off is None else is_cut_off
    whole, longer = times[~cut], times[cut]
    _require(times, whole)

    def cost(parameters: Parameters) -> float:
        ended = float(family.log_density(whole, parameters).sum())
        return -ended - (float(family.log_survival(longer, parameters).sum()) if len(longer) else 0.0)

    parameters = _searched(cost, family.start(whole))
    covariance, freedom = _inverse_information(cost, parameters), len(times) - 1
    if groups is not None:
        scores = _scores(family, times, cut, parameters)
        totals = np.column_stack([np.bincount(groups, column) for column in scores.T])
        freedom = len(np.unique(groups)) - 1
        covariance = covariance @ (totals.T @ totals * ((freedom + 1) / max(freedom, 1))) @ covariance
    rows = tuple(tuple(map(float, row)) for row in covariance)
    return Fit(family, parameters, rows, -cost(parameters), len(times), len(longer), max(freedom, 1))


def _scores(family: Family, times: Times, cut: NDArray[np.bool_], at: Parameters) -> NDArray[np.float64]:
    """Return the derivatives of each time's logarithm of likelihood; shape (n, parameters)."""

    def each(parameters: Parameters) -> Times:
        return np.where(cut, family.log_survival(times, parameters), family.log_density(times, parameters))

    ends = ((each(_moved(at, place, STEP)), each(_moved(at, place, -STEP))) for place in range(len(at)))
    return np.column_stack([(up - down) / (2.0 * STEP) for up, down in ends])


def _require(times: Times, whole: Times) -> None:
    if len(times) and not (np.isfinite(times).all() and float(times.min()) > 0.0):
        raise ValueError("times must be finite and above 0")
    if len(whole) < 2 or float(whole.min()) == float(whole.max()):
        raise ValueError(f"a distribution needs two different times; there are {len(whole)}, or all are alike")


def _searched(cost: Callable[[Parameters], float], start: Parameters) -> Parameters:
    from scipy.optimize import minimize

    def bounded(point: NDArray[np.float64]) -> float:
        if float(np.abs(point).max()) > 60.0:  # e^60: beyond any time and any shape
            return 1e300
        value = cost(tuple(map(float, point)))
        return value if np.isfinite(value) else 1e300

    found = minimize(bounded, np.array(start), method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-9})
    return tuple(map(float, found.x))


def _moved(parameters: Parameters, place: int, by: float) -> Parameters:
    return tuple(value + by if i == place else value for i, value in enumerate(parameters))


def _inverse_information(cost: Callable[[Parameters], float], at: Parameters) -> NDArray[np.float64]:
    """Invert the matrix of second derivatives, by central differences."""
    size = len(at)
    information = np.empty((size, size))
    for i in range(size):
        for j in range(size):
            corners = [
                cost(_moved(_moved(at, i, a * STEP), j, b * STEP)) for a, b in ((1, 1), (1, -1), (-1, 1), (-1, -1))
            ]
            information[i, j] = (corners[0] - corners[1] - corners[2] + corners[3]) / (4.0 * STEP * STEP)
    return np.asarray(np.linalg.inv(information), dtype=np.float64)
