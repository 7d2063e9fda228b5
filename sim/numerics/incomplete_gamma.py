"""The gamma distribution of mean and variance `a`: its probabilities on either side, and its quantiles.

Source: Gil, Segura, Temme, "Efficient and accurate algorithms for the computation and inversion of the incomplete gamma
function ratios", SIAM Journal on Scientific Computing 34, 2012, sections 2.2 to 2.4 (series, fraction, small
parameters); the common factor after Loader, "Fast and accurate computation of binomial probabilities", 2000.
"""

from math import inf, sqrt
from typing import NamedTuple

from sim.numerics.elementary import exp, expm1, log, log1p_remainder, power
from sim.numerics.gamma_function import gamma, log_gamma, log_gamma_of_one_plus, root_2pi, stirling_rest
from sim.numerics.inversion import invert
from sim.numerics.normal import normal_quantile

EPSILON = 2.0**-54
ULP = 2.0**-52
_TINY = 1e-300
_STIRLING_FROM = 20.0  # of the shape


class Tails(NamedTuple):
    """The probabilities below and above a value; they add up to 1, and the smaller one is exact by itself."""

    below: float
    above: float


def front(a: float, x: float) -> float:
    """Return x**a exp(-x) / Gamma(a + 1), what series and fraction are multiplied by."""
    if a < _STIRLING_FROM:
        return power(x, a) * exp(-x) / gamma(a + 1.0)
    return exp(-a * log1p_remainder((x - a) / a)) / (root_2pi(a) * exp(stirling_rest(a)))


def gamma_tails(a: float, x: float) -> Tails:
    """Return the probabilities that a gamma variable of shape a and scale 1 lies below and above x.

    Args:
        a: the shape, 1e-4 to 1e6.
        x: from 0 on.

    >>> below, above = gamma_tails(1.0, 2.0)  # the exponential
    >>> round(above, 6)
    0.135335

    Relative error of the smaller one below 2e-15 (1 + abs(ln of it)) for a up to 1000, times sqrt(a / 1000) above.
    """
    if x <= 0.0:
        return Tails(0.0, 1.0)
    if x == inf:
        return Tails(1.0, 0.0)
    if a <= 1.0 and x <= 1.1:
        above = _above_small(a, x)
        return Tails(front(a, x) * _series(a, x), above)
    if x < a:
        below = front(a, x) * _series(a, x)
        return Tails(below, 1.0 - below)
    above = front(a, x) * a * _fraction(a, x)
    return Tails(1.0 - above, above)


def gamma_density(a: float, x: float) -> float:
    """Return the density of the gamma distribution of shape a and scale 1 at x > 0."""
    return front(a, x) * a / x


def _series(a: float, x: float) -> float:
    # 1 + x / (a + 1) + x**2 / ((a + 1) (a + 2)) + ..
    total = term = 1.0
    place = a
    while term > total * EPSILON:
        place += 1.0
        term *= x / place
        total += term
    return total


def _fraction(a: float, x: float) -> float:
    # 1 / (x + 1 - a - 1 (1 - a) / (x + 3 - a - 2 (2 - a) / ..)), by Lentz's method as Thompson and Barnett changed it
    b = x + 1.0 - a
    c = 1.0 / _TINY
    d = 1.0 / b if b != 0.0 else 1.0 / _TINY
    value, place, factor = d, 0.0, 0.0
    while abs(factor - 1.0) > 2.0 * ULP or place == 0.0:
        place += 1.0
        step = place * (a - place)
        b += 2.0
        d = step * d + b
        c = b + step / c
        d = 1.0 / (d if d != 0.0 else _TINY)
        c = c if c != 0.0 else _TINY
        factor = c * d
        value *= factor
    return value


def _above_small(a: float, x: float) -> float:
    # 1 - x**a / Gamma(a + 1) without cancellation, less the alternating rest of the lower series
    log_x = log(x)
    term, total, place = 1.0, 0.0, 0.0
    while abs(term) > EPSILON * 1e-3:
        place += 1.0
        term *= -x / place
        total += term / (a + place)
    log_gamma_a1 = log_gamma_of_one_plus(a) if a <= 0.5 else log(gamma(a + 1.0))
    power_part = a * log_x - log_gamma_a1
    return -expm1(power_part) - a * exp(power_part) * total


def gamma_quantile(a: float, tail: float, upper: bool = False) -> float:
    """Return the value with this probability below it (or above it) of the gamma distribution of shape a, scale 1.

    Args:
        a: the shape, 1e-4 to 1e6.
        tail: the probability on its side, at most 1/2 where it is to be exact.
        upper: whether `tail` lies above the value.

    >>> round(gamma_quantile(1.0, 0.5), 6)  # ln 2
    0.693147
    """
    side = 1 if upper else 0
    z = -normal_quantile(tail) if upper else normal_quantile(tail)
    root = 1.0 - 1.0 / (9.0 * a) + z / (3.0 * sqrt(a))  # Wilson, Hilferty
    guess = log(a * root * root * root) if root > 0.3 else (log(1.0 - tail if upper else tail) + log_gamma(a + 1.0)) / a
    if guess < -746.0 and not upper:
        return 0.0

    def at(w: float) -> tuple[float, float]:
        x = exp(w)
        return gamma_tails(a, x)[side], front(a, x) * a

    x = exp(invert(at, tail, guess, rising=not upper))
    for _ in range(2):
        density = gamma_density(a, x) if x > 0.0 else 0.0
        if density == 0.0:
            break
        step = (gamma_tails(a, x)[side] - tail) / density
        x = x + step if upper else x - step
    return x
