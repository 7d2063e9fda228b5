"""Values from uniforms, by inverse CDF: monotone in the uniform, which keeps common random numbers in step.

Every value has the same bits on every machine (see `sim.numerics`), for one number and within an array of any length.
Parameters are the moments that people know (mean, cv, sd); the conversions to shape parameters stand here.

Source: Law, "Simulation Modeling and Analysis", 5th ed., sections 8.2.1 and 8.3.
"""

from collections.abc import Callable
from functools import cache, lru_cache, singledispatch
from math import sqrt
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.luck import families
from sim.luck.cells import Cells
from sim.luck.families import Family
from sim.numerics import gamma, log1p, log_gamma
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

TABULATED = (Exponential, Lognormal, Gamma, Weibull, Beta)


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
    u = np.asarray(u, dtype=np.float64)
    found = _cells(distribution)
    if found is None:
        return np.asarray(_inverse(distribution, u), dtype=np.float64)
    return found.scale * found.cells.values(np.ravel(u)).reshape(u.shape)


def quantile_at(distribution: Distribution, u: float) -> float:
    """Return the value below which a distribution lies with probability u: the bits of `quantile`, for one number.

    >>> round(quantile_at(Exponential(mean=30.0), 0.5), 4)
    20.7944
    """
    found = _cells(distribution)
    if found is not None:
        return found.scale * found.cells.value(u)
    return float(_inverse(distribution, np.array([u]))[0])


class _Scaled(NamedTuple):
    """A distribution as the multiple of a shape whose quantiles are tabulated."""

    scale: float
    cells: Cells


@lru_cache(maxsize=256)
def _cells_of(family: Family) -> Cells:
    return Cells(family)


def _cells(distribution: Distribution) -> _Scaled | None:
    # None where the inverse is a formula of + - * / and square roots.
    return _scaled_cells(distribution) if isinstance(distribution, TABULATED) else None


@lru_cache(maxsize=256)
def _scaled_cells(distribution: Distribution) -> _Scaled:
    scale, family = _scaled(distribution)
    return _Scaled(scale, _cells_of(family))


@singledispatch
def _scaled(distribution: object) -> tuple[float, Family]:
    raise TypeError(f"no table for {type(distribution).__name__}")


@_scaled.register
def _(distribution: Exponential) -> tuple[float, Family]:
    return distribution.mean, families.Exponential()


@_scaled.register
def _(distribution: Lognormal) -> tuple[float, Family]:
    return distribution.mean, families.Lognormal(log1p(distribution.cv * distribution.cv))


@_scaled.register
def _(distribution: Gamma) -> tuple[float, Family]:
    shape = 1.0 / (distribution.cv * distribution.cv)
    return distribution.mean / shape, families.Gamma(shape)


@_scaled.register
def _(distribution: Weibull) -> tuple[float, Family]:
    exponent = 1.0 / weibull_shape(distribution.cv)
    return distribution.mean / gamma(1.0 + exponent), families.Weibull(exponent)


@_scaled.register
def _(distribution: Beta) -> tuple[float, Family]:
    mean, variance = distribution.mean, distribution.sd * distribution.sd
    total = mean * (1.0 - mean) / variance - 1.0  # a + b
    return 1.0, families.Beta(mean * total, (1.0 - mean) * total)


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
def _(distribution: Triangular, u: Array) -> Array:
    low, mode, high = distribution.low, distribution.mode, distribution.high
    if high == low:
        return np.full_like(u, low)
    left = (mode - low) / (high - low)
    rising = low + np.sqrt(u * (high - low) * (mode - low))
    falling = high - np.sqrt((1.0 - u) * (high - low) * (high - mode))
    return np.where(u < left, rising, falling)


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
    target = log1p(cv * cv)
    return _bisect(lambda k: log_gamma(1.0 + 2.0 / k) - 2.0 * log_gamma(1.0 + 1.0 / k) - target)


def _bisect(falling: Callable[[float], float]) -> float:
    low, high = 0.05, 1000.0
    for _ in range(200):
        middle = sqrt(low * high)
        if falling(middle) > 0.0:
            low = middle
        else:
            high = middle
    return sqrt(low * high)
