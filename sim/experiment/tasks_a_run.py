"""How many tasks a run has, told from what is stored of it."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

TOLD_BY = ("success_rate", "throughput", "makespan")
"""The metrics that tell it."""


def tasks_a_run(values: Mapping[str, Array]) -> float | None:
    """Return the mean number of tasks a run: completed tasks are throughput * makespan.

    Args:
        values: the metrics in TOLD_BY, one value a replication, NaN where there is none.

    Returns:
        None where no run completed a task.

    >>> runs = {"success_rate": [0.5, 1.0], "throughput": [0.05, 0.08], "makespan": [200.0, 250.0]}
    >>> tasks_a_run({name: np.array(column) for name, column in runs.items()})
    20.0
    """
    share, throughput, makespan = (values[name] for name in TOLD_BY)
    completed = throughput * makespan
    known = np.isfinite(completed) & (share > 0.0)
    return float((completed[known] / share[known]).mean()) if known.any() else None


def tasks_by_point(values: Mapping[str, Array]) -> list[float | None]:
    """Return the mean number of tasks a run of each point.

    Args:
        values: the metrics in TOLD_BY, (points, replications), NaN where there is none.

    Returns:
        One number a point; None where no run of it completed a task.
    """
    points = len(values[TOLD_BY[0]])
    return [tasks_a_run({name: values[name][point] for name in TOLD_BY}) for point in range(points)]
