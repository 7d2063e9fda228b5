"""From when on a run is steady: the truncation that leaves the mean best known (MSER-5)."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

BATCH = 5
LEAST_BATCHES = 10
"""With fewer batches nothing is proposed."""
LEFT = 5  # batches that are never cut off: of the last few any two may be close by chance


class WarmUp(NamedTuple):
    """What a series says of its beginning.

    Args:
        values: how many to leave out at its beginning.
        is_steady: whether the rest looks steady: what is left out is no more than half of all. Where it is more, the
            run is too short to tell, or never settles.
        statistic: of each truncation, by batches that are left out: the smaller, the better the mean of the rest is
            known.
        means: of the batches.
    """

    values: int
    is_steady: bool
    statistic: Array
    means: Array


def mser5(values: npt.ArrayLike) -> WarmUp | None:
    """Return how many values to leave out at the beginning of a series, or None where it is too short.

    Of each truncation of d batches of five values the squared standard error of the mean of the rest, as if batches
    were independent, is taken: sum of (batch mean - mean of the rest)^2 / (batches of the rest)^2. Leaving out values
    that are far off makes it smaller, leaving out good ones larger. The least one decides, among those that leave five
    batches or more.

    Args:
        values: in order; what does not fill the last batch of five is not used.

    >>> empty_first = [0.0] * 20 + [10.0, 12.0, 8.0, 11.0, 9.5, 9.0] * 20  # twenty values until it is filled
    >>> found = mser5(empty_first)
    >>> found.values, found.is_steady
    (20, True)

    Source: White, "An effective truncation heuristic for bias reduction in simulation output", Simulation 69, 1997;
        batches of five, and half as the limit: White, Cobb, Spratt, "A comparison of five steady-state truncation
        heuristics for simulation", Winter Simulation Conference 2000; Hoad, Robinson, Davies, "Automating warm-up
        length estimation", Journal of the Operational Research Society 61, 2010.
    """
    series = np.asarray(values, dtype=float)
    n = series.size // BATCH
    if n < LEAST_BATCHES:
        return None
    means = series[: n * BATCH].reshape(n, BATCH).mean(axis=1)
    # From behind, around the overall mean: sums of squares lose nothing there.
    away = means - means.mean()
    left = np.arange(n, 0, -1)
    totals, squares = np.cumsum(away[::-1])[::-1], np.cumsum((away * away)[::-1])[::-1]
    statistic = np.maximum(0.0, squares - totals * totals / left) / (left * left)
    best = int(np.argmin(statistic[: n - LEFT + 1]))
    return WarmUp(best * BATCH, 2 * best <= n, statistic, means)
