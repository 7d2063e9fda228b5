"""The families of positive times that a scenario can hold, each by its likelihood.

Every family has its own parameters, written as logarithms so that every real number is possible, and turns them into
the mean and the coefficient of variation that a scenario asks for.

>>> [family.name for family in FAMILIES]
['exponential', 'lognormal', 'gamma', 'weibull']
>>> round(WEIBULL.mean_and_cv((0.0, 0.0))[1], 6)  # a Weibull of shape 1 is the exponential
1.0
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, expm1, lgamma, log, sqrt
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Times: TypeAlias = NDArray[np.float64]
Parameters: TypeAlias = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Family:
    """One family of distributions of times.

    Attributes:
        name: as scenarios call it.
        parameters: what its parameters are, each the logarithm of a positive number.
        start: (times) -> parameters from which a search for the likeliest may begin.
        log_density: (times, parameters) -> logarithm of the density, one entry a time.
        log_survival: (times, parameters) -> logarithm of the chance to last longer, one entry a time.
        mean_and_cv: (parameters) -> mean in the unit of the times, and standard deviation / mean.
    """

    name: str
    parameters: tuple[str, ...]
    start: Callable[[Times], Parameters]
    log_density: Callable[[Times, Parameters], Times]
    log_survival: Callable[[Times, Parameters], Times]
    mean_and_cv: Callable[[Parameters], tuple[float, float]]


def _exponential_density(times: Times, parameters: Parameters) -> Times:
    (log_mean,) = parameters
    return -log_mean - times * exp(-log_mean)


def _exponential_survival(times: Times, parameters: Parameters) -> Times:
    return -times * exp(-parameters[0])


EXPONENTIAL = Family(
    "exponential",
    ("mean",),
    lambda times: (log(float(times.mean())),),
    _exponential_density,
    _exponential_survival,
    lambda parameters: (exp(parameters[0]), 1.0),
)


# The logarithm is normal: mean mu, standard deviation sigma. The parameters are log(exp(mu)) and log(sigma).
def _lognormal_start(times: Times) -> Parameters:
    logs = np.log(times)
    return float(logs.mean()), log(max(float(logs.std()), 1e-6))


def _lognormal_density(times: Times, parameters: Parameters) -> Times:
    mu, log_sigma = parameters
    logs = np.log(times)
    z = (logs - mu) * exp(-log_sigma)
    result: Times = -0.5 * z * z - logs - log_sigma - 0.5 * log(2.0 * np.pi)
    return result


def _lognormal_survival(times: Times, parameters: Parameters) -> Times:
    from scipy.special import log_ndtr

    mu, log_sigma = parameters
    result: Times = log_ndtr(-(np.log(times) - mu) * exp(-log_sigma))
    return result


def _lognormal_moments(parameters: Parameters) -> tuple[float, float]:
    mu, log_sigma = parameters
    variance = exp(2.0 * log_sigma)
    return exp(mu + variance / 2.0), sqrt(expm1(variance))


LOGNORMAL = Family(
    "lognormal", ("median", "sigma"), _lognormal_start, _lognormal_density, _lognormal_survival, _lognormal_moments
)


# Scale and shape: mean = scale * shape, cv = 1 / sqrt(shape).
def _gamma_start(times: Times) -> Parameters:
    # Minka, "Estimating a gamma distribution", 2002, equation 11: close to the likeliest shape already.
    mean = float(times.mean())
    s = max(log(mean) - float(np.log(times).mean()), 1e-9)
    shape = (3.0 - s + sqrt((s - 3.0) ** 2 + 24.0 * s)) / (12.0 * s)
    return log(mean / shape), log(shape)


def _gamma_density(times: Times, parameters: Parameters) -> Times:
    log_scale, log_shape = parameters
    shape = exp(log_shape)
    result: Times = (shape - 1.0) * np.log(times) - times * exp(-log_scale) - shape * log_scale - lgamma(shape)
    return result


def _gamma_survival(times: Times, parameters: Parameters) -> Times:
    from scipy.special import gammaincc

    log_scale, log_shape = parameters
    result: Times = np.log(np.maximum(gammaincc(exp(log_shape), times * exp(-log_scale)), 1e-300))
    return result


GAMMA = Family(
    "gamma",
    ("scale", "shape"),
    _gamma_start,
    _gamma_density,
    _gamma_survival,
    lambda parameters: (exp(parameters[0] + parameters[1]), exp(-parameters[1] / 2.0)),
)


# Scale and shape: the chance to last longer than t is exp(-(t / scale) ** shape).
def _weibull_start(times: Times) -> Parameters:
    # The logarithm has standard deviation pi / (sqrt(6) * shape) and mean log(scale) - 0.5772 / shape.
    logs = np.log(times)
    shape = np.pi / (sqrt(6.0) * max(float(logs.std()), 1e-6))
    return float(logs.mean()) + 0.5772156649 / shape, log(shape)


def _weibull_density(times: Times, parameters: Parameters) -> Times:
    log_scale, log_shape = parameters
    shape = exp(log_shape)
    logs = np.log(times)
    powers = np.exp(np.minimum(shape * (logs - log_scale), 700.0))
    result: Times = log_shape - log_scale + (shape - 1.0) * (logs - log_scale) - powers
    return result


def _weibull_survival(times: Times, parameters: Parameters) -> Times:
    log_scale, log_shape = parameters
    result: Times = -np.exp(np.minimum(exp(log_shape) * (np.log(times) - log_scale), 700.0))
    return result


def _weibull_moments(parameters: Parameters) -> tuple[float, float]:
    log_scale, log_shape = parameters
    a = exp(-log_shape)
    first, second = lgamma(1.0 + a), lgamma(1.0 + 2.0 * a)
    return exp(log_scale + first), sqrt(max(expm1(second - 2.0 * first), 0.0))


WEIBULL = Family("weibull", ("scale", "shape"), _weibull_start, _weibull_density, _weibull_survival, _weibull_moments)

FAMILIES = (EXPONENTIAL, LOGNORMAL, GAMMA, WEIBULL)
"""Every family, the simplest first."""
