"""The tasks of a run as columns, one entry a task, in input order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sim.scenario.spec.token_spec import MAX_TOKENS
from sim.workload.dependencies import Dependencies
from sim.workload.dependency_problems import dependency_problems
from sim.workload.matching import Matching
from sim.workload.recorded import Recorded

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class TaskTable:
    """What is given about every task before the run starts.

    `predicted_success`, `true_success`, `expected_s` and `true_s` are read-only arrays of shape (tasks, agents), or
    (tasks, 1) where a task's number does not depend on the agent.
    """

    task_id: Sequence[str]
    wave: Sequence[int]  # 1-based, not necessarily contiguous; tasks of one wave need not stand together
    position: Sequence[int]  # place within the wave, in input order: the address of the task's randomness
    priority: Sequence[int]
    risk: Sequence[str]
    confidence: Sequence[float | None]
    approved: Sequence[bool]
    release_offset_s: Sequence[float]  # seconds after the start of its wave
    predicted_success: Array
    true_success: Array
    expected_s: Array  # E[i,a]: service seconds at speed 1, as the planner believes
    true_s: Array  # s[i,a]: their true mean
    schedule: Mapping[int, tuple[tuple[int, float], ...]] = field(default_factory=dict)
    """Predicted schedule: task index -> (agent index, predicted start in seconds), in file order."""
    depends_on: Dependencies | None = None  # None: no task waits for another
    recorded: Recorded | None = None  # what happened at every attempt, where the tasks are those of a record
    type: Sequence[str | None] | None = None  # None: tasks have no types
    matching: Matching | None = None  # what the types mean for each agent; a source need not give it
    timeout_s: Sequence[float | None] | None = None  # of an attempt, where not that of `retry.timeout`
    deadline_s: Sequence[float | None] | None = None  # seconds after it is ready; None: it has none
    input_tokens: Sequence[float | None] | None = None  # that each attempt reads; None: not said, which counts as 0
    output_tokens: Sequence[float | None] | None = None  # that each attempt writes

    def __len__(self) -> int:
        return len(self.task_id)

    def accepts(self, index: int) -> tuple[bool, ...]:
        """Return for each agent whether it accepts a task; empty where every agent accepts every task."""
        return () if self.matching is None or self.matching.all_accept_all else self.matching.accepting(index)

    def waits_for(self, index: int) -> tuple[tuple[str, float], ...]:
        """Return what a task waits for: ids, with the seconds that the result of each takes to another agent."""
        if self.depends_on is None:
            return ()
        return tuple([(self.task_id[parent], seconds) for parent, seconds in self.depends_on.parents_of(index)])

    def waves(self) -> dict[int, list[int]]:
        """Return the indices of each wave's tasks, waves in ascending order, tasks in input order."""
        members: dict[int, list[int]] = {}
        for index, wave in enumerate(self.wave):
            members.setdefault(wave, []).append(index)
        return dict(sorted(members.items()))


def table_problems(tasks: TaskTable) -> list[str]:
    """Return what no table of tasks may have, whatever its source: one sentence each, none for a sound one."""
    problems = []
    if len(set(tasks.task_id)) != len(tasks):
        problems.append("two tasks have the same id")
    ranges = {"predicted_success": 1.0, "true_success": 1.0, "expected_s": np.inf, "true_s": np.inf}
    for name, highest in ranges.items():
        column = getattr(tasks, name)
        if not bool(np.all((column >= 0.0) & (column <= highest) & np.isfinite(column))):
            problems.append(f"{name} leaves the range 0 to {highest:g}")
    for name in ("input_tokens", "output_tokens"):
        tokens = [number for number in getattr(tasks, name) or () if number is not None]
        if not all(0.0 <= number <= MAX_TOKENS for number in tokens):
            problems.append(f"{name} leaves the range 0 to {MAX_TOKENS:g}")
    if tasks.depends_on is not None:
        problems += [message for _, message in dependency_problems(tasks.depends_on, tasks.task_id, tasks.wave)]
    return problems
