"""Who gets what: agents for tasks that wait at the manager, by task index; slots for attempts, by agent."""

from sim.engine.kernel.lines import NOBODY
from sim.engine.kernel.trace import WORK_STRANDED, Trace

ROUND_ROBIN = 1
LOAD_BALANCED = 2
SHARED_QUEUE = 3

EQUAL_LOADS_S = 1e-9
FAR = 1e308


class Decisions(Trace):
    """The manager of one run."""

    strategy: int
    pulls: bool
    horizon: float
    is_due: bool  # a decision
    held: list[int]  # tasks that wait for an agent
    holding: int
    in_order: bool  # by task index
    load: list[float]  # by agent, as the manager sees it at this instant
    least_s: float
    last_given: list[int]  # by agent, its last task's number in the order of giving
    givings: int
    last_chosen: int  # of round robin
    central_rank: list[float]  # by task, its place in the line of the fleet
    granted: list[int]  # tasks that have just got their slots, in order
    grants: int
    filed: int  # free slots that take from the line of the fleet, a heap by (since, number)
    filed_since: list[float]
    filed_slot: list[int]
    agent_of_slot: list[int]
    stranded_told: list[int]
    joined: int  # tickets of the lines

    def receive(self, task: int) -> None:
        """Take an attempt whose task is ready, or that came back, to give it an agent."""
        self.agent[task] = NOBODY
        self.queued_at[task] = self.now
        self.is_due = True
        if self.pulls:
            self.rank[task] = self.central_rank[task]
            self.join(self.agents, task, self.rank[task], task)
            return
        if self.holding > 0 and self.held[self.holding - 1] > task:
            self.in_order = False
        self.held[self.holding] = task
        self.holding = self.holding + 1

    def decide(self) -> None:
        """Give what waits to agents; then let free slots take."""
        if self.holding > 0:
            self.assign()
        if self.now >= self.horizon:
            return
        self.grants = 0
        if self.pulls:
            self.pull()
        if self.to_fill > 0:
            self.fill_slots()

    def look_at_loads(self) -> None:
        """See what every agent has in front of it now."""
        for agent in range(self.agents):
            self.load[agent] = self.load_s(agent)
        self.find_least()

    def find_least(self) -> None:
        """Find the least load of an agent that is up."""
        least_s = FAR
        for agent in range(self.agents):
            if self.up[agent] and self.load[agent] < least_s:
                least_s = self.load[agent]
        self.least_s = least_s

    def any_up(self) -> bool:
        """Whether an agent is up."""
        for agent in range(self.agents):  # noqa: SIM110 - `any` would make an object
            if self.up[agent]:
                return True
        return False

    # Agents for tasks

    def assign(self) -> None:
        """Give tasks to agents, by task index; where nobody is up they go on waiting."""
        if not self.any_up():
            return
        self.look_at_loads()
        if not self.in_order:
            self.sort_held()
        for j in range(self.holding):
            task = self.held[j]
            agent = self.take_turns() if self.strategy == ROUND_ROBIN else self.least_loaded()
            self.give(task, agent)
            self.queue_at(agent, task)
            self.load[agent] = self.load_s(agent)
            self.find_least()
        self.holding = 0

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

    def take_turns(self) -> int:
        """Return the first agent that is up after the one chosen last."""
        agent = self.last_chosen
        while True:
            agent = agent + 1
            if agent >= self.agents:
                agent = 0
            if self.up[agent]:
                self.last_chosen = agent
                return agent

    def least_loaded(self) -> int:
        """Return the agent that `load_balanced` gives a task to, see `sim.policies.least_load`."""
        starts = False
        for agent in range(self.agents):
            if self.up[agent] and self.free[agent] > self.line_length[agent]:
                starts = True
                break
        least_s = FAR
        for agent in range(self.agents):
            if self.is_candidate(agent, starts) and self.load[agent] < least_s:
                least_s = self.load[agent]
        best = NOBODY
        for agent in range(self.agents):
            if (
                self.is_candidate(agent, starts)
                and self.load[agent] - least_s < EQUAL_LOADS_S
                and (best == NOBODY or self.last_given[agent] < self.last_given[best])
            ):
                best = agent
        return best

    def is_candidate(self, agent: int, starts: bool) -> bool:
        """Whether an agent is up, and can start a task at once where some can."""
        if not self.up[agent]:
            return False
        return not starts or self.free[agent] > self.line_length[agent]

    def give(self, task: int, agent: int) -> None:
        """Let a task be an agent's from now on."""
        self.task_agent[task] = agent
        self.give_to(task, agent)
        self.last_given[agent] = self.givings
        self.givings = self.givings + 1
        self.note_assigned(task, agent, False, self.load[agent] <= self.least_s)

    def give_to(self, task: int, agent: int) -> None:
        """Let an attempt be an agent's."""
        self.agent[task] = agent
        self.expected_s[task] = self.expected_on(task, agent)

    def queue_at(self, agent: int, task: int) -> None:
        """Let an attempt join the queue of its agent."""
        self.queued_at[task] = self.now
        self.enqueue(agent, task, self.joined)
        self.joined = self.joined + 1
        self.look_at(agent)
        if not self.up[agent]:
            self.tell_stranded(agent)

    def tell_stranded(self, agent: int) -> None:
        """Tell, once an outage, that work waits at an agent that is down."""
        if self.up[agent] or self.line_length[agent] == 0 or self.stranded_told[agent]:
            return
        self.stranded_told[agent] = 1
        self.note_outage(WORK_STRANDED, agent, 0.0)

    # Slots for attempts

    def fill_slots(self) -> None:
        """Let agents, by index, fill their free slots from their own queues."""
        for agent in range(self.agents):
            if not self.is_filled[agent]:
                continue
            self.is_filled[agent] = 0
            while self.up[agent] and self.line_length[agent] > 0 and self.free[agent] > 0:
                task = self.dequeue(agent)
                self.grant(agent, task, self.lowest_free_slot(agent))
        self.to_fill = 0

    def grant(self, agent: int, task: int, slot: int) -> None:
        """Let an attempt have a slot; it starts once all of this decision has been made."""
        self.take_slot(agent, task, slot)
        self.granted[self.grants] = task
        self.grants = self.grants + 1

    def pull(self) -> None:
        """Let free slots take from the line of the fleet: the one that has idled longest first."""
        while self.line_length[self.agents] > 0 and self.filed > 0:
            since = self.filed_since[0]
            slot = self.filed_slot[0]
            self.unfile_first()
            agent = self.agent_of_slot[slot]
            if not self.up[agent] or self.serving[slot] != NOBODY or self.idle_since[slot] != since:
                continue
            task = self.leave_first(self.agents)
            self.look_at_loads()
            self.give(task, agent)
            self.grant(agent, task, slot)
            self.look_at(agent)

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
