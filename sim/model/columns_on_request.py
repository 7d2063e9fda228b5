"""The columns of a view that only some strategies read, made for those that ask for them."""

from collections.abc import Callable, Iterator, Sequence
from heapq import heapify, heapreplace
from itertools import chain, repeat
from typing import Any, Protocol

from sim.model.agent import Agent
from sim.model.attempt import Attempt
from sim.model.attempt_counts import AttemptCounts
from sim.model.situation import Situation
from sim.model.task_run import TaskRun
from sim.policies.strategy import READABLE

Column = Sequence[Any]
Tasks = Sequence[TaskRun]


class Facts(Protocol):
    """What is known of the wave's tasks."""

    @property
    def work_s(self) -> Callable[[int], float]:
        """Task index -> expected seconds at speed 1, mean over agents."""

    @property
    def parents(self) -> Callable[[int], Sequence[tuple[int, float]]]:
        """Task index -> (task index, hand-off seconds) of what it waits for."""


class ColumnsOnRequest:
    """Makes the columns of `READABLE`, in that order; what is not asked for is empty and costs nothing.

    Args:
        reads: names of the columns that the strategy reads.
    """

    def __init__(self, reads: Sequence[str]) -> None:
        self.counts: AttemptCounts | None = None  # of ended attempts, once somebody counts them
        self._slot_times = _SlotTimes()
        makers: dict[str, Callable[[Tasks, Situation, Facts], Column]] = {
            "accepts": lambda tasks, situation, __: _accepted(tasks, len(situation.agents)),
            "queued_or_running": lambda _, situation, __: situation.queued_or_running(),
            "slot_free_s": lambda _, situation, __: self._slot_times.at(situation),
            "work_s": lambda tasks, _, facts: tuple([facts.work_s(task.index) for task in tasks]),
            "succeeded": lambda _, situation, __: self._counted("succeeded", situation),
            "failed": lambda _, situation, __: self._counted("failed", situation),
            "parents": lambda tasks, _, facts: tuple([tuple(facts.parents(task.index)) for task in tasks]),
        }
        self._makers = [makers.get(name) if name in reads else None for name in READABLE]
        self._nothing: tuple[Column, ...] = ((),) * len(READABLE)
        self._any = any(maker is not None for maker in self._makers)

    def of(self, tasks: Tasks, situation: Situation, facts: Facts) -> tuple[Column, ...]:
        """Return the columns of a view.

        Args:
            tasks: to be decided on.
            situation: the fleet now.
            facts: of the wave.
        """
        if not self._any:
            return self._nothing
        return tuple([() if maker is None else maker(tasks, situation, facts) for maker in self._makers])

    def _counted(self, what: str, situation: Situation) -> Column:
        counts = (0,) * len(situation.agents) if self.counts is None else getattr(self.counts, what)
        return tuple(counts)


def _accepted(tasks: Tasks, agents: int) -> Column:
    if not any(task.accepts for task in tasks):
        return ()
    everybody = (True,) * agents
    return tuple([task.accepts or everybody for task in tasks])


class _SlotTimes:
    """For each agent, after how many seconds each of its slots is through with the work that is known, ascending.

    Known is what runs, by max(0, expected - worked); then the queue in its order, tasks on their way and tasks in
    back-off by index, each in the slot that is free first. Of an agent of one slot at which nothing waits that is its
    load; the others are looked at again when they have changed, or when time has passed.
    """

    def __init__(self) -> None:
        self._wide: list[int] | None = None  # agents of several slots
        self._seen: dict[int, tuple[float, int, tuple[float, ...]]] = {}  # by agent: when, after which change, and what

    def at(self, situation: Situation) -> tuple[tuple[float, ...], ...]:
        if self._wide is None:
            self._wide = [a for a, agent in enumerate(situation.agents) if agent.spec.capacity != 1 or agent.leaks]
        times: list[tuple[float, ...]] = list(zip(situation.load_s, strict=True))
        for a in self._wide:
            times[a] = self._of(a, situation)
        for a in situation.waited_at:
            times[a] = self._of(a, situation)
        return tuple(times)

    def _of(self, a: int, situation: Situation) -> tuple[float, ...]:
        now, change = situation.now, situation.changes[a]
        seen = self._seen.get(a)
        if seen is None or seen[:2] != (now, change):
            seen = self._seen[a] = (now, change, slot_free_s(situation.agents[a], now))
        return seen[2]


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
