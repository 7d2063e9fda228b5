"""The agents: slots, what waits for them, what is left of what they serve, up and down."""

from sim.engine.kernel.lines import NOBODY, Lines

UNKNOWN = -1.0
GONE = -2  # in place of a task: the agent does not have this slot now
HELD = -3  # this and below: the slot is kept for the next attempt of task HELD - this


class Fleet(Lines):
    """The fleet of one run, and where the attempt under way of each task stands."""

    agents: int
    capacity: list[int]
    slot_from: list[int]  # number of an agent's first slot
    slots_of: list[int]  # by agent, the most that it ever has; `capacity` is the nominal number
    serving: list[int]  # by slot, the task; NOBODY: it is free; GONE, HELD: there is nothing to take
    taken: list[int]  # by agent, slots that attempts have
    owed: list[int]  # by agent, slots that leak as soon as attempts end
    limits_queues: bool  # some agent's queue has a limit
    queue_limit: list[int]  # by agent, tasks that may wait beyond those that free slots take; below 0: no limit
    idle_since: list[float]  # by slot
    free: list[int]  # by agent, slots that serve nothing
    lowest_free: list[int]  # by agent, no slot below this number is free
    up: list[int]
    down_since: list[float]
    up_before_s: list[float]
    up_since: list[float]
    waiting_s: list[float]  # expected work of tasks that are queued, on their way or in back-off
    backing_off: list[int]
    on_way: list[int]  # attempts whose input is on its way there
    discipline: list[int]
    is_filled: list[int]  # agents whose slots are to be looked at: 1
    to_fill: int  # how many of these

    priority: list[float]  # by task
    agent: list[int]  # of the attempt under way; NOBODY: it is nobody's
    expected: list[float]  # service seconds by task and agent, as the planner believes
    expected_width: int  # columns of it: agents, or 1
    due_at: list[float]  # when its deadline passes
    expected_s: list[float]  # of the attempt under way, on its agent
    rank: list[float]  # of the task; NaN: none
    slot: list[int]  # number of the slot that the attempt has
    since: list[float]  # begin of the work; UNKNOWN while nothing is served
    served_s: list[float]  # really worked before `since`, those undone included
    undone_s: list[float]
    worked_s: list[float]  # towards the length
    length_s: list[float]

    def remaining_s(self, task: int) -> float:
        """Return the expected seconds of work left of an attempt in service, never negative."""
        served_s = self.served_s[task]
        if self.since[task] >= 0.0:
            served_s = served_s + (self.now - self.since[task])
        left_s = self.expected_s[task] - served_s
        return max(0.0, left_s)

    def load_s(self, agent: int) -> float:
        """Return the expected seconds of work in front of an agent, a slot: what waits, then what is served by slot."""
        work = self.waiting_s[agent]
        if self.taken[agent] > 0:
            begin = self.slot_from[agent]
            for slot in range(begin, begin + self.slots_of[agent]):
                if self.serving[slot] >= 0:
                    work = work + self.remaining_s(self.serving[slot])
        return work / self.capacity[agent]

    def expected_on(self, task: int, agent: int) -> float:
        """Return the expected service seconds of a task on an agent."""
        if self.expected_width == 1:
            return self.expected[task]
        return self.expected[task * self.expected_width + agent]

    def is_usable(self, agent: int) -> bool:
        """Whether an agent can be given tasks: it is up, and its queue is not full."""
        if not self.up[agent]:
            return False
        return not self.limits_queues or not self.is_full(agent)

    def is_full(self, agent: int) -> bool:
        """Whether as many tasks wait at or travel to an agent as may, beyond those that its free slots take."""
        limit = self.queue_limit[agent]
        return limit >= 0 and self.line_length[agent] + self.on_way[agent] >= self.free[agent] + limit

    def look_at(self, agent: int) -> None:
        """Note that something about an agent changed, so that its free slots are looked at."""
        if not self.is_filled[agent]:
            self.is_filled[agent] = 1
            self.to_fill = self.to_fill + 1

    def enqueue(self, agent: int, task: int, ticket: int) -> None:
        """Let an attempt wait at its agent, at the place that its task's rank or the discipline gives it."""
        key = self.rank[task]
        if key != key:
            key = 0.0
            if self.discipline[agent] == 1:
                key = self.priority[task]
            elif self.discipline[agent] == 2:
                key = self.expected_s[task]
            elif self.discipline[agent] == 3:
                key = self.due_at[task]
        self.join(agent, task, key, ticket)
        self.waiting_s[agent] = self.waiting_s[agent] + self.expected_s[task]

    def dequeue(self, agent: int) -> int:
        """Take the first attempt out of an agent's queue."""
        task = self.leave_first(agent)
        self.drop_waiting(agent, task)
        return task

    def drop_waiting(self, agent: int, task: int) -> None:
        """Stop counting an attempt as work that waits; where nothing else does, the sum is exactly zero."""
        if self.line_length[agent] > 0 or self.backing_off[agent] > 0 or self.on_way[agent] > 0:
            self.waiting_s[agent] = self.waiting_s[agent] - self.expected_s[task]
        else:
            self.waiting_s[agent] = 0.0

    def begin_backoff(self, agent: int, task: int) -> None:
        """Count an attempt that is due after its task's back-off as work in front of the agent."""
        self.backing_off[agent] = self.backing_off[agent] + 1
        self.waiting_s[agent] = self.waiting_s[agent] + self.expected_s[task]

    def end_backoff(self, agent: int, task: int) -> None:
        """Stop counting it."""
        self.backing_off[agent] = self.backing_off[agent] - 1
        self.drop_waiting(agent, task)

    def lowest_free_slot(self, agent: int) -> int:
        """Return the free slot of an agent with the lowest number; there must be one."""
        slot = self.lowest_free[agent]
        while self.serving[slot] != NOBODY:
            slot = slot + 1
        self.lowest_free[agent] = slot
        return slot

    def take_slot(self, agent: int, task: int, slot: int) -> None:
        """Give a free slot to an attempt."""
        self.slot[task] = slot
        self.serving[slot] = task
        self.free[agent] = self.free[agent] - 1
        self.taken[agent] = self.taken[agent] + 1

    def free_slot(self, agent: int, task: int) -> None:
        """Take the slot of an attempt back."""
        self.taken[agent] = self.taken[agent] - 1
        self.release_slot(agent, self.slot[task])

    def release_slot(self, agent: int, slot: int) -> None:
        """Let a slot idle from now on; where slots have to go, it goes."""
        self.serving[slot] = NOBODY
        self.free[agent] = self.free[agent] + 1
        self.idle_since[slot] = self.now
        if slot < self.lowest_free[agent]:
            self.lowest_free[agent] = slot
        if self.owed[agent] > 0:
            self.owed[agent] = self.owed[agent] - 1
            self.leak(agent, slot)

    def leak(self, agent: int, slot: int) -> None:
        """Let an agent have a free slot no more."""
        self.serving[slot] = GONE
        self.free[agent] = self.free[agent] - 1
        self.idle_since[slot] = UNKNOWN

    def stop_work(self, task: int) -> None:
        """Stop where it is; what was worked since the last beginning counts."""
        if self.since[task] < 0.0:
            return
        worked_s = self.now - self.since[task]
        self.since[task] = UNKNOWN
        self.served_s[task] = self.served_s[task] + worked_s
        self.worked_s[task] = self.worked_s[task] + worked_s

    def go_down(self, agent: int) -> None:
        """Stop serving."""
        self.up[agent] = 0
        self.down_since[agent] = self.now
        self.up_before_s[agent] = self.up_before_s[agent] + (self.now - self.up_since[agent])

    def come_up(self, agent: int) -> None:
        """Serve again; slots that serve nothing idle from now on."""
        self.up[agent] = 1
        self.up_since[agent] = self.now
        begin = self.slot_from[agent]
        for slot in range(begin, begin + self.slots_of[agent]):
            if self.serving[slot] == NOBODY:
                self.idle_since[slot] = self.now
