"""Logistic regression with a Gaussian prior: the most probable coefficients, also where data are few or one-sided.

Source: Bishop, "Pattern Recognition and Machine Learning", 2006, section 4.5.1 (MAP by Newton's method); how far to
step: Boyd, Vandenberghe, "Convex Optimization", 2004, section 9.5.2 (damped Newton method, backtracking).
"""

from collections.abc import Sequence
from math import fsum

import numpy as np
import numpy.typing as npt

from sim.numerics import arrays
from sim.numerics.linear import combined, in_order, solve_positive

Array = npt.NDArray[np.float64]

_STEPS = 50
_CLOSE = 1e-10


def fit_logistic(features: Array, outcomes: Array, prior_mean: Array, prior_sd: Array) -> Array:
    """Return the most probable coefficients, the same bits on every machine.

    Args:
        features: shape (n, d); a column of ones for an intercept.
        outcomes: shape (n,), 0 or 1.
        prior_mean: shape (d,): the coefficients without any data.
        prior_sd: shape (d,), above zero: how far data may move them.

    Returns:
        Array of shape (d,).

    >>> ones = np.ones((4, 1))
    >>> fit_logistic(ones, np.array([1.0, 1.0, 1.0, 0.0]), np.zeros(1), np.full(1, 100.0)).round(3)  # ln 3
    array([1.098])
    """
    precision = (1.0 / (prior_sd * prior_sd)).tolist()
    prior = prior_mean.tolist()
    beta: list[float] = list(prior)
    for _ in range(_STEPS):
        slope, curvature = _derivatives(features, outcomes, beta)
        for place, weight in enumerate(precision):
            slope[place] -= weight * (beta[place] - prior[place])
            curvature[place][place] += weight
        step = solve_positive(curvature, slope)
        # A full step from a flat place overshoots, to and fro for ever: take as much of it as keeps its promise.
        least, gain = _loss(features, outcomes, beta, prior, precision), _product(slope, step)
        while True:
            further = [at + by for at, by in zip(beta, step, strict=True)]
            if _loss(features, outcomes, further, prior, precision) <= least - gain / 4.0 + _CLOSE * (1.0 + least):
                break
            step, gain = [by / 2.0 for by in step], gain / 2.0
        beta = further
        if max(map(abs, step)) < _CLOSE:
            break
    return np.array(beta)


def _loss(
    features: Array, outcomes: Array, beta: Sequence[float], prior: Sequence[float], precision: Sequence[float]
) -> float:
    """Return minus the logarithm of the posterior, less a constant."""
    z = combined(features, beta)
    likelihood = in_order(np.maximum(z, 0.0) + arrays.log1p(arrays.exp(-np.abs(z))) - outcomes * z)
    away = [weight * (at - mean) * (at - mean) for at, mean, weight in zip(beta, prior, precision, strict=True)]
    return likelihood + fsum(away) / 2.0


def _derivatives(features: Array, outcomes: Array, beta: Sequence[float]) -> tuple[list[float], list[list[float]]]:
    """Return slope and curvature of the logarithm of the likelihood, the latter with its sign changed."""
    p = arrays.logistic(np.maximum(combined(features, beta), -500.0))
    columns = range(features.shape[1])
    away, spread = outcomes - p, p * (1.0 - p)
    apart = [np.ascontiguousarray(features[:, place]) for place in columns]
    slope = [in_order(column * away) for column in apart]
    weighted = [column * spread for column in apart]
    half = [[in_order(weighted[one] * apart[other]) for other in range(one + 1)] for one in columns]
    return slope, [[half[max(one, other)][min(one, other)] for other in columns] for one in columns]


def _product(one: Sequence[float], other: Sequence[float]) -> float:
    return fsum(a * b for a, b in zip(one, other, strict=True))
