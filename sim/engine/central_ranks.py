"""The rank of every task in the central queue: what `shared_queue` says, for all tasks at once."""

import numpy as np
import numpy.typing as npt

from sim.policies.assignment.shared_queue import LIST, PRIORITY, SHORTEST
from sim.workload.task_table import TaskTable

Array = npt.NDArray[np.float64]


def central_ranks(order: float, tasks: TaskTable, expected_s: Array, agents: int) -> Array:
    """Return the ranks by task.

    Args:
        order: of the strategy, as its setting has it.
        tasks: of the run.
        expected_s: seconds as the planner believes, of shape (tasks, agents) or (tasks, 1).
        agents: of the fleet.
    """
    if order == PRIORITY:
        return np.asarray(tasks.priority, dtype=float)
    if order == LIST:
        return np.arange(len(tasks), dtype=float)
    if order == SHORTEST:
        return _mean_accepting(tasks, expected_s, agents)
    return np.zeros(len(tasks))


def _mean_accepting(tasks: TaskTable, expected_s: Array, agents: int) -> Array:
    """Return the mean over the agents that accept a task, added up in their order."""
    total, accepting = np.zeros(len(tasks)), np.zeros(len(tasks))
    for agent in range(agents):
        accepted = _accepted_by(agent, tasks)
        total += np.where(accepted, expected_s[:, agent if expected_s.shape[1] > 1 else 0], 0.0)
        accepting += accepted
    return np.asarray(total / accepting)


def _accepted_by(agent: int, tasks: TaskTable) -> npt.NDArray[np.bool_]:
    matching = tasks.matching
    if matching is None:
        return np.ones(len(tasks), dtype=bool)
    accepts: npt.NDArray[np.bool_] = np.asarray(matching.accepts, dtype=bool)[matching.of_task, agent]
    return accepts
