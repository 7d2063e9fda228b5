"""The shapes of the distributions: a quantile at a probability, and its power series about it.

With g the derivative of a quantile x by the probability of its tail, and f the density, g = 1 / f(x), or -1 / f(x)
where the tail lies above; either way g' = -(f'(x) / f(x)) g**2, from which one coefficient of the series follows after
the other.

Source: Steinbrecher, Shaw, "Quantile mechanics", European Journal of Applied Mathematics 19, 2008.
"""

from enum import Enum
from math import nan, sqrt
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from sim.luck.series import Series, exponential, product, raised, reciprocal
from sim.numerics import arrays
from sim.numerics.elementary import exp, log, log1p, logistic, power
from sim.numerics.gamma_function import TWO_PI
from sim.numerics.incomplete_beta import beta_density, beta_logit, beta_quantile, beta_tails
from sim.numerics.incomplete_beta import front as front_of_beta
from sim.numerics.incomplete_gamma import front, gamma_density, gamma_quantile, gamma_tails
from sim.numerics.normal import normal_quantile

Array = npt.NDArray[np.float64]

_SMALL = 0.4  # parameters below it spread the quantiles over so many powers of ten that a logarithm is tabulated


class Scale(Enum):
    """On which a quantile is a smooth function of its tail."""

    PLAIN = 0
    LOGARITHM = 1
    LOGIT = 2

    def back(self, found: float) -> float:
        """Return the number of which `found` is the logarithm, or the logit."""
        if self is Scale.PLAIN:
            return found
        return exp(found) if self is Scale.LOGARITHM else logistic(found)

    def all_back(self, found: Array) -> Array:
        """Return the same for an array."""
        if self is Scale.PLAIN:
            return found
        return arrays.exp(found) if self is Scale.LOGARITHM else arrays.logistic(found)


class Family(Protocol):
    """A shape: what of it depends on parameters other than its scale."""

    def __hash__(self) -> int:
        """Families with equal parameters share a table."""

    @property
    def scale(self) -> Scale:
        """On which the quantiles are tabulated."""

    def quantile(self, tail: float, upper: bool, near: float | None) -> float:
        """Return the value (or its logarithm) with this probability below it, or above it.

        Args:
            tail: the probability.
            upper: whether it lies above the value.
            near: a value that is right but for its last digits, where one is known.
        """

    def series(self, tail: float, upper: bool, value: float, terms: int) -> Series:
        """Return so many coefficients of the quantile's series in the tail, about a tail with its quantile."""


class Exponential(NamedTuple):
    """The exponential with mean 1."""

    @property
    def scale(self) -> Scale:
        """As it is."""
        return Scale.PLAIN

    def quantile(self, tail: float, upper: bool, near: float | None) -> float:  # noqa: ARG002
        """Return -ln of the tail above."""
        return -log(tail) if upper else -log1p(-tail)

    def series(self, tail: float, upper: bool, value: float, terms: int) -> Series:
        """Return the logarithm's series."""
        step = -1.0 / tail if upper else 1.0 / (1.0 - tail)
        coefficients, factor = [value], -1.0 if upper else 1.0
        for n in range(1, terms):
            factor *= abs(step) if n == 1 else step
            coefficients.append(factor / n)
        return coefficients


class Weibull(NamedTuple):
    """The Weibull with scale 1: a power of the exponential."""

    exponent: float  # 1 / shape

    @property
    def scale(self) -> Scale:
        """As it is."""
        return Scale.PLAIN

    def quantile(self, tail: float, upper: bool, near: float | None) -> float:  # noqa: ARG002
        """Return the power of the exponential's quantile."""
        return power(Exponential().quantile(tail, upper, None), self.exponent)

    def series(self, tail: float, upper: bool, value: float, terms: int) -> Series:
        """Return the series of the power."""
        exponential_quantile = Exponential().quantile(tail, upper, None)
        return raised(Exponential().series(tail, upper, exponential_quantile, terms), self.exponent, value)


class Lognormal(NamedTuple):
    """The lognormal with mean 1."""

    variance: float  # of the logarithm

    @property
    def scale(self) -> Scale:
        """As it is: few powers of ten."""
        return Scale.PLAIN

    def quantile(self, tail: float, upper: bool, near: float | None) -> float:  # noqa: ARG002
        """Return exp(sigma z - sigma**2 / 2)."""
        z = normal_quantile(tail)
        return exp(sqrt(self.variance) * (-z if upper else z) - self.variance / 2.0)

    def series(self, tail: float, upper: bool, value: float, terms: int) -> Series:
        """Return the series of the exponential of the normal's: there -f' / f = z."""
        z = -normal_quantile(tail) if upper else normal_quantile(tail)
        slope = _slope(exp(-z * z / 2.0) / sqrt(TWO_PI), upper)
        normal = _by_derivative(z, slope, terms, lambda x, n: x[n])
        deviation = sqrt(self.variance)
        return exponential([deviation * c for c in normal], value)


