"""Which planned task each agent is to start next, for strategies whose plans are kept: an agent waits for it."""

from collections.abc import Callable, Mapping

from sim.model.agent import Agent
from sim.record.log import AnomalyRow
from sim.record.rows import Assigned, Row, TaskEnded


class PlanOrder:
    """The planned tasks of each agent that have had no slot yet, by planned start.

    A task leaves the order when it gets a slot, ends, or is given to another agent. Whatever else stands in an agent's
    queue goes by its rank, and nobody waits for it.

    Args:
        agents: number of agents.
        look_again: called with the index of an agent that need not wait any more for what it waited for.
    """

    kinds = (Assigned, TaskEnded)

    def __init__(self, agents: int, look_again: Callable[[int], None]) -> None:
        self._look_again = look_again
        self._lines: list[list[tuple[float, int]]] = [[] for _ in range(agents)]  # (rank, task), the next one last
        self._agent_of: dict[int, int] = {}  # of the tasks that are to come

    def begin(self, plan: Mapping[int, tuple[int, float | None]]) -> None:
        """Take in the plan of a wave: agent and rank by task index; a task without a rank is waited for by nobody."""
        self._agent_of = {task: agent for task, (agent, rank) in plan.items() if rank is not None}
        self._lines = [[] for _ in self._lines]
        for task, (agent, rank) in plan.items():
            if rank is not None:
                self._lines[agent].append((rank, task))
        for line in self._lines:
            line.sort(reverse=True)

    def may_start(self, agent: Agent) -> bool:
        """Return whether an agent may serve the first of its queue, or must wait for what comes before it."""
        line = self._lines[agent.index]
        while line and line[-1][1] not in self._agent_of:
            line.pop()
        rank, _, attempt = agent.queue.first()
        return not line or attempt.task.rank is None or rank <= line[-1][0]

    def started(self, task: int) -> None:
        """Note that a task has got a slot."""
        self._agent_of.pop(task, None)

    def observe(self, row: Row) -> tuple[AnomalyRow, ...]:
        """Note that a task has ended, or has been given to another agent than the planned one."""
        if isinstance(row, Assigned | TaskEnded):
            agent = self._agent_of.get(row.task_index)
            if agent is not None and (isinstance(row, TaskEnded) or row.agent != agent):
                del self._agent_of[row.task_index]
                self._look_again(agent)
        return ()
