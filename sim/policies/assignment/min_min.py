"""Min-min: again and again, of all tasks the one that can be done first goes where it is done first."""

from collections.abc import Iterator, Sequence
from heapq import heapify, heappop, heapreplace
from math import inf

import numpy as np

from sim.policies.completion_times import Array, times_in_order
from sim.policies.slot_times import SlotTimes
from sim.policies.strategy import AssignmentView, Kind, Memory, Strategy


def plan(view: AssignmentView, memory: Memory, u: Sequence[Sequence[float]]) -> tuple[list[int], list[float], Memory]:
    """Plan a wave by committing the task with the least of all least completion times, one after another.

    A task's completion time on an agent is that of the earliest free slot there, and then its expected time. Short
    tasks go first and to the agents that are best at them, so that most tasks run where they take little; long tasks
    come last. Ties: lowest task, then lowest agent; load decides nothing. The rank is the place of the commitment.

    Each agent's tasks are sorted once by their time there; the next commitment is the first of one of these lists.
    For n tasks and m agents that takes time in n m log n, where the textbook's loop takes n^2 m.

    Args:
        view: what the manager sees; `usable` and `slot_free_s` (seconds) per agent and `expected_s` (seconds).
        memory: empty; the rule remembers nothing.
        u: unused; the rule draws nothing.

    Returns:
        An agent for each task (NO_AGENT where nobody is usable), a rank for each task, and the memory.

    >>> from sim.policies.view_builder import make_view
    >>> plan(make_view([[4.0, 9.0], [2.0, 3.0], [3.0, 8.0]]), (), ())  # ends: task 1 at 2 s, 2 at 5 s, 0 at 9 s
    ([0, 0, 0], [2.0, 0.0, 1.0], ())

    Source: Ibarra, Kim, "Heuristic algorithms for scheduling independent tasks on nonidentical processors", Journal of
    the ACM 24, 1977, algorithm D; Braun et al., Journal of Parallel and Distributed Computing 61, 2001, section 3
    (Min-min).
    """
    rows, times = times_in_order(view)
    slots = SlotTimes(view.slot_free_s, len(rows))
    taken = [False] * len(rows)
    lines = [_shortest_first(times[:, agent], taken) for agent in range(len(view.usable))]
    firsts = ((agent, next(line, None)) for agent, line in enumerate(lines))
    # The first task of each agent's line by its end; an end that is out of date, as another agent has got the task, is
    # too early, never too late.
    ends = [(slots.ready_s[agent] + first[1], first[0], agent) for agent, first in firsts if first is not None]
    heapify(ends)
    while ends:
        _, row, agent = ends[0]
        if not taken[row]:
            taken[row] = True
            slots.put(rows[row], agent, float(times[row, agent]))
        following = next(lines[agent], None)
        if following is None:
            heappop(ends)
        else:
            heapreplace(ends, (slots.ready_s[agent] + following[1], following[0], agent))
    return slots.chosen, slots.ranks, memory


def _shortest_first(times: Array, taken: Sequence[bool]) -> Iterator[tuple[int, float]]:
    """Yield the tasks that an agent can be given and nobody has taken, and their seconds there."""
    order = np.argsort(times, kind="stable")
    for row, seconds in zip(order.tolist(), times[order].tolist(), strict=True):
        if seconds == inf:
            return
        if not taken[row]:
            yield row, seconds


STRATEGY = Strategy(
    name="min_min",
    kind=Kind.BATCH,
    summary="Again and again the task that can end first, on the agent where it ends first.",
    plan=plan,
    reads=(
        "accepts",
        "slot_free_s",
    ),
    source="Ibarra, Kim, Journal of the ACM 24, 1977, algorithm D; Braun et al., Journal of Parallel and Distributed "
    "Computing 61, 2001, section 3",
    balances_load=True,
)
