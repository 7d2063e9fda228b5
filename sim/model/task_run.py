"""One task while it runs: the mutable state behind its process, and the statuses it may pass through."""

from collections.abc import Sequence
from dataclasses import dataclass

from simpy import Event, Process
from simpy.resources.resource import Request

from sim.record.views import TaskStatus

TRANSITIONS: frozenset[tuple[TaskStatus, TaskStatus]] = frozenset(
    {
        (TaskStatus.PENDING, TaskStatus.IN_PROGRESS),  # the gates approved its first attempt
        (TaskStatus.PENDING, TaskStatus.RETRYING),  # the gates deferred it, retries left
        (TaskStatus.PENDING, TaskStatus.FAILED),  # rejected, deferred without retries, or never run at all
        (TaskStatus.IN_PROGRESS, TaskStatus.COMPLETED),
        (TaskStatus.IN_PROGRESS, TaskStatus.RETRYING),
        (TaskStatus.IN_PROGRESS, TaskStatus.FAILED),
        (TaskStatus.RETRYING, TaskStatus.IN_PROGRESS),  # the gates approved a later attempt
        (TaskStatus.RETRYING, TaskStatus.RETRYING),  # deferred again, retries left
        (TaskStatus.RETRYING, TaskStatus.FAILED),  # rejected, out of retries, or the run ended
    }
)
"""Every change of status that can happen; COMPLETED and FAILED are final."""


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
    expected_s: Sequence[float]  # service time by agent, speed included
    predicted: Sequence[float]  # success by agent
    estimate: Sequence[float]  # the same, corrected by what was learned

    status: TaskStatus = TaskStatus.PENDING
    released_at: float = 0.0
    agent: int | None = None
    rank: float | None = None
    returning: bool = False  # goes back to the manager after its back-off, not to its agent
    process: Process | None = None
    turn: Event | None = None
    request: Request | None = None

    # the attempt of now
    attempt: int = 0
    slot: int = 0
    queued_at: float = 0.0
    attempt_started_at: float = 0.0
    start_order: int = 0
    length_s: float = 0.0  # seconds of work that it takes
    serving_since: float | None = None  # None while an outage holds it up
    worked_s: float = 0.0  # towards length_s, before serving_since
    attempt_served_s: float = 0.0  # seconds really worked, work lost in a restart included
    error_class: str | None = None

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
        if (self.status, status) not in TRANSITIONS:
            raise RuntimeError(f"task {self.task_id} cannot go from {self.status} to {status}")
        self.status = status

    def remaining_s(self, expected_s: float, now: float) -> float:
        """Return the expected seconds of work left in the running attempt, never negative."""
        worked = self.worked_s
        if self.serving_since is not None:
            worked += now - self.serving_since
        return max(0.0, expected_s - worked)
