"""An agent whose slots leak, or come: a busy slot goes when its attempt ends, a free one at once."""

from collections.abc import Iterator, Sequence
from heapq import heapify, heappop, heappush

from sim.model.agent import Agent
from sim.model.changes import slots_over_time
from sim.model.instant import Clock
from sim.model.slots import Slots
from sim.scenario import AgentSpec, FleetSpec

GONE = -1.0
"""Since when a slot idles that the agent does not have now."""


class LeakingAgent(Agent):
    """An agent that has more or fewer slots as time goes on.

    Slots leak from the highest free number down, and come back from the lowest up. While more are taken than there
    should be, the next attempt that ends takes its slot along.

    Args:
        clock: see `Agent`, also for the next four.
        index: likewise.
        agent_id: likewise.
        spec: likewise; its capacity is the nominal one, by which loads are counted.
        place: likewise.
        tickets: likewise.
        slots: how many slots there are from when on, in order of time.
    """

    leaks = True

    def __init__(
        self,
        clock: Clock,
        index: int,
        agent_id: str,
        spec: AgentSpec,
        place: tuple[int, int],
        tickets: Iterator[int],
        slots: Sequence[tuple[float, int]],
    ) -> None:
        super().__init__(clock, index, agent_id, spec, place, tickets)
        self.most_slots = max([spec.capacity, *(number for _, number in slots)])
        self.slot_times = slots
        self.slots = Slots(clock, capacity=self.most_slots)
        self.idle_since = [*self.idle_since, *[GONE] * (self.most_slots - spec.capacity)]
        self._gone = list(range(spec.capacity, self.most_slots))  # a heap
        self._wanted = spec.capacity
        self._owed = 0  # slots that will go when an attempt ends

    def set_slots(self, number: int) -> None:
        """Have so many slots from now on, or as soon as attempts end."""
        for _ in range(self._wanted - number):
            if self.idle_slots:
                self._leak(max(self.idle_slots))
            else:
                self._owed += 1
        for _ in range(number - self._wanted):
            if self._owed:
                self._owed -= 1
            else:
                slot = heappop(self._gone)
                self.idle_since[slot] = self.clock.now
                heappush(self.idle_slots, slot)
        self._wanted = number
        self._note_change()

    def release(self, slot: int) -> None:
        """Let a slot idle from now on; where slots have to go, it goes."""
        super().release(slot)
        if self._owed:
            self._owed -= 1
            self._leak(slot)

    def _leak(self, slot: int) -> None:
        self.idle_slots.remove(slot)
        heapify(self.idle_slots)
        self.idle_since[slot] = GONE
        heappush(self._gone, slot)


def fleet_of(clock: Clock, fleet: FleetSpec, tickets: Iterator[int]) -> list[Agent]:
    """Return the agents of a fleet, in the order that gives each its index.

    Args:
        clock: the virtual clock.
        fleet: what they are.
        tickets: ascending numbers for places in lines, shared by the fleet.
    """
    agents: list[Agent] = []
    slots = slots_over_time(fleet)
    for index, ((agent_id, spec), place) in enumerate(zip(fleet.agents_by_id(), fleet.places(), strict=True)):
        if index in slots:
            agents.append(LeakingAgent(clock, index, agent_id, spec, place, tickets, slots[index][1:]))
        else:
            agents.append(Agent(clock, index, agent_id, spec, place, tickets))
    return agents
