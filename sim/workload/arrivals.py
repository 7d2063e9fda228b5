"""When the tasks of a stream are released, and how many have come by a given time."""

import numpy as np
import numpy.typing as npt

from sim.luck.inverse_cdf import quantile
from sim.luck.keyed import Luck, Purpose
from sim.scenario import Exponential, PoissonArrivals

Array = npt.NDArray[np.float64]
_FIRST_LOOK = 256


def arrival_offsets(arrivals: PoissonArrivals, u: Array) -> Array:
    """Return when each task comes, in seconds after the start of its wave: sums of exponential gaps.

    Args:
        arrivals: the stream.
        u: one uniform a task, of the time since the task before.

    >>> arrival_offsets(PoissonArrivals(rate=0.5), np.array([0.5, 0.5])).round(4).tolist()  # 2 ln 2, 4 ln 2
    [1.3863, 2.7726]
    """
    return np.cumsum(quantile(Exponential(mean=1.0 / arrivals.rate), u))


def arrived(arrivals: PoissonArrivals, until_s: float, luck: Luck, wave: int, most: int) -> int:
    """Return the number of tasks of a wave that come up to a time; one that comes exactly then counts.

    Args:
        arrivals: the stream.
        until_s: seconds after the start of the wave.
        luck: uniforms of the replication.
        wave: number of the wave, from 1.
        most: tasks that it can have.

    >>> arrived(PoissonArrivals(rate=1.0), 1e-9, Luck(seed=1), wave=1, most=5)
    0
    """
    looked_at = min(_FIRST_LOOK, most)
    while True:
        offsets = arrival_offsets(arrivals, luck.uniforms(Purpose.ARRIVAL, wave, 0, looked_at))
        if looked_at == most or offsets[-1] > until_s:
            return int(np.searchsorted(offsets, until_s, side="right"))
        looked_at = min(2 * looked_at, most)
