"""Student's t, F, the binomial and the normal distribution, against scipy, and by definition."""

import math

import numpy as np
import pytest
from scipy import special, stats

from sim.numerics import arrays
from sim.numerics.binomial import binomial_pmf, binomial_up_to
from sim.numerics.linear import combined, in_order, mean, solve_positive, total
from sim.numerics.student import f_above, normal_cdf, t_cdf, t_quantile

FREEDOMS = (1.0, 2.0, 3.0, 9.0, 29.0, 100.0, 4321.0, 1e7, 1e12)
TAILS = (1e-12, 1e-4, 0.025, 0.3, 0.4999)


@pytest.mark.parametrize("freedom", FREEDOMS)
def test_quantiles_of_t(freedom):
    for tail in TAILS:
        value = t_quantile(tail, freedom)
        assert value == pytest.approx(stats.t.ppf(tail, freedom), rel=1e-9)
        # scipy's own error is of that order at the far tails: the tail at the quantile is the better judge.
        assert t_cdf(value, freedom) == pytest.approx(tail, rel=1e-13)
        assert t_quantile(1.0 - tail, freedom) == pytest.approx(-value, rel=1e-3 if tail < 1e-6 else 1e-9)


def test_the_ends_of_t():
    assert [t_quantile(p, 5.0) for p in (0.0, 0.5, 1.0)] == [-math.inf, 0.0, math.inf]
    assert all(math.isnan(t_quantile(p, freedom)) for p, freedom in ((0.3, 0.0), (-0.1, 3.0), (math.nan, 3.0)))
    assert math.isnan(t_cdf(0.3, 0.0))


@pytest.mark.parametrize("t", [1e-300, -1e-300, 1e-160, 1e200, -1e200, math.inf])
def test_tiny_and_huge_values_of_t(t):
    expected = 0.5 if abs(t) < 1.0 else float(t > 0.0)
    assert t_cdf(t, 3.0) == pytest.approx(expected, abs=1e-150)


def test_t_with_one_and_two_degrees_of_freedom_by_formula():
    # Cauchy: 1/2 + atan(t) / pi; two degrees: 1/2 + t / (2 sqrt(2 + t^2)).
    for t in (-30.0, -1.0, 0.2, 5.0):
        assert t_cdf(t, 1.0) == pytest.approx(0.5 + math.atan(t) / math.pi, rel=1e-12)
        assert t_cdf(t, 2.0) == pytest.approx(0.5 + t / (2 * math.sqrt(2 + t * t)), rel=1e-12)


def test_the_normal_distribution():
    for z in (-37.0, -8.0, -1.0, -1e-9, 0.0, 0.5, 1.0, 3.0, 9.0):
        assert normal_cdf(z) == pytest.approx(special.ndtr(z), rel=1e-12)


def test_f():
    for f in (0.01, 0.5, 1.0, 3.3, 50.0):
        for above, below in ((1.0, 1.0), (3.0, 20.0), (2.0, 500.0)):
            assert f_above(f, above, below) == pytest.approx(special.fdtrc(above, below, f), rel=1e-11)
    assert f_above(0.0, 1.0, 1.0) == 1.0
    assert math.isnan(f_above(math.nan, 1.0, 1.0))


@pytest.mark.parametrize(("n", "chance"), [(0, 0.5), (1, 0.3), (10, 0.5), (40, 0.999), (1000, 0.01), (3000, 0.6)])
def test_binomial_probabilities(n, chance):
    probabilities = binomial_pmf(n, chance)
    assert math.fsum(probabilities.tolist()) == pytest.approx(1.0, rel=1e-12)
    assert probabilities == pytest.approx(stats.binom.pmf(np.arange(n + 1), n, chance), rel=1e-10, abs=1e-300)
    for k in {0, n // 3, n // 2, n}:
        assert binomial_up_to(k, n, chance) == pytest.approx(math.fsum(probabilities[: k + 1].tolist()), rel=1e-12)


def test_binomial_ends():
    assert binomial_pmf(2, 0.0).tolist() == [1.0, 0.0, 0.0]
    assert binomial_pmf(2, 1.0).tolist() == [0.0, 0.0, 1.0]
    assert [binomial_up_to(k, 3, 0.5) for k in (-1, 3, 4)] == [0.0, 1.0, 1.0]


def test_sums():
    values = np.array([0.1] * 10)
    assert total(values) == 1.0
    assert mean(values) == 0.1
    assert in_order(values) == 0.1 + 0.1 + 0.1 + 0.1 + 0.1 + 0.1 + 0.1 + 0.1 + 0.1 + 0.1 != 1.0
    assert in_order(values[:0]) == 0.0
    # Any length, from any place, with any step: the order is that of the elements.
    many = arrays.log(np.arange(1.0, 5000.0))
    for part in (many[3:], many[::7], many[:1000]):
        expected = 0.0
        for value in part.tolist():
            expected += value
        assert in_order(part) == expected


def test_linear_equations():
    a = np.array([[4.0, 1.0, 0.5], [1.0, 3.0, 0.2], [0.5, 0.2, 2.0]])
    right = [1.0, -2.0, 3.0]
    x = solve_positive(a.tolist(), right)
    assert a @ x == pytest.approx(right, rel=1e-14)
    assert combined(a, right) == pytest.approx(a @ right, rel=1e-14)
    with pytest.raises(ValueError, match="positive definite"):
        solve_positive([[1.0, 2.0], [2.0, 1.0]], [1.0, 1.0])
