"""What the end of an attempt means: for its slot or place, its task, its agent, and the log."""

from collections.abc import Callable
from itertools import count

from sim.model.admission.budget import Budget
from sim.model.agent_manager import AgentManager
from sim.model.attempt import Attempt
from sim.model.hazards.timeout import Timeout
from sim.model.instant import Clock
from sim.model.orphans import Orphans
from sim.model.task_rows import attempt_ended, attempt_withdrawn
from sim.policies.gate import Decision, Verdict
from sim.record.log import RunLog
from sim.record.outcomes import (
    BREAKER_OPEN,
    BUDGET,
    CANCELLED,
    DEADLINE,
    RUN_ENDED,
    TIMEOUT,
    Outcome,
    Whose,
    of_verdict,
)
from sim.record.task_end import AT_DEADLINE
from sim.record.views import TaskStatus

# Naming a member of an enumeration costs as much as some calls.
_APPROVED = Verdict.APPROVED
_COMPLETED, _RETRYING, _FAILED = TaskStatus.COMPLETED, TaskStatus.RETRYING, TaskStatus.FAILED
_ITSELF = Whose.ITSELF


class AttemptEnds:
    """Accounts for attempts that have ended.

    Args:
        clock: the virtual clock.
        manager: takes slots and places back.
        log: the run's log.
        timeout: says whether attempts whose time is up go on as orphans.
        orphans: takes these over.
        budget: what is reserved in it; None: there is none.
    """

    def __init__(
        self,
        clock: Clock,
        manager: AgentManager,
        log: RunLog,
        timeout: Timeout,
        orphans: Orphans,
        budget: Budget | None = None,
    ) -> None:
        self.keep_slot: Callable[[Attempt], bool] | None = None  # lets a task hold the slot of a failed attempt
        self.starts = count()  # the order of starts, of those that are withdrawn before it too
        self._clock = clock
        self._manager = manager
        self._log = log
        self._timeout = timeout
        self._orphans = orphans
        self._budget = budget

    def end(self, attempt: Attempt, decision: Decision | None, backoff_s: float | None) -> None:
        """Account for an attempt with which its task goes on to the next, or ends.

        Args:
            attempt: that has ended.
            decision: of the gates; None where it was withdrawn before they were asked.
            backoff_s: seconds until the next attempt; None where there is none.
        """
        left_alone = attempt.failure is TIMEOUT and self._timeout.leaves_orphans
        was_queued = self._give_back(attempt, left_alone, keeps_slot=backoff_s is not None)
        self._change_status(attempt, decision, backoff_s)
        self._account(attempt, decision, backoff_s, was_queued)

    def end_one_of_several(self, attempt: Attempt, runs_on: bool = False) -> None:
        """Account for an attempt beside whose copies, or whose original, its task goes on, or has just succeeded.

        Args:
            attempt: that has ended.
            runs_on: whether its agent serves it to its end all the same, if it does now.
        """
        if attempt.failure is CANCELLED:
            left_alone = runs_on and attempt.has_slot
        else:
            left_alone = attempt.failure is TIMEOUT and self._timeout.leaves_orphans
        was_queued = self._give_back(attempt, left_alone)
        self._account(attempt, attempt.decision, None, was_queued)

    def _give_back(self, attempt: Attempt, left_alone: bool, keeps_slot: bool = False) -> bool:
        """Let an attempt give back its slot or its place, or keep it as an orphan; return whether it was queued."""
        was_queued = attempt.ticket >= 0 or _gave_up_at_a_limit(attempt)
        left_alone = left_alone and not (attempt.lacks and attempt.has_slot)  # at a limit
        attempt.timer = None
        if attempt.has_slot:
            if keeps_slot and self.keep_slot is not None and self.keep_slot(attempt):
                pass  # it is taken, and nobody works in it
            elif left_alone and attempt.its_agent.up:
                self._orphans.adopt(attempt)
            else:
                self._manager.free_slot(attempt)
        elif left_alone:
            self._orphans.adopt(attempt)
        else:
            self._manager.withdraw(attempt)
        return was_queued

    def _account(self, attempt: Attempt, decision: Decision | None, backoff_s: float | None, was_queued: bool) -> None:
        agent = attempt.agent
        if agent is not None and agent.breaker is not None:
            agent.breaker.judge(attempt)
        if attempt.admission is not None and self._manager.limits is not None:
            self._manager.limits.judge(attempt)
        if (decision is not None or attempt.failure is BREAKER_OPEN) and not was_queued:
            self.tell(attempt, _is_admitted(attempt, decision), backoff_s)
        elif attempt.failure is not None and was_queued:  # else it was at the manager, which is no attempt yet
            self._tell_withdrawn(attempt, attempt.failure, backoff_s)

    def _tell_withdrawn(self, attempt: Attempt, failure: Outcome, backoff_s: float | None) -> None:
        attempt.start_order = next(self.starts)
        attempt.task.attempts += not attempt.copy
        self._log.add(attempt_withdrawn(attempt, failure, self._clock.now, backoff_s))

    def cut(self, attempt: Attempt) -> None:
        """Account for an attempt in a slot that the end of the run cuts off, in service or at a limit."""
        if attempt.lacks:
            assert self._manager.limits is not None
            self._manager.limits.cut(attempt)
            self._tell_withdrawn(attempt, RUN_ENDED, None)
        else:
            self.tell(attempt, approved=True, backoff_s=None)

    def take_back_start(self, attempt: Attempt) -> None:
        """Take back the number of an attempt that got its slot and does not start yet; no other has got one since."""
        self.starts = count(attempt.start_order)

    def _change_status(self, attempt: Attempt, decision: Decision | None, backoff_s: float | None) -> None:
        task, agent = attempt.task, attempt.agent
        if attempt.failure is None:
            task.advance(_COMPLETED)
            attempt.its_agent.completed += 1
        elif backoff_s is not None:
            task.advance(_RETRYING)
            if agent is not None:
                agent.retries += 1
        else:
            self.give_up(attempt, decision)

    def give_up(self, attempt: Attempt, decision: Decision | None) -> None:
        """Let a task fail with its last attempt.

        Args:
            attempt: its last, which may not have begun.
            decision: of the gates on it; None where they were not asked.
        """
        task, agent = attempt.task, attempt.agent
        task.advance(_FAILED)
        task.reason = _why_failed(attempt, decision)
        if agent is not None:
            agent.failed += 1
            agent.changed = True  # for the monitor: a task that backed off, or leaves an orphan, changed nothing else
            agent.refused += attempt.has_slot and not _is_admitted(attempt, decision)

    def tell(self, attempt: Attempt, approved: bool, backoff_s: float | None) -> None:
        """Log an attempt that had a slot, and add it to its task's sums."""
        task = attempt.task
        first_served = approved and not attempt.copy and task.first_attempt_success is None
        if first_served:
            # Of one that the end of the run, or a copy, cuts off nobody knows how it would have ended.
            unknown = attempt.failure is RUN_ENDED or attempt.failure is CANCELLED
            task.first_attempt_success = None if unknown else attempt.failure is None
        task.attempts += not attempt.copy
        task.own_failures += attempt.failure is not None and attempt.failure.whose is _ITSELF
        row = attempt_ended(attempt, self._clock.now, approved, first_served, backoff_s)
        task.served_s += row.served
        task.wasted_s += row.wasted
        self._log.add(row)
        if self._budget is not None and approved and not attempt.is_orphan:
            self._budget.settle(attempt, self._clock.now)


