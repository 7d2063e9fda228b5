"""What is left of an up-time that one finds half-way: quantiles against the distribution by its definition.

P(residual <= x) = (integral of 1 - F over 0..x) / mean, so this integral at the quantile of u must give back u.

Source: Cox, "Renewal Theory", 1962; Ross, "Introduction to Probability Models", 11th ed., section 7.7.
"""

import numpy as np
import pytest
from scipy import integrate, stats

from sim.luck.residual import residual_quantile
from sim.scenario import Constant, Exponential, Gamma, Lognormal, Triangular, Uniform

U = np.array([0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99])
SIGMA2 = np.log(2.0)  # of the logarithm, where the cv is 1
CASES = {
    "constant": (Constant(value=60.0), stats.uniform(60.0, 1e-12)),
    "exponential": (Exponential(mean=60.0), stats.expon(scale=60.0)),
    "uniform": (Uniform(low=20.0, high=100.0), stats.uniform(20.0, 80.0)),
    "triangular": (Triangular(low=0.0, mode=30.0, high=150.0), stats.triang(0.2, scale=150.0)),
    "gamma": (Gamma(mean=60.0, cv=0.5), stats.gamma(4.0, scale=15.0)),
    "lognormal": (Lognormal(mean=60.0, cv=1.0), stats.lognorm(SIGMA2**0.5, scale=60.0 * np.exp(-SIGMA2 / 2.0))),
}


@pytest.mark.parametrize(("distribution", "reference"), CASES.values(), ids=CASES)
def test_the_quantile_gives_the_probability_back(distribution, reference) -> None:
    for u, x in zip(U, residual_quantile(distribution, U), strict=True):
        survived, _ = integrate.quad(reference.sf, 0.0, x, limit=200, points=[min(x, 20.0), min(x, 60.0)])
        assert survived / distribution.mean == pytest.approx(u, abs=5e-4)


def test_the_mean_residual_is_that_of_the_inspection_paradox() -> None:
    # E[X^2] / (2 E[X]) = 60 (1 + cv^2) / 2: 30 s for a constant, 60 s for an exponential, 37.5 s for cv 0.5.
    u = (np.arange(20_000) + 0.5) / 20_000
    assert residual_quantile(Constant(value=60.0), u).mean() == pytest.approx(30.0, rel=1e-3)
    assert residual_quantile(Exponential(mean=60.0), u).mean() == pytest.approx(60.0, rel=1e-3)
    assert residual_quantile(Gamma(mean=60.0, cv=0.5), u).mean() == pytest.approx(37.5, rel=1e-3)
