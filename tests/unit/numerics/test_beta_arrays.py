"""Many beta quantiles at once: those of single ones, each as if it were alone, and it ends for every parameter."""

import math

import numpy as np
import pytest

from sim.luck import uniforms
from sim.numerics import beta_quantile
from sim.numerics.arrays import normal_quantile
from sim.numerics.beta_arrays import beta_quantiles
from sim.numerics.incomplete_beta import beta_density

N = 300
MEAN = 0.01 + 0.98 * uniforms(3, 0, 1, 1, 0, N)
U = uniforms(3, 0, 1, 2, 0, N)


@pytest.mark.parametrize("total", [0.01, 0.1, 1.0, 9.0, 300.0])
def test_many_at_once(total):
    a, b = MEAN * total, (1.0 - MEAN) * total
    found = beta_quantiles(a, b, U)
    one_by_one = np.array([
        beta_quantile(p, q, 1.0 - u if u > 0.5 else u, upper=u > 0.5)
        for p, q, u in zip(a.tolist(), b.tolist(), U.tolist(), strict=True)
    ])  # fmt: skip
    for p, q, u, x, other in zip(a.tolist(), b.tolist(), U.tolist(), found.tolist(), one_by_one.tolist(), strict=True):
        if x > 1e-290 and x < 1.0:
            # What its logarithm's rounding makes; and where the distribution is flat, what the tail's error does.
            width = min(u, 1.0 - u) / (beta_density(p, q, x, 1.0 - x) * x)
            assert x == pytest.approx(other, rel=1e-14 * (1.0 - math.log(x)) + 1e-14 * width)
    for place in range(0, N, 13):
        alone = beta_quantiles(a[place : place + 1], b[place : place + 1], U[place : place + 1])
        assert alone.tolist() == found[place : place + 1].tolist()


@pytest.mark.parametrize("total", [3e3, 1e5, 1e6])
def test_narrow_ones_are_those_of_single_ones(total):
    a, b = MEAN * total, (1.0 - MEAN) * total
    found = beta_quantiles(a, b, U)
    for p, q, u, x in zip(a.tolist()[:60], b.tolist()[:60], U.tolist()[:60], found.tolist()[:60], strict=True):
        assert x == pytest.approx(beta_quantile(p, q, 1.0 - u if u > 0.5 else u, upper=u > 0.5), rel=1e-9)


@pytest.mark.parametrize("total", [1e4, 1e6, 3e6, 1e8, 1e13, 1e20, 1e160, 1e300])
def test_narrow_ones_are_about_their_mean(total):
    found = beta_quantiles(MEAN * total, (1.0 - MEAN) * total, U)
    apart = (found - MEAN) / np.sqrt(MEAN * (1.0 - MEAN) / total)
    if total < 1e14:  # from there on the rounding of the mean is wider
        assert np.abs(apart - normal_quantile(U)).max() < 0.2
    assert found == pytest.approx(MEAN, abs=5.0 / math.sqrt(total) + 1e-15)


def test_a_scale_that_is_too_large_is_a_scale():
    a, u = np.full(3, 2.0), np.array([0.1, 0.5, 0.9])
    # b X tends to a gamma variable: the larger b is, the less it matters.
    near, far = (b * beta_quantiles(a, np.full(3, b), u) for b in (1e11, 1e250))
    assert far == pytest.approx(near, rel=1e-9)
    assert beta_quantiles(np.full(3, 1e250), a, u).tolist() == [1.0, 1.0, 1.0]


@pytest.mark.parametrize("total", [1e-3, 0.1, 0.3, 6.0])
def test_a_chance_next_to_0_or_1_is_nearly_always_that(total):
    a, b, u = np.full(5, 1e-6 * total), np.full(5, total), np.array([0.05, 0.3, 0.6, 0.8, 0.99])
    assert beta_quantiles(a, b, u).tolist() == [0.0] * 5  # P(X < 1e-300) is above 0.999
    assert beta_quantiles(b, a, u).tolist() == [1.0] * 5


def test_tails_of_what_is_found_are_what_was_asked():
    mpmath = pytest.importorskip("mpmath")
    a, b = 10.0 ** (4.0 * uniforms(4, 0, 1, 1, 0, 40) - 2.0), 10.0 ** (4.0 * uniforms(4, 0, 1, 2, 0, 40) - 2.0)
    u = uniforms(4, 0, 1, 3, 0, 40)
    for p, q, level, x in zip(a.tolist(), b.tolist(), u.tolist(), beta_quantiles(a, b, u).tolist(), strict=True):
        if 1e-290 < x < 1.0:
            exact = mpmath.betainc(p, q, 0, x, regularized=True)
            slope = mpmath.mpf(x) ** p * (1 - mpmath.mpf(x)) ** (q - 1) / mpmath.beta(p, q)
            # The relative error of x that the error of its tail stands for.
            assert abs(exact - level) / slope < 1e-13 * (1.0 - math.log(x)) + 1e-13 * min(level, 1.0 - level) / slope
