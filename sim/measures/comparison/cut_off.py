"""What runs that are cut off can show: nothing by what their unfinished tasks have not done yet.

Where the end of a run cuts tasks off, a time is the least that it can be: they go on waiting. So what is shown to be
small must come from runs that were not cut off; that it is large, or that the other side is smaller, they do show. A
success rate, in which unfinished tasks count as not completed, is the least that it can be too, but it also has a most:
that all of them complete.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.measures.metrics.catalogue import SHARES_OF_TASKS, metric_info

Array = npt.NDArray[np.float64]


class TaskCounts(NamedTuple):
    """How many tasks each run has, arrays of one shape, NaN where that is unknown.

    Args:
        counted: that its rates are over: those that the warm-up leaves.
        unfinished: that its end cut off.
        unserved: that ended without service.
    """

    counted: Array
    unfinished: Array
    unserved: Array


def most(metric: str, values: npt.ArrayLike, unfinished: npt.ArrayLike, tasks: npt.ArrayLike) -> Array:
    """Return the most that each value can be, had its run gone on; the value itself where it is exact.

    Args:
        metric: its name.
        values: of the metric, any shape; NaN where there is none.
        unfinished: tasks that the end of the run cut off, likewise; NaN where that is unknown counts as 0.
        tasks: that the rates of the run are over, likewise.

    >>> most("p95_wait", [60.0, 60.0], [0.0, 2.0], [10.0, 10.0]).tolist()
    [60.0, inf]
    >>> most("success_rate", [0.5, 0.5], [0.0, 2.0], [10.0, 10.0]).tolist()
    [0.5, 0.7]
    """
    found, left = np.asarray(values, dtype=float), np.nan_to_num(np.asarray(unfinished, dtype=float))
    if not metric_info(metric).grows:
        return found
    if metric in SHARES_OF_TASKS:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(left > 0.0, np.fmin(1.0, found + left / np.asarray(tasks, dtype=float)), found)
    return np.where((left > 0.0) & ~np.isnan(found), np.inf, found)
