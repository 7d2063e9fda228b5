"""The mean of one long run by batch means, tried on series whose mean is known and whose neighbours are alike."""

from typing import NamedTuple

import numpy as np
from scipy.signal import lfilter

from benchmarks.scorecard.card import Answer, Study
from benchmarks.scorecard.shapes import Array
from sim.measures.steady_state.batch_means import BatchMeans, batch_means


class Series(NamedTuple):
    """A steady series.

    Args:
        length: values in it.
        alike: the correlation of neighbours, of normal values; None: responses of an M/M/1 queue with load 0.8.
    """

    length: int
    alike: float | None

    def __str__(self) -> str:
        kind = "responses at load 0.8" if self.alike is None else f"correlation of neighbours {self.alike:g}"
        return f"{self.length:,} values, {kind}"


SERIES = (Series(2_000, 0.0), Series(2_000, 0.9), Series(50_000, None))
_LOAD = 0.8
_QUEUE_MEAN = 1.0 / (1.0 - _LOAD)  # of the response, in service times


def _values(series: Series, _: int, luck: np.random.Generator) -> tuple[Array, float]:
    if series.alike is None:
        return _responses(series.length, luck), _QUEUE_MEAN
    shocks = luck.standard_normal(series.length)
    shocks[1:] *= (1.0 - series.alike**2) ** 0.5
    return lfilter([1.0], [1.0, -series.alike], shocks), 0.0


def _responses(n: int, luck: np.random.Generator) -> Array:
    """A queue that begins as it is in the long run (Lindley's recursion, as running sums and their least)."""
    service, gaps = luck.exponential(1.0, n), luck.exponential(1.0 / _LOAD, n)
    first = luck.exponential(_QUEUE_MEAN) if luck.random() < _LOAD else 0.0  # the wait of the first
    walk = np.concatenate([[0.0], np.cumsum(service[:-1] - gaps[1:])])
    waits = walk - np.minimum(np.minimum.accumulate(walk), -first)
    return np.asarray(waits + service)


BATCHED = Study("batch means", _values, lambda data: batch_means(data[0]))


def batches_hold(found: BatchMeans | None, data: tuple[Array, float]) -> Answer:
    if found is None or found.low is None or found.high is None:
        return Answer.DECLINED
    return Answer.RIGHT if found.low <= data[1] <= found.high else Answer.WRONG
