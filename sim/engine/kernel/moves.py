"""Queued work for slots that idle: the last of the longest line goes to the lowest agent with nothing else to do."""

from sim.engine.kernel.decisions import Decisions
from sim.engine.kernel.hand_offs import NO_EVENT
from sim.engine.kernel.lines import NOBODY


class Moves(Decisions):
    """The thefts of one run, see `sim.policies.assignment.work_stealing`."""

    steals: bool
    ahead: list[int]  # of a heap that is gone through, what is to come

    def steal(self) -> None:
        """Let idle slots take work until they find none."""
        while self.steal_once():
            self.fill_slots()
            if self.holding > 0:
                self.is_due = True  # an agent that lost a task may no longer be full

    def steal_once(self) -> bool:
        """Let the lowest agent with a slot that idles take a task, if there is one for it; return whether one did."""
        looked = False
        for thief in range(self.agents):
            if not self.is_usable(thief) or not self.starts_at_once(thief):
                continue
            if not looked:
                self.look_at_loads()
                looked = True
            victim = self.longest_line_for(thief)
            if victim != NOBODY:
                self.move_task(self.last_for(victim, thief), victim, thief)
                return True
        return False

    def longest_line_for(self, thief: int) -> int:
        """Return the agent with most queued that has something for a thief: ties by load; NOBODY: nobody has."""
        victim = NOBODY
        for agent in range(self.agents):
            if agent == thief or self.line_length[agent] == 0:
                continue
            if victim != NOBODY and not self.is_worse_off(agent, victim):
                continue
            if self.last_for(agent, thief) != NOBODY:
                victim = agent
        return victim

    def is_worse_off(self, agent: int, other: int) -> bool:
        """Whether an agent has more queued than another, or as many and more load."""
        queued = self.line_length[agent] + self.on_way[agent]
        others = self.line_length[other] + self.on_way[other]
        return queued > others or (queued == others and self.load[agent] > self.load[other])

    def last_for(self, agent: int, thief: int) -> int:
        """Return the last in an agent's line that a thief accepts; NOBODY: there is none."""
        last = NOBODY
        self.ahead[0] = self.first[agent]
        count = 1
        while count > 0:
            count = count - 1
            one = self.ahead[count]
            if not self.is_orphan(one) and self.accepts(thief, one):
                last = one if last == NOBODY or self.stands_before(last, one) else last
            if self.sibling[one] != NOBODY:
                self.ahead[count] = self.sibling[one]
                count = count + 1
            if self.child[one] != NOBODY:
                self.ahead[count] = self.child[one]
                count = count + 1
        return last

    def move_task(self, task: int, victim: int, thief: int) -> None:
        """Let a thief have a task that waits at another agent."""
        self.leave(victim, task)
        self.drop_waiting(victim, task)
        self.look_at(victim)
        if self.times_out:
            self.timer[task] = NO_EVENT  # its time does not count where it may be on its way now
        self.load[victim] = self.load_s(victim)
        self.find_least()
        self.give(task, thief, False)
        self.queue_at(thief, task)
