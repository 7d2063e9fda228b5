"""Down-time from several sources: an agent is down as long as one of them holds it down.

Where outages touch or overlap the agent is down once, from the first beginning to the last end, and what becomes of its
work is ruled by the source that began the down-time. What may hold an agent down is a holder; holders are numbered by
agent, then by source.
"""

from sim.engine.kernel.calendar import BREAKDOWN, REPAIR, RUN_END
from sim.engine.kernel.lines import NOBODY
from sim.engine.kernel.trace import AGENT_DOWN, OUTAGE_BEGAN, OUTAGE_ENDED
from sim.engine.kernel.withdrawals import Withdrawals

# What an outage does to an attempt.
FAIL = 0
RESTART = 1
RESUME = 2

# Why a run ends early.
HORIZON = 1
OUTAGES_IN_VAIN = 2
OUTAGES = 3
STALLED = 4

FAR_S = 1e300  # no moment of a run is as late


class Outages(Withdrawals):
    """What holds the agents of one run down."""

    holders: int
    holder_agent: list[int]
    holder_spans: list[int]  # its row of spans; below 0: breakdowns, see `Breakdowns`
    holder_mode: list[int]  # what it does to attempts
    holder_reassigns: list[int]  # what waits for the agent goes back to the manager
    holder_tells: list[int]  # place among what is put in on purpose; below 0: another holder tells of it
    holder_at: list[int]  # number of its span that is or comes next
    held_down: list[int]  # by agent, how many hold it down
    span_rows: int
    span_from: list[float]  # by number and row; later than FAR_S: there is none
    span_to: list[float]
    spans_drawn: int
    spans_wanted: int
    broken: int  # outages so far
    in_vain: int  # of these, since a task ended
    ended_before: int
    most_outages: int
    most_in_vain: int
    over: int  # why the run ends early

    def come_to_span(self, holder: int) -> None:
        """Let the next outage of a holder begin now, or plan it."""
        number = self.holder_at[holder]
        begins = self.span_from[number * self.span_rows + self.holder_spans[holder]]
        if number + 2 > self.spans_wanted:
            self.spans_wanted = number + 2
        if begins <= 0.0:
            self.begin_outage(holder)
        elif begins < FAR_S:
            self.plan(begins, BREAKDOWN, holder)

    def begin_outage(self, holder: int) -> None:
        """Let a holder hold its agent down."""
        ends = self.span_to[self.holder_at[holder] * self.span_rows + self.holder_spans[holder]]
        if self.holder_tells[holder] >= 0:
            self.note_injected(self.holder_tells[holder], self.now, ends)
        self.hold_down(holder)
        self.plan(ends, REPAIR, holder)

    def end_outage(self, holder: int) -> None:
        """Let a holder let go; come to its next outage."""
        self.let_go(holder)
        self.holder_at[holder] = self.holder_at[holder] + 1
        self.come_to_span(holder)

    def hold_down(self, holder: int) -> None:
        """Count an outage; if nothing else holds the agent down, it goes down."""
        agent = self.holder_agent[holder]
        self.count_outage()
        self.held_down[agent] = self.held_down[agent] + 1
        if self.held_down[agent] == 1:
            self.take_down(agent, self.holder_mode[holder], self.holder_reassigns[holder])

    def let_go(self, holder: int) -> None:
        """Let an agent return to service that nothing else holds down."""
        agent = self.holder_agent[holder]
        self.held_down[agent] = self.held_down[agent] - 1
        if self.held_down[agent] == 0:
            self.return_to_service(agent)

    def count_outage(self) -> None:
        """Count an outage; a run in which they are too many ends at this instant."""
        self.broken = self.broken + 1
        if self.ended_tasks > self.ended_before:
            self.ended_before = self.ended_tasks
            self.in_vain = 0
        self.in_vain = self.in_vain + 1
        if self.over == 0 and (self.in_vain > self.most_in_vain or self.broken > self.most_outages):
            self.over = OUTAGES_IN_VAIN if self.in_vain > self.most_in_vain else OUTAGES
            self.plan(self.now, RUN_END, 0)

    def take_down(self, agent: int, mode: int, reassigns: int) -> None:
        """Let an agent go down: its running attempts are struck, its queue stays or comes back."""
        self.look_at(agent)
        self.go_down(agent)
        if self.holds_slots:
            self.drop_holds(agent)
        self.reassigns[agent] = reassigns
        self.note_outage(OUTAGE_BEGAN, agent, 0.0)
        if reassigns:
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
        self.strike(agent, mode)

    def turn_back(self, agent: int) -> None:
        """Hand back what is on its way to an agent, by task index."""
        task = 0
        while self.on_way[agent] > 0:
            task = self.next_on_way(agent, task)
            self.end_travel(task)
            self.receive(task)

    def strike(self, agent: int, mode: int) -> None:
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
            self.due[task] = NOBODY
            if mode == FAIL:
                self.failure[task] = AGENT_DOWN
                self.end_attempt(task)
            elif mode == RESTART:
                self.undone_s[task] = self.undone_s[task] + self.worked_s[task]
                self.worked_s[task] = 0.0

    def return_to_service(self, agent: int) -> None:
        """Let an agent serve again, and go on with what was held up."""
        since = self.down_since[agent]
        self.come_up(agent)
        self.stranded_told[agent] = 0
        self.note_outage(OUTAGE_ENDED, agent, since)
        self.offer_slots(agent)
        begin = self.slot_from[agent]
        for slot in range(begin, begin + self.slots_of[agent]):
            if self.serving[slot] >= 0:
                self.work(self.serving[slot])
