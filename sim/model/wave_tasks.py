"""The tasks of one wave made ready to run: their columns as lists, which Python indexes faster than arrays."""

from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase

import numpy as np
import numpy.typing as npt

from sim.model.task_run import TaskRun
from sim.model.tiers import Tiers
from sim.scenario import GateSpec
from sim.workload.matching import Matching, mean_accepting
from sim.workload.task_table import TaskTable

Correction = Callable[[Sequence[float], str], Sequence[float]]
"""(success by agent as predicted, risk) -> success by agent as believed after learning."""

Array = npt.NDArray[np.float64]


def approvals(tasks: TaskTable, spec: GateSpec) -> list[bool]:
    """Return for each task whether it is approved: by its own column or by `gates.approve`."""
    if spec.approve == "all":
        return [True] * len(tasks)
    if not spec.approve:
        return list(tasks.approved)
    exact = {pattern for pattern in spec.approve if not set(pattern) & set("*?[")}
    globs = [pattern for pattern in spec.approve if pattern not in exact]
    return [
        approved or task_id in exact or any(fnmatchcase(task_id, pattern) for pattern in globs)
        for task_id, approved in zip(tasks.task_id, tasks.approved, strict=True)
    ]


_OPTIONAL = ("type", "timeout_s", "deadline_s", "input_tokens", "output_tokens")
"""Columns that a table need not have, which a task that runs has under the same name."""


class WaveTasks:
    """One wave's tasks, in input order.

    Args:
        wave: number of the wave.
        tasks: the whole table.
        members: task indices of the wave.
        speeds: speed by agent index.
        approved: approval by task index, see `approvals`.
        correction: what learning makes of predictions.
        timeout_s: of an attempt, where its task has none of its own.
        tiers: of agents; None: tasks move from none to another.
    """

    def __init__(
        self,
        wave: int,
        tasks: TaskTable,
        members: Sequence[int],
        speeds: Sequence[float],
        approved: Sequence[bool],
        correction: Correction | None = None,
        timeout_s: float | None = None,
        tiers: Tiers | None = None,
    ) -> None:
        self.wave = wave
        self.tasks = tasks
        self.members = members
        self.approved = approved
        self._correction = correction
        self._timeout_s = timeout_s
        self._tiers = tiers
        rows = np.asarray(members)
        agents = len(speeds)
        speed = _speeds(speeds, tasks.matching, rows)
        columns = [(name, getattr(tasks, name)) for name in _OPTIONAL]
        self._given = [(name, column) for name, column in columns if column is not None]
        self._accepting = tasks.accepts if tasks.matching is not None else _everybody
        self._place = {index: place for place, index in enumerate(members)}
        self._expected = _Rows(tasks.expected_s[rows] / speed, agents)
        same = tasks.true_s is tasks.expected_s
        self._true_s = self._expected if same else _Rows(tasks.true_s[rows] / speed, agents)
        self._predicted = _Rows(tasks.predicted_success[rows], agents)
        self._true = _Rows(tasks.true_success[rows], agents)

    def mean_expected_s(self) -> list[float]:
        """Return each member's expected service seconds, mean over the agents that accept it."""
        return self._means(self._expected)

    def mean_work_s(self, index: int) -> float:
        """Return a task's expected service seconds at speed 1, mean over the agents that accept it."""
        return mean_accepting(self.tasks.expected_s[index].tolist(), self.accepts(index))

    def parents_of(self, index: int) -> Sequence[tuple[int, float]]:
        """Return what a task waits for: task index and hand-off seconds."""
        edges = self.tasks.depends_on
        return () if edges is None else edges.parents_of(index)

    def mean_service_s(self) -> list[float]:
        """Return each member's true mean service seconds, mean over the agents that accept it."""
        return self._means(self._true_s)

    def mean_predicted(self) -> list[float]:
        """Return each member's predicted success, mean over the agents that accept it."""
        return self._means(self._predicted)

    def accepts(self, index: int) -> tuple[bool, ...]:
        """Return for each agent whether it accepts a task; empty where every agent accepts every task."""
        return self.tasks.accepts(index)

    def types_by_position(self) -> list[str | None] | None:
        """Return the type of the task at each position of the wave; None where tasks have no types."""
        types = self.tasks.type
        if types is None:
            return None
        position = self.tasks.position
        placed: list[str | None] = [None] * (1 + max(position[index] for index in self.members))
        for index in self.members:
            placed[position[index]] = types[index]
        return placed

    def _means(self, rows: "_Rows") -> list[float]:
        return [mean_accepting(rows.entries(place), self.accepts(index)) for place, index in enumerate(self.members)]

    def run_of(self, index: int) -> TaskRun:
        """Return a task ready to run."""
        tasks, place = self.tasks, self._place[index]
        predicted, accepts = self._predicted.row(place), self._accepting(index)
        run = TaskRun(
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
            predicted[0] if self._predicted.are_uniform else mean_accepting(predicted, accepts),
            predicted if self._correction is None else tuple(self._correction(predicted, tasks.risk[index])),
            self._true.row(place),
            accepts,
        )
        run.timeout_s = self._timeout_s
        for name, column in self._given:
            setattr(run, name, column[index])
        if tasks.timeout_s is not None and run.timeout_s is None:
            run.timeout_s = self._timeout_s
        if tasks.depends_on is not None:
            run.depends_on = tasks.waits_for(index)
        if self._tiers is not None:
            run.accepts = self._tiers.agents_of(run, run.accepts)
        return run


def _everybody(_: int) -> tuple[bool, ...]:
    return ()


def _speeds(speeds: Sequence[float], matching: Matching | None, rows: npt.NDArray[np.intp]) -> Array:
    """Return by how much tasks are faster on each agent: (tasks, agents) where pace depends on the type."""
    if matching is not None and matching.paces_differ:
        return np.asarray(np.asarray(speeds) * matching.pace[matching.of_task[rows]], dtype=np.float64)
    return np.asarray(speeds if len(set(speeds)) > 1 else speeds[:1])


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
        self._last_row: list[float] = []
        self._last: tuple[float, ...] = ()
        self.are_uniform = matrix.shape[1] == 1  # every row has the same number for every agent

    def row(self, place: int) -> tuple[float, ...]:
        block, offset = divmod(place, self._BLOCK)
        if block != self._block:
            start = block * self._BLOCK
            self._rows = self._matrix[start : start + self._BLOCK].tolist()
            self._block = block
        row = self._rows[offset]
        if row != self._last_row:
            self._last_row, self._last = row, tuple(row * (self._agents // len(row)))
        return self._last  # shared by tasks that are alike, and shown to strategies: nobody can change a row

    def entries(self, place: int) -> list[float]:
        """One for each agent, or one for all."""
        found: list[float] = self._matrix[place].tolist()
        return found
