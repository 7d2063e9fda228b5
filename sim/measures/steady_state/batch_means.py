"""The mean of one long run, with an interval: means of long batches are nearly independent, single values are not."""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.measures.comparison.mean import mean_interval
from sim.measures.statistics.intervals import normal_quantile

BATCHES = 10
LEAST_IN_A_BATCH = 10
_ALIKE = 0.90  # one-sided confidence with which neighbours are found alike


class BatchMeans(NamedTuple):
    """A mean over one run.

    Args:
        mean: of the values in the batches.
        low: end of the interval; None where the batches are too short: their means still tell of each other.
        high: likewise.
        batches: how many.
        in_a_batch: values.
        alike: correlation of the means of neighbouring batches.
    """

    mean: float
    low: float | None
    high: float | None
    batches: int
    in_a_batch: int
    alike: float


def batch_means(values: npt.ArrayLike, confidence: float = 0.95) -> BatchMeans | None:
    """Return the mean of a steady series with its interval; None where it is too short for ten batches of ten.

    The interval is that of a mean over ten independent runs (`mean_interval`), with the means of ten batches in their
    place. Tasks that follow each other wait alike, and an interval that takes them for independent is far too narrow.
    Where batches are too short, their means are still alike: then there is a mean without an interval, and a longer run
    is needed.

    Args:
        values: in order, after the warm-up; those that do not fill a batch are left out at the beginning.
        confidence: of the interval.

    >>> found = batch_means([1.0, 1.0, 1.0, 1.0, 1.0, 3.0, 3.0, 3.0, 3.0, 3.0] * 10)  # every batch has the mean 2
    >>> found.mean, found.batches, found.in_a_batch
    (2.0, 10, 10)
    >>> batch_means(np.repeat(np.arange(10.0), 10)).low is None  # it rises: each batch is like its neighbours
    True

    Source: Law, "Simulation Modeling and Analysis", 5th ed., section 9.5.3 (batch means); why ten or so: Schmeiser,
        "Batch size effects in the analysis of simulation output", Operations Research 30, 1982; the test of neighbours:
        von Neumann, Annals of Mathematical Statistics 12, 1941, as in Steiger, Wilson, "An improved batch means
        procedure for simulation output analysis", Management Science 48, 2002.
    """
    series = np.asarray(values, dtype=float)
    size = series.size // BATCHES
    if size < LEAST_IN_A_BATCH:
        return None
    means = series[series.size - BATCHES * size :].reshape(BATCHES, size).mean(axis=1)
    mean = math.fsum(means.tolist()) / BATCHES
    away = means - mean
    squares = math.fsum((away * away).tolist())
    alike = math.fsum((away[1:] * away[:-1]).tolist()) / squares if squares > 0.0 else 0.0
    # Of independent means the correlation is -1/n on average, and within about 1/sqrt(n) of that.
    if alike > normal_quantile(_ALIKE) / math.sqrt(BATCHES) - 1.0 / BATCHES:
        return BatchMeans(mean, None, None, BATCHES, size, alike)
    interval = mean_interval(means, confidence)
    return BatchMeans(mean, interval.low, interval.high, BATCHES, size, alike)
