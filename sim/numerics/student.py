"""Student's t, Fisher's F and the normal distribution, by the incomplete beta and gamma functions.

Source: Abramowitz, Stegun, "Handbook of Mathematical Functions", 26.7.1 (t), 26.6.2 (F), 26.4.19 (normal).
"""

from functools import lru_cache
from math import copysign, inf, nan, sqrt

from sim.numerics.incomplete_beta import beta_quantile, beta_tails
from sim.numerics.incomplete_gamma import gamma_tails
from sim.numerics.normal import normal_quantile

_NORMAL_FROM = 1e10  # degrees of freedom from which t is normal to the last digits


def normal_cdf(z: float) -> float:
    """Return the probability that a standard normal variable lies below z, exact also where it is tiny.

    >>> normal_cdf(0.0), round(normal_cdf(1.959964), 6), round(normal_cdf(-10.0) * 1e24, 3)
    (0.5, 0.975, 7.62)
    """
    if z == 0.0:
        return 0.5
    tails = gamma_tails(0.5, z * z / 2.0)
    return tails.above / 2.0 if z < 0.0 else 0.5 + tails.below / 2.0


def t_cdf(t: float, freedom: float) -> float:
    """Return the probability that Student's t with so many degrees of freedom lies below t.

    >>> round(t_cdf(12.706205, 1.0), 6), t_cdf(0.0, 3.0)
    (0.975, 0.5)
    """
    if not freedom > 0.0 or t != t:
        return nan
    square = t * t
    if square == 0.0:
        return 0.5
    if freedom > _NORMAL_FROM:
        return normal_cdf(t)
    # The two tails together are I_x(freedom / 2, 1 / 2) at x = freedom / (freedom + t**2).
    share = 1.0 / (1.0 + freedom / square)
    both = beta_tails(0.5, freedom / 2.0, share, 1.0 / (1.0 + square / freedom)).above / 2.0
    return both if t < 0.0 else 1.0 - both


@lru_cache(maxsize=65536)
def t_quantile(p: float, freedom: float) -> float:
    """Return the value below which Student's t with so many degrees of freedom lies with probability p.

    >>> round(t_quantile(0.975, 1.0), 4), t_quantile(0.5, 3.0)
    (12.7062, 0.0)
    """
    if not (freedom > 0.0 and 0.0 <= p <= 1.0):
        return nan
    if p in (0.0, 1.0):
        return inf if p == 1.0 else -inf
    if p == 0.5:
        return 0.0
    if freedom > _NORMAL_FROM:
        return normal_quantile(p)
    tail = min(p, 1.0 - p)
    # t**2 / (freedom + t**2) is beta distributed; of the two shares the smaller one is calculated.
    share = beta_quantile(0.5, freedom / 2.0, 2.0 * tail, upper=True)
    if share < 0.5:
        size = sqrt(freedom * share / (1.0 - share))
    else:
        rest = beta_quantile(freedom / 2.0, 0.5, 2.0 * tail)
        size = sqrt(freedom * (1.0 - rest) / rest)
    return copysign(size, p - 0.5)


def f_above(f: float, freedom_above: float, freedom_below: float) -> float:
    """Return the probability that Fisher's F, of two mean squares with so many degrees of freedom, lies above f.

    >>> round(f_above(161.4476, 1.0, 1.0), 4)
    0.05
    """
    if not f > 0.0:
        return 1.0 if f <= 0.0 else nan
    ratio = f * freedom_above / freedom_below
    return beta_tails(freedom_above / 2.0, freedom_below / 2.0, ratio / (1.0 + ratio), 1.0 / (1.0 + ratio)).above
