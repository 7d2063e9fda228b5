"""Which planned task each agent is to start next, where a plan is kept: an agent waits for it.

A task leaves the order when it gets a slot, ends, or is given to another agent. Whatever else stands in an agent's line
goes by its rank, and nobody waits for it.
"""

from sim.engine.kernel.choices import Choices
from sim.engine.kernel.lines import NOBODY


class PlanOrder(Choices):
    """The order of one run's plans."""

    is_due: bool  # a decision
    keeps_plan: bool
    planned_agent: list[int]  # by task, whom the plan of its wave wants it to go to, until it does; NOBODY: nobody
    planned_rank: list[float]
    to_start_at: list[int]  # by task, the agent that waits for it as long as it is to come; NOBODY: none does
    planned_task: list[int]  # tasks by agent and rank
    next_planned: list[int]  # by agent, the place of the task that it is to start next
    planned_until: list[int]  # by agent, the place behind its last

    def may_start(self, agent: int) -> bool:
        """Whether an agent may serve the first of its line, or must wait for what comes before it."""
        place = self.next_planned[agent]
        while place < self.planned_until[agent] and self.to_start_at[self.planned_task[place]] == NOBODY:
            place = place + 1
        self.next_planned[agent] = place
        if place == self.planned_until[agent]:
            return True
        first = self.first[agent]
        rank = self.rank[self.task_of(first)]
        return rank != rank or self.key[first] <= self.planned_rank[self.planned_task[place]]

    def leave_order(self, task: int, agent: int) -> None:
        """Note that a task has ended, which is nobody's then, or was given to an agent."""
        expected = self.to_start_at[task]
        if expected != NOBODY and expected != agent:
            self.to_start_at[task] = NOBODY
            self.look_at(expected)
            self.is_due = True
