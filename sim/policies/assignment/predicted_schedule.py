"""The schedule of Phase 20, carried out as it was predicted."""

import math
from collections.abc import Sequence
from itertools import compress

from sim.policies.acceptable import usable_for
from sim.policies.least_load import PlannedLoads
from sim.policies.strategy import NO_AGENT, AssignmentView, Kind, Memory, Strategy


def plan(view: AssignmentView, memory: Memory, u: Sequence[Sequence[float]]) -> tuple[list[int], list[float], Memory]:
    """Plan a wave along the predicted schedule, in task order.

    Of a task's lines that name a usable agent the one with the highest success chance counts, then the agent
    with the fewest tasks of this plan so far, then the lowest index; its rank is the line's predicted start.
    A task without such a line goes by the rule of `load_balanced`, the plan's tasks counted as queued and
    given in its order, and their expected time / capacity as load. Its rank is NaN, which means that it has
    none: the agent's own queue discipline places it.

    Args:
        view: what the manager sees; `planned_start_s` [task][agent] in seconds, NaN where the schedule has
            no line, or empty where there is no schedule at all.
        memory: empty; the rule remembers nothing.
        u: unused; the rule draws nothing.

    Returns:
        An agent for each task (NO_AGENT where nobody is usable), a rank for each task (predicted start in
        seconds, or NaN), and the memory.

    >>> from math import nan
    >>> from sim.policies.view_builder import make_view
    >>> view = make_view(
    ...     [[30.0, 30.0]] * 3,
    ...     estimate=[[0.7, 0.7], [0.7, 0.7], [0.6, 0.7]],
    ...     planned_start_s=[[0.0, 0.0], [30.0, 30.0], [nan, nan]],
    ... )
    >>> plan(view, (), ())  # equal chances: turn about; task 2 is not in the schedule
    ([0, 1, 0], [0.0, 30.0, nan], ())

    Source: the Phase 21 specification (integration with Phase 20).
    """
    tasks = len(view.task)
    loads = PlannedLoads(view)
    planned = [0] * len(view.usable)
    chosen = [NO_AGENT] * tasks
    ranks = [math.nan] * tasks
    for _, t in sorted(zip(view.task, range(tasks), strict=True)):
        agent = _scheduled(view, planned, t)
        if agent != NO_AGENT:
            ranks[t] = view.planned_start_s[t][agent]
        else:
            agent = loads.least(t)
        if agent != NO_AGENT:
            planned[agent] += 1
        chosen[t] = loads.give(t, agent)
    return chosen, ranks, memory


def _scheduled(view: AssignmentView, planned: Sequence[int], t: int) -> int:
    best, best_chance = NO_AGENT, 0.0
    if len(view.planned_start_s) == 0:
        return best
    usable, starts, estimate = usable_for(view, t), view.planned_start_s[t], view.estimate[t]
    with_line = [agent for agent, start in enumerate(starts) if start == start]  # NaN: the schedule has none
    for agent in compress(with_line, map(usable.__getitem__, with_line)):
        chance = estimate[agent]
        if best == NO_AGENT or chance > best_chance or (chance == best_chance and planned[agent] < planned[best]):
            best, best_chance = agent, chance
    return best


STRATEGY = Strategy(
    name="predicted_schedule",
    kind=Kind.BATCH,
    summary="The agent that Phase 20's schedule names, by predicted start; without a line as `load_balanced`.",
    plan=plan,
    reads=("accepts",),
    reads_schedule=True,
    source="Phase 21 specification",
)