class Gamma(NamedTuple):
    """The gamma with scale 1."""

    shape: float

    @property
    def scale(self) -> Scale:
        """The logarithm where the shape is small."""
        return Scale.LOGARITHM if self.shape < _SMALL else Scale.PLAIN

    def quantile(self, tail: float, upper: bool, near: float | None) -> float:
        """Return the quantile, or its logarithm."""
        if self.scale is Scale.LOGARITHM:
            return log(gamma_quantile(self.shape, tail, upper))
        if near is None:
            return gamma_quantile(self.shape, tail, upper)
        off = gamma_tails(self.shape, near)[1 if upper else 0] - tail
        return near - (-off if upper else off) / gamma_density(self.shape, near)

    def series(self, tail: float, upper: bool, value: float, terms: int) -> Series:  # noqa: ARG002
        """Return the series, or the logarithm's."""
        a = self.shape
        if self.scale is Scale.LOGARITHM:
            x = exp(value)
            return _by_derivative(value, _slope(front(a, x) * a, upper), terms, _LogarithmOfGamma(a, x))
        slope = _slope(gamma_density(a, value) if value > 0.0 else 0.0, upper)
        inverse: Series = []

        def fall(x: Series, n: int) -> float:
            inverse.append(reciprocal(x, inverse, n) if value > 0.0 else nan)
            return (1.0 - a) * inverse[n] + (1.0 if n == 0 else 0.0)

        return _by_derivative(value, slope, terms, fall)


class Beta(NamedTuple):
    """The beta with its two parameters."""

    a: float
    b: float

    @property
    def scale(self) -> Scale:
        """The logit where a parameter is small."""
        return Scale.LOGIT if min(self.a, self.b) < _SMALL else Scale.PLAIN

    def quantile(self, tail: float, upper: bool, near: float | None) -> float:
        """Return the quantile, or its logit."""
        if self.scale is Scale.LOGIT:
            return beta_logit(self.a, self.b, tail, upper)
        if near is None or not 0.0 < near < 1.0:
            return beta_quantile(self.a, self.b, tail, upper)
        off = beta_tails(self.a, self.b, near)[1 if upper else 0] - tail
        return near - (-off if upper else off) / beta_density(self.a, self.b, near, 1.0 - near)

    def series(self, tail: float, upper: bool, value: float, terms: int) -> Series:  # noqa: ARG002
        """Return the series, or the logit's."""
        if self.scale is Scale.LOGIT:
            x, y = logistic(value), logistic(-value)
            slope = _slope(front_of_beta(self.a, self.b, x, y), upper)
            return _by_derivative(value, slope, terms, _LogitOfBeta(self.a, self.b, x, y))
        slope = _slope(beta_density(self.a, self.b, value, 1.0 - value) if 0.0 < value < 1.0 else 0.0, upper)
        inverse: Series = []
        inverse_of_rest: Series = []

        def fall(x: Series, n: int) -> float:
            inverse.append(reciprocal(x, inverse, n) if value > 0.0 else nan)
            rest = [1.0 - value, *(-c for c in x[1:])]
            inverse_of_rest.append(reciprocal(rest, inverse_of_rest, n) if value < 1.0 else nan)
            return (1.0 - self.a) * inverse[n] + (self.b - 1.0) * inverse_of_rest[n]

        return _by_derivative(value, slope, terms, fall)


class _LogarithmOfGamma:
    """-f' / f of the logarithm w of a gamma variable: exp(w) - shape."""

    def __init__(self, shape: float, x: float) -> None:
        self._shape = shape
        self._power = [x]

    def __call__(self, w: Series, n: int) -> float:
        """Return its coefficient n, of a series w."""
        if n == 0:
            return self._power[0] - self._shape
        total = 0.0
        for j in range(1, n + 1):
            total += j * w[j] * self._power[n - j]
        self._power.append(total / n)
        return self._power[n]


class _LogitOfBeta:
    """-f' / f of the logit w of a beta variable x: b x - a (1 - x), where x' = x (1 - x) w'."""

    def __init__(self, a: float, b: float, x: float, y: float) -> None:
        self._a, self._b = a, b
        self._below, self._above = [x], [y]  # x and 1 - x
        self._products: Series = []

    def __call__(self, w: Series, n: int) -> float:
        """Return its coefficient n, of a series w."""
        if n > 0:
            self._products.append(product(self._below, self._above, n - 1))
            total = 0.0
            for j in range(1, n + 1):
                total += j * w[j] * self._products[n - j]
            self._below.append(total / n)
            self._above.append(-total / n)
        return self._b * self._below[n] - self._a * self._above[n]


class _Fall(Protocol):
    """Coefficient n of -f'(x) / f(x), from the coefficients of x up to n; asked for n = 0, 1, .. in order."""

    def __call__(self, x: Series, n: int, /) -> float:
        """Return it."""


def _slope(density: float, upper: bool) -> float:
    # Of the quantile by its tail; nan where there is none, so that no series is taken for good.
    if density == 0.0:
        return nan
    return -1.0 / density if upper else 1.0 / density


def _by_derivative(value: float, slope: float, terms: int, fall: _Fall) -> Series:
    # x[0], x[1] = value, slope; g = x'; g' = fall(x) g**2
    x, g = [value, slope], [slope]
    squares: Series = []
    falls: Series = []
    for n in range(terms - 2):
        squares.append(product(g, g, n))
        falls.append(fall(x, n))
        g.append(product(falls, squares, n) / (n + 1))
        x.append(g[n + 1] / (n + 2))
    return x
