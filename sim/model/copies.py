"""Copies: further tries at a task beside one that takes long; the first success counts.

    original in service --(n * `after`)--> copy n: at the manager -> in a queue -> in a slot -> ended
        |                                                                                      |
        +------------------ the first that succeeds completes the task ------------------------+

When one succeeds, the others are cancelled in that instant (hedging), or those in service are served to their end for
nobody (leases). An attempt fails when its original and all its copies have; the last of them decides how.

Source: Dean, Barroso, "The tail at scale", Communications of the ACM 56(2), 2013 (hedged requests); Gray, Cheriton,
"Leases", SOSP 1989.
"""

from collections.abc import Callable, Generator

import numpy as np
from simpy import Event, Interrupt

from sim.model.agent_manager import AgentManager
from sim.model.attempt import Attempt
from sim.model.attempt_end import AttemptEnds
from sim.model.instant import Clock, Kind, Life, Steps
from sim.model.slots import Turn
from sim.record.outcomes import CANCELLED, DEADLINE, Outcome, Whose
from sim.scenario import SyntheticWorkload
from sim.scenario.spec.copies_spec import CopiesSpec
from sim.scenario.spec.workload_spec import Workload
from sim.workload.service_time import service_factors


class _Cancel:
    """The hazard of losing: whoever succeeds ends the others."""

    def __init__(self, outcome: Outcome | None) -> None:
        self._outcome = outcome

    def strike(self, attempt: Attempt) -> Event | None:
        """End the attempt; one that is accounted for already ends as it did."""
        if self._outcome is not None:
            attempt.failure = self._outcome
        return None


_LOST = _Cancel(CANCELLED)
_ACCOUNTED_FOR = _Cancel(None)


class _Group:
    """An attempt and its copies."""

    def __init__(self, original: Attempt, clock: Clock) -> None:
        self.original = original
        self.decided = Event(clock)  # by a copy, after the original has ended
        self.decisive: Attempt | None = None  # a copy that succeeded, or that failed as the last of all
        self.original_has_ended = False
        self.is_over = False
        self.alive: list[Attempt] = []  # copies
        self.own_failures = original.task.own_failures  # of earlier attempts
        self.failed = 0  # of this one, which the next one counts


