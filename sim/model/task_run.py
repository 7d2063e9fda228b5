"""One task from its release to its end: its numbers, its status, and the sums over its attempts."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

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
    """A task from its release to its end; what happens in one attempt stands in `Attempt`."""

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
    accepts: Sequence[bool] = ()  # by agent, whether it accepts the task; empty: every agent does
    type: str | None = None

    timeout_s: float | None = None  # of an attempt
    deadline_s: float | None = None  # after it is ready
    input_tokens: float | None = None  # that each attempt reads
    output_tokens: float | None = None  # that each attempt writes

    status: TaskStatus = TaskStatus.PENDING
    released_at: float | None = None  # None: it has not been
    ready_at: float | None = None  # when nothing but an agent was missing
    depends_on: tuple[tuple[str, float], ...] = ()  # what it waits for: task id, hand-off seconds
    agent: "Agent | None" = None  # the last that it was given to
    rank: float | None = None

    # over all attempts
    attempts: int = 0  # ended so far
    jittered_s: float | None = None  # its last scattered back-off, which the next one may start from
    uncounted_failures: int = 0  # of its attempts, that use up no retry
    tier: int = 0  # of those that accept it, the one that it uses now
    own_failures: int = 0  # of these, that failed by their own outcome
    started_at: float | None = None  # of the first attempt past the gates
    first_attempt_success: bool | None = None
    predicted_first: float | None = None
    served_s: float = 0.0
    wasted_s: float = 0.0
    stopped_by: str | None = None  # what kept it from another retry, where that was not its number of failures
    reason: str | None = None

    @property
    def tokens(self) -> float:
        """What an attempt needs of limits on tokens: those it reads and those it writes."""
        return (self.input_tokens or 0.0) + (self.output_tokens or 0.0)

    @property
    def due_at(self) -> float:
        """When its deadline passes; infinity where it has none."""
        return inf if self.deadline_s is None or self.ready_at is None else self.ready_at + self.deadline_s

    def advance(self, status: TaskStatus) -> None:
        """Change the status, along the table of transitions only."""
        if status not in _FOLLOWING[id(self.status)]:
            raise RuntimeError(f"task {self.task_id} cannot go from {self.status} to {status}")
        self.status = status
