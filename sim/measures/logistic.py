"""Logistic regression with a Gaussian prior: the most probable coefficients, also where data are few or one-sided.

Source: Bishop, "Pattern Recognition and Machine Learning", 2006, section 4.5.1 (MAP by Newton's method); how far to
step: Boyd, Vandenberghe, "Convex Optimization", 2004, section 9.5.2 (damped Newton method, backtracking).
"""

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

_STEPS = 50
_CLOSE = 1e-10


def fit_logistic(features: Array, outcomes: Array, prior_mean: Array, prior_sd: Array) -> Array:
    """Return the most probable coefficients.

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
    precision = np.diag(1.0 / prior_sd**2)

    def loss(beta: Array) -> float:
        """Return minus the logarithm of the posterior, less a constant."""
        z, away = features @ beta, beta - prior_mean
        return float(np.logaddexp(0.0, z).sum() - outcomes @ z + away @ precision @ away / 2.0)

    beta = prior_mean.astype(np.float64)
    for _ in range(_STEPS):
        p = 1.0 / (1.0 + np.exp(-np.maximum(features @ beta, -500.0)))
        slope = features.T @ (outcomes - p) - precision @ (beta - prior_mean)
        curvature = (features * (p * (1.0 - p))[:, None]).T @ features + precision
        step = np.linalg.solve(curvature, slope)
        # A full step from a flat place overshoots, to and fro for ever: take as much of it as keeps its promise.
        least, gain = loss(beta), float(slope @ step)
        while loss(beta + step) > least - gain / 4.0 + _CLOSE * (1.0 + least):
            step, gain = step / 2.0, gain / 2.0
        beta = beta + step
        if float(np.abs(step).max()) < _CLOSE:
            break
    return beta
