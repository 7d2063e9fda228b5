"""Heterogeneous earliest finish time: the task on the longest way to the end first, where it ends first."""

from collections.abc import Sequence
from heapq import heapify, heappop, heappush
from math import fsum

from sim.policies.acceptable import accepts, agents_for
from sim.policies.slot_plan import SlotPlan
from sim.policies.strategy import NO_AGENT, AssignmentView, Kind, Memory, Strategy

Edges = Sequence[Sequence[tuple[int, float]]]  # by row: (row, hand-off seconds)


def plan(view: AssignmentView, memory: Memory, u: Sequence[Sequence[float]]) -> tuple[list[int], list[float], Memory]:
    """Plan a wave of tasks that wait for each other, slot by slot.

    A task's upward rank is its mean expected time and then the longest way from its end to the end of the wave: of its
    children the greatest sum of hand-off and upward rank. Means are over the agents that accept a task, hand-offs count
    in full. Tasks are planned from the highest rank to the lowest (ties: lowest task), each on the agent on which it
    ends first (ties: lowest index): when its parents have ended and, from another agent, have handed over, in the first
    gap of a slot that is long enough. Each slot is a processor; load decides nothing. The rank that is returned is the
    planned start, and agents keep to it: one waits for the task that is next, as long as that has not failed.

    Release offsets are not known to the plan, nor are hand-offs from earlier waves.

    Args:
        view: what the manager sees; `usable` and `slot_free_s` (seconds) per agent, `expected_s` and `parents`.
        memory: empty; the rule remembers nothing.
        u: unused; the rule draws nothing.

    Returns:
        An agent for each task (NO_AGENT where nobody is usable), a rank for each task (seconds from now), and the
        memory.

    >>> from sim.policies.view_builder import make_view
    >>> diamond = [[], [(0, 5.0)], [(0, 5.0)], [(1, 5.0), (2, 5.0)]]
    >>> plan(make_view([[4.0, 4.0], [9.0, 6.0], [6.0, 9.0], [4.0, 4.0]], parents=diamond), (), ())
    ([0, 0, 1, 1], [0.0, 4.0, 9.0, 18.0], ())

    Source: Topcuoglu, Hariri, Wu, "Performance-effective and low-complexity task scheduling for heterogeneous
    computing", IEEE Transactions on Parallel and Distributed Systems 13, 2002, section 4.1 (HEFT).
    """
    tasks = len(view.task)
    parents, children = _edges(view)
    rank = _upward_ranks(view, parents, children)
    slots = SlotPlan(view.slot_free_s)
    chosen, starts, ends_s = [NO_AGENT] * tasks, [0.0] * tasks, [0.0] * tasks
    missing = [len(of_task) for of_task in parents]
    due = [(-rank[t], view.task[t], t) for t in range(tasks) if not missing[t]]
    heapify(due)
    while due:
        _, _, t = heappop(due)
        planned = ((parent, hand_off) for parent, hand_off in parents[t] if chosen[parent] != NO_AGENT)
        ready = [(ends_s[parent], chosen[parent], hand_off) for parent, hand_off in planned]
        agent, place = _earliest_finish(view, slots, t, ready)
        if agent != NO_AGENT:
            seconds = view.expected_s[t][agent]
            slots.put(agent, place, seconds)
            chosen[t], starts[t], ends_s[t] = agent, place[0], place[0] + seconds
        for child, _ in children[t]:
            missing[child] -= 1
            if not missing[child]:
                heappush(due, (-rank[child], view.task[child], child))
    return chosen, starts, memory


def _edges(view: AssignmentView) -> tuple[list[list[tuple[int, float]]], list[list[tuple[int, float]]]]:
    """Return parents and children of each row; what waits for a task of an earlier wave has it behind it."""
    row_of = {task: t for t, task in enumerate(view.task)}
    parents: list[list[tuple[int, float]]] = [[] for _ in view.task]
    children: list[list[tuple[int, float]]] = [[] for _ in view.task]
    for t, of_task in enumerate(view.parents):
        for task, hand_off in of_task:
            if task in row_of:
                parents[t].append((row_of[task], hand_off))
                children[row_of[task]].append((t, hand_off))
    return parents, children


def _upward_ranks(view: AssignmentView, parents: Edges, children: Edges) -> list[float]:
    missing = [len(of_task) for of_task in children]
    rank = [_mean_s(view, t) for t in range(len(view.task))]
    last = [t for t, number in enumerate(missing) if not number]
    while last:
        t = last.pop()
        rank[t] += max((hand_off + rank[child] for child, hand_off in children[t]), default=0.0)
        for parent, _ in parents[t]:
            missing[parent] -= 1
            if not missing[parent]:
                last.append(parent)
    return rank


def _mean_s(view: AssignmentView, t: int) -> float:
    seconds = [s for agent, s in enumerate(view.expected_s[t]) if accepts(view, t, agent)]
    return fsum(seconds) / len(seconds) if seconds else 0.0


def _earliest_finish(
    view: AssignmentView, slots: SlotPlan, t: int, ready: Sequence[tuple[float, int, float]]
) -> tuple[int, tuple[float, int]]:
    """Return the agent on which a task ends first, and its start and slot there."""
    best, best_end_s, best_place = NO_AGENT, 0.0, (0.0, 0)
    for agent in agents_for(view, t):
        ready_s = max((end if at == agent else end + hand_off for end, at, hand_off in ready), default=0.0)
        seconds = view.expected_s[t][agent]
        place = slots.earliest(agent, ready_s, seconds)
        if best == NO_AGENT or place[0] + seconds < best_end_s:
            best, best_end_s, best_place = agent, place[0] + seconds, place
    return best, best_place


STRATEGY = Strategy(
    name="heft",
    kind=Kind.BATCH,
    summary="The task on the longest way to the wave's end first, in the slot in which it ends first; plans are kept.",
    plan=plan,
    reads=("accepts", "slot_free_s", "parents"),
    keeps_plan=True,
    source="Topcuoglu, Hariri, Wu, IEEE Transactions on Parallel and Distributed Systems 13, 2002, section 4.1",
    balances_load=True,
)
