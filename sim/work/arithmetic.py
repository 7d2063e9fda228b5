"""How this machine calculates: a guard, since every machine that the program is made for calculates alike.

What a run shows is made of operations that IEEE 754 fixes to the last bit (`sim/numerics/`), in a written order. A
machine, a compiler or a version of numpy that does not keep to that (multiplies and adds with one rounding, or adds up
an array in another order) would move a digit, and a digit may move any number of a run, which is a chain of events. So
what is stored is filed under a fingerprint of sample calculations, of every kind that a run makes, and a worker whose
fingerprint is another is refused.
"""

import hashlib
import math
from collections.abc import Iterator
from functools import cache

import numpy as np
import numpy.typing as npt

from sim.luck.inverse_cdf import quantile
from sim.measures.statistics.logistic import fit_logistic
from sim.measures.statistics.spread import spread
from sim.numerics import arrays, exp, log, log1p, power
from sim.numerics.beta_arrays import beta_quantiles
from sim.scenario import (
    Beta,
    Constant,
    Distribution,
    Empirical,
    Exponential,
    Gamma,
    Lognormal,
    Triangular,
    Uniform,
    Weibull,
)

Array = npt.NDArray[np.float64]

# One of each kind, and of those whose shape chooses the code a second one.
SAMPLED: tuple[Distribution, ...] = (
    Constant(value=1.0 / 3.0),
    Uniform(low=0.1, high=0.7),
    Exponential(mean=30.0),
    Lognormal(mean=30.0, cv=1.3),
    Gamma(mean=30.0, cv=0.4),
    Gamma(mean=30.0, cv=2.0),
    Weibull(mean=30.0, cv=0.7),
    Triangular(low=1.0, mode=2.0, high=5.0),
    Beta(mean=0.8, sd=0.1),
    Beta(mean=0.3, sd=0.4),
    Empirical(values=[0.1, 0.7, 0.3]),
)
_DRAWS = 1000
_GOLDEN = (math.sqrt(5.0) - 1.0) / 2.0


@cache
def arithmetic() -> str:
    """Return the fingerprint of how this machine calculates, as 16 hexadecimal digits.

    >>> len(arithmetic())
    16
    """
    digest = hashlib.sha256()
    for values in _calculations(np.modf(np.arange(1.0, _DRAWS + 1.0) * _GOLDEN)[0]):
        digest.update(np.ascontiguousarray(values, dtype="<f8").tobytes())
    return digest.hexdigest()[:16]


def _calculations(u: Array) -> Iterator[Array]:
    """Return the results of everything whose digits may differ, at spread-out probabilities u."""
    draws = [quantile(distribution, u) for distribution in SAMPLED]
    yield from draws
    # The true chance of success, with the same meaning for a task and an attempt.
    yield arrays.logistic(arrays.logit(u) + 0.3 * arrays.normal_quantile(u))
    yield arrays.expm1(arrays.log1p(-u) / 3.0)
    # How hard tasks are.
    some, total = u[:50], np.repeat([0.3, 6.0], 25)
    yield beta_quantiles(some[::-1] * total, (1.0 - some[::-1]) * total, some)
    # What the model and the beliefs calculate number by number.
    yield np.array([[exp(x), log(x), power(1.7, x), log1p(x), math.sqrt(x)] for x in u.tolist()])
    # What the metrics add up.
    for values in draws:
        yield np.array([values.mean(), values.std(), *spread(values)])
    # The learner: a few steps of linear algebra, over waves of several lengths.
    features = np.column_stack([np.ones_like(u), arrays.logit(u), u > 0.7, u < 0.2])
    outcomes = (u[::-1] < u).astype(np.float64)
    prior = np.array([0.0, 1.0, 0.0, 0.0]), np.array([1.0, 0.5, 0.5, 0.5])
    for rows in (20, 50, 100, 250, 500, _DRAWS):
        yield fit_logistic(features[:rows], outcomes[:rows], *prior)
