"""Many beta quantiles at once: those of single ones, each as if it were alone, and it ends for every parameter."""

import math

import numpy as np
import pytest

from sim.luck import uniforms
from sim.numerics import beta_quantile
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
