"""What ended in a run of the kernel, as columns: tasks in the order of their ends, and attempts past the gates."""

from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.engine.kernel import trace
from sim.engine.run import KernelRun
from sim.model.task_rows import mean_predicted
from sim.record.task_end import SAME_MOMENT_S
from sim.workload.matching import mean_accepting

Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


class EndedTasks:
    """The tasks of a run in the order in which they ended, as columns."""

    def __init__(self, run: KernelRun) -> None:
        column = run.columns.taken
        kinds, places = column("row_kind", run.rows), column("row_of", run.rows)
        ended = places[kinds == trace.TASK_ENDED]
        how = column("task_end")
        order = ended if len(ended) == len(how) else np.concatenate((ended, np.flatnonzero(how == 0)))
        self.order = order
        self.how = how[order]
        self.released_at = column("released_at")[order]
        self.was_released: Flags = self.released_at >= 0.0
        self.ready_at = self.released_at if run.tasks.depends_on is None else column("ready_at")[order]
        self.was_ready: Flags = self.ready_at >= 0.0
        self.first_start = column("first_start")[order]
        self.was_served: Flags = self.first_start >= 0.0
        self.ended_at = np.array(column("task_ended_at")[order])
        self.ended_at[self.how == 0] = run.waves[-1].ended_at
        self.served = column("task_served")[order]
        self.wasted = column("task_wasted")[order]
        self.attempts = column("attempts")[order]
        self.first_success = column("first_success")[order]
        self.completed: Flags = self.how == trace.COMPLETED
        self.unfinished: Flags = (self.how == trace.CUT_OFF) | (self.how == 0)
        self.believed = _believed(run, order)
        self.deadline_s = _deadlines(run, order)

    @cached_property
    def is_known(self) -> Flags:
        """Whether the outcome of the first attempt past the gates is known."""
        return np.asarray(self.first_success >= 0)

    def observed(self, meaning: str) -> tuple[Flags, Array]:
        """Return which tasks their predictions are held against, and with what outcome."""
        if meaning == "task":
            return self.is_known & ~self.unfinished, self.completed.astype(float)
        return self.is_known, self.first_success.astype(float)

    def missed(self) -> Flags:
        """Return which tasks did not complete by their deadline."""
        in_time = self.was_ready & (self.ended_at - self.ready_at <= self.deadline_s + SAME_MOMENT_S)
        return np.asarray(~np.isnan(self.deadline_s) & (~self.completed | ~in_time))


def _deadlines(run: KernelRun, order: npt.NDArray[np.int64]) -> Array:
    given = run.tasks.deadline_s
    if given is None:
        return np.full(len(order), np.nan)
    return np.array([np.nan if one is None else one for one in given])[order]


def _believed(run: KernelRun, order: npt.NDArray[np.int64]) -> Array:
    """Return what was believed of each task: on the agent of its first attempt, else its last, else the mean."""
    column = run.columns.taken
    estimate = run.estimates()
    agent = np.where(column("first_agent") >= 0, column("first_agent"), column("task_agent"))
    width = estimate.shape[1]
    place = np.zeros(len(agent), dtype=np.int64) if width == 1 else np.maximum(agent, 0)
    found: Array = estimate[np.arange(len(agent)), place]
    for index in np.flatnonzero(agent < 0).tolist():
        entries = estimate[index].tolist()
        entries = entries * len(run.prepared.agents) if width == 1 else entries
        found[index] = mean_accepting(entries, run.tasks.accepts(index))
    for index in np.flatnonzero(column("task_end") == 0).tolist():  # never released
        found[index] = mean_predicted(run.tasks, index)
    return found[order]


class EndedAttempts:
    """The attempts of a run past the gates, as columns."""

    def __init__(self, run: KernelRun) -> None:
        def column(name: str) -> npt.NDArray[Any]:
            return np.asarray(run.columns.taken(name, run.ended)[approved])

        approved = run.columns.taken("ended_approved", run.ended) != 0
        self.agent, self.task = column("ended_agent"), column("ended_task")
        self.served, self.started_at, self.ended_at = (
            column("ended_served"), column("ended_started_at"), column("ended_at"),
        )  # fmt: skip
