"""One task while it runs: the mutable state behind its process, and the statuses it may pass through."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simpy import Process

from sim.model.slots import Turn
from sim.record.views import TaskStatus

if TYPE_CHECKING:
    from sim.model.agent import Agent

TRANSITIONS: dict[TaskStatus, tuple[TaskStatus, ...]] = {
    TaskStatus.PENDING: (
        TaskStatus.IN_PROGRESS,  # the gates approved its first attempt
        TaskStatus.RETRYING,  # the gates deferred it, retries left
        TaskStatus.FAILED,  # rejected, deferred without retries, or never run at all
    ),
    TaskStatus.IN_PROGRESS: (TaskStatus.COMPLETED, TaskStatus.RETRYING, TaskStatus.FAILED),
    TaskStatus.RETRYING: (
        TaskStatus.IN_PROGRESS,  # the gates approved a later attempt
        TaskStatus.RETRYING,  # deferred again, retries left
        TaskStatus.FAILED,  # rejected, out of retries, or the run ended
    ),
    TaskStatus.COMPLETED: (),
    TaskStatus.FAILED: (),
}
"""What may follow each status."""

# By identity: hashing an enumeration's member is Python code, and every attempt changes its task's status twice.
_FOLLOWING = {id(status): following for status, following in TRANSITIONS.items()}


@dataclass(slots=True, eq=False)
class TaskRun:
    """A task from its release to its end.

    Agent, slot and attempt are those of now; sums run over all attempts.
    """

    index: int
    task_id: str
    wave: int
    position: int
    priority: int
    risk: str
    confidence: float | None
    approved: bool
    expected_s: Sequence[float]  # service time by agent, speed included, as the planner believes
    true_s: Sequence[float]  # its true mean
    predicted: Sequence[float]  # success by agent
    mean_predicted: float
    estimate: Sequence[float]  # the same, corrected by what was learned
    true_success: Sequence[float]  # chance of an attempt by agent, as the world has it

    status: TaskStatus = TaskStatus.PENDING
    released_at: float = 0.0
    agent: "Agent | None" = None
    rank: float | None = None
    returning: bool = False  # goes back to the manager after its back-off, not to its agent
    process: Process | None = None
    turn: Turn | None = None  # what its process waits for while it is queued

    # the attempt of now; set when it is queued, gets its slot, or begins its service
    attempt: int = 0
    serving_since: float | None = None  # None while nothing is served
    error_class: str | None = None
    attempt_served_s: float = 0.0  # seconds really worked before serving_since, those undone included
    attempt_undone_s: float = 0.0  # of these, what breakdowns undid
    slot: int = 0
    queued_at: float = field(init=False)
    attempt_started_at: float = field(init=False)
    start_order: int = field(init=False)
    length_s: float = field(init=False)  # seconds of work that it takes
    worked_s: float = 0.0  # towards length_s: what is served and not undone, before serving_since

    # the whole task
    attempts: int = 0  # ended so far
    started_at: float | None = None  # of the first attempt past the gates
    first_attempt_success: bool | None = None
    predicted_first: float | None = None
    served_s: float = 0.0
    wasted_s: float = 0.0
    reason: str | None = None

    def advance(self, status: TaskStatus) -> None:
        """Change the status, along the table of transitions only."""
        if status not in _FOLLOWING[id(self.status)]:
            raise RuntimeError(f"task {self.task_id} cannot go from {self.status} to {status}")
        self.status = status

    def remaining_s(self, agent: int, now: float) -> float:
        """Return the expected seconds of work left in the attempt that runs on this agent, never negative.

        Every second worked counts, also one that a breakdown has undone: what is left is an expectation, and an attempt
        that has taken long was expected to be over.
        """
        since, served_s = self.serving_since, self.attempt_served_s
        left_s = self.expected_s[agent] - (served_s if since is None else served_s + (now - since))
        return left_s if left_s > 0.0 else 0.0  # noqa: FURB136 - max() costs as much as all the rest here

    def clear_work(self) -> None:
        """Forget the work of an attempt that has ended: whoever holds the next slot has not worked yet."""
        self.worked_s = self.attempt_served_s = self.attempt_undone_s = 0.0

    @property
    def its_agent(self) -> "Agent":
        """The agent that it has been given to."""
        assert self.agent is not None
        return self.agent
