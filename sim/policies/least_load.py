"""The rule of `load_balanced`: a rule of its own, and the last resort of other rules."""

from collections.abc import Sequence
from itertools import compress
from operator import gt

from sim.policies.acceptable import usable_for
from sim.policies.strategy import NO_AGENT, AssignmentView

EQUAL_LOADS_S = 1e-9  # loads closer than this are equal: sums of floats differ in their last digits


def least_loaded(
    usable: Sequence[bool],
    load_s: Sequence[float],
    free_slots: Sequence[int],
    queued: Sequence[int],
    last_given: Sequence[int],
) -> int:
    """Return the agent that `load_balanced` gives a task to.

    Of the usable agents, those that can start the task at once come before those that cannot; then the least load;
    then who was given a task longest ago (never: first); then the lowest index. Without the first part a task would
    queue at an agent of several slots, all taken, beside a free slot of another; without the third the first agents of
    an idle fleet would get all the work.

    Args:
        usable: per agent, whether it is up and accepts the task.
        load_s: per agent, expected seconds of work in front of it, a slot; closer than 1e-9 s to the least is least.
        free_slots: per agent.
        queued: per agent, tasks queued there or on their way; the task can start at once where fewer than the free
            slots are.
        last_given: per agent, its last task's number in the order of giving; -1: it has been given none.

    Returns:
        The agent's index, or NO_AGENT where nobody is usable.

    >>> least_loaded((True, True, True), (40.0, 10.0, 10.0), (1, 1, 1), (0, 0, 0), (3, 7, 5))
    2
    >>> least_loaded((True, True), (40.0, 10.0), (1, 0), (0, 0), (3, 7))  # agent 1 has no slot free
    0
    >>> least_loaded((False, False), (0.0, 0.0), (1, 1), (0, 0), (-1, -1)) == NO_AGENT
    True
    """
    agents = range(len(usable))
    candidates = [agent for agent in compress(agents, map(gt, free_slots, queued)) if usable[agent]]  # start at once
    if not candidates:
        candidates = list(compress(agents, usable))
        if not candidates:
            return NO_AGENT
    least = min(map(load_s.__getitem__, candidates))
    loads_equal = [agent for agent in candidates if load_s[agent] - least < EQUAL_LOADS_S]
    return loads_equal[0] if len(loads_equal) == 1 else min(loads_equal, key=last_given.__getitem__)


class PlannedLoads:
    """The agents while a plan is made by the rule of `load_balanced`: its own tasks count as queued and given.

    Args:
        view: what the manager sees at the start of the plan.

    >>> from sim.policies.view_builder import make_view
    >>> view = make_view([[30.0, 30.0]] * 3)
    >>> loads = PlannedLoads(view)
    >>> [loads.give(t, loads.least(t)) for t in range(3)]
    [0, 1, 0]
    """

    def __init__(self, view: AssignmentView) -> None:
        self._view = view
        self._load_s, self._queued = list(view.load_s), list(view.queued)
        self._last_given = list(view.last_given)
        self._givings = max(view.last_given)

    def least(self, t: int) -> int:
        """Return the agent that `load_balanced` gives a task to now; NO_AGENT where nobody is usable for it.

        Args:
            t: the task's row in the view.
        """
        usable = usable_for(self._view, t)
        return least_loaded(usable, self._load_s, self._view.free_slots, self._queued, self._last_given)

    def give(self, t: int, agent: int) -> int:
        """Count a task as given to an agent; return the agent.

        Args:
            t: the task's row in the view.
            agent: its index; NO_AGENT counts for nothing.
        """
        if agent != NO_AGENT:
            self._givings += 1
            self._queued[agent] += 1
            self._last_given[agent] = self._givings
            self._load_s[agent] += self._view.expected_s[t][agent] / self._view.capacity[agent]
        return agent
