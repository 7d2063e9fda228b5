"""What choices are made from: loads, turns, the tasks that are held, the slots that have idled longest."""

from sim.engine.kernel.acceptance import Acceptance
from sim.engine.kernel.lines import NOBODY

EQUAL_LOADS_S = 1e-9
FAR = 1e308  # no load is as great


class Choices(Acceptance):
    """The manager's view of one run, and the rules that need no more than that."""

    horizon: float
    held: list[int]  # tasks that wait for an agent
    holding: int
    in_order: bool  # by task index
    least_s: float
    last_given: list[int]  # by agent, its last task's number in the order of giving
    last_chosen: int  # of round robin
    filed: int  # free slots that take from the line of the fleet, a heap by (since, number)
    filed_since: list[float]
    filed_slot: list[int]

    def look_at_loads(self) -> None:
        """See what every agent has in front of it now."""
        for agent in range(self.agents):
            self.load[agent] = self.load_s(agent)
        self.find_least()

    def find_least(self) -> None:
        """Find the least load of a usable agent."""
        least_s = FAR
        for agent in range(self.agents):
            if self.is_usable(agent) and self.load[agent] < least_s:
                least_s = self.load[agent]
        self.least_s = least_s

    def any_usable(self) -> bool:
        """Whether an agent is usable."""
        for agent in range(self.agents):  # noqa: SIM110 - `any` would make an object
            if self.is_usable(agent):
                return True
        return False

    def sort_held(self) -> None:
        """Sort what waits by task index: heap sort."""
        count = self.holding
        for start in range(count // 2 - 1, -1, -1):
            self.sift(start, count)
        for end in range(count - 1, 0, -1):
            self.held[0], self.held[end] = self.held[end], self.held[0]
            self.sift(0, end)
        self.in_order = True

    def sift(self, hole: int, count: int) -> None:
        """Let a task sink to its place in a heap with the greatest index in front."""
        task = self.held[hole]
        while True:
            child = 2 * hole + 1
            if child >= count:
                break
            if child + 1 < count and self.held[child + 1] > self.held[child]:
                child = child + 1
            if self.held[child] <= task:
                break
            self.held[hole] = self.held[child]
            hole = child
        self.held[hole] = task

    def take_turns(self, task: int) -> int:
        """Return the first agent that may take a task after the one chosen last; there must be one."""
        agent = self.last_chosen
        while True:
            agent = agent + 1
            if agent >= self.agents:
                agent = 0
            if self.may_take(agent, task):
                self.last_chosen = agent
                return agent

    def least_loaded(self, task: int) -> int:
        """Return the agent that `load_balanced` gives a task to, see `sim.policies.least_load`."""
        starts = False
        for agent in range(self.agents):
            if self.may_take(agent, task) and self.starts_at_once(agent):
                starts = True
                break
        least_s = FAR
        for agent in range(self.agents):
            if self.is_candidate(agent, task, starts) and self.load[agent] < least_s:
                least_s = self.load[agent]
        best = NOBODY
        for agent in range(self.agents):
            if (
                self.is_candidate(agent, task, starts)
                and self.load[agent] - least_s < EQUAL_LOADS_S
                and (best == NOBODY or self.last_given[agent] < self.last_given[best])
            ):
                best = agent
        return best

    def is_candidate(self, agent: int, task: int, starts: bool) -> bool:
        """Whether an agent may take a task, and can start it at once where some can."""
        if not self.may_take(agent, task):
            return False
        return not starts or self.starts_at_once(agent)

    def starts_at_once(self, agent: int) -> bool:
        """Whether an agent has more free slots than attempts that wait there or are on their way."""
        return self.free[agent] > self.line_length[agent] + self.on_way[agent]

    def file(self, slot: int) -> None:
        """Note that a slot is free from now on."""
        since = self.idle_since[slot]
        hole = self.filed
        self.filed = hole + 1
        while hole > 0:
            above = (hole - 1) >> 1
            if not self.idles_longer(since, slot, above):
                break
            self.filed_since[hole] = self.filed_since[above]
            self.filed_slot[hole] = self.filed_slot[above]
            hole = above
        self.filed_since[hole] = since
        self.filed_slot[hole] = slot

    def idles_longer(self, since: float, slot: int, other: int) -> bool:
        """Whether a slot comes before one that is filed here."""
        if since != self.filed_since[other]:
            return since < self.filed_since[other]
        return slot < self.filed_slot[other]

    def unfile_first(self) -> None:
        """Take the slot that has idled longest out of the heap."""
        last = self.filed - 1
        self.filed = last
        since = self.filed_since[last]
        slot = self.filed_slot[last]
        hole = 0
        while True:
            child = 2 * hole + 1
            if child >= last:
                break
            if child + 1 < last and self.idles_longer(self.filed_since[child + 1], self.filed_slot[child + 1], child):
                child = child + 1
            if self.idles_longer(since, slot, child):
                break
            self.filed_since[hole] = self.filed_since[child]
            self.filed_slot[hole] = self.filed_slot[child]
            hole = child
        self.filed_since[hole] = since
        self.filed_slot[hole] = slot
