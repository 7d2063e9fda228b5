"""When the slots of each agent are through with the work that is known: a list of times that a plan fills up."""

from collections.abc import Sequence
from heapq import heapify, heapreplace

from sim.policies.strategy import NO_AGENT, AssignmentView


def earliest_free_s(view: AssignmentView) -> list[float]:
    """Return for each agent after how many seconds its first slot has nothing left to do.

    Args:
        view: what the manager sees, `slot_free_s` included.
    """
    return [times[0] for times in view.slot_free_s]


class SlotTimes:
    """Tasks put on agents one after another, each into the slot of its agent that is free first.

    Args:
        slot_free_s: [agent][slot], seconds from now.
        tasks: number of tasks of the plan.

    >>> plan = SlotTimes([[0.0, 5.0], [2.0]], tasks=3)
    >>> for task, agent, seconds in ((2, 0, 30.0), (0, 0, 10.0), (1, 1, 1.0)):
    ...     plan.put(task, agent, seconds)
    >>> plan.ready_s, plan.chosen, plan.ranks  # agent 0: until 15 s, and until 30 s
    ([15.0, 3.0], [0, 1, 0], [1.0, 2.0, 0.0])
    """

    def __init__(self, slot_free_s: Sequence[Sequence[float]], tasks: int) -> None:
        self._slots = [list(times) for times in slot_free_s]
        for times in self._slots:
            heapify(times)
        self.ready_s = [times[0] for times in self._slots]  # by agent: when its first slot is free
        self.chosen = [NO_AGENT] * tasks  # by task: its agent
        self.ranks = [float(tasks)] * tasks  # by task: its place in the order in which they were put
        self.placed = 0

    def put(self, task: int, agent: int, seconds: float) -> None:
        """Put a task on an agent.

        Args:
            task: its row.
            agent: the agent's index.
            seconds: that it takes there.
        """
        slots = self._slots[agent]
        heapreplace(slots, slots[0] + seconds)
        self.ready_s[agent] = slots[0]
        self.chosen[task] = agent
        self.ranks[task] = float(self.placed)
        self.placed += 1
