"""Which alternative is best, as chances: the bootstrap over replications."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.measures.comparison.sample import Array, complete_rows

MOST_ROWS = 1000
"""Replications that are resampled one by one; of more, consecutive ones are averaged first."""
_ROUNDING = 1e-12  # of the greatest value: means closer than this are tied


class Best(NamedTuple):
    """How likely each alternative is the best, and what taking it would cost.

    Args:
        probability: one an alternative, 0..1, together 1; None without a replication that has all alternatives.
        opportunity_cost: expected distance to the best one's mean, in the metric's unit, one an alternative; None
            likewise. The choice that costs least may be taken with an easy mind where that is little.
        replications: in how many every alternative had a value.
    """

    probability: tuple[float | None, ...]
    opportunity_cost: tuple[float | None, ...]
    replications: int


def draws_a_resample(replications: int) -> int:
    """Return how many uniforms one bootstrap resample of so many replications takes.

    >>> draws_a_resample(50), draws_a_resample(100_000)
    (50, 1000)
    """
    return min(replications, MOST_ROWS)


def probability_of_best(values: npt.ArrayLike, u: npt.ArrayLike, *, higher_is_better: bool) -> Best:
    """Return for each alternative the share of bootstrap resamples in which its mean is the best.

    Whole replications are drawn with replacement, so that what common random numbers tie together stays together. Tied
    alternatives share a resample equally. The share is about the chance, given these replications, that the
    alternative has the best true mean, when nothing was known before; with few replications it is a little too sure.

    Args:
        values: (replications, alternatives); a replication in which one is NaN counts for none.
        u: (resamples, draws), uniforms in (0, 1), draws at least `draws_a_resample` of the complete replications; what
            is over is not used. The same uniforms serve every metric.
        higher_is_better: whether more of the metric is better.

    Raises:
        ValueError: an infinite value, or too few uniforms.

    >>> runs = [[1.0, 2.0], [4.0, 2.0]]  # the first is the better one unless only its 1 is drawn
    >>> u = [[0.2, 0.3], [0.2, 0.7], [0.7, 0.2], [0.7, 0.9]]  # means of the first: 1, 2.5, 2.5, 4; of the second: 2
    >>> best = probability_of_best(runs, u, higher_is_better=True)
    >>> best.probability, best.opportunity_cost  # (1 + 0 + 0 + 0) / 4; (0 + 0.5 + 0.5 + 2) / 4
    ((0.75, 0.25), (0.25, 0.75))

    Source: Efron, Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 6; its reading as a posterior chance:
        Rubin, "The Bayesian bootstrap", Annals of Statistics 9, 1981; opportunity cost: Chick, Inoue, "New two-stage
        and sequential procedures for selecting the best simulated system", Operations Research 49, 2001.
    """
    rows = complete_rows(values)
    n, k = rows.shape
    if n == 0:
        return Best((None,) * k, (None,) * k, 0)
    gains = resampled_means(rows if higher_is_better else -rows, np.asarray(u, dtype=float))
    behind = gains.max(axis=1, keepdims=True) - gains
    tied = behind <= _ROUNDING * np.abs(rows).max(initial=0.0)
    shares = tied / tied.sum(axis=1, keepdims=True)
    return Best(tuple(shares.mean(axis=0).tolist()), tuple(behind.mean(axis=0).tolist()), n)


def resampled_means(rows: Array, u: Array) -> Array:
    """Return the means of each bootstrap resample of whole replications, (resamples, alternatives).

    Args:
        rows: (replications, alternatives), none missing.
        u: as for `probability_of_best`.

    Raises:
        ValueError: too few uniforms.

    >>> resampled_means(np.array([[1.0, 2.0], [4.0, 2.0]]), np.array([[0.2, 0.3], [0.2, 0.7]])).tolist()
    [[1.0, 2.0], [2.5, 2.0]]
    """
    blocks, sizes = _at_most(rows, MOST_ROWS)
    n = len(blocks)
    if u.ndim != 2 or u.shape[1] < n:
        raise ValueError(f"u: expected (resamples, {n} or more) uniforms, got shape {u.shape}")
    resamples = len(u)
    drawn = (u[:, :n] * n).astype(np.int64) + n * np.arange(resamples)[:, None]
    counts = np.bincount(drawn.ravel(), minlength=resamples * n).reshape(resamples, n).astype(float)
    # einsum without BLAS: the order of its additions depends on nothing but the shapes.
    totals = np.einsum("rn,nc->rc", counts, blocks, optimize=False)
    return np.asarray(totals / (counts @ sizes)[:, None])


def _at_most(rows: Array, most: int) -> tuple[Array, Array]:
    """Return totals of at most so many blocks of consecutive rows, and how many rows each holds.

    Rows that are independent and alike make block totals that are: the spread of a resampled mean stays as it is.
    """
    if len(rows) <= most:
        return rows, np.ones(len(rows))
    edges = np.linspace(0, len(rows), most, endpoint=False).astype(int)
    return np.asarray(np.add.reduceat(rows, edges)), np.diff(edges, append=len(rows)).astype(float)
