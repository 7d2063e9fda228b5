"""Which tasks wait for which: the edges of a graph in rows by child, each with its hand-off."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
import numpy.typing as npt

Indices = npt.NDArray[np.int64]
Seconds = npt.NDArray[np.float64]
_Number = TypeVar("_Number", bound=np.generic)


@dataclass(frozen=True, eq=False)
class Dependencies:
    """The edges of a graph of tasks, in compressed rows: what task i waits for stands in start[i]..start[i + 1].

    The parents of a task are in ascending order of task index; the n-th of them is edge start[i] + n. All arrays are
    read-only.

    Source of the form: Saad, "Iterative Methods for Sparse Linear Systems", 2nd ed., section 3.4 (CSR).
    """

    start: Indices  # one more than there are tasks
    parent: Indices  # task index, one an edge
    hand_off_s: Seconds  # seconds from the parent's end until its result is at another agent, one an edge

    @property
    def edges(self) -> int:
        """The number of edges."""
        return len(self.parent)

    @property
    def child(self) -> Indices:
        """The task that waits, one an edge."""
        return np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))

    def parents_of(self, task: int) -> list[tuple[int, float]]:
        """Return what a task waits for: (task index, hand-off seconds), in ascending order of index.

        >>> edges_of(3, [2, 2], [1, 0], [5.0, 0.0]).parents_of(2)
        [(0, 0.0), (1, 5.0)]
        """
        low, high = int(self.start[task]), int(self.start[task + 1])
        return list(zip(self.parent[low:high].tolist(), self.hand_off_s[low:high].tolist(), strict=True))

    @cached_property
    def children(self) -> "Dependencies":
        """The same edges by parent: row i holds those that wait for task i, in ascending order."""
        return edges_of(len(self.start) - 1, self.parent, self.child, self.hand_off_s)

    def with_hand_offs(self, hand_off_s: Seconds) -> "Dependencies":
        """Return the same graph with other hand-offs, one an edge."""
        return Dependencies(self.start, self.parent, _read_only(np.asarray(hand_off_s, dtype=np.float64)))


def edges_of(
    tasks: int,
    child: Sequence[int] | Indices,
    parent: Sequence[int] | Indices,
    hand_off_s: Sequence[float] | Seconds | float = 0.0,
) -> Dependencies:
    """Return the graph that has these edges, in whatever order they are given.

    Args:
        tasks: number of tasks.
        child: task index, one an edge.
        parent: task index that the child waits for, one an edge.
        hand_off_s: seconds, one an edge or one for all.

    >>> graph = edges_of(3, child=[2, 1], parent=[1, 0])
    >>> graph.start.tolist(), graph.parent.tolist()
    ([0, 0, 1, 2], [0, 1])
    """
    children, parents = np.asarray(child, dtype=np.int64), np.asarray(parent, dtype=np.int64)
    seconds = np.broadcast_to(np.asarray(hand_off_s, dtype=np.float64), children.shape)
    order = np.lexsort((parents, children))
    counts = np.bincount(children, minlength=tasks)
    start = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts, dtype=np.int64)])
    return Dependencies(_read_only(start), _read_only(parents[order]), _read_only(seconds[order]))


def in_order(graph: Dependencies) -> list[int]:
    """Return the tasks so that each comes after all that it waits for; those on a cycle or behind one are left out.

    Args:
        graph: the edges.

    Source: Kahn, "Topological sorting of large networks", Communications of the ACM 5(11), 1962.

    >>> in_order(edges_of(4, child=[0, 2, 3, 3], parent=[1, 0, 1, 2]))
    [1, 0, 2, 3]
    """
    start, children = graph.children.start.tolist(), graph.children.parent.tolist()
    missing = np.diff(graph.start).tolist()
    order = [task for task, parents in enumerate(missing) if not parents]
    for task in order:  # it grows while it is gone through
        for child in children[start[task] : start[task + 1]]:
            missing[child] -= 1
            if not missing[child]:
                order.append(child)
    return order


def a_cycle(graph: Dependencies) -> list[int]:
    """Return the tasks of one cycle, each waiting for the next and the last for the first; empty where there is none.

    Args:
        graph: the edges.

    >>> a_cycle(edges_of(3, child=[0, 1, 2], parent=[1, 0, 1]))
    [0, 1]
    """
    stuck = np.ones(len(graph.start) - 1, dtype=bool)
    stuck[in_order(graph)] = False
    if not stuck.any():
        return []
    # Every task that is stuck waits for one that is stuck: whoever follows them must come round.
    at = int(np.flatnonzero(stuck)[0])
    place: dict[int, int] = {}
    path: list[int] = []
    while at not in place:
        place[at] = len(path)
        path.append(at)
        at = next(parent for parent, _ in graph.parents_of(at) if stuck[parent])
    cycle = path[place[at] :]
    first = cycle.index(min(cycle))
    return cycle[first:] + cycle[:first]


def longest_path_s(graph: Dependencies | None, seconds: Seconds) -> Seconds:
    """Return for each task the seconds of the longest chain of tasks that ends with it, itself included.

    Hand-offs are left out: on one agent there are none. The greatest is the length of the critical path, a lower bound
    of every makespan in which these are the service times.

    Args:
        graph: the edges, without cycles; None: there are none.
        seconds: service time of each task.

    Source: Kelley, Walker, "Critical-path planning and scheduling", Eastern Joint Computer Conference, 1959.

    >>> longest_path_s(edges_of(3, [1, 2], [0, 1]), np.array([10.0, 20.0, 5.0])).tolist()
    [10.0, 30.0, 35.0]
    """
    if graph is None:
        return seconds.copy()
    start, parents = graph.start.tolist(), graph.parent.tolist()
    longest = seconds.tolist()
    for task in in_order(graph):
        before = [longest[parent] for parent in parents[start[task] : start[task + 1]]]
        longest[task] += max(before, default=0.0)
    return np.asarray(longest)


def _read_only(column: npt.NDArray[_Number]) -> npt.NDArray[_Number]:
    own = column.copy()
    own.setflags(write=False)
    return own
