"""The time-out of an attempt: who waits for it does so no longer than `retry.timeout`.

It counts the seconds worked since the service began, or the time since the attempt joined the queue that it is in. An
attempt that ends in that very moment has ended in time.
"""

from functools import partial

from simpy import Event

from sim.model.attempt import Attempt
from sim.model.instant import Clock, Kind
from sim.record.outcomes import TIMEOUT
from sim.record.task_end import SAME_MOMENT_S
from sim.scenario import RetrySpec


class Timeout:
    """The hazard of taking too long.

    Args:
        clock: the virtual clock.
        spec: what counts, and what becomes of the attempt.
    """

    def __init__(self, clock: Clock, spec: RetrySpec) -> None:
        self._clock = clock
        self.counts_the_queue = spec.timeout_from == "queued"
        self.leaves_orphans = spec.orphans == "serve"

    def join_queue(self, attempt: Attempt) -> None:
        """Count from now on, where time in the queue counts."""
        limit_s = attempt.task.timeout_s
        if limit_s is not None and self.counts_the_queue:
            self._set(attempt, self._clock.now + limit_s)

    def begin_work(self, attempt: Attempt, left_s: float) -> None:
        """Count from now on, where work counts, if there is more left of it than the attempt may take."""
        limit_s = attempt.task.timeout_s
        if limit_s is not None and not self.counts_the_queue:
            allowed_s = max(0.0, limit_s - attempt.served_s)
            if left_s - allowed_s > SAME_MOMENT_S:
                self._set(attempt, self._clock.now + allowed_s)

    def stop_work(self, attempt: Attempt) -> None:
        """Stop counting, where work counts."""
        if not self.counts_the_queue:
            attempt.timer = None

    def _set(self, attempt: Attempt, at: float) -> None:
        attempt.timer = self._clock.at(at, Kind.TIMEOUT, attempt.task.index)
        assert attempt.timer.callbacks is not None
        attempt.timer.callbacks.append(partial(self._ring, attempt))

    def _ring(self, attempt: Attempt, timer: Event) -> None:
        if attempt.timer is not timer:
            return  # the attempt has ended, or counts anew
        attempt.timer = None
        if attempt.left_s(self._clock.now) > SAME_MOMENT_S:
            attempt.process.interrupt(self)

    def strike(self, attempt: Attempt) -> Event | None:
        """End the attempt, as far as who waits for it is concerned."""
        attempt.failure = TIMEOUT
        return None
