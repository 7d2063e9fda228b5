"""Rows of the log about attempts for which nobody waits any more: withdrawn from a queue, or served all the same."""

from typing import NamedTuple


class AttemptWithdrawn(NamedTuple):
    """One attempt of a task ended while it waited in a queue: it got no slot, and the gates were not asked."""

    task_index: int
    task_id: str
    wave: int
    attempt: int
    agent: int | None  # None: of a central queue
    agent_id: str | None
    queued_at: float
    at: float
    error_class: str
    backoff: float | None
    predicted_success: float
    start_order: int  # its place among the starts of attempts
    copy: int = 0

    # As of an attempt that starts and ends at once, so that both kinds can be read alike.

    @property
    def started_at(self) -> float:
        """When it was withdrawn."""
        return self.at

    @property
    def ended_at(self) -> float:
        """When it was withdrawn."""
        return self.at

    @property
    def served(self) -> float:
        """Seconds worked: none."""
        return 0.0

    @property
    def wasted(self) -> float:
        """Seconds worked for nothing: none."""
        return 0.0

    @property
    def succeeded(self) -> bool:
        """Whether its task completed with it: never."""
        return False

    @property
    def approved(self) -> bool:
        """Whether it got past the gates: they were not asked."""
        return False

    @property
    def first_served(self) -> bool:
        """Whether it was the first past the gates: never."""
        return False


class BreakerMoved(NamedTuple):
    """A circuit breaker changed its state."""

    of: str  # agent, limit
    name: str  # id of the agent, name of the limit
    at: float
    state: str  # closed, open, half_open


class OrphanServed(NamedTuple):
    """An agent worked on an attempt for which nobody waits any more: told when it stops, and at the end of a wave."""

    task_index: int
    task_id: str
    wave: int  # in which the work was done, which may be after that of the task
    attempt: int
    agent: int
    agent_id: str
    slot: int
    slot_at: float  # when the attempt got its slot
    since: float
    at: float
    freed: bool  # whether it stops, and its slot is free; else it goes on in the next wave, if there is one
    reason: str | None  # why it stopped before it was through
    copy: int = 0

    # As of an attempt, so that both can be read alike.

    @property
    def started_at(self) -> float:
        """Since when."""
        return self.since

    @property
    def ended_at(self) -> float:
        """Until when."""
        return self.at

    @property
    def served(self) -> float:
        """Seconds worked."""
        return self.at - self.since
