"""A distribution of times in four numbers: the mean and three percentiles."""

from collections.abc import Sequence
from math import fsum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


class Spread(NamedTuple):
    """Mean and percentiles of some values, in their unit; all None where there are none."""

    mean: float | None
    p50: float | None
    p95: float | None
    p99: float | None


def percentile(values: npt.ArrayLike, q: float) -> float | None:
    """Return the value below which `q` percent lie, by linear interpolation between order statistics.

    Args:
        values: the sample, any order.
        q: 0..100.

    Returns:
        The order statistic at (n - 1) q / 100, counted from 0; None without values. On average it lies below the
        percentile of what the values are a sample of, the more the fewer they are and the farther out it is: the 99th
        percentile of 20 exponential times comes to 3.4 means where 4.6 is true, that of 500 to 4.5.

    >>> percentile([10.0, 20.0, 30.0, 40.0], 50)
    25.0

    Source: Hyndman, Fan, "Sample quantiles in statistical packages", The American Statistician 50, 1996,
        definition 7.
    """
    sample = np.asarray(values, dtype=float)
    return _between(np.sort(sample), q) if sample.size else None


def quantiles(values: Array, shares: Sequence[float]) -> Array:
    """Return quantiles of several samples at once, each as `percentile` has it.

    Args:
        values: samples, along the first axis.
        shares: 0..1, such as 0.975.

    Returns:
        One row a share, shaped as the rest of `values`.

    >>> quantiles(np.array([[10.0, 0.0], [30.0, 2.0], [20.0, 1.0]]), (0.5, 0.75)).tolist()
    [[20.0, 1.0], [25.0, 1.5]]
    """
    ordered = np.sort(values, axis=0)
    return np.stack([_row_between(ordered, share) for share in shares])


def _row_between(ordered: Array, q: float) -> Array:
    place = (len(ordered) - 1) * q
    below = min(int(place), len(ordered) - 1)
    low, high, share = ordered[below], ordered[min(below + 1, len(ordered) - 1)], place - below
    return np.asarray(high - (high - low) * (1.0 - share) if share >= 0.5 else low + (high - low) * share)


def spread(values: npt.ArrayLike) -> Spread:
    """Return mean, median, 95th and 99th percentile (see `percentile`) of a sample.

    >>> spread([10.0, 20.0, 30.0, 40.0])
    Spread(mean=25.0, p50=25.0, p95=38.5, p99=39.7)
    """
    sample = np.asarray(values, dtype=float)
    if not sample.size:
        return Spread(None, None, None, None)
    ordered = np.sort(sample)
    return Spread(fsum(sample.tolist()) / sample.size, *(_between(ordered, q) for q in (50.0, 95.0, 99.0)))


def _between(ordered: Array, q: float) -> float:
    place = (ordered.size - 1) * (q / 100.0)
    below = min(int(place), ordered.size - 1)
    low, high = float(ordered[below]), float(ordered[min(below + 1, ordered.size - 1)])
    share = place - below
    # From the nearer of the two, so that equal ones give themselves, and the value rises with q.
    return high - (high - low) * (1.0 - share) if share >= 0.5 else low + (high - low) * share
