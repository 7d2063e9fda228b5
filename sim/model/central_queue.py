"""One queue for the whole fleet, and the free slots that take from it.

Tasks stand in it by (rank, time queued, task index). The slot that has idled longest comes first, then the lowest
agent, then the lowest slot; it takes the first task that its agent accepts. Looking at every agent for every task would
cost the more the larger the fleet is; here each slot is filed when it becomes free, and what has changed since is
passed over when its turn comes.
"""

from collections.abc import Iterator, Sequence
from heapq import heapify, heappop, heappush

from sim.model.admission.held_up import HeldUp
from sim.model.agent import Agent
from sim.model.attempt import Attempt
from sim.model.waiting_line import WaitingLine


class CentralQueue:
    """The tasks that wait for any agent, and the free slots of the agents that are up.

    Args:
        agents: the fleet, all slots free.
        tickets: ascending numbers for places in lines, shared with the fleet.
    """

    def __init__(self, agents: Sequence[Agent], tickets: Iterator[int]) -> None:
        self._agents = agents
        self.length = 0
        self.held_up: HeldUp | None = None  # None: no limit sends attempts back
        self._tickets = tickets
        self._lines: dict[Sequence[bool], WaitingLine] = {}  # by which agents accept the tasks
        self._filed = [(0.0, agent.index, slot) for agent in agents for slot in range(agent.spec.capacity)]
        heapify(self._filed)

    def put(self, attempt: Attempt, rank: float) -> None:
        """Let an attempt wait at its task's place."""
        task = attempt.task
        line = self._lines.get(attempt.accepts)
        if line is None:
            line = self._lines[attempt.accepts] = WaitingLine(self._tickets)
        line.put((rank, attempt.queued_at, task.index), attempt)
        self.length += 1

    def withdraw(self, attempt: Attempt) -> None:
        """Take out one that waits here, wherever it stands."""
        self._lines[attempt.accepts].withdraw(attempt)
        self.length -= 1

    def file(self, agent: Agent, slot: int) -> None:
        """Note that a slot is free from now on."""
        heappush(self._filed, (agent.idle_since[slot], agent.index, slot))

    def file_all(self, agent: Agent) -> None:
        """Note that an agent is up again: its free slots idle from now on."""
        for slot in agent.idle_slots:
            self.file(agent, slot)

    def take(self) -> tuple[Agent, int, Attempt] | None:
        """Return the slot whose turn it is, by agent and number, and what it takes; None if one is missing."""
        passed_over = []  # slots of agents that accept nothing of what waits
        taken = None
        while self.length and self._filed and taken is None:
            filed = heappop(self._filed)
            since, index, slot = filed
            agent = self._agents[index]
            # A slot that has leaked idles since a moment before the run.
            if not (agent.up and slot not in agent.serving and agent.idle_since[slot] == since >= 0.0):
                continue
            attempt = self._first_for(index) if agent.breaker is None or agent.breaker.lets_pull else None
            if attempt is None:
                passed_over.append(filed)
            else:
                taken = agent, slot, attempt
        for filed in passed_over:
            heappush(self._filed, filed)
        return taken

    def _first_for(self, agent: int) -> Attempt | None:
        """Take out the first that an agent accepts."""
        acceptable = [line for accepts, line in self._lines.items() if line.length and (not accepts or accepts[agent])]
        if not acceptable:
            return None
        if self.held_up is not None:
            free = self.held_up.first_free(self._agents[agent], acceptable)
            if free is not None:
                self.withdraw(free)
            return free
        self.length -= 1
        return (acceptable[0] if len(acceptable) == 1 else min(acceptable, key=WaitingLine.first)).pop()
