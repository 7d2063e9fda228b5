"""Draws against mpmath: every tabulated distribution, at many uniforms, the least, the greatest, extreme parameters."""

from typing import Any

import numpy as np
import pytest

from sim.luck import quantile, quantile_at, uniforms
from sim.luck.inverse_cdf import weibull_shape
from sim.scenario import Beta, Exponential, Gamma, Lognormal, Weibull

mpmath = pytest.importorskip("mpmath", reason="the true values are mpmath's, of the development requirements")

EDGES = [2.0**-53, 3 * 2.0**-53, 2.0**-30, 0.25, 0.5, 0.5 + 2.0**-53, 0.75, 1 - 2.0**-30, 1 - 2.0**-53]
OFF = 3e-15  # of the value, relative; and what its logarithm's rounding makes
OF_LOGARITHM = 5e-16


def points(n: int) -> list[float]:
    spread = uniforms(13, 0, 1, 1, 0, n)
    tails = 2.0 ** (-52.0 * uniforms(13, 0, 1, 2, 0, n // 4))
    return [*spread.tolist(), *tails.tolist(), *(1.0 - tails[tails > 2.0**-53]).tolist(), *EDGES]


def tail_and_side(u: float) -> tuple[Any, bool]:
    return (mpmath.mpf(1) - mpmath.mpf(u), True) if u > 0.5 else (mpmath.mpf(u), False)


def lognormal(distribution, u):
    z = mpmath.sqrt(2) * mpmath.erfinv(2 * mpmath.mpf(u) - 1)
    variance = mpmath.log1p(mpmath.mpf(distribution.cv) ** 2)
    return distribution.mean * mpmath.exp(mpmath.sqrt(variance) * z - variance / 2)


def exponential(distribution, u):
    return -distribution.mean * mpmath.log1p(-mpmath.mpf(u))


def weibull(distribution, u):
    k = mpmath.mpf(weibull_shape(distribution.cv))  # its own test: against the moments
    return distribution.mean / mpmath.gamma(1 + 1 / k) * (-mpmath.log1p(-mpmath.mpf(u))) ** (1 / k)


CLOSED = [
    (Exponential(mean=30.0), exponential, 10_000),
    (Weibull(mean=30.0, cv=0.7), weibull, 3000),
    (Weibull(mean=30.0, cv=0.001), weibull, 300),
    (Weibull(mean=30.0, cv=100.0), weibull, 300),
    (Lognormal(mean=30.0, cv=0.5), lognormal, 1000),
    (Lognormal(mean=30.0, cv=0.001), lognormal, 100),
    (Lognormal(mean=30.0, cv=100.0), lognormal, 200),
]


@pytest.mark.parametrize(
    ("distribution", "true", "n"), CLOSED, ids=lambda value: getattr(value, "__name__", str(value))
)
def test_draws_that_have_a_formula(distribution, true, n):
    us = points(n)
    with mpmath.workprec(160):
        for u, got in zip(us, quantile(distribution, np.array(us)).tolist(), strict=True):
            wanted = true(distribution, u)
            allowed = OFF + OF_LOGARITHM * float(abs(mpmath.log(wanted / distribution.mean)))
            assert float(abs(got / wanted - 1)) < allowed, (u, got)


def off_by(distribution, u, got):
    """How far a gamma or beta quantile is from the true one, relative; and tail / density / value."""
    tail, upper = tail_and_side(u)
    if isinstance(distribution, Gamma):
        shape = 1 / mpmath.mpf(distribution.cv * distribution.cv)
        x = got * shape / distribution.mean
        true = mpmath.gammainc(shape, *((x, mpmath.inf) if upper else (0, x)), regularized=True)
        density = mpmath.exp((shape - 1) * mpmath.log(x) - x - mpmath.loggamma(shape))
    else:
        mean, variance = distribution.mean, distribution.sd * distribution.sd
        total = mean * (1.0 - mean) / variance - 1.0
        a, b, x = mpmath.mpf(mean * total), mpmath.mpf((1.0 - mean) * total), mpmath.mpf(got)
        true = (
            mpmath.betainc(b, a, 0, 1 - x, regularized=True) if upper else mpmath.betainc(a, b, 0, x, regularized=True)
        )
        density = x ** (a - 1) * (1 - x) ** (b - 1) / mpmath.beta(a, b)
    return float(abs(true - tail) / density / x), float(tail / density / x), float(abs(mpmath.log(x)))


SPECIAL = [
    Gamma(mean=30.0, cv=0.1), Gamma(mean=30.0, cv=0.5), Gamma(mean=30.0, cv=1.5), Gamma(mean=30.0, cv=3.0),
    Gamma(mean=30.0, cv=10.0), Beta(mean=0.8, sd=0.1), Beta(mean=0.9, sd=0.2), Beta(mean=0.5, sd=0.4),
    Beta(mean=0.02, sd=0.01),
]  # fmt: skip


def check_special(distribution, n):
    us = points(n)
    with mpmath.workprec(160):
        for u, got in zip(us, quantile(distribution, np.array(us)).tolist(), strict=True):
            if got < 1e-290 or 1.0 - 1e-15 < got <= 1.0:
                continue  # the nearest number that there is
            error, width, logarithm = off_by(distribution, u, got)
            assert error < OFF + OF_LOGARITHM * logarithm + 3e-15 * width, (u, got)


@pytest.mark.parametrize("distribution", SPECIAL, ids=str)
def test_draws_that_have_none(distribution):
    check_special(distribution, 24)


@pytest.mark.nightly
@pytest.mark.parametrize("distribution", SPECIAL, ids=str)
def test_draws_that_have_none_at_many_points(distribution):
    check_special(distribution, 10_000 if isinstance(distribution, Gamma) else 1500)


@pytest.mark.parametrize("distribution", [case[0] for case in CLOSED] + SPECIAL, ids=str)
def test_a_number_has_the_bits_that_it_has_in_an_array(distribution):
    us = points(400)
    values = quantile(distribution, np.array(us)).tolist()
    assert [quantile_at(distribution, u) for u in us] == values
    # Whatever the length, and from where the array begins.
    for n in (1, 2, 3, 7, 8, 9, 31, 255):
        assert quantile(distribution, np.array(us)[5 : 5 + n]).tolist() == values[5 : 5 + n]
