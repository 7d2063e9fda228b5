"""Every distribution has the mean and spread that it says, and rises with the uniform."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.luck.inverse_cdf import quantile, weibull_shape
from sim.luck.residual import residual_quantile
from sim.scenario import Beta, Constant, Empirical, Exponential, Gamma, Lognormal, Triangular, Uniform, Weibull

# (distribution, mean, coefficient of variation), worked out from the textbook moments.
CASES: list[tuple[Any, float, float]] = [
    (Constant(value=5.0), 5.0, 0.0),
    (Uniform(low=2.0, high=8.0), 5.0, (6.0 / 12**0.5) / 5.0),
    (Exponential(mean=30.0), 30.0, 1.0),
    (Lognormal(mean=30.0, cv=0.5), 30.0, 0.5),
    (Gamma(mean=30.0, cv=0.5), 30.0, 0.5),
    (Weibull(mean=30.0, cv=0.5), 30.0, 0.5),
    # (a^2 + b^2 + c^2 - ab - ac - bc) / 18 with 0, 3, 6: variance 27 / 18.
    (Triangular(low=0.0, mode=3.0, high=6.0), 3.0, 1.5**0.5 / 3.0),
    (Beta(mean=0.8, sd=0.1), 0.8, 0.125),
    (Empirical(values=(1.0, 2.0, 6.0)), 3.0, (14.0 / 3.0) ** 0.5 / 3.0),
]
GRID = (np.arange(1_000_000) + 0.5) / 1_000_000


@pytest.mark.parametrize(("distribution", "mean", "cv"), CASES, ids=lambda case: getattr(case, "kind", ""))
def test_moments(distribution, mean, cv):
    values = quantile(distribution, GRID)
    assert values.mean() == pytest.approx(mean, rel=1e-3)
    assert distribution.mean == pytest.approx(mean, rel=1e-12)
    assert values.std() / mean == pytest.approx(cv, abs=2e-3)


@pytest.mark.parametrize("distribution", [case[0] for case in CASES], ids=lambda case: case.kind)
@given(st.lists(st.floats(1e-12, 1 - 1e-12), min_size=2, max_size=20))
def test_values_rise_with_the_uniform(distribution, us):
    values = quantile(distribution, np.sort(np.array(us)))
    assert np.isfinite(values).all()
    assert (np.diff(values) >= 0).all()


def test_known_quantiles():
    assert quantile(Exponential(mean=30.0), np.array([0.5]))[0] == pytest.approx(30 * np.log(2))
    # The median of a lognormal is mean / sqrt(1 + cv^2).
    assert quantile(Lognormal(mean=30.0, cv=0.5), np.array([0.5]))[0] == pytest.approx(30 / 1.25**0.5)
    assert quantile(Empirical(values=(6.0, 1.0, 2.0)), np.array([0.1, 0.4, 0.9])).tolist() == [1.0, 2.0, 6.0]


@pytest.mark.parametrize("cv", [0.1, 0.5, 1.0, 2.0])
def test_the_weibull_shape_inverts_the_coefficient_of_variation(cv):
    from math import gamma

    k = weibull_shape(cv)
    assert gamma(1 + 2 / k) / gamma(1 + 1 / k) ** 2 - 1 == pytest.approx(cv**2, rel=1e-9)


def test_the_mean_residual_is_half_the_mean_square_over_the_mean():
    # Ross, section 7.7: E[residual] = E[X^2] / (2 E[X]) = mean (1 + cv^2) / 2.
    for distribution, mean, cv in CASES[:7]:
        expected = mean * (1 + cv**2) / 2
        assert residual_quantile(distribution, GRID).mean() == pytest.approx(expected, rel=5e-3)
