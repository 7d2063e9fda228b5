"""How many tasks a run's rates are over, as its row says: those that the warm-up leaves."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from sim.measures.comparison.cut_off import TaskCounts

Array = npt.NDArray[np.float64]

TASKS_COUNTED = "tasks_counted"
"""The number in a run's row, see `sim.observe.run_counts`."""
TASK_COUNTS = (TASKS_COUNTED, "unfinished", "unserved")
"""The numbers of tasks that say what a run can show."""


def tasks_a_run(values: Mapping[str, Array]) -> float | None:
    """Return the mean number of tasks that the rates of a run are over.

    Args:
        values: with TASKS_COUNTED, one number a replication, NaN where there is none.

    Returns:
        None where no run counted a task.

    >>> tasks_a_run({TASKS_COUNTED: np.array([20.0, 20.0, 22.0, np.nan])})
    20.666667
    """
    counted = values[TASKS_COUNTED]
    known = counted[np.isfinite(counted)]
    return float(known.mean()) if known.size and known.any() else None


def tasks_by_point(values: Mapping[str, Array]) -> list[float | None]:
    """Return the mean number of tasks a run of each point.

    Args:
        values: with TASKS_COUNTED, (points, replications), NaN where there is none.

    Returns:
        One number a point; None where no run of it counted a task.
    """
    return [tasks_a_run({TASKS_COUNTED: numbers}) for numbers in values[TASKS_COUNTED]]


def task_counts(values: Mapping[str, Array]) -> TaskCounts:
    """Return the numbers of tasks of each run of a study, (replications, points).

    Args:
        values: with TASK_COUNTS, (points, replications), NaN where there is none.
    """
    counted, unfinished, unserved = (np.asarray(values[name].T) for name in TASK_COUNTS)
    return TaskCounts(counted, unfinished, unserved)
