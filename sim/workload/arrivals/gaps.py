"""Streams with independent times between their tasks."""

import numpy as np
import numpy.typing as npt

from sim.luck.inverse_cdf import quantile
from sim.luck.keyed import Luck, Purpose
from sim.scenario.spec.arrival_forms import RenewalStream


def offsets(stream: RenewalStream, luck: Luck, wave: int, n: int) -> npt.NDArray[np.float64]:
    """Return when the first n tasks of a wave come, in seconds after its start: sums of the times between them.

    Args:
        stream: gives the distribution of the times.
        luck: uniforms of the replication; one a task, for the time since the task before.
        wave: number of the wave, from 1.
        n: number of tasks.

    >>> from sim.scenario import PoissonArrivals
    >>> offsets(PoissonArrivals(rate=0.5), Luck(seed=1), wave=1, n=3).round(4).tolist()
    [0.5088, 1.5819, 5.1893]
    """
    gaps = quantile(stream.times_between, luck.uniforms(Purpose.ARRIVAL, wave, 0, n))
    return np.cumsum(gaps)
