import math

import numpy as np
import pytest

from sim.luck import Purpose, quantile, uniforms
from sim.scenario import (
    Constant,
    ConstantShape,
    Empirical,
    Exponential,
    ExponentialShape,
    Gamma,
    GammaShape,
    Lognormal,
    LognormalShape,
    Triangular,
    Uniform,
    Weibull,
    WeibullShape,
)
from sim.workload.service_time import service_factors

VARYING = [
    Uniform(low=10.0, high=30.0),
    Exponential(mean=30.0),
    Lognormal(mean=30.0, cv=0.4),
    Gamma(mean=30.0, cv=0.7),
    Weibull(mean=30.0, cv=1.5),
    Triangular(low=10.0, mode=20.0, high=60.0),
    Empirical(values=(60.0, 10.0, 20.0)),
    ExponentialShape(),
    LognormalShape(cv=0.4),
    GammaShape(cv=0.4),
    WeibullShape(cv=0.4),
]
CONSTANT = [None, Constant(value=30.0), Constant(value=0.0), ConstantShape(), Uniform(low=0.0, high=0.0)]


def named(duration):
    return type(duration).__name__


@pytest.mark.parametrize("duration", CONSTANT, ids=named)
def test_a_constant_duration_has_the_factor_one_exactly(duration):
    assert service_factors(duration, np.array([0.1, 0.9])).tolist() == [1.0, 1.0]


def factor(duration, u):
    return service_factors(duration, np.array([u]))[0]


def test_factors_are_values_relative_to_the_mean():
    # Uniform 10..30 s, mean 20 s: a quarter of the way, 15 s, is 0.75 of it.
    assert factor(Uniform(low=10.0, high=30.0), 0.25) == 0.75
    # 10, 20 and 60 s, mean 30 s: the middle third of the uniforms means 20 s.
    assert factor(Empirical(values=(60.0, 10.0, 20.0)), 0.5) == pytest.approx(2 / 3)
    # The median of a lognormal lies at its mean / sqrt(1 + cv^2).
    assert factor(LognormalShape(cv=0.4), 0.5) == pytest.approx(1 / math.sqrt(1.16))


@pytest.mark.parametrize("duration", VARYING, ids=named)
def test_the_factors_have_mean_one(duration):
    n = 200_000
    middles = (np.arange(n) + 0.5) / n  # the integral of the inverse CDF over 0..1 is the mean
    assert service_factors(duration, middles).mean() == pytest.approx(1.0, abs=2e-3)


def test_sorting_beforehand_changes_no_value():
    durations = Empirical(values=(3.0, 1.0, 2.0, 2.0, 7.0))
    u = uniforms(1, 0, Purpose.DURATION, 1, 0, 500)
    assert service_factors(durations, u).tolist() == (quantile(durations, u) / durations.mean).tolist()
