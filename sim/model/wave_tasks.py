"""The tasks of one wave made ready to run: their columns as lists, which Python indexes faster than arrays."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

import numpy as np
import numpy.typing as npt

from sim.model.task_run import TaskRun
from sim.scenario import GateSpec
from sim.workload.task_table import TaskTable

Correction = Callable[[Sequence[float]], Sequence[float]]
"""Success by agent as predicted -> as believed after learning."""

Array = npt.NDArray[np.float64]


def approvals(tasks: TaskTable, spec: GateSpec) -> list[bool]:
    """Return for each task whether it is approved: by its own column or by `gates.approve`."""
    if spec.approve == "all":
        return [True] * len(tasks)
    exact = {pattern for pattern in spec.approve if not set(pattern) & set("*?[")}
    globs = [pattern for pattern in spec.approve if pattern not in exact]
    return [
        approved or task_id in exact or any(fnmatchcase(task_id, pattern) for pattern in globs)
        for task_id, approved in zip(tasks.task_id, tasks.approved, strict=True)
    ]


@dataclass(frozen=True)
class WaveTasks:
    """One wave's tasks, in input order.

    Args:
        wave: number of the wave.
        tasks: the whole table.
        members: task indices of the wave.
        speeds: speed by agent index.
        approved: approval by task index, see `approvals`.
        correction: what learning makes of predictions.
    """

    wave: int
    tasks: TaskTable
    members: Sequence[int]
    speeds: Sequence[float]
    approved: Sequence[bool]
    correction: Correction | None = None

    def expected_s(self, index: int) -> list[float]:
        """Return a task's expected service seconds by agent."""
        return _by_agent(self.tasks.expected_s[index] / np.asarray(self.speeds), len(self.speeds))

    def predicted(self, index: int) -> list[float]:
        """Return a task's predicted success by agent."""
        return _by_agent(self.tasks.predicted_success[index], len(self.speeds))

    def estimate(self, predicted: Sequence[float]) -> Sequence[float]:
        """Return what the planner believes of a task's success by agent, after learning."""
        return predicted if self.correction is None else self.correction(predicted)

    def mean_expected_s(self) -> Array:
        """Return each member's expected service seconds, mean over agents: shape (members,)."""
        rows = self.tasks.expected_s[np.asarray(self.members)] / np.asarray(self.speeds)
        return np.asarray(rows.mean(axis=1))

    def run_of(self, index: int) -> TaskRun:
        """Return a task ready to run."""
        tasks = self.tasks
        predicted = self.predicted(index)
        return TaskRun(
            index=index,
            task_id=tasks.task_id[index],
            wave=self.wave,
            position=tasks.position[index],
            priority=tasks.priority[index],
            risk=tasks.risk[index],
            confidence=tasks.confidence[index],
            approved=self.approved[index],
            expected_s=self.expected_s(index),
            predicted=predicted,
            estimate=self.estimate(predicted),
        )


def _by_agent(row: Array, agents: int) -> list[float]:
    numbers: list[float] = row.tolist()
    return numbers * agents if len(numbers) == 1 else numbers
