"""How many attempts an agent had under way at once."""

import numpy as np
from numpy.typing import NDArray

from sim.fit.record import Record

CLOSE_S = 1.0
"""An attempt that starts this soon before another ends takes its place: logs write ends late."""


def most_at_once(record: Record, mine: NDArray[np.bool_], runs: NDArray[np.int64]) -> int:
    """Return the most attempts of an agent that were under way at once, in any run; at least 1.

    Args:
        record: the attempts.
        mine: which of them are the agent's; shape (n,).
        runs: number of the run of each.
    """
    most = 1
    for run in np.unique(runs[mine]):
        chosen = mine & (runs == run)
        starts, ends = np.sort(record.start_s[chosen]), np.sort(record.end_s[chosen] - CLOSE_S)
        # Before each start: how many have started, less how many have ended.
        under_way = np.arange(1, len(starts) + 1) - np.searchsorted(ends, starts, side="right")
        most = max(most, int(under_way.max()))
    return most
