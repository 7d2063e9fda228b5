"""One uniform a task, whatever source the tasks come from."""

import numpy as np
import numpy.typing as npt

from sim.luck.keyed import Luck, Purpose
from sim.workload.task_table import TaskTable


def task_uniforms(tasks: TaskTable, luck: Luck, purpose: Purpose, k: int = 0) -> npt.NDArray[np.float64]:
    """Return the uniform of each task for one purpose: address (wave, k, position in the wave).

    Args:
        tasks: the tasks of a run.
        luck: uniforms of the replication.
        purpose: what the draw decides.
        k: which of several draws for one task.

    Returns:
        Array of shape (tasks,).
    """
    position = np.asarray(tasks.position)
    u = np.empty(len(tasks))
    for number, members in tasks.waves().items():
        places = position[members]
        u[members] = luck.uniforms(purpose, number, k, int(places.max()) + 1)[places]
    return u
