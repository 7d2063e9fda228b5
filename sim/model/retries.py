"""Whether a failed attempt is tried again, and after which back-off."""

from sim.luck import Luck, Purpose
from sim.model.attempt import Attempt
from sim.model.replay import Replay
from sim.policies.jitter import jittered_s
from sim.policies.retry import next_backoff_s
from sim.scenario import RetrySpec
from sim.scenario.values.choices import Jitter

_NO_JITTER = Jitter.NONE
_JITTER = int(Purpose.JITTER)


class Retries:
    """Decides about retries.

    Args:
        retry: the scenario's section.
        luck: the run's keyed uniforms.
    """

    def __init__(self, retry: RetrySpec, luck: Luck) -> None:
        self._retry = retry
        self._luck = luck

    def backoff_after(self, attempt: Attempt, replay: Replay | None, now: float) -> float | None:
        """Return the back-off after an attempt that has ended; None where it is not tried again.

        Args:
            attempt: that has ended.
            replay: the record that says when attempts were tried again; None: there is none.
            now: in seconds.
        """
        if attempt.failure is None or not attempt.failure.retried:
            return None
        backoff_s = self._scattered_s(attempt, self.delay_s(attempt.number + 1))
        if backoff_s is not None and attempt.admission is not None:
            backoff_s += attempt.admission.retry_after_s
        return backoff_s if replay is None else replay.backoff_s(attempt, backoff_s, now)

    def delay_s(self, failed_attempts: int) -> float | None:
        """Return the seconds to wait after so many failed attempts; None when no retry is left."""
        return next_backoff_s(self._retry, failed_attempts)

    def _scattered_s(self, attempt: Attempt, delay_s: float | None) -> float | None:
        """Return the delay with the scenario's jitter; the draw has the address of the attempt that failed."""
        retry, task = self._retry, attempt.task
        if delay_s is None or retry.jitter is _NO_JITTER:
            return delay_s
        u = self._luck.uniform(_JITTER, task.wave, attempt.number, task.position)
        task.jittered_s = jittered_s(retry, delay_s, u, task.jittered_s)
        return task.jittered_s
