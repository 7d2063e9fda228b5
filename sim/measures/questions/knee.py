"""The knee of a curve that rises ever more slowly: where one more agent is no longer worth its keep."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.measures.comparison.best import resampled_means
from sim.measures.comparison.sample import Array, complete_rows

WORTH = 0.5
"""The share of a first agent's throughput that an added agent must bring, unless told."""


class Knee(NamedTuple):
    """Where the knee is, and how sure that is.

    Args:
        at: number of the size; None where there is none within the range.
        low: lower end of its interval; the number of sizes stands for "beyond the range".
        high: upper end, likewise.
        shares: of the bootstrap resamples with the knee at each size; the last one: beyond the range.
        replications: in which every size had a value.
    """

    at: int | None
    low: int
    high: int
    shares: tuple[float, ...]
    replications: int


def knees(sizes: Sequence[int], means: npt.ArrayLike, worth: float = WORTH) -> npt.NDArray[np.int64]:
    """Return for each curve the number of the size at its knee.

    The knee is the smallest size from which no larger one pays: for every larger size m the gain per added agent,
    (X(m) - X(n)) / (m - n), is less than `worth` times the throughput per agent of the smallest size. On a curve that
    rises in a straight line and then is flat it is the corner, whatever `worth` is: the saturation point of the
    operational bounds. Steps in the curve, as of few tasks dealt to many agents, do not count as knees where it rises
    again behind them.

    Args:
        sizes: ascending.
        means: throughput at each size, (curves, sizes).
        worth: between 0 and 1.

    Returns:
        A number for each curve; the number of sizes where there is no knee before the largest one.

    >>> corner, straight, step = [1.0, 2.0, 3.0, 3.0, 3.0], [1.0, 2.0, 3.0, 4.0, 5.0], [1.0, 1.0, 1.0, 4.0, 4.0]
    >>> knees([1, 2, 3, 4, 5], [corner, straight, step]).tolist()
    [2, 5, 3]

    Source: bounds and saturation point N* = X_max / X(1): Lazowska, Zahorjan, Graham, Sevcik, "Quantitative System
        Performance", 1984, section 5.2. Gains per added unit: the law of diminishing marginal returns.
    """
    table, counts = np.asarray(means, dtype=float), np.asarray(sizes, dtype=float)
    least = worth * table[:, 0] / counts[0]
    places = np.full(len(table), len(counts), dtype=np.int64)
    for n in range(len(counts) - 2, -1, -1):
        gains = (table[:, n + 1 :] - table[:, n : n + 1]) / (counts[n + 1 :] - counts[n])
        places[(gains < least[:, None]).all(axis=1)] = n
    return places


def knee(
    sizes: Sequence[int], values: npt.ArrayLike, u: npt.ArrayLike, worth: float = WORTH, confidence: float = 0.95
) -> Knee:
    """Return the knee of the mean curve with its bootstrap interval.

    Whole replications are drawn with replacement, all sizes together, and the knee is found anew each time; the
    interval holds the middle `confidence` of these knees (the percentile method).

    Args:
        sizes: ascending, at least two.
        values: throughput, (replications, sizes); a replication in which one is NaN counts for none.
        u: (resamples, draws) uniforms, see `sim.measures.comparison.best.probability_of_best`.
        worth: see `knees`.
        confidence: of the interval.

    Raises:
        ValueError: no replication has all sizes, the smallest size gets nothing done, or too few uniforms.

    >>> runs = [[1.0, 2.0, 3.0, 3.1], [1.0, 2.0, 2.2, 2.3]]
    >>> found = knee([1, 2, 3, 4], runs, [[0.2, 0.3], [0.2, 0.7], [0.7, 0.2], [0.7, 0.9]])
    >>> found.at, found.low, found.high, found.shares  # where only the second is drawn, size 2 is enough
    (2, 1, 2, (0.0, 0.25, 0.75, 0.0, 0.0))

    Source: Efron, Tibshirani, "An Introduction to the Bootstrap", 1993, chapters 6 and 13.
    """
    rows: Array = complete_rows(values)
    if not len(rows):
        raise ValueError("no replication has a value at every size")
    means = rows.mean(axis=0)
    if means[0] <= 0.0:
        raise ValueError("the smallest size completes no task; begin with a larger one")
    drawn = knees(sizes, resampled_means(rows, np.asarray(u, dtype=float)), worth)
    at = int(knees(sizes, means[None, :], worth)[0])
    shares = np.bincount(drawn, minlength=len(sizes) + 1) / len(drawn)
    tail = (1.0 - confidence) / 2.0
    low, high = (int(np.searchsorted(np.cumsum(shares), share - 1e-9)) for share in (tail, 1.0 - tail))
    return Knee(at if at < len(sizes) else None, low, high, tuple(shares.tolist()), len(rows))
