"""What tasks wait for: who may start, who never can, and when a parent's result is where it is needed.

A task is ready once its parents have completed. The result of a parent that completed on another agent takes its
hand-off time to arrive; on the agent itself it is there at once. Children of a task that failed fail with it.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from sim.model.task_run import TaskRun
from sim.record.views import TaskStatus
from sim.workload.dependencies import Dependencies


class Waiting:
    """The dependencies of a run's tasks, and how far they have been met.

    Args:
        graph: who waits for whom.
        waves: wave of each task.
    """

    def __init__(self, graph: Dependencies, waves: Sequence[int]) -> None:
        self._graph = graph
        self._waves = waves
        self._missing: list[int] = np.diff(graph.start).tolist()  # parents that have not completed, by task
        self._first_child: list[int] = graph.children.start.tolist()
        self._children: list[int] = graph.children.parent.tolist()
        self._failed: dict[int, str] = {}  # id of a task that failed, by index
        self._completed: dict[int, tuple[int, float]] = {}  # agent and end of those that somebody waits for

    def is_ready(self, task: int) -> bool:
        """Whether every task that it waits for has completed."""
        return not self._missing[task]

    def note_end(self, task: TaskRun, agent: int, now: float) -> list[int]:
        """Take in that a task has ended on an agent; return the tasks that are ready with it, by index."""
        children = self._children_of(task.index)
        if task.status is not TaskStatus.COMPLETED:
            self._failed[task.index] = task.task_id
            return []
        if children:
            self._completed[task.index] = (agent, now)
        for child in children:
            self._missing[child] -= 1
        return [child for child in children if not self._missing[child]]

    def children_to_fail(self, tasks: Iterable[int], wave: int) -> list[int]:
        """Return the tasks of a wave that wait for one of these, by index; those that have failed are left out."""
        children = {child for task in tasks for child in self._children_of(task) if self._waves[child] == wave}
        return sorted(children - self._failed.keys())

    def doomed(self, tasks: Iterable[int]) -> list[int]:
        """Return those of some tasks that wait for a task of an earlier wave that has failed, by index."""
        return sorted(task for task in tasks if self._missing[task] and self.failed_parent(task) is not None)

    def failed_parent(self, task: int) -> str | None:
        """Return the id of the first task that failed among those that a task waits for; None where none has."""
        parents = (self._failed.get(parent) for parent, _ in self._graph.parents_of(task))
        return next((task_id for task_id in parents if task_id is not None), None)

    def arrives_at(self, task: int, agent: int | None) -> float:
        """Return when all results that a task waits for are at an agent, in seconds since the start of the run.

        Args:
            task: that is ready.
            agent: which has those of its own tasks at once; None: nobody has, every hand-off counts.
        """
        arrivals = [
            end + hand_off_s
            for parent, hand_off_s in self._graph.parents_of(task)
            for at, end in (self._completed[parent],)
            if at != agent
        ]
        return max(arrivals, default=0.0)

    def _children_of(self, task: int) -> list[int]:
        return self._children[self._first_child[task] : self._first_child[task + 1]]
