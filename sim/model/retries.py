"""Whether a failed attempt is tried again, and after which back-off.

What stops a retry, in this order; the first is the reason: its class, the number of failures, the retry budget.
"""

from sim.luck import Luck, Purpose
from sim.model.attempt import Attempt
from sim.model.replay import Replay
from sim.model.retry_budget import RetryBudget
from sim.policies.jitter import jittered_s
from sim.policies.retry import backoff_s, next_backoff_s
from sim.policies.retry_rules import RetryRules, Rule, retry_is_left
from sim.record.task_end import NO_RETRY_BUDGET
from sim.scenario.values.choices import Jitter

_NO_JITTER = Jitter.NONE
_JITTER = int(Purpose.JITTER)


class Retries:
    """Decides about retries.

    Args:
        rules: by class of failure.
        luck: the run's keyed uniforms.
        budget: of the fleet; None: there is none.
    """

    def __init__(self, rules: RetryRules, luck: Luck, budget: RetryBudget | None) -> None:
        self._rules = rules
        self._luck = luck
        self._budget = budget

    def backoff_after(self, attempt: Attempt, replay: Replay | None, now: float) -> float | None:
        """Return the back-off after an attempt that has ended; None where it is not tried again.

        Args:
            attempt: that has ended.
            replay: the record that says when attempts were tried again; None: there is none.
            now: in seconds.
        """
        failure, task = attempt.failure, attempt.task
        if failure is None or not failure.retried:
            return None
        if replay is not None and replay.exactly:
            return replay.backoff_s(attempt, None, now)
        rule = self._rules.after(failure.code)
        if not rule.counts:
            task.uncounted_failures += 1
        attempts = attempt.number + 1
        if not retry_is_left(rule, attempts - task.uncounted_failures, attempts):
            wait_s = None
        elif self._budget is not None and not self._budget.allows(now):
            task.stopped_by = NO_RETRY_BUDGET
            wait_s = None
        else:
            wait_s = self._scattered_s(attempt, rule, backoff_s(rule.retry, attempts))
            if attempt.admission is not None:
                wait_s += attempt.admission.retry_after_s
        if replay is not None and wait_s is not None and replay.backoff_s(attempt, wait_s, now) is None:
            if self._budget is not None:
                self._budget.end_backoff(now, starts=False)
            return None
        return wait_s

    def delay_s(self, failed_attempts: int) -> float | None:
        """Return the seconds to wait after so many failed attempts; None when no retry is left."""
        return next_backoff_s(self._rules.otherwise.retry, failed_attempts)

    def _scattered_s(self, attempt: Attempt, rule: Rule, delay_s: float) -> float:
        """Return the delay with its jitter; the draw has the address of the attempt that failed."""
        retry, task = rule.retry, attempt.task
        if retry.jitter is _NO_JITTER:
            return delay_s
        u = self._luck.uniform(_JITTER, task.wave, attempt.draw, task.position)
        task.jittered_s = jittered_s(retry, delay_s, u, task.jittered_s)
        return task.jittered_s
