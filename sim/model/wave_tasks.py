"""The tasks of one wave made ready to run: their columns as lists, which Python indexes faster than arrays."""

from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase
from math import fsum

import numpy as np
import numpy.typing as npt

from sim.model.task_run import TaskRun
from sim.scenario import GateSpec
from sim.workload.task_table import TaskTable

Correction = Callable[[Sequence[float], str], Sequence[float]]
"""(success by agent as predicted, risk) -> success by agent as believed after learning."""

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

    def __init__(
        self,
        wave: int,
        tasks: TaskTable,
        members: Sequence[int],
        speeds: Sequence[float],
        approved: Sequence[bool],
        correction: Correction | None = None,
    ) -> None:
        self.wave = wave
        self.tasks = tasks
        self.members = members
        self.approved = approved
        self._correction = correction
        rows = np.asarray(members)
        agents = len(speeds)
        speed = np.asarray(speeds if len(set(speeds)) > 1 else speeds[:1])
        self._place = {index: place for place, index in enumerate(members)}
        self._expected = _Rows(tasks.expected_s[rows] / speed, agents)
        same = tasks.true_s is tasks.expected_s
        self._true_s = self._expected if same else _Rows(tasks.true_s[rows] / speed, agents)
        self._predicted = _Rows(tasks.predicted_success[rows], agents)
        self._true = _Rows(tasks.true_success[rows], agents)

    def mean_expected_s(self) -> list[float]:
        """Return each member's expected service seconds, mean over agents."""
        return self._expected.means()

    def mean_work_s(self, index: int) -> float:
        """Return a task's expected service seconds at speed 1, mean over agents."""
        row = self.tasks.expected_s[index].tolist()
        return fsum(row) / len(row)

    def mean_service_s(self) -> list[float]:
        """Return each member's true mean service seconds, mean over agents."""
        return self._true_s.means()

    def mean_predicted(self) -> list[float]:
        """Return each member's predicted success, mean over agents."""
        return self._predicted.means()

    def run_of(self, index: int) -> TaskRun:
        """Return a task ready to run."""
        tasks = self.tasks
        place = self._place[index]
        predicted = self._predicted.row(place)
        return TaskRun(
            index,
            tasks.task_id[index],
            self.wave,
            tasks.position[index],
            tasks.priority[index],
            tasks.risk[index],
            tasks.confidence[index],
            self.approved[index],
            self._expected.row(place),
            self._true_s.row(place),
            predicted,
            self._predicted.mean(place),
            predicted if self._correction is None else tuple(self._correction(predicted, tasks.risk[index])),
            self._true.row(place),
        )


class _Rows:
    """A matrix (members, agents or 1) whose rows are read as tuples.

    Rows become lists block by block and tuples one by one; equal columns stay one number until asked for, and tasks in
    a row that are alike share one tuple: a large wave on a large fleet would not fit into memory otherwise.
    """

    _BLOCK = 512

    def __init__(self, matrix: Array, agents: int) -> None:
        self._matrix = matrix
        self._agents = agents
        self._block = -1
        self._rows: list[list[float]] = []
        self._last: tuple[float, ...] = ()

    def row(self, place: int) -> tuple[float, ...]:
        block, offset = divmod(place, self._BLOCK)
        if block != self._block:
            start = block * self._BLOCK
            self._rows = self._matrix[start : start + self._BLOCK].tolist()
            self._block = block
        row = tuple(self._rows[offset])
        if len(row) != self._agents:
            if not self._last or self._last[0] != row[0]:
                self._last = row * self._agents
        elif row != self._last:
            self._last = row
        return self._last  # shared by tasks that are alike, and shown to strategies: nobody can change a row

    def mean(self, place: int) -> float:
        row = self._matrix[place].tolist()
        return fsum(row) / len(row)

    def means(self) -> list[float]:
        return [self.mean(place) for place in range(len(self._matrix))]
