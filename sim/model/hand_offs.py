"""Attempts on their way to the queue that they will join: not before the results that their task needs are there."""

from collections.abc import Callable

from simpy import Event

from sim.model.admission.dependencies import Waiting
from sim.model.agent import Agent
from sim.model.attempt import Attempt
from sim.model.instant import Clock, Kind
from sim.model.replay import Replay


class HandOffs:
    """Holds attempts up until what they need has arrived; on its way an attempt is work of its agent, or nobody's.

    Args:
        clock: the virtual clock.
        waiting_for: the dependencies, whose results have to arrive; None: no task waits for another.
        replay: the record that says when attempts joined their queues; None: there is none.
        arrive: lets an attempt join the queue of its agent, or that of the fleet where it has none.
    """

    def __init__(
        self, clock: Clock, waiting_for: Waiting | None, replay: Replay | None, arrive: Callable[[Attempt], None]
    ) -> None:
        self._clock = clock
        self._waiting_for = waiting_for
        self._replay = replay
        self._arrive = arrive
        self._due: dict[int, Event] = {}  # by task index

    def __len__(self) -> int:
        return len(self._due)

    def hold_up(self, attempt: Attempt, agent: Agent | None) -> bool:
        """Keep an attempt until what it needs is at an agent (None: anywhere); return whether it has to wait at all."""
        at = self._arrives_at(attempt, agent)
        if at <= self._clock.now:
            return False
        if agent is not None:
            agent.expect(attempt)
        event = self._due[attempt.key] = self._clock.at(at, Kind.HAND_OFF, attempt.task.index)
        assert event.callbacks is not None
        event.callbacks.append(lambda arrived: self._deliver(attempt, agent, arrived))
        return True

    def _arrives_at(self, attempt: Attempt, agent: Agent | None) -> float:
        at = 0.0 if self._replay is None else self._replay.starts_at(attempt)
        if self._waiting_for is None:
            return at
        return max(at, self._waiting_for.arrives_at(attempt.task.index, None if agent is None else agent.index))

    def cancel(self, attempt: Attempt) -> bool:
        """Forget that an attempt is on its way, which its agent lets go of; return whether it was."""
        return self._due.pop(attempt.key, None) is not None

    def _deliver(self, attempt: Attempt, agent: Agent | None, arrived: Event) -> None:
        if self._due.get(attempt.key) is not arrived:
            return  # handed back meanwhile
        del self._due[attempt.key]
        if agent is not None:
            agent.expect_no_more(attempt)
        self._arrive(attempt)
