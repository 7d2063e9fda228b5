"""Limits that attempts share: an attempt takes what it needs from all that cover it, or nothing from any.

They are asked in the order of the file, after the gates; the first that has not enough rules. Nobody who needs a limit
passes one who waits for it. Who waits is looked at whenever a decision is made, limit by limit.
"""

from collections.abc import Callable, Sequence
from itertools import count
from math import inf
from typing import Any

from simpy import Event

from sim.model.admission.breaker import LimitBreaker
from sim.model.admission.budget import Budget
from sim.model.admission.limit import Limit, Short, Turn
from sim.model.agent import Agent
from sim.model.attempt import Attempt
from sim.model.instant import Clock, Kind, let_happen
from sim.model.waiting_line import WaitingLine
from sim.record.limit_rows import LimitMet
from sim.record.log import RunLog
from sim.record.outcomes import BUDGET
from sim.scenario.spec.limit_spec import LimitSpec

_AFTER_AGENTS = 1 << 40  # more than any agent's index


class Limits:
    """The limits of a run.

    Args:
        clock: the virtual clock.
        specs: of the limits, in the order of the file.
        log: of the run.
        ask_for_decision: called when a limit may let somebody start.
    """

    def __init__(
        self, clock: Clock, specs: Sequence[LimitSpec], log: RunLog, ask_for_decision: Callable[[], None]
    ) -> None:
        self._clock = clock
        self._log = log
        self._ask_for_decision = ask_for_decision
        self.limits = [Limit(place, spec, self._breaker_of(spec, place)) for place, spec in enumerate(specs)]
        self.breakers = [limit.breaker for limit in self.limits if limit.breaker is not None]
        self.sends_back = any(spec.sends_back for spec in specs)
        self.places: dict[Attempt, tuple[Any, int, WaitingLine]] = {}  # in queues, of those who have a slot now
        self._covering: dict[tuple[int, str | None], tuple[Limit, ...]] = {}
        self._turns = count()
        self.one_queue = False  # whether the whole fleet takes from one
        self.budget: Budget | None = None  # asked last, once every limit has enough

    @property
    def pends(self) -> bool:
        """Whether some limit will have enough for one who waits."""
        return any(limit.pends for limit in self.limits)

    def _breaker_of(self, spec: LimitSpec, place: int) -> LimitBreaker | None:
        if spec.breaker is None:
            return None
        # Breakers of agents become half open before those of limits, which go by the order of the file.
        named = ("limit", spec.name)
        return LimitBreaker(spec.breaker, self._clock, _AFTER_AGENTS + place, named, self._log, self._ask_for_decision)

    def covering(self, agent: Agent, type_name: str | None) -> tuple[Limit, ...]:
        """Return the limits of which an attempt needs something.

        Args:
            agent: that serves it.
            type_name: of its task.
        """
        key = (agent.index, type_name)
        found = self._covering.get(key)
        if found is None:
            found = tuple(limit for limit in self.limits if limit.spec.covers(agent.agent_id, type_name))
            self._covering[key] = found
        return found

    def ask(self, attempt: Attempt, agent: Agent) -> Short | None:
        """Let an attempt take what it needs of every limit; return the first that holds it up, and take nothing.

        Where all have enough and the money is spent, the attempt fails, and nothing is taken either.

        Args:
            attempt: that wants to start.
            agent: that is to serve it.
        """
        short = self.first_short(attempt, agent)
        if short is not None:
            return short
        covering, now = self.covering(agent, attempt.task.type), self._clock.now
        if self.budget is not None and not self.budget.reserve(attempt):
            attempt.failure = BUDGET
            return None
        for limit in covering:
            limit.take(attempt, now)
        assert attempt.admission is not None
        attempt.admission.places = covering
        return None

    def first_short(self, attempt: Attempt, agent: Agent) -> Short | None:
        """Return the first limit that holds an attempt up; None: none does.

        Args:
            attempt: that wants to start.
            agent: that is to serve it.
        """
        now = self._clock.now
        for limit in self.covering(agent, attempt.task.type):
            then = limit.holds_up(attempt, now)
            if then is None and limit.sent_back and self._comes_behind(attempt, agent, limit):
                then = "queue"
            if then is not None:
                return Short(limit, then)
        return None

    def _comes_behind(self, attempt: Attempt, agent: Agent, limit: Limit) -> bool:
        """Whether an attempt that comes anew would pass one of its queue that this limit has sent back."""
        return not attempt.lacks and any(self.one_queue or other.agent is agent for other in limit.sent_back)

    def judge(self, attempt: Attempt) -> None:
        """Let the breakers of limits judge an attempt that has ended."""
        for breaker in self.breakers:
            breaker.judge(attempt)

    def release(self, attempt: Attempt) -> None:
        """Free the places of an attempt that is not under way any more."""
        if self.places:
            self.places.pop(attempt, None)
        if attempt.admission is not None:
            for limit in attempt.admission.places:
                limit.under_way -= 1
            attempt.admission.places = ()

    def retry_after_s(self, attempt: Attempt) -> float:
        """Return the longest time until a limit that covers an attempt has enough for it."""
        now = self._clock.now
        covering = self.covering(attempt.its_agent, attempt.task.type)
        return max(limit.enough_at(attempt, now) for limit in covering) - now

    # Those that wait in their queues

    def send_back(self, attempt: Attempt, limit: Limit) -> None:
        """Note that an attempt goes back to its queue."""
        limit.sent_back[attempt] = self._clock.now
        self.tell(attempt, limit, self._clock.now, "sent_back")

    def call(self, attempt: Attempt, limit: Limit) -> None:
        """Note that an attempt waits in its queue no more."""
        since = limit.sent_back.pop(attempt)
        if attempt.has_slot:
            self.tell(attempt, limit, since, "called", in_slot=False)
        if limit.sent_back:
            self._ask_for_decision()

    # Those that wait with their slot

    def line_up(self, attempt: Attempt, limit: Limit) -> Event:
        """Let an attempt wait for its turn at a limit.

        Returns:
            What happens when it has all that it needs (value None), or when something else holds it up (that).
        """
        turn = limit.line[attempt] = Turn(Event(self._clock), next(self._turns), self._clock.now)
        if len(limit.line) == 1:
            self.wake(limit, attempt)
        return turn.event

    def leave(self, attempt: Attempt, limit: Limit) -> None:
        """Take an attempt out of a line, because something else has ended it."""
        self._step_out(attempt, limit, "ended")
        if limit.line:
            self._ask_for_decision()

    def cut(self, attempt: Attempt) -> None:
        """Take an attempt out of whatever line it stands in, because the run ends."""
        for limit in self.limits:
            if attempt in limit.line:
                self._step_out(attempt, limit, "ended")

    def let_start(self) -> None:
        """Let those start whose turn it is, limit by limit, as far as there is enough."""
        for limit in self.limits:
            while limit.line:
                first = next(iter(limit.line))
                short = self.ask(first, first.its_agent)
                if short == (limit, "wait"):
                    self.wake(limit, first)
                    break
                turn = self._step_out(first, limit, "started" if short is None else "moved")
                turn.event._ok, turn.event._value = True, short
                let_happen(turn.event)

    def _step_out(self, attempt: Attempt, limit: Limit, then: str) -> Turn:
        turn = limit.line.pop(attempt)
        self.tell(attempt, limit, turn.since, then, turn.number)
        return turn

    def tell(
        self, attempt: Attempt, limit: Limit, since: float, then: str, turn: int | None = None, in_slot: bool = True
    ) -> None:
        """Tell that a limit had not enough for an attempt, and how that ended now."""
        task, agent = attempt.task, attempt.its_agent
        assert attempt.admission is not None
        number = next(self._turns) if turn is None else turn
        slot = attempt.slot if attempt.has_slot and in_slot else None
        self._log.add(
            LimitMet(
                task.index, task.task_id, task.wave, attempt.number, agent.index, agent.agent_id, slot,
                attempt.admission.slot_at, limit.name, since, self._clock.now, then, number, attempt.copy,
            )
        )  # fmt: skip

    # When there will be enough

    def wake(self, limit: Limit, attempt: Attempt) -> None:
        """See to it that a decision is made when a limit has enough for an attempt; of places nobody knows when."""
        at = limit.enough_at(attempt, self._clock.now)
        if self._clock.now < at < limit.wakes_at:
            limit.wakes_at = at
            event = self._clock.at(at, Kind.LIMIT, limit.place)
            assert event.callbacks is not None
            event.callbacks.append(lambda _: self._refilled(limit, at))

    def _refilled(self, limit: Limit, at: float) -> None:
        if limit.wakes_at == at:  # else somebody is to be woken earlier, and looks for himself
            limit.wakes_at = inf
        self._ask_for_decision()


def limits_of(
    clock: Clock, specs: Sequence[LimitSpec], log: RunLog, ask_for_decision: Callable[[], None]
) -> Limits | None:
    """Return the limits of a run; None where it has none."""
    return Limits(clock, specs, log, ask_for_decision) if specs else None
