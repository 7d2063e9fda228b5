"""When each task would end on each agent, while a plan commits tasks one after another: arrays, as plans are large."""

from math import inf

import numpy as np
import numpy.typing as npt

from sim.policies.slot_times import SlotTimes
from sim.policies.strategy import AssignmentView

Array = npt.NDArray[np.float64]


def times_in_order(view: AssignmentView) -> tuple[list[int], Array]:
    """Return the rows of a view by task index, and their expected seconds [task][agent], inf where an agent is none.

    Args:
        view: what the manager sees.

    >>> from sim.policies.view_builder import make_view
    >>> rows, times = times_in_order(make_view([[9.0, 5.0], [7.0, 3.0]], task=[8, 2], usable=[True, False]))
    >>> rows, times.tolist()
    ([1, 0], [[7.0, inf], [9.0, inf]])
    """
    rows = sorted(range(len(view.task)), key=view.task.__getitem__)
    times = np.array([view.expected_s[t] for t in rows], dtype=float)
    times[:, ~np.array(view.usable, dtype=bool)] = inf
    if view.accepts:
        times[~np.array([view.accepts[t] for t in rows], dtype=bool)] = inf
    return rows, times


class CompletionTimes:
    """The least and the second least completion time of every task that is not committed yet.

    A completion time is that of the earliest free slot of an agent, and then the task's expected time there. A
    commitment moves one agent's times; only tasks that have it for their best or second best are looked at again.

    Args:
        view: what the manager sees, `slot_free_s` included.

    >>> from sim.policies.view_builder import make_view
    >>> ends = CompletionTimes(make_view([[4.0, 9.0], [2.0, 3.0]]))
    >>> ends.best_s.tolist(), ends.second_s.tolist()
    ([4.0, 2.0], [9.0, 3.0])
    >>> ends.commit(0)  # to agent 0
    >>> ends.open.tolist(), float(ends.best_s[1]), float(ends.second_s[1])
    ([False, True], 3.0, 6.0)
    """

    def __init__(self, view: AssignmentView) -> None:
        self._rows, self._times = times_in_order(view)
        self._slots = SlotTimes(view.slot_free_s, len(self._rows))
        self._ready_s = np.array(self._slots.ready_s)
        tasks = len(self._rows)
        self.best_s, self.second_s = np.empty(tasks), np.empty(tasks)
        self._best, self._second = np.empty(tasks, dtype=int), np.empty(tasks, dtype=int)
        self._look(np.arange(tasks))
        self.open = np.isfinite(self.best_s)  # not committed yet, and some agent can be given it
        self.best_s[~self.open] = 0.0

    def commit(self, row: int) -> None:
        """Put a task on the agent where it ends first; ties: the lowest.

        Args:
            row: its place by task index.
        """
        agent = int(self._best[row])
        self._slots.put(self._rows[row], agent, float(self._times[row, agent]))
        self._ready_s[agent] = self._slots.ready_s[agent]
        self.open[row] = False
        self._look(np.flatnonzero(self.open & ((self._best == agent) | (self._second == agent))))

    def _look(self, rows: npt.NDArray[np.int_]) -> None:
        ends = self._ready_s + self._times[rows]
        places = np.arange(len(rows))
        best = ends.argmin(axis=1)
        self._best[rows], self.best_s[rows] = best, ends[places, best]
        ends[places, best] = inf
        second = ends.argmin(axis=1)
        self._second[rows], self.second_s[rows] = second, ends[places, second]

    @property
    def chosen(self) -> list[int]:
        """The agent of each task, by its row in the view; NO_AGENT where nobody could be given it."""
        return self._slots.chosen

    @property
    def ranks(self) -> list[float]:
        """The place of each task's commitment, by its row in the view."""
        return self._slots.ranks
