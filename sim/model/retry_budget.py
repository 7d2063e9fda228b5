"""The retry budget at work: what started in its window, and what is in back-off."""

from collections import deque

from sim.policies.retry_budget import budget_is_left
from sim.scenario.spec.retry_spec import RetryBudgetSpec


class RetryBudget:
    """Counts attempts and retries of the fleet.

    A retry starts when its back-off ends; an attempt when its service begins.

    Args:
        spec: what may be retried.
    """

    def __init__(self, spec: RetryBudgetSpec) -> None:
        self._spec = spec
        self._starts: deque[float] = deque()
        self._retries: deque[float] = deque()
        self._backing_off = 0

    def allows(self, now: float) -> bool:
        """Return whether one retry more may be made; if so it is in back-off from now on."""
        since = now - self._spec.window
        for times in (self._starts, self._retries):
            while times and times[0] <= since:
                times.popleft()
        if not budget_is_left(self._spec, len(self._retries) + self._backing_off, len(self._starts)):
            return False
        self._backing_off += 1
        return True

    def note_start(self, now: float) -> None:
        """Note that an attempt begins its service."""
        self._starts.append(now)

    def end_backoff(self, now: float, starts: bool) -> None:
        """Note that a retry is not in back-off any more: it starts, or its task has given up."""
        self._backing_off -= 1
        if starts:
            self._retries.append(now)
