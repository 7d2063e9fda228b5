"""One queue for the whole fleet, and the free slots that take from it.

Tasks stand in it by (rank, time queued, task index). The slot that has idled longest comes first, then the lowest
agent, then the lowest slot. Looking at every agent for every task would cost the more the larger the fleet is; here
each slot is filed when it becomes free, and what has changed since is passed over when its turn comes.
"""

from collections.abc import Sequence
from heapq import heapify, heappop, heappush

from sim.model.agent import Agent
from sim.model.attempt import Attempt


class CentralQueue:
    """The tasks that wait for any agent, and the free slots of the agents that are up.

    Args:
        agents: the fleet, all slots free.
    """

    def __init__(self, agents: Sequence[Agent]) -> None:
        self._agents = agents
        self._tasks: list[tuple[float, float, int, Attempt]] = []
        self._filed = [(0.0, agent.index, slot) for agent in agents for slot in range(agent.spec.capacity)]
        heapify(self._filed)

    def __len__(self) -> int:
        return len(self._tasks)

    def put(self, attempt: Attempt, rank: float) -> None:
        """Let an attempt wait at its task's place."""
        heappush(self._tasks, (rank, attempt.queued_at, attempt.task.index, attempt))

    def file(self, agent: Agent, slot: int) -> None:
        """Note that a slot is free from now on."""
        heappush(self._filed, (agent.idle_since[slot], agent.index, slot))

    def file_all(self, agent: Agent) -> None:
        """Note that an agent is up again: its free slots idle from now on."""
        for slot in agent.free_slot_numbers():
            self.file(agent, slot)

    def take(self) -> tuple[Agent, int, Attempt] | None:
        """Return the slot whose turn it is, by agent and number, and what it takes; None if one is missing."""
        while self._tasks and self._filed:
            since, index, slot = heappop(self._filed)
            agent = self._agents[index]
            if agent.up and slot not in agent.serving and agent.idle_since[slot] == since:
                return agent, slot, heappop(self._tasks)[3]
        return None
