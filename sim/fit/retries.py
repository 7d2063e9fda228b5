"""Are further attempts at a task retries, made since the one before failed, or repeated trials?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.fit.record import Record

MOST_AFTER_SUCCESS = 0.05
"""Share of further attempts that follow a success: with more of them, attempts are repeated whatever came out."""


@dataclass(frozen=True, slots=True)
class Retries:
    """How a record goes on after a failure.

    Attributes:
        are_retries: further attempts follow failures; else tasks are tried again whatever came out.
        most: most attempts at one task in one run; 1 where there are no retries.
        back_off_s: median time from a failure to the start of the next attempt; None: no retries.
    """

    are_retries: bool
    most: int
    back_off_s: float | None


def find_retries(record: Record, runs: NDArray[np.int64], tasks: NDArray[np.int64]) -> Retries:
    """Return whether the record holds retries, and how many.

    Args:
        record: attempts in the order of their start within a run.
        runs: number of the run of each.
        tasks: number of the task of each.
    """
    order = np.lexsort((record.start_s, tasks, runs))
    same = (runs[order][1:] == runs[order][:-1]) & (tasks[order][1:] == tasks[order][:-1])
    before, after = order[:-1][same], order[1:][same]
    if not len(after) or float(record.succeeded[before].mean()) > MOST_AFTER_SUCCESS:
        return Retries(False, 1, None)
    _, counts = np.unique(np.column_stack([runs, tasks]), axis=0, return_counts=True)
    gaps = np.maximum(record.start_s[after] - record.end_s[before], 0.0)
    return Retries(True, int(counts.max()), float(np.median(gaps)))
