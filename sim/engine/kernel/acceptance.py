"""Which agents accept which tasks, and the lines of the fleet: one for each kind of task that some do not accept."""

from sim.engine.kernel.lines import NOBODY
from sim.engine.kernel.patience import Patience


class Acceptance(Patience):
    """Who may be given what in one run."""

    selective: bool  # whether some agent does not accept some task
    kinds: int  # of tasks; 1 where all agents accept all
    kind_of: list[int]  # by task
    accepting: list[int]  # by kind and agent: 1
    load: list[float]  # by agent, as the manager sees it at this instant
    in_fleet_lines: int  # attempts that wait for any agent

    def accepts(self, agent: int, task: int) -> bool:
        """Whether an agent accepts a task."""
        return not self.selective or self.accepting[self.kind_of[task] * self.agents + agent] != 0

    def may_take(self, agent: int, task: int) -> bool:
        """Whether an agent is usable and accepts a task."""
        return self.is_usable(agent) and self.accepts(agent, task)

    def some_may_take(self, task: int) -> bool:
        """Whether an agent that accepts a task is usable."""
        for agent in range(self.agents):  # noqa: SIM110 - `any` would make an object
            if self.may_take(agent, task):
                return True
        return False

    def is_least_loaded(self, agent: int, task: int) -> bool:
        """Whether no agent that is usable, and accepts a task, has less load than one."""
        for other in range(self.agents):
            if self.load[other] < self.load[agent] and self.may_take(other, task):
                return False
        return True

    def join_fleet(self, task: int) -> None:
        """Let an attempt wait for any agent that accepts its task, at the place of its rank."""
        self.in_fleet_lines = self.in_fleet_lines + 1
        self.join(self.line_of(task), task, self.rank[task], task)

    def line_of(self, task: int) -> int:
        """Return the line that an attempt belongs in: its agent's, or of the fleet that of its kind."""
        agent = self.agent[task]
        if agent != NOBODY:
            return agent
        return self.agents + (self.kind_of[task] if self.selective else 0)

    def line_for(self, agent: int) -> int:
        """Return the line of the fleet whose first comes first of all that an agent accepts; NOBODY: there is none."""
        best = NOBODY
        for kind in range(self.kinds):
            line = self.agents + kind
            if self.line_length[line] == 0 or (self.selective and not self.accepting[kind * self.agents + agent]):
                continue
            if best == NOBODY or self.stands_before(self.first[line], self.first[best]):
                best = line
        return best
