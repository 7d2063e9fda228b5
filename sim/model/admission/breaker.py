"""A circuit breaker: closed until too many attempts fail, then open, then half open for a few probes.

    closed --(`after_failures` within `window`)--> open --(`open_for`)--> half open --(`probes` succeed)--> closed
                                                    ^                         |
                                                    +------(a probe fails)----+

While it is open or half open only probes are judged; what began before counts for nothing, then or later. A probe that
ends as neither success nor failure (cancelled, refused, broken down) gives its place back.

Source: Nygard, "Release It!", 2nd ed., 2018, chapter 5 (circuit breaker).
"""

from collections import deque
from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import partial

from sim.model.agent import Agent
from sim.model.attempt import Attempt
from sim.model.instant import Clock, Kind
from sim.record.log import RunLog
from sim.record.outcomes import RATE_LIMITED, TIMEOUT, Outcome, Whose
from sim.record.patience_rows import BreakerMoved
from sim.scenario.spec.breaker_spec import BreakerSpec


class State(StrEnum):
    """What a breaker lets through: all, nothing, or probes."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class Breaker:
    """One breaker.

    Args:
        spec: when it opens, and what closes it.
        clock: the virtual clock.
        index: its place among the breakers that become half open in the same instant.
        named: what it is of (`agent`, `limit`), and the name of that.
        log: the run's log.
        look_again: called when an attempt may begin that could not before.
    """

    def __init__(
        self,
        spec: BreakerSpec,
        clock: Clock,
        index: int,
        named: tuple[str, str],
        log: RunLog,
        look_again: Callable[[], None],
    ) -> None:
        self.state = State.CLOSED
        self.fails = spec.when_open == "fail"
        self._spec = spec
        self._clock = clock
        self._index = index
        self._named = named
        self._log = log
        self._look_again = look_again
        self._failures: deque[float] = deque()
        self._period = 0  # grows with every change of state
        self._began: dict[Attempt, int] = {}  # those under way, and in which period they began
        self._probing = 0
        self._succeeded = 0

    @property
    def is_open(self) -> bool:
        """Whether nothing may begin, until it is half open."""
        return self.state is State.OPEN

    @property
    def admits(self) -> bool:
        """Whether an attempt may begin now."""
        return self.state is State.CLOSED or (self.state is State.HALF_OPEN and self._probing < self._spec.probes)

    def begin(self, attempt: Attempt) -> None:
        """Take in that an attempt begins, as a probe where the breaker is half open."""
        self._began[attempt] = self._period
        self._probing += self.state is State.HALF_OPEN

    def end(self, attempt: Attempt, succeeded: bool | None) -> None:
        """Judge an attempt that has ended.

        Args:
            attempt: that began here, or that waited here and never did.
            succeeded: whether it did; None: it says nothing.
        """
        began = self._began.pop(attempt, None)
        if self.state is State.CLOSED:
            if succeeded is False and began in (None, self._period):
                self._count_failure()
        elif self.state is State.HALF_OPEN and began == self._period:
            self._probing -= 1
            self._succeeded += succeeded is True
            if succeeded is False:
                self._open()
            elif self._succeeded >= self._spec.probes:
                self._move(State.CLOSED)
            else:
                self._look_again()  # its place is free

    def _count_failure(self) -> None:
        now, failures = self._clock.now, self._failures
        failures.append(now)
        while failures[0] < now - self._spec.window:
            failures.popleft()
        if len(failures) >= self._spec.after_failures:
            self._open()

    def _open(self) -> None:
        self._move(State.OPEN)
        event = self._clock.at(self._clock.now + self._spec.open_for, Kind.BREAKER, self._index)
        assert event.callbacks is not None
        event.callbacks.append(lambda _: self._move(State.HALF_OPEN))

    def _move(self, state: State) -> None:
        self.state = state
        self._period += 1
        self._probing = self._succeeded = 0
        self._failures.clear()
        self._log.add(BreakerMoved(*self._named, self._clock.now, state.value))
        self._look_again()


class AgentBreaker(Breaker):
    """The breaker of an agent: its slots take no work while it is open, or what they take fails at once."""

    def lets_take(self, agent: Agent) -> bool:
        """Whether a slot may take the first attempt of the agent's queue; orphans know no breaker."""
        return self.fails or self.admits or agent.queue.first()[2].is_orphan

    @property
    def lets_pull(self) -> bool:
        """Whether a slot may take from a central queue."""
        return self.fails or self.admits

    def take(self, attempt: Attempt) -> None:
        """Take in that an attempt got a slot."""
        if not self.fails and not attempt.is_orphan:
            self.begin(attempt)

    def refuses(self, attempt: Attempt) -> bool:
        """Return whether an attempt that has its slot ends at once; else it begins."""
        if not self.fails:
            return False
        if not self.admits:
            return True
        self.begin(attempt)
        return False

    def give_back(self, attempt: Attempt) -> None:
        """Take in that an attempt waits in its queue again: as a probe it gives its place back."""
        self.end(attempt, None)

    def judge(self, attempt: Attempt) -> None:
        """Judge an attempt that has ended at the agent, or in its queue."""
        self.end(attempt, _verdict(attempt.failure))


class LimitBreaker(Breaker):
    """The breaker of a limit: of what it covers, only those count that had all they needed, or that it refused."""

    def judge(self, attempt: Attempt) -> None:
        """Judge an attempt that has ended, if it began behind this limit, or was refused by it."""
        if attempt in self._began:
            failure = attempt.failure
            was_refused = failure is not None and failure.code == RATE_LIMITED.code
            self.end(attempt, False if was_refused else _verdict(failure))


def _verdict(failure: Outcome | None) -> bool | None:
    """Whether an attempt succeeded; None: how it ended says nothing about who served it."""
    if failure is None:
        return True
    return False if failure is TIMEOUT or failure.whose is Whose.ITSELF else None


def set_breakers(spec: BreakerSpec, agents: Sequence[Agent], log: RunLog, offer: Callable[[Agent], None]) -> None:
    """Give each agent of a fleet a breaker.

    Args:
        spec: of each.
        agents: the fleet.
        log: the run's log.
        offer: lets an agent look at its slots again.
    """
    for agent in agents:
        named = ("agent", agent.agent_id)
        agent.breaker = AgentBreaker(spec, agent.clock, agent.index, named, log, partial(offer, agent))


def some_is_open(agents: Sequence[Agent]) -> bool:
    """Return whether a breaker is open, which will let work begin later."""
    return any(agent.breaker is not None and agent.breaker.is_open for agent in agents)
