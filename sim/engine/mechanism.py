"""A mechanism of the world that the kernel knows: what of a scenario it covers, its inputs, and its rows, in one place.

One is a module of `sim/engine/mechanisms/` that ends with a `Mechanism`, and a line in `MECHANISMS` there; what it does
while time goes on is a text of `sim/engine/kernel/`. Everything has a default: a mechanism says what it needs.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from sim.record.outcomes import Outcome
from sim.record.rows import Row
from sim.scenario import Scenario
from sim.workload.task_table import TaskTable

if TYPE_CHECKING:
    from sim.engine.ended import EndedAttempts, EndedTasks
    from sim.engine.rows import RowsOfRun
    from sim.engine.run import KernelRun
    from sim.engine.waves import Wave
    from sim.model.task_run import TaskRun

Array = npt.NDArray[np.float64]
Numbers = Mapping[str, float | bool]


class InRun:
    """What a mechanism does outside of the kernel in one run: nothing, unless a subclass says more.

    Args:
        run: before the kernel has begun; the columns of tasks are given already.
    """

    def __init__(self, run: "KernelRun") -> None:
        self.run = run

    def begin_wave(self, wave: "Wave") -> None:
        """Give the kernel what it needs for a wave, before the tasks are released."""

    def draws(self, wave: "Wave", attempts: range) -> Mapping[str, Array]:  # noqa: ARG002 - for who draws
        """Return more columns of draws of these attempts, by attempt and position in the wave."""
        return {}

    def answers(self) -> Mapping[int, Callable[[], None]]:
        """Return by reason why the kernel hands back, with what it is called again."""
        return {}


def nothing(*_: Any) -> None:
    """Have nothing to say."""


def _no_numbers(_: Scenario) -> Numbers:
    return {}


def _no_columns(_: Scenario) -> Mapping[str, npt.NDArray[Any]]:
    return {}


def _no_failures(_: Scenario) -> Mapping[int, Outcome]:
    return {}


def _never(_: Scenario) -> bool:
    return False


def _no_more_numbers(*_: Any) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True)
class Mechanism:
    """One mechanism."""

    name: str
    keys: Mapping[str, str] = field(default_factory=dict)  # by class of a section, its keys that are covered
    read_by_both: str = ""  # modules of sim.scenario.spec read by shared functions: all that they say is covered
    not_covered: Callable[[Scenario], str | None] = nothing  # what is not, in spite of its keys
    tasks_not_covered: Callable[[TaskTable, Scenario], str | None] = nothing
    # Where it is not used its columns are left out: the kernel's text asks one of `off` before it looks at them.
    used: Callable[[Scenario], bool] = _never
    off: Numbers = field(default_factory=dict)  # of the kernel, where it is not used
    numbers: Callable[[Scenario], Numbers] = _no_numbers  # of the kernel, the same in every run
    columns: Callable[[Scenario], Mapping[str, npt.NDArray[Any]]] = _no_columns  # of floats or int64, not written into
    of_agents: Mapping[str, float] = field(default_factory=dict)  # column -> its value in every entry; an int: whole
    of_tasks: Mapping[str, float] = field(default_factory=dict)
    of_rows: Mapping[str, float] = field(default_factory=dict)  # these grow when the trace does
    in_run: Callable[["KernelRun"], InRun] | None = None
    failures: Mapping[int, Outcome] = field(default_factory=dict)  # by code in the trace
    own_failures: Callable[[Scenario], Mapping[int, Outcome]] = _no_failures  # likewise, of the scenario's own
    rows: Mapping[int, Callable[["RowsOfRun", int], Row]] = field(default_factory=dict)  # by kind, of place -> row
    amend: Callable[["RowsOfRun", "TaskRun"], None] | None = None  # before the row of the task's end is made
    why: Mapping[int, Callable[["RowsOfRun", int], str]] = field(default_factory=dict)  # by last failure, of task index
    # Numbers of the run's metrics, in place of those that hold without the mechanism.
    metrics: Callable[["KernelRun", "EndedTasks", "EndedAttempts", npt.NDArray[np.bool_]], Mapping[str, Any]] = (
        _no_more_numbers
    )
    by_log: bool = False  # metrics are formed from the rows of the log: slower, and right at once
