"""Gamma and beta functions, their tails and quantiles, against mpmath: at ordinary and at extreme parameters."""

import math

import pytest

from sim.luck import uniforms
from sim.numerics.gamma_function import gamma, log_gamma
from sim.numerics.incomplete_beta import beta_quantile, beta_tails
from sim.numerics.incomplete_gamma import gamma_quantile, gamma_tails
from sim.numerics.normal import normal_quantile

mpmath = pytest.importorskip("mpmath", reason="the true values are mpmath's, of the development requirements")

SHAPES = (1e-4, 0.01, 0.25, 0.5, 1.0, 1.1, 4.0, 9.9, 10.0, 25.0, 400.0)
PAIRS = (
    (0.01, 0.01),
    (0.05, 0.2),
    (0.5, 0.5),
    (1.0, 1.0),
    (2.0, 1.0),
    (0.5, 30.0),
    (9.0, 200.0),
    (12.0, 15.0),
    (0.3, 5e3),
)
TAILS = (2.0**-53, 1e-9, 0.001, 0.3, 0.5)


def test_the_gamma_function_and_its_logarithm():
    with mpmath.workprec(120):
        for x in [*(10.0 ** (-8.0 + 16.0 * uniforms(5, 0, 1, 1, 0, 5000))).tolist(), 1.0 + 1e-9, 2.0 - 1e-9, 2.5, 10.0]:
            assert float(abs(log_gamma(x) / mpmath.loggamma(x) - 1)) < 1e-15, x
        for x in (20.0 * uniforms(5, 0, 1, 2, 0, 5000)).tolist():
            assert float(abs(gamma(x) / mpmath.gamma(x) - 1)) < 2e-15, x


@pytest.mark.parametrize("x", [0.0, -1.0, math.nan])
def test_no_gamma_function_from_zero_down(x):
    with pytest.raises(ValueError, match="not above 0"):
        log_gamma(x)


def tail_error(tail: float) -> float:
    """The relative error that a tail may have."""
    return 2e-15 * (1.0 - math.log(tail))


def stated(value: float, width: float, tail: float) -> float:
    """The relative error that a quantile may have: that of its logarithm where it is tiny, and where the distribution
    is flat what the error of the tail moves it by; `width` is tail / density / value."""
    return 3e-15 + 3e-16 * abs(math.log(value)) + tail_error(tail) * width


@pytest.mark.parametrize("a", SHAPES)
@pytest.mark.parametrize("upper", [False, True])
def test_quantiles_of_the_gamma_distribution(a, upper):
    # The true tail at the quantile, less the one asked for, over the density: how far off the quantile is.
    with mpmath.workprec(200):
        for tail in TAILS:
            x = gamma_quantile(a, tail, upper)
            if x < 1e-300:
                assert upper or mpmath.log(tail) + mpmath.loggamma(1 + mpmath.mpf(a)) < a * math.log(1e-299)
                continue
            shape = mpmath.mpf(a)
            true = mpmath.gammainc(shape, *((x, mpmath.inf) if upper else (0, x)), regularized=True)
            density = mpmath.exp((shape - 1) * mpmath.log(x) - x - mpmath.loggamma(shape))
            assert float(abs(true - tail) / density / x) < stated(x, float(true / density / x), tail), tail
            assert float(abs(gamma_tails(a, x)[upper] / true - 1)) < tail_error(tail), tail


@pytest.mark.parametrize(("a", "b"), PAIRS)
@pytest.mark.parametrize("upper", [False, True])
def test_quantiles_of_the_beta_distribution(a, b, upper):
    with mpmath.workprec(200):
        for tail in TAILS:
            x = beta_quantile(a, b, tail, upper)
            if x < 1e-300 or x > 1.0 - 1e-15:
                continue  # the nearest number that there is
            y = 1 - mpmath.mpf(x)
            true = (
                mpmath.betainc(b, a, 0, y, regularized=True) if upper else mpmath.betainc(a, b, 0, x, regularized=True)
            )
            density = mpmath.mpf(x) ** (mpmath.mpf(a) - 1) * y ** (mpmath.mpf(b) - 1) / mpmath.beta(a, b)
            assert float(abs(true - tail) / density / x) < stated(x, float(true / density / x), tail), tail
            assert float(abs(beta_tails(a, b, x)[upper] / true - 1)) < tail_error(tail), tail


def test_huge_parameters_are_nearly_normal():
    # Mean 1/2 and standard deviation 1.1e-6: the corrections of the normal quantile are of the order of its square.
    deviation = 0.5 / math.sqrt(2e11 + 1.0)
    for tail in (0.3, 1e-9):
        assert beta_quantile(1e11, 1e11, tail) - 0.5 == pytest.approx(normal_quantile(tail) * deviation, rel=1e-9)
    # Wilson and Hilferty's cube for a gamma of shape 1e6.
    cube = (1.0 - 1.0 / 9e6 + normal_quantile(0.3) / 3e3) ** 3
    assert gamma_quantile(1e6, 0.3) == pytest.approx(1e6 * cube, rel=1e-9)