class Copies:
    """The copies of all attempts.

    Args:
        clock: the virtual clock.
        workload: how long attempts are expected to take.
        spec: when copies begin, and what becomes of those that lose.
        manager: gives copies their agents.
        ends: accounts for those that end.
        attempt: lives an attempt, up to its end.
    """

    def __init__(
        self,
        clock: Clock,
        workload: Workload,
        spec: CopiesSpec,
        manager: AgentManager,
        ends: AttemptEnds,
        attempt: Callable[[Attempt], Steps],
    ) -> None:
        self._clock = clock
        self._workload = workload
        self._spec = spec
        self._manager = manager
        self._ends = ends
        self._attempt = attempt
        self._groups: dict[int, _Group] = {}  # by task index
        self._factors: dict[str | None, float] = {}  # the percentile of service times, by type

    def watch(self, original: Attempt) -> None:
        """Let copies of an attempt begin whose service begins now, if it takes long."""
        group = self._groups[original.task.index] = _Group(original, self._clock)
        self._plan(group, 1)

    def _plan(self, group: _Group, number: int) -> None:
        original = group.original
        at = original.started_at + number * self._after_s(original)
        event = self._clock.at(max(at, self._clock.now), Kind.COPY_DUE, original.task.index)
        assert event.callbacks is not None
        event.callbacks.append(lambda _: self._due(group, number))

    def _after_s(self, original: Attempt) -> float:
        share = self._spec.percentile
        if share is None:
            return float(self._spec.after)
        name = original.task.type
        if name not in self._factors:
            workload = self._workload
            typed = isinstance(workload, SyntheticWorkload) and workload.types is not None
            duration = workload.times(name).duration if typed else workload.duration  # type: ignore[union-attr]
            self._factors[name] = float(np.asarray(service_factors(duration, np.array([share])))[0])
        return self._factors[name] * original.expected_s

    def _due(self, group: _Group, number: int) -> None:
        if group.original_has_ended or group.is_over or group.original.failure is CANCELLED:
            return
        original = group.original
        copy = Attempt(original.task, original.number, original.process, Turn(self._clock), copy=number)
        copy.may_take = self._may_take(original)
        group.alive.append(copy)
        Life(self._clock, self._live(copy, group))
        if number < self._spec.at_most:
            self._plan(group, number + 1)

    def _may_take(self, original: Attempt) -> tuple[bool, ...]:
        if self._spec.where == "any":
            return ()
        agents, mine = self._manager.agents, original.its_agent.index
        accepts = original.task.accepts or (True,) * len(agents)
        others = tuple([accepted and index != mine for index, accepted in enumerate(accepts)])
        return others if any(others) else ()

    def _live(self, copy: Attempt, group: _Group) -> Steps:
        process = self._clock.active_process
        assert process is not None
        copy.process = process
        self._manager.receive(copy)
        yield from self._attempt(copy)
        if copy in group.alive:  # else it lost, and is accounted for
            self._ended(copy, group)

    def _ended(self, copy: Attempt, group: _Group) -> None:
        group.alive.remove(copy)
        if copy.failure is not None and (group.alive or not group.original_has_ended):
            self._account(copy, group)
            return
        group.decisive = copy
        self._withdraw(group, CANCELLED)
        if group.original_has_ended:
            self._clock.plan(group.decided, self._clock.now, Kind.ATTEMPT_END, copy.task.index)
        else:
            group.original.process.interrupt(_LOST)

    def outcome_of(self, original: Attempt) -> Generator[Event, object, Attempt]:
        """Wait for what becomes of an attempt whose original has ended; return which of them decides it.

        All others are accounted for.
        """
        group = self._groups.pop(original.task.index, None)
        if group is None:
            return original  # its service never began
        group.original_has_ended = True
        decisive = original
        if group.decisive is not None:  # a copy succeeded, which cancelled the original
            decisive = group.decisive
            self._account(original, group)
        elif original.failure is not None and original.failure is not DEADLINE and group.alive:
            self._account(original, group)
            decisive = yield from self._rest(group)
        self._withdraw(group, DEADLINE if decisive.failure is DEADLINE else CANCELLED)
        task = original.task
        task.own_failures = group.own_failures + group.failed
        task.agent = decisive.agent if decisive.agent is not None else task.agent
        return decisive

    def _rest(self, group: _Group) -> Generator[Event, object, Attempt]:
        """Wait for the copies of an original that has failed."""
        try:
            yield group.decided
        except Interrupt:  # the deadline of the task
            last = group.alive.pop()
            last.process.interrupt(_ACCOUNTED_FOR)
            last.stop_work(self._clock.now)
            last.failure = DEADLINE
            return last
        assert group.decisive is not None
        return group.decisive

    def _withdraw(self, group: _Group, outcome: Outcome) -> None:
        """End the copies that are left."""
        group.is_over = True
        while group.alive:
            copy = group.alive.pop(0)
            copy.process.interrupt(_ACCOUNTED_FOR)
            copy.stop_work(self._clock.now)
            if copy.failure is None or copy.failure.whose not in (Whose.GATES, Whose.LIMITS):
                copy.failure = outcome  # else it has been refused at this very moment
            self._account(copy, group)

    def _account(self, attempt: Attempt, group: _Group) -> None:
        """Account for one that does not decide; how it failed counts for the next attempt, not for this one."""
        task = attempt.task
        self._ends.end_one_of_several(attempt, runs_on=self._spec.losers == "run")
        group.failed += task.own_failures - group.own_failures
        task.own_failures = group.own_failures
