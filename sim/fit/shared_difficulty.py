"""How much of a task's difficulty is the task's own, the same for every agent: `truth.shared`."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.fit.success import Counts
from sim.measures.statistics.intervals import Interval, t_quantile

NODES = 40
"""Of the quadrature over what tasks have in common, and over what pairs have of their own."""

FURTHEST = 1e-12


@dataclass(frozen=True, slots=True)
class Shared:
    """q, where the difficulty of a task for an agent is sqrt(q) * the task's + sqrt(1 - q) * the pair's.

    Attributes:
        value: q, 0..1.
        interval: of it, over tasks left out one at a time.
        tasks: tasks at which at least two agents made attempts.
    """

    value: float
    interval: Interval
    tasks: int


def joint_success(mean_a: float, mean_b: float, r_a: float, r_b: float, shared: float) -> float:
    """Return the chance that an attempt of each of two agents at one task succeeds.

    Args:
        mean_a, mean_b: mean chances of the two.
        r_a, r_b: their dispersions, within (0, 1).
        shared: q, 0..1.

    >>> round(joint_success(0.5, 0.5, 0.4, 0.4, 0.0), 4)  # nothing in common
    0.25
    >>> round(joint_success(0.5, 0.5, 0.4, 0.4, 1.0), 3)  # one difficulty: mean ** 2 + 0.4 * mean * (1 - mean)
    0.35

    Source: Gauss-Hermite quadrature, Abramowitz, Stegun, "Handbook of Mathematical Functions", 25.4.46; the two chances
        are Beta variables joined by a normal copula, as the model makes them (docs/background/model.md).
    """
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    weights = weights / weights.sum()
    first = _conditional(mean_a, r_a, shared, nodes, nodes, weights)
    second = _conditional(mean_b, r_b, shared, nodes, nodes, weights)
    return float((weights * first * second).sum())


def _conditional(
    mean: float,
    r: float,
    shared: float,
    common: NDArray[np.float64],
    own: NDArray[np.float64],
    weights: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the mean chance of a pair, given what the task has in common, at each node."""
    from scipy.special import betaincinv, ndtr

    weight = (1.0 - r) / r
    z = np.sqrt(shared) * common[:, None] + np.sqrt(1.0 - shared) * own[None, :]
    # Further out scipy's inverse is not a number for some shapes, and the weight there is nothing.
    level = np.clip(ndtr(z), FURTHEST, 1.0 - FURTHEST)
    chances = betaincinv(mean * weight, (1.0 - mean) * weight, level)
    result: NDArray[np.float64] = (chances * weights[None, :]).sum(axis=1)
    return result


def fit_shared(successes: Counts, attempts: Counts, means: Sequence[float], dispersions: Sequence[float]) -> Shared:
    """Return how much of the difficulty agents share, from how often two of them succeed at the same task.

    Args:
        successes: of each agent, of each task; shape (agents, tasks).
        attempts: alike; 0 where an agent never tried a task.
        means: of each agent's chance.
        dispersions: of each agent.

    Raises:
        ValueError: no task was tried by two agents.
    """
    k, n = np.asarray(successes, dtype=float), np.asarray(attempts, dtype=float)
    excess = _excess(k, n)
    if excess is None:
        raise ValueError("no task was tried by two agents: what they share cannot be told")
    grid = np.linspace(0.0, 1.0, 21)
    joint = _expected(grid, n, means, dispersions)
    expected = joint - joint[0]
    places = np.flatnonzero((n > 0).sum(axis=0) >= 2)
    left_out = _without_each(k, n)[places]
    left_out = left_out[np.isfinite(left_out)]
    count = len(left_out)
    spread = float(np.var(left_out) * (count - 1)) if count > 1 else float("inf")
    half = t_quantile(0.975, max(count - 1, 1)) * np.sqrt(spread)
    low, high = _inverse(excess - half, grid, expected), _inverse(excess + half, grid, expected)
    return Shared(_inverse(excess, grid, expected), Interval(low, high), len(places))


def _excess(k: NDArray[np.float64], n: NDArray[np.float64]) -> float | None:
    """Return by how much two agents succeed at the same task more often than at two tasks, over pairs of attempts.

    What all tasks have in common (two agents that are good at everything) is no difficulty: the product of their own
    success rates is taken off.
    """
    pairs = float((n.sum(axis=0) ** 2 - (n * n).sum(axis=0)).sum())
    if not pairs:
        return None
    both = float((k.sum(axis=0) ** 2 - (k * k).sum(axis=0)).sum())
    rates = k.sum(axis=1) / np.maximum(n.sum(axis=1), 1.0)
    expected = n * rates[:, None]
    apart = float((expected.sum(axis=0) ** 2 - (expected * expected).sum(axis=0)).sum())
    return (both - apart) / pairs


def _without_each(k: NDArray[np.float64], n: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the excess with each task left out; NaN where no pair is left.

    A task left out changes the sums by its own terms, and the rates of agents too: with rates r, the part that is taken
    off is a quadratic form of r in the pairs that agents share.
    """
    pairs = n.sum(axis=0) ** 2 - (n * n).sum(axis=0)
    both = k.sum(axis=0) ** 2 - (k * k).sum(axis=0)
    shared = n @ n.T - np.diag((n * n).sum(axis=1))
    np.fill_diagonal(shared, 0.0)  # pairs of different agents alone
    rates = (k.sum(axis=1, keepdims=True) - k) / np.maximum(n.sum(axis=1, keepdims=True) - n, 1.0)
    expected = n * rates
    own = expected.sum(axis=0) ** 2 - (expected * expected).sum(axis=0)
    apart = np.einsum("at,ab,bt->t", rates, shared, rates, optimize=True) - own
    left = pairs.sum() - pairs
    result: NDArray[np.float64] = (both.sum() - both - apart) / np.where(left > 0.0, left, np.nan)
    return result


def _expected(
    grid: NDArray[np.float64], n: NDArray[np.float64], means: Sequence[float], dispersions: Sequence[float]
) -> NDArray[np.float64]:
    """Return how often both of a pair of attempts succeed at each q of the grid, on average over the record's pairs."""
    agents = len(means)
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    weights = weights / weights.sum()
    # Of each agent at each q, by what the task has in common: shape (agents, grid, nodes).
    given = np.array([
        [_conditional(mean, r, float(q), nodes, nodes, weights) for q in grid]
        for mean, r in zip(means, dispersions, strict=True)
    ])  # fmt: skip
    total = np.zeros(len(grid))
    weight = 0.0
    for a in range(agents):
        for b in range(a + 1, agents):
            pairs = float((n[a] * n[b]).sum())
            weight += pairs
            total += pairs * (given[a] * given[b] * weights).sum(axis=1)
    return total / weight


def _inverse(value: float, grid: NDArray[np.float64], expected: NDArray[np.float64]) -> float:
    return float(np.interp(value, np.maximum.accumulate(expected), grid))
