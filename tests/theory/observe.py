"""What is read off the log of one replication, after its warm-up: one number a function."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.model.world import World
from sim.record.rows import OutageBegan, OutageEnded, TaskEnded

Array = npt.NDArray[np.float64]


class Stream(NamedTuple):
    """The tasks of an open system by order of release, warm-up included; times in seconds."""

    released: Array
    started: Array
    ended: Array
    served: Array
    priority: Array


def stream(world: World) -> Stream:
    """Return the tasks of a run in which every task was started and ended."""
    tasks = sorted(world.log.of(TaskEnded), key=lambda task: task.task_index)
    assert world.ended_early is None, world.ended_early
    rows = [(task.released_at, task.started_at, task.ended_at, task.served, task.priority) for task in tasks]
    return Stream(*np.array(rows, dtype=np.float64).T)


def mean_wait(world: World, warm_up: float) -> float:
    """Mean seconds from release to start, of the tasks released after the first `warm_up` ones."""
    tasks = stream(world)
    return float((tasks.started - tasks.released)[int(warm_up) :].mean())


def mean_wait_controlled(mean_square_s2: float, weight: float, world: World, warm_up: float) -> float:
    """The mean wait, less what the luck of the service times has added to it.

    The mean square of the service times served is a control variate: its expectation E[S^2] is known, and a few
    long tasks move both it and the mean wait. The mean of the result is the mean wait, whatever the weight; its
    spread is far smaller, and it is no longer skewed.

    Source: Law, "Simulation Modeling and Analysis", 5th ed., section 11.4 (control variates).
    """
    served = stream(world).served[int(warm_up) :]
    return mean_wait(world, warm_up) - weight * (float((served**2).mean()) - mean_square_s2)


def mean_wait_of_priority(priority: int, world: World, warm_up: float) -> float:
    """The same, of the tasks of one priority."""
    tasks = stream(world)
    counted = tasks.priority[int(warm_up) :] == priority
    return float((tasks.started - tasks.released)[int(warm_up) :][counted].mean())


def share_waiting(world: World, warm_up: float) -> float:
    """Share of the tasks that did not start at the very instant of their release."""
    tasks = stream(world)
    return float((tasks.started > tasks.released)[int(warm_up) :].mean())


def mean_response(world: World, warm_up: float) -> float:
    """Mean seconds from release to end."""
    tasks = stream(world)
    return float((tasks.ended - tasks.released)[int(warm_up) :].mean())


def mean_in_system(world: World, warm_up: float) -> float:
    """Time-average number of tasks in the system, from the first release that counts to the last."""
    tasks = stream(world)
    begin, end = tasks.released[int(warm_up)], tasks.released[-1]
    present = np.minimum(tasks.ended, end) - np.clip(tasks.released, begin, end)
    return float(np.maximum(present, 0.0).sum() / (end - begin))


def success_share(world: World, warm_up: float) -> float:
    """Share of the tasks that completed."""
    tasks = world.log.of(TaskEnded)[int(warm_up) :]
    return float(np.mean([task.status == "completed" for task in tasks]))


def attempts_a_task(world: World, warm_up: float) -> float:
    """Mean number of attempts of a task."""
    tasks = world.log.of(TaskEnded)[int(warm_up) :]
    return float(np.mean([task.attempts for task in tasks]))


def mean_down(world: World, warm_up: float, until: float | None = None) -> float:
    """Time-average number of agents down, from `warm_up` seconds to `until` (the end of the run)."""
    end = world.clock.now if until is None else until
    began = {row.agent: row.at for row in world.log.of(OutageBegan)}  # the last of each agent
    outages = [(row.began_at, row.at) for row in world.log.of(OutageEnded)]
    last = {agent: at for agent, at in began.items() if not world.manager.agents[agent].up}
    spans = np.array([*outages, *((at, end) for at in last.values())]).reshape(-1, 2)
    down = np.minimum(spans[:, 1], end) - np.maximum(spans[:, 0], warm_up)
    return float(np.maximum(down, 0.0).sum() / (end - warm_up))


def share_up(world: World, warm_up: float) -> float:
    """Share of the agents' time, from `warm_up` seconds on, in which they were up."""
    return 1.0 - mean_down(world, warm_up) / len(world.manager.agents)


def share_up_at_start(world: World, warm_up: float) -> float:
    """Share of the agents that are up at time 0."""
    del warm_up
    down = sum(row.at == 0.0 for row in world.log.of(OutageBegan))
    return 1.0 - down / len(world.manager.agents)
