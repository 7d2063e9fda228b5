"""The life of an agent, from one breakdown to the next."""

from sim.engine.kernel.calendar import BREAKDOWN, REPAIR
from sim.engine.kernel.outages import Outages


class Breakdowns(Outages):
    """Breakdowns of the agents of one run, each agent's by themselves, and who repairs them."""

    crew: int  # repairers that are free; below 0: no limit
    crew_line: list[int]  # holders that wait for a repairer, a ring
    crew_from: int
    crew_waiting: int
    failures: list[int]  # by agent, repairs after a drawn up-time; -1: it starts down
    up_times: list[float]  # by number of the failure and agent
    repairs: list[float]
    first_up: list[float]  # by agent, the first up-time; below 0: it starts down
    first_repair: list[float]
    outages_drawn: int
    outages_wanted: int

    def begin_outages(self) -> None:
        """Let every agent be up until what first holds it down, or be down from the start."""
        for holder in range(self.holders):
            if self.holder_spans[holder] >= 0:
                self.come_to_span(holder)
            else:
                self.begin_breakdowns(holder, self.holder_agent[holder])

    def begin_breakdowns(self, holder: int, agent: int) -> None:
        """Let an agent be up until its first breakdown, or be broken down from the start."""
        if self.first_up[agent] < 0.0:
            self.failures[agent] = -1
            self.break_down(holder)
        else:
            self.plan(self.first_up[agent], BREAKDOWN, holder)

    def go_down_by(self, holder: int) -> None:
        """Let a holder hold its agent down."""
        if self.holder_spans[holder] >= 0:
            self.begin_outage(holder)
        else:
            self.break_down(holder)

    def come_up_by(self, holder: int) -> None:
        """Let a holder let its agent go."""
        if self.holder_spans[holder] >= 0:
            self.end_outage(holder)
        else:
            self.end_repair(holder, self.holder_agent[holder])

    def break_down(self, holder: int) -> None:
        """Let an agent break down; it is repaired, or waits for a repairer."""
        self.hold_down(holder)
        if self.crew < 0:
            self.repair(holder)
        elif self.crew > 0:
            self.crew = self.crew - 1
            self.repair(holder)
        else:
            self.crew_line[(self.crew_from + self.crew_waiting) % self.agents] = holder
            self.crew_waiting = self.crew_waiting + 1

    def repair(self, holder: int) -> None:
        """Begin to repair an agent."""
        agent = self.holder_agent[holder]
        f = self.failures[agent]
        repair_s = self.first_repair[agent] if f < 0 else self.repairs[f * self.agents + agent]
        self.plan(self.now + repair_s, REPAIR, holder)

    def end_repair(self, holder: int, agent: int) -> None:
        """Let a repaired agent go; its repairer takes the next."""
        self.let_go(holder)
        self.failures[agent] = self.failures[agent] + 1
        self.plan(self.now + self.up_times[self.failures[agent] * self.agents + agent], BREAKDOWN, holder)
        if self.crew_waiting > 0:
            waiting = self.crew_line[self.crew_from]
            self.crew_from = (self.crew_from + 1) % self.agents
            self.crew_waiting = self.crew_waiting - 1
            self.repair(waiting)
        elif self.crew >= 0:
            self.crew = self.crew + 1
        if self.failures[agent] + 2 > self.outages_wanted:
            self.outages_wanted = self.failures[agent] + 2
