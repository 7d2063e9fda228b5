"""Attempts that ask limits before they are served.

    slot -> gates -> limits -> service
                      |  ^
              short   |  | in turn, all are asked anew
                      v  |
                     waits, goes back to its queue, or is refused (by the limit, or by its open breaker)

Time-outs, deadlines and breakdowns end an attempt that waits; a breakdown does so whatever `on_breakdown` says, as
there is no work that could go on.
"""

from collections.abc import Callable, Generator
from math import inf
from typing import cast

from simpy import Event, Interrupt

from sim.model.admission.limit import Limit, Short, Then
from sim.model.admission.limits import Limits
from sim.model.admitted import Admission
from sim.model.agent_manager import AgentManager
from sim.model.attempt import Attempt
from sim.model.attempt_end import AttemptEnds, refusal_of
from sim.model.hazards.breakdown import Breakdown
from sim.model.instant import Clock, Kind
from sim.model.serving import Hazard, Serving
from sim.policies.gate import Decision, Verdict
from sim.record.outcomes import AGENT_DOWN, BEYOND_LIMIT, BREAKER_OPEN, BUDGET, RATE_LIMITED


class LimitedService:
    """Serves attempts once they have what they need of every limit.

    Args:
        clock: the virtual clock.
        limits: that attempts share.
        serving: works on attempts.
        ends: numbers the starts.
        manager: lets attempts go back to their queues.
        check: asks the gates.
    """

    def __init__(
        self,
        clock: Clock,
        limits: Limits,
        serving: Serving,
        ends: AttemptEnds,
        manager: AgentManager,
        check: Callable[[Attempt], Decision],
    ) -> None:
        self._manager = manager
        self._check = check
        self._clock = clock
        self._limits = limits
        self._serving = serving
        self._ends = ends

    def serve(self, attempt: Attempt) -> Generator[Event, object, Decision | None]:
        """Work on an attempt that has got past the gates, once limits let it; or end it as they say."""
        admission = attempt.admission = Admission(attempt.started_at)
        short = self._limits.ask(attempt, attempt.its_agent)
        if short is not None:
            admission.lacks, attempt.length_s = True, inf
            refusal = yield from self._hold(attempt, admission, short)
            if attempt.failure is not None and attempt.failure is not BUDGET:
                return refusal
            admission.lacks = False
            self._note_start(attempt)
        if attempt.failure is BUDGET:
            yield self._clock.after(0.0, Kind.ATTEMPT_END, attempt.task.index)
            return None
        yield from self._serving.serve(attempt)
        return None

    def _hold(
        self, attempt: Attempt, admission: Admission, short: Short | None
    ) -> Generator[Event, object, Decision | None]:
        """Let an attempt wait until it has all it needs, or has failed; return a decision of the gates to refuse it."""
        waited = False
        while short is not None:
            limit, then = short
            if then in ("fail", "open"):
                if waited:
                    self._note_start(attempt)
                self._refuse(attempt, admission, limit, then)
                yield self._clock.after(0.0, Kind.ATTEMPT_END, attempt.task.index)
                return None
            if not waited:
                waited = True
                self._ends.take_back_start(attempt)
            if then == "queue":
                refusal = yield from self._wait_in_queue(attempt, admission, limit)
                if attempt.failure is not None:
                    return refusal
                short = self._limits.ask(attempt, attempt.its_agent)
                continue
            try:
                short = cast(Short | None, (yield self._limits.line_up(attempt, limit)))
            except Interrupt as struck:
                self._limits.leave(attempt, limit)
                hazard = struck.cause
                if isinstance(hazard, Breakdown):
                    attempt.failure = AGENT_DOWN
                else:
                    cast(Hazard, hazard).strike(attempt)
                return None
        return None

    def _wait_in_queue(
        self, attempt: Attempt, admission: Admission, limit: Limit
    ) -> Generator[Event, object, Decision | None]:
        """Send an attempt back to its queue; when it has a slot again, ask breaker and gates anew."""
        if attempt.its_agent.breaker is not None:
            attempt.its_agent.breaker.give_back(attempt)
        self._limits.send_back(attempt, limit)
        attempt.has_slot = False
        self._manager.send_back(attempt)
        try:
            yield attempt.turn
        except Interrupt as struck:
            cast(Hazard, struck.cause).strike(attempt)
            return None
        finally:
            admission.slot_at = attempt.started_at = self._clock.now
            self._limits.call(attempt, limit)
        breaker = attempt.its_agent.breaker
        decision = None if breaker is not None and breaker.refuses(attempt) else self._check(attempt)
        if decision is None or decision.verdict is not Verdict.APPROVED:
            attempt.failure = refusal_of(decision)
            self._note_start(attempt)
            yield self._clock.after(0.0, Kind.ATTEMPT_END, attempt.task.index)
        return decision

    def _note_start(self, attempt: Attempt) -> None:
        attempt.started_at = self._clock.now
        attempt.start_order = next(self._ends.starts)

    def _refuse(self, attempt: Attempt, admission: Admission, limit: Limit, then: Then) -> None:
        admission.refused_by = limit.name
        if then == "open":
            attempt.failure = BREAKER_OPEN
            self._limits.tell(attempt, limit, self._clock.now, "open")
            return
        if limit.breaker is not None:
            limit.breaker.begin(attempt)  # its refusal is what the breaker judges
        if limit.is_too_small(attempt):
            attempt.failure = BEYOND_LIMIT
        else:
            attempt.failure = RATE_LIMITED
            admission.retry_after_s = self._limits.retry_after_s(attempt) if limit.spec.retry_after else 0.0
        self._limits.tell(attempt, limit, self._clock.now, "refused")
