"""What tasks wait for, and how its results travel: an attempt joins no queue before they are where it will be served.

On its way an attempt is work of its agent, or nobody's. The graph stands in compressed rows, by child and by parent.
"""

from sim.engine.kernel.calendar import HAND_OFF
from sim.engine.kernel.lines import NOBODY
from sim.engine.kernel.trace import Trace

NO_EVENT = -1


class HandOffs(Trace):
    """The results that are on their way in one run."""

    waits: bool  # whether some task waits for another
    first_parent: list[int]  # by task, its first edge; one more than there are tasks
    parent: list[int]  # by edge
    hand_off_s: list[float]
    first_child: list[int]  # the same edges by parent
    child_of: list[int]
    missing: list[int]  # by task, parents that have not completed
    wave_of: list[int]
    fails: list[int]  # by task, in which round it fails with its parents; 0: in none
    arrival: list[int]  # by task, the number of the event of its attempt's arrival; NO_EVENT: it is not on its way
    travelling: int  # attempts that are on their way

    def arrives_at(self, task: int, agent: int) -> float:
        """Return when all that a task waits for is at an agent, which has its own results at once; NOBODY: anywhere."""
        at = 0.0
        for edge in range(self.first_parent[task], self.first_parent[task + 1]):
            parent = self.parent[edge]
            if agent == NOBODY or self.task_agent[parent] != agent:
                arrives = self.task_ended_at[parent] + self.hand_off_s[edge]
                at = max(at, arrives)
        return at

    def hold_up(self, task: int, agent: int) -> bool:
        """Keep an attempt until what it needs is at an agent; return whether it has to wait at all."""
        at = self.arrives_at(task, agent)
        if at <= self.now:
            return False
        if agent != NOBODY:
            self.on_way[agent] = self.on_way[agent] + 1
            self.waiting_s[agent] = self.waiting_s[agent] + self.expected_s[task]
        self.travelling = self.travelling + 1
        self.arrival[task] = self.plan(at, HAND_OFF, task)
        return True

    def end_travel(self, task: int) -> None:
        """Let an attempt be on its way no more: it has arrived, or goes elsewhere."""
        self.arrival[task] = NO_EVENT
        self.travelling = self.travelling - 1
        agent = self.agent[task]
        if agent != NOBODY:
            self.on_way[agent] = self.on_way[agent] - 1
            self.drop_waiting(agent, task)

    def next_on_way(self, agent: int, task: int) -> int:
        """Return the first task from one on whose attempt is on its way to an agent; there must be one."""
        while self.arrival[task] == NO_EVENT or self.agent[task] != agent:
            task = task + 1
        return task
