"""The life of an agent, from one breakdown to the next."""

from sim.engine.kernel.calendar import BREAKDOWN, REPAIR, RUN_END
from sim.engine.kernel.lines import NOBODY
from sim.engine.kernel.trace import AGENT_DOWN, OUTAGE_BEGAN, OUTAGE_ENDED
from sim.engine.kernel.withdrawals import Withdrawals

# What a breakdown does to an attempt.
FAIL = 0
RESTART = 1
RESUME = 2

# Why a run ends early.
HORIZON = 1
OUTAGES_IN_VAIN = 2
OUTAGES = 3
STALLED = 4


class Breakdowns(Withdrawals):
    """What happens to the agents of one run."""

    breaks_down: bool
    mode: int  # what a breakdown does to an attempt
    hands_back: bool  # what waits for an agent that breaks down goes back to the manager
    crew: int  # repairers that are free; below 0: no limit
    crew_line: list[int]  # agents that wait for a repairer, a ring
    crew_from: int
    crew_waiting: int
    failures: list[int]  # by agent, repairs after a drawn up-time; -1: it starts down
    up_times: list[float]  # by number of the failure and agent
    repairs: list[float]
    first_up: list[float]  # by agent, the first up-time; below 0: it starts down
    first_repair: list[float]
    outages_drawn: int
    outages_wanted: int
    broken: int  # breakdowns so far
    in_vain: int  # of these, since a task ended
    ended_before: int
    most_outages: int
    most_in_vain: int
    over: int  # why the run ends early

    def begin_outages(self) -> None:
        """Let every agent be up until its first breakdown, or be down from the start."""
        for agent in range(self.agents):
            if self.first_up[agent] < 0.0:
                self.failures[agent] = -1
                self.break_down(agent)
            else:
                self.plan(self.first_up[agent], BREAKDOWN, agent)

    def break_down(self, agent: int) -> None:
        """Let an agent go down: its running attempts are struck, its queue stays or comes back."""
        self.count_outage()
        self.look_at(agent)
        self.go_down(agent)
        self.reassigns[agent] = self.hands_back
        self.note_outage(OUTAGE_BEGAN, agent, 0.0)
        if self.reassigns[agent]:
            while self.line_length[agent] > 0:
                one = self.dequeue(agent)
                if self.is_orphan(one):
                    self.retire(one)
                else:
                    self.receive(one)
            self.turn_back(agent)
        else:
            if self.leaves_orphans:
                self.leave_orphans(agent)
            self.tell_stranded(agent)
        if self.holding > 0 or self.in_fleet_lines > 0:
            self.is_due = True
        if self.crew < 0:
            self.repair(agent)
        elif self.crew > 0:
            self.crew = self.crew - 1
            self.repair(agent)
        else:
            self.crew_line[(self.crew_from + self.crew_waiting) % self.agents] = agent
            self.crew_waiting = self.crew_waiting + 1
        self.strike(agent)

    def turn_back(self, agent: int) -> None:
        """Hand back what is on its way to an agent, by task index."""
        task = 0
        while self.on_way[agent] > 0:
            task = self.next_on_way(agent, task)
            self.end_travel(task)
            self.receive(task)

    def count_outage(self) -> None:
        """Count a breakdown; a run in which they are too many ends at this instant."""
        self.broken = self.broken + 1
        if self.ended_tasks > self.ended_before:
            self.ended_before = self.ended_tasks
            self.in_vain = 0
        self.in_vain = self.in_vain + 1
        if self.over == 0 and (self.in_vain > self.most_in_vain or self.broken > self.most_outages):
            self.over = OUTAGES_IN_VAIN if self.in_vain > self.most_in_vain else OUTAGES
            self.plan(self.now, RUN_END, 0)

    def repair(self, agent: int) -> None:
        """Begin to repair an agent."""
        f = self.failures[agent]
        repair_s = self.first_repair[agent] if f < 0 else self.repairs[f * self.agents + agent]
        self.plan(self.now + repair_s, REPAIR, agent)

    def strike(self, agent: int) -> None:
        """Let attempts fail, begin again or go on later, by slot, because their agent is down."""
        begin = self.slot_from[agent]
        for slot in range(begin, begin + self.slots_of[agent]):
            task = self.serving[slot]
            if task < 0:
                continue
            if self.is_orphan(task):
                self.end_orphan(task, AGENT_DOWN)
                continue
            self.stop_work(task)
            if self.times_out:
                self.stop_timer(task)
            self.due[task] = -1
            if self.mode == FAIL:
                self.failure[task] = AGENT_DOWN
                self.end_attempt(task)
            elif self.mode == RESTART:
                self.undone_s[task] = self.undone_s[task] + self.worked_s[task]
                self.worked_s[task] = 0.0

    def return_to_service(self, agent: int) -> None:
        """Let a repaired agent serve again, and go on with what was held up; its repairer takes the next."""
        since = self.down_since[agent]
        self.come_up(agent)
        self.stranded_told[agent] = 0
        self.note_outage(OUTAGE_ENDED, agent, since)
        begin = self.slot_from[agent]
        if self.pulls:
            for slot in range(begin, begin + self.slots_of[agent]):
                if self.serving[slot] == NOBODY:
                    self.file(slot)
        self.look_at(agent)
        self.is_due = True
        self.failures[agent] = self.failures[agent] + 1
        self.plan(self.now + self.up_times[self.failures[agent] * self.agents + agent], BREAKDOWN, agent)
        if self.crew_waiting > 0:
            waiting = self.crew_line[self.crew_from]
            self.crew_from = (self.crew_from + 1) % self.agents
            self.crew_waiting = self.crew_waiting - 1
            self.repair(waiting)
        elif self.crew >= 0:
            self.crew = self.crew + 1
        for slot in range(begin, begin + self.slots_of[agent]):
            if self.serving[slot] >= 0:
                self.work(self.serving[slot])