def _is_admitted(attempt: Attempt, decision: Decision | None) -> bool:
    """Return whether an attempt got past the gates and had all it needs."""
    if decision is None or decision.verdict is not _APPROVED:
        return False
    return attempt.failure is None or attempt.failure.whose is not Whose.LIMITS


def _gave_up_at_a_limit(attempt: Attempt) -> bool:
    """Whether something ended an attempt that waited at a limit, other than the limit: it leaves a queue then."""
    if not attempt.lacks or attempt.failure is None:
        return attempt.lacks
    return attempt.failure.whose not in (Whose.LIMITS, Whose.GATES)


def _why_failed(attempt: Attempt, decision: Decision | None) -> str:
    if attempt.failure is DEADLINE:
        return AT_DEADLINE
    last = attempt.error_class
    if decision is not None and decision.verdict is Verdict.REJECTED:
        return f"rejected by gate {decision.gate}: {decision.reason}"
    if decision is not None and decision.verdict is Verdict.DEFERRED:
        last = f"gate {decision.gate}: {decision.reason}"
    if attempt.admission is not None and attempt.admission.refused_by is not None:
        last = f"limit {attempt.admission.refused_by}: {last}"
    attempts = f"{attempt.number + 1} attempt" + ("s" if attempt.number else "")
    stopped = "" if attempt.task.stopped_by is None else f"{attempt.task.stopped_by}; "
    return f"{stopped}failed after {attempts}; the last: {last}"


def refusal_of(decision: Decision | None) -> Outcome:
    """Return why an attempt that has its slot does not begin: the breaker, the gates, or money.

    Args:
        decision: of the gates; None: they were not asked.
    """
    if decision is None:
        return BREAKER_OPEN
    return BUDGET if decision.verdict is _APPROVED else of_verdict(decision.verdict._value_)
