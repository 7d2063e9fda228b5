"""Who gets what: agents for tasks that wait at the manager, by task index; slots for attempts, by agent."""

from sim.engine.kernel.hand_offs import NO_EVENT
from sim.engine.kernel.lines import NOBODY
from sim.engine.kernel.plan_order import PlanOrder
from sim.engine.kernel.trace import WORK_STRANDED

ROUND_ROBIN = 1
LOAD_BALANCED = 2
SHARED_QUEUE = 3
ASKED = 4  # a strategy that is asked task by task, outside of the kernel
PLANNED = 5  # one that plans a wave; what comes back goes by `load_balanced`


class Decisions(PlanOrder):
    """The manager of one run."""

    strategy: int
    pulls: bool
    givings: int
    reassigns: list[int]  # by agent, what is meant for it while it is down is given to another: 1
    to_come: int  # tasks that the plan has agents for
    cursor: int  # among those that are held: whose turn it is
    kept: int  # of these, those that go on waiting
    asks: bool  # whether the strategy must say who gets the task whose turn it is
    resting: int  # tasks in back-off
    slots_to_come: int  # changes of numbers of slots
    is_stalled: bool
    central_rank: list[float]  # by task, its place in the line of the fleet
    granted: list[int]  # tasks that have just got their slots, in order
    grants: int
    agent_of_slot: list[int]
    passed: list[int]  # slots of agents that accept nothing of what waits
    unreleased: int  # tasks of the wave that have neither been released nor failed before
    stranded_told: list[int]
    joined: int  # tickets of the lines

    def receive(self, task: int) -> None:
        """Take an attempt whose task is ready, or that came back, to give it an agent."""
        self.agent[task] = NOBODY
        if self.pulls and self.waits and self.hold_up(task, NOBODY):
            return
        self.queued_at[task] = self.now
        if self.times_out:
            self.timer[task] = NO_EVENT  # its time does not count at the manager
            if self.pulls:
                self.join_timer(task)
        self.is_due = True
        if self.pulls:
            self.rank[task] = self.central_rank[task]
            self.join_fleet(task)
            return
        if self.holding > 0 and self.held[self.holding - 1] > task:
            self.in_order = False
        self.held[self.holding] = task
        self.holding = self.holding + 1

    def decide(self) -> None:
        """Give what waits to agents; then let free slots take."""
        if self.holding > 0:
            self.assign()
        if not self.asks:
            self.end_decision()

    def end_decision(self) -> None:
        """Let free slots take, now that what waits has its agents."""
        if self.now >= self.horizon:
            self.grants = 0
            return
        if self.pulls:
            self.pull()
        if self.to_fill > 0:
            self.fill_slots()
        if self.holding > 0 or self.in_fleet_lines > 0:
            self.is_stalled = self.nothing_pends()

    def nothing_pends(self) -> bool:
        """Whether nothing that is under way can ever let a task start."""
        if self.unreleased > 0 or self.resting > 0 or self.travelling > 0 or self.watched > 0 or self.slots_to_come > 0:
            return False
        for agent in range(self.agents):  # noqa: SIM110 - `any` would make an object
            if not self.up[agent] or self.taken[agent] > 0:
                return False
        return True

    # Agents for tasks

    def assign(self) -> None:
        """Give tasks to agents, by task index; what finds none goes on waiting."""
        if self.to_come == 0 and not self.any_usable():
            return
        self.look_at_loads()
        if not self.in_order:
            self.sort_held()
        self.cursor = 0
        self.kept = 0
        self.go_on_assigning()

    def go_on_assigning(self) -> None:
        """Go on until all have had their turn, or the strategy is asked."""
        while self.cursor < self.holding:
            task = self.held[self.cursor]
            agent = self.take_planned(task)
            spare = agent == NOBODY and self.strategy == PLANNED
            if agent == NOBODY and self.some_may_take(task):
                if self.strategy == ASKED:
                    self.asks = True
                    return
                agent = self.take_turns(task) if self.strategy == ROUND_ROBIN else self.least_loaded(task)
            self.let_have(task, agent, spare)
        self.holding = self.kept
        self.asks = False

    def take_planned(self, task: int) -> int:
        """Return the agent that the plan has for a task, once; NOBODY where there is none, or it takes nothing now."""
        agent = self.planned_agent[task]
        if agent == NOBODY:
            return NOBODY
        self.planned_agent[task] = NOBODY
        self.to_come = self.to_come - 1
        if self.reassigns[agent] and not self.up[agent]:
            return NOBODY
        if self.limits_queues and self.is_full(agent):
            return NOBODY
        self.rank[task] = self.planned_rank[task]
        return agent

    def let_have(self, task: int, agent: int, spare: bool) -> None:
        """Let an agent have the task whose turn it is; NOBODY: it goes on waiting."""
        self.cursor = self.cursor + 1
        if agent == NOBODY:
            self.held[self.kept] = task
            self.kept = self.kept + 1
            return
        self.give(task, agent, spare)
        self.queue_at(agent, task)
        self.load[agent] = self.load_s(agent)
        self.find_least()

    def give(self, task: int, agent: int, spare: bool) -> None:
        """Let a task be an agent's from now on."""
        self.task_agent[task] = agent
        if self.keeps_plan:
            self.leave_order(task, agent)
        self.give_to(task, agent)
        self.last_given[agent] = self.givings
        self.givings = self.givings + 1
        least = self.is_least_loaded(agent, task) if self.selective else self.load[agent] <= self.least_s
        self.note_assigned(task, agent, spare, least)

    def give_to(self, task: int, agent: int) -> None:
        """Let an attempt be an agent's."""
        self.agent[task] = agent
        self.expected_s[task] = self.expected_on(task, agent)

    def queue_at(self, agent: int, task: int) -> None:
        """Let an attempt join the queue of its agent, at once or when its input has arrived."""
        if not self.waits or not self.hold_up(task, agent):
            self.join_queue(agent, task)

    def join_queue(self, agent: int, task: int) -> None:
        """Let an attempt join the queue of its agent."""
        self.queued_at[task] = self.now
        if self.times_out:
            self.join_timer(task)
        self.enqueue(agent, task, self.joined)
        self.joined = self.joined + 1
        self.look_at(agent)
        if not self.up[agent]:
            self.tell_stranded(agent)

    def arrive(self, task: int) -> None:
        """Let an attempt join the queue that it was on its way to."""
        agent = self.agent[task]
        self.end_travel(task)
        if agent == NOBODY:
            self.receive(task)
        else:
            self.join_queue(agent, task)
            self.is_due = True

    def leave_manager(self, task: int) -> None:
        """Let a task that waits for an agent want none any more."""
        place = 0
        while self.held[place] != task:
            place = place + 1
        self.holding = self.holding - 1
        for j in range(place, self.holding):
            self.held[j] = self.held[j + 1]

    def tell_stranded(self, agent: int) -> None:
        """Tell, once an outage, that work waits at an agent that is down."""
        if self.up[agent] or self.line_length[agent] == 0 or self.stranded_told[agent]:
            return
        self.stranded_told[agent] = 1
        self.note_outage(WORK_STRANDED, agent, 0.0)

    # Slots for attempts

    def offer_slots(self, agent: int) -> None:
        """Let an agent whose slots have changed take work."""
        if self.pulls:
            begin = self.slot_from[agent]
            for slot in range(begin, begin + self.slots_of[agent]):
                if self.serving[slot] == NOBODY:
                    self.file(slot)
        self.look_at(agent)
        self.is_due = True

    def fill_slots(self) -> None:
        """Let agents, by index, fill their free slots from their own queues."""
        for agent in range(self.agents):
            if not self.is_filled[agent]:
                continue
            self.is_filled[agent] = 0
            while self.up[agent] and self.line_length[agent] > 0 and self.free[agent] > 0:
                if self.keeps_plan and not self.may_start(agent):
                    break
                task = self.dequeue(agent)
                self.grant(agent, task, self.lowest_free_slot(agent))
                if self.keeps_plan:
                    self.to_start_at[self.task_of(task)] = NOBODY
        self.to_fill = 0

    def grant(self, agent: int, task: int, slot: int) -> None:
        """Let an attempt have a slot; it starts once all of this decision has been made."""
        self.take_slot(agent, task, slot)
        self.granted[self.grants] = task
        self.grants = self.grants + 1

    def pull(self) -> None:
        """Let free slots take from the lines of the fleet: the one that has idled longest first."""
        passed_over = 0
        while self.in_fleet_lines > 0 and self.filed > 0:
            since = self.filed_since[0]
            slot = self.filed_slot[0]
            self.unfile_first()
            agent = self.agent_of_slot[slot]
            if not self.up[agent] or self.serving[slot] != NOBODY or self.idle_since[slot] != since:
                continue
            line = self.line_for(agent)
            if line == NOBODY:
                self.passed[passed_over] = slot
                passed_over = passed_over + 1
                continue
            task = self.leave_first(line)
            self.in_fleet_lines = self.in_fleet_lines - 1
            if self.is_orphan(task):
                self.agent[task] = agent
                self.expected_s[task] = self.expected_on(self.orphan_task[task - self.tasks], agent)
            else:
                self.look_at_loads()
                self.give(task, agent, False)
            self.grant(agent, task, slot)
            self.look_at(agent)
        for j in range(passed_over):
            self.file(self.passed[j])
