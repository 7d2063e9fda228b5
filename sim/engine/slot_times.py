"""For each agent of a kernel, after how many seconds each of its slots is through with the work that is known.

What `sim.model.slot_times` says of the model's agents, from the kernel's columns: what runs; then the queue in its
order, tasks on their way and tasks in back-off by index, each in the slot that is free first.
"""

from collections.abc import Iterator, Sequence
from heapq import heapify, heapreplace
from typing import Any

from sim.engine.columns import Columns
from sim.model.situation import Situation


class KernelSlotTimes:
    """The times of a fleet in one run.

    Args:
        kernel: of the run.
        columns: of the kernel.
        agents: their number.
    """

    def __init__(self, kernel: Any, columns: Columns, agents: int) -> None:
        self._kernel = kernel
        self._columns = columns
        self._agents = range(agents)
        self.members: Sequence[int] = ()  # tasks of the wave, ascending

    def at(self, fleet: Situation) -> tuple[tuple[float, ...], ...]:
        """Return the times in seconds from now, [agent][slot], ascending.

        Args:
            fleet: as it is seen now.
        """
        return tuple([self._of(agent, fleet) for agent in self._agents])

    def _of(self, agent: int, fleet: Situation) -> tuple[float, ...]:
        raw = self._columns.raw
        waiting = list(self._waiting(agent))
        if not waiting and int(raw("slots_of")[agent]) == 1:
            return (fleet.load_s[agent],)
        times = [self._remaining_s(int(one)) for one in self._serving(agent)]
        times = times + [0.0] * int(raw("free")[agent]) or [0.0]  # all slots have leaked: as if one were free
        heapify(times)
        for one in waiting:
            heapreplace(times, times[0] + float(raw("expected_s")[one]))
        return tuple(sorted(times))

    def _serving(self, agent: int) -> list[int]:
        raw = self._columns.raw
        begin = int(raw("slot_from")[agent])
        return [one for one in raw("serving")[begin : begin + int(raw("slots_of")[agent])] if one >= 0]

    def _remaining_s(self, one: int) -> float:
        raw = self._columns.raw
        served_s, since = float(raw("served_s")[one]), float(raw("since")[one])
        if since >= 0.0:
            served_s += float(self._kernel.now) - since
        return max(0.0, float(raw("expected_s")[one]) - served_s)

    def _waiting(self, agent: int) -> Iterator[int]:
        raw = self._columns.raw
        if raw("line_length")[agent]:
            yield from self._in_line(agent)
        if raw("on_way")[agent]:
            arrival = raw("arrival")
            yield from (task for task in self._nobodys(agent) if arrival[task] >= 0)
        if raw("backing_off")[agent]:
            travels = raw("arrival") if self._kernel.waits else None
            yield from (task for task in self._nobodys(agent) if travels is None or travels[task] < 0)

    def _in_line(self, agent: int) -> list[int]:
        """Return what stands in an agent's line, in its order: a heap, gone through from its front."""
        raw = self._columns.raw
        child, sibling, key, queued_at, ticket = map(raw, ("child", "sibling", "key", "queued_at", "ticket"))
        found, ahead = [], [int(raw("first")[agent])]
        while ahead:
            one = ahead.pop()
            found.append(one)
            ahead += [int(other) for other in (child[one], sibling[one]) if other >= 0]
        return sorted(found, key=lambda one: (key[one], queued_at[one], ticket[one]))

    def _nobodys(self, agent: int) -> list[int]:
        """Return the tasks of an agent whose attempts have no slot and stand in no line, by index."""
        whose, slot, ticket, end = map(self._columns.raw, ("agent", "slot", "ticket", "task_end"))
        return [t for t in self.members if whose[t] == agent and slot[t] < 0 and ticket[t] < 0 and not end[t]]
