"""Distributions against scipy's: value by value, and as samples (Kolmogorov and Smirnov).

Each sample has a chance of one in 10,000 to look foreign though it is not; there are seventeen, with seeds that stay.
"""

from math import gamma, log1p, sqrt
from typing import Any

import numpy as np
import pytest
from scipy import stats

from sim.luck import quantile, uniforms
from sim.luck.inverse_cdf import weibull_shape
from sim.luck.residual import residual_quantile
from sim.scenario import Beta, Exponential, Gamma, Lognormal, Triangular, Uniform, Weibull

DRAWS = 50_000
FOREIGN = 1e-4


def lognormal(cv: float) -> Any:
    return stats.lognorm(sqrt(log1p(cv * cv)), scale=30.0 / sqrt(1.0 + cv * cv))


def gammas(cv: float) -> Any:
    return stats.gamma(1.0 / (cv * cv), scale=30.0 * cv * cv)


def weibull(cv: float) -> Any:
    k = weibull_shape(cv)
    return stats.weibull_min(k, scale=30.0 / gamma(1.0 + 1.0 / k))


def beta(mean: float, sd: float) -> Any:
    total = mean * (1.0 - mean) / (sd * sd) - 1.0
    return stats.beta(mean * total, (1.0 - mean) * total)


PAIRS = [
    (Uniform(low=2.0, high=8.0), stats.uniform(2.0, 6.0)),
    (Exponential(mean=30.0), stats.expon(scale=30.0)),
    (Triangular(low=1.0, mode=2.0, high=6.0), stats.triang(0.2, 1.0, 5.0)),
    *((Lognormal(mean=30.0, cv=cv), lognormal(cv)) for cv in (0.1, 0.5, 2.0)),
    *((Gamma(mean=30.0, cv=cv), gammas(cv)) for cv in (0.1, 0.5, 1.5, 3.0)),
    *((Weibull(mean=30.0, cv=cv), weibull(cv)) for cv in (0.3, 1.0, 2.5)),
    *((Beta(mean=mean, sd=sd), beta(mean, sd)) for mean, sd in ((0.8, 0.1), (0.9, 0.15), (0.5, 0.4), (0.02, 0.01))),
]
NAMES = [str(pair[0]) for pair in PAIRS]
POINTS = np.concatenate([[1e-9, 1e-6, 1e-3], np.arange(1, 200) / 200.0, [1 - 1e-3, 1 - 1e-6, 1 - 1e-9]])


@pytest.mark.parametrize(("distribution", "known"), PAIRS, ids=NAMES)
def test_values(distribution, known):
    wanted = known.ppf(POINTS)
    plain = wanted > 1e-300  # what is smaller has fewer digits
    assert quantile(distribution, POINTS)[plain] == pytest.approx(wanted[plain], rel=2e-11)


@pytest.mark.parametrize("place", range(len(PAIRS)), ids=NAMES)
def test_samples(place):
    distribution, known = PAIRS[place]
    draws = quantile(distribution, uniforms(21, 0, 1, place, 0, DRAWS))
    assert stats.kstest(draws, known.cdf).pvalue > FOREIGN


def test_what_is_left_of_an_exponential_is_one_again():
    draws = residual_quantile(Exponential(mean=30.0), uniforms(21, 0, 1, 99, 0, DRAWS))
    assert stats.kstest(draws, stats.expon(scale=30.0).cdf).pvalue > FOREIGN


@pytest.mark.parametrize(("distribution", "wrong"), [(Gamma(mean=30.0, cv=0.5), gammas(0.517)),
                                                     (Exponential(mean=31.0), stats.expon(scale=30.0))])  # fmt: skip
def test_a_sample_that_is_off_by_a_thirtieth_is_seen(distribution, wrong):
    # The negative control.
    assert stats.kstest(quantile(distribution, uniforms(21, 0, 1, 5, 0, DRAWS)), wrong.cdf).pvalue < FOREIGN
