"""Values from uniforms, by inverse CDF: monotone in the uniform, which keeps common random numbers in step.

Special functions come from scipy and only when a distribution needs them, since importing them costs more than a small
run. Parameters are the moments that people know (mean, cv, sd); the conversions to shape parameters stand here.

Source: Law, "Simulation Modeling and Analysis", 5th ed., sections 8.2.1 and 8.3.
"""

import math
from collections.abc import Callable
from functools import cache, singledispatch

import numpy as np
import numpy.typing as npt

from sim.scenario import (
    Beta,
    Constant,
    Distribution,
    Empirical,
    Exponential,
    Gamma,
    Lognormal,
    Triangular,
    Uniform,
    Weibull,
)

Array = npt.NDArray[np.float64]


def quantile(distribution: Distribution, u: Array) -> Array:
    """Return the values below which a distribution lies with probability u.

    Args:
        distribution: one of the scenario's distributions; seconds or shares, as it says.
        u: array of probabilities strictly between 0 and 1, any shape.

    Returns:
        Array of the same shape, in the distribution's unit.

    >>> quantile(Exponential(mean=30.0), np.array([0.5])).round(4).tolist()  # 30 ln 2
    [20.7944]
    """
    return np.asarray(_inverse(distribution, u), dtype=np.float64)


@singledispatch
def _inverse(distribution: object, u: Array) -> Array:  # noqa: ARG001  (the registered ones use it)
    raise TypeError(f"no inverse CDF for {type(distribution).__name__}")


@_inverse.register
def _(distribution: Constant, u: Array) -> Array:
    return np.full_like(u, distribution.value)


@_inverse.register
def _(distribution: Uniform, u: Array) -> Array:
    return distribution.low + (distribution.high - distribution.low) * u


@_inverse.register
def _(distribution: Exponential, u: Array) -> Array:
    return -distribution.mean * np.log1p(-u)


@_inverse.register
def _(distribution: Lognormal, u: Array) -> Array:
    from scipy.special import ndtri

    variance = math.log1p(distribution.cv**2)  # of the logarithm
    return distribution.mean * np.exp(math.sqrt(variance) * ndtri(u) - variance / 2.0)


@_inverse.register
def _(distribution: Gamma, u: Array) -> Array:
    from scipy.special import gammaincinv

    if distribution.cv == 0.0:
        return np.full_like(u, distribution.mean)
    shape = 1.0 / distribution.cv**2
    return np.asarray(gammaincinv(shape, u) * (distribution.mean / shape), dtype=np.float64)


@_inverse.register
def _(distribution: Weibull, u: Array) -> Array:
    if distribution.cv == 0.0:
        return np.full_like(u, distribution.mean)
    shape = weibull_shape(distribution.cv)
    scale = distribution.mean / math.gamma(1.0 + 1.0 / shape)
    return scale * (-np.log1p(-u)) ** (1.0 / shape)


@_inverse.register
def _(distribution: Triangular, u: Array) -> Array:
    low, mode, high = distribution.low, distribution.mode, distribution.high
    if high == low:
        return np.full_like(u, low)
    left = (mode - low) / (high - low)
    rising = low + np.sqrt(u * (high - low) * (mode - low))
    falling = high - np.sqrt((1.0 - u) * (high - low) * (high - mode))
    return np.where(u < left, rising, falling)


@_inverse.register
def _(distribution: Beta, u: Array) -> Array:
    from scipy.special import betaincinv

    mean, variance = distribution.mean, distribution.sd**2
    if variance == 0.0:
        return np.full_like(u, mean)
    total = mean * (1.0 - mean) / variance - 1.0  # a + b
    return np.asarray(betaincinv(mean * total, (1.0 - mean) * total, u))


@_inverse.register
def _(distribution: Empirical, u: Array) -> Array:
    values = np.sort(np.asarray(distribution.values, dtype=np.float64))
    return values[np.minimum((u * len(values)).astype(np.int64), len(values) - 1)]


@cache
def weibull_shape(cv: float) -> float:
    """Return the Weibull shape parameter with this coefficient of variation.

    The squared cv is Gamma(1+2/k) / Gamma(1+1/k)**2 - 1, which falls in k; bisection on the logarithms is exact to
    the last digits and needs no starting guess.

    >>> round(weibull_shape(1.0), 9)  # the exponential
    1.0
    """
    target = math.log1p(cv**2)
    return _bisect(lambda k: math.lgamma(1.0 + 2.0 / k) - 2.0 * math.lgamma(1.0 + 1.0 / k) - target)


def _bisect(falling: Callable[[float], float]) -> float:
    low, high = 0.05, 1000.0
    for _ in range(200):
        middle = math.sqrt(low * high)
        if falling(middle) > 0.0:
            low = middle
        else:
            high = middle
    return math.sqrt(low * high)
