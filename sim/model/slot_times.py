"""For each agent, after how many seconds each of its slots is through with the work that is known, ascending.

Known is what runs, by max(0, expected - worked); then the queue in its order, tasks on their way and tasks in back-off
by index, each in the slot that is free first. Of an agent of one slot at which nothing waits that is its load.
"""

from collections.abc import Iterator
from heapq import heapify, heapreplace
from itertools import chain, repeat

import numpy as np

from sim.model.agent import Agent
from sim.model.attempt import Attempt
from sim.model.situation import Situation

_DEEP = 64  # tasks that wait at one agent: from here on it is looked at alone


class SlotTimes:
    """The times of a fleet, kept up to date by what changed and by the time that passes."""

    def __init__(self) -> None:
        self._wide: list[int] | None = None  # agents of several slots
        self._single: _SingleSlots | None = None  # of a large fleet: what waits, as arrays
        self._seen: dict[int, tuple[float, int, tuple[float, ...]]] = {}  # by agent: when, after which change, and what

    def at(self, situation: Situation) -> tuple[tuple[float, ...], ...]:
        """Return the times in seconds from now, [agent][slot].

        Args:
            situation: the fleet now.
        """
        if self._wide is None:
            self._wide = [a for a, agent in enumerate(situation.agents) if agent.spec.capacity != 1 or agent.leaks]
            self._single = _SingleSlots(situation) if situation.forms_arrays else None
        single = self._single
        times: list[tuple[float, ...]] = list(
            zip(situation.load_s if single is None else single.at(situation), strict=True)
        )
        for a in chain(self._wide, situation.waited_at if single is None else single.deep):
            times[a] = self._of(a, situation)
        return tuple(times)

    def _of(self, a: int, situation: Situation) -> tuple[float, ...]:
        now, change = situation.now, situation.changes[a]
        seen = self._seen.get(a)
        if seen is None or seen[:2] != (now, change):
            seen = self._seen[a] = (now, change, slot_free_s(situation.agents[a], now))
        return seen[2]


class _SingleSlots:
    """The only slots of a large fleet's agents, formed together: what is left of what runs, then what waits by place.

    The same additions in the same order as one by one, so that the bits are the same.

    Args:
        situation: the fleet, which from now on tells whose agents have changed.
    """

    def __init__(self, situation: Situation) -> None:
        self.deep: set[int] = set()  # agents at which more waits than the arrays hold
        self._expected_s = np.zeros((1, len(situation.agents)))  # by place in the line and agent
        self._waits = [0] * len(situation.agents)
        situation.moved = set(range(len(situation.agents)))

    def at(self, situation: Situation) -> list[float]:
        """Return the seconds after which each agent's slot is free; of those in `deep` any number."""
        assert situation.moved is not None
        for a in situation.moved:
            self._look_at(situation.agents[a])
        situation.moved.clear()
        free_s = situation.left_s()[0].copy()
        for of_place in self._expected_s:
            free_s += of_place
        times: list[float] = free_s.tolist()
        return times

    def _look_at(self, agent: Agent) -> None:
        a = agent.index
        if not (self._waits[a] or agent.queue.length or agent.backing_off or agent.on_the_way):
            return
        expected_s = [attempt.expected_s for attempt in _waiting(agent)]
        self._waits[a] = len(expected_s)
        self.deep.discard(a)
        if len(expected_s) > _DEEP:
            self.deep.add(a)
            expected_s = []
        while len(self._expected_s) < len(expected_s):
            self._expected_s = np.concatenate((self._expected_s, np.zeros_like(self._expected_s)))
        self._expected_s[:, a] = 0.0
        self._expected_s[: len(expected_s), a] = expected_s


def slot_free_s(agent: Agent, now: float) -> tuple[float, ...]:
    """Return the seconds after which each slot of an agent is through with the work that is known, ascending.

    Args:
        agent: up or down, which makes no difference: nobody knows how long it will be down.
        now: virtual time, in seconds.
    """
    running = (attempt.remaining_s(now) for attempt in agent.serving.values())
    times = list(chain(running, repeat(0.0, agent.free_slots))) or [0.0]  # all slots have leaked: as if one were free
    heapify(times)
    for attempt in _waiting(agent):
        heapreplace(times, times[0] + attempt.expected_s)
    return tuple(sorted(times))


def _waiting(agent: Agent) -> Iterator[Attempt]:
    yield from agent.queue.in_order()
    for index in sorted(agent.on_the_way):
        yield agent.on_the_way[index]
    for index in sorted(agent.resting):
        yield agent.resting[index]
