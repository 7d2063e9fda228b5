"""Confidence first: the tasks that the planner is sure of choose their agents before the doubtful ones."""

import math
from collections.abc import Sequence

from sim.policies.acceptable import usable_for
from sim.policies.strategy import NO_AGENT, AssignmentView, Kind, Memory, Setting, Strategy
from sim.scenario.values.threshold import reaches

LOAD_PENALTY = 0.1  # chance of success that a full fair share of work in front of an agent outweighs


def plan(view: AssignmentView, memory: Memory, u: Sequence[Sequence[float]]) -> tuple[list[int], list[float], Memory]:
    """Plan a wave with confident tasks first, each on the agent with the best chance less its load.

    Tasks whose confidence is at or over `confidence_threshold` come first, from high to low (ties: index),
    then the others by index. A confidence that was not assessed (NaN) counts as the task's mean predicted
    success. Each task takes the usable agent with the highest estimate - 0.1 * load / fair share; with a fair
    share of 0 there is no penalty. Ties: least load, then lowest index. Loads grow by expected time /
    capacity with every task of the plan. The rank is the place in the planning order, so an agent serves its
    tasks in that order.

    Args:
        view: what the manager sees; `settings` is (confidence_threshold,), 0..1.
        memory: empty; the rule remembers nothing.
        u: unused; the rule draws nothing.

    Returns:
        An agent for each task (NO_AGENT where nobody is usable), a rank for each task, and the memory.

    >>> from sim.policies.view_builder import make_view
    >>> view = make_view(
    ...     [[10.0, 10.0]] * 3,  # fair share 15 s: one task in front costs 0.1 * 10 / 15 = 0.067
    ...     estimate=[[0.90, 0.85]] * 3,
    ...     confidence=[0.60, 0.80, 0.95],
    ...     settings=(0.70,),
    ... )
    >>> plan(view, (), ())  # task 2: 0.90; task 1: 0.833 or 0.85; task 0: 0.833 or 0.783
    ([0, 1, 0], [2.0, 1.0, 0.0], ())

    Source: the Phase 21 specification (strategy CONFIDENCE); a weighted sum of two aims, Miettinen,
    "Nonlinear Multiobjective Optimization", 1999, section 3.1.
    """
    tasks = len(view.task)
    threshold = view.settings[0]
    keys = []
    for t in range(tasks):
        confidence = view.confidence[t]
        if math.isnan(confidence):
            confidence = view.predicted_success[t]
        if reaches(confidence, threshold):
            keys.append((0, -confidence, view.task[t], t))
        else:
            keys.append((1, 0.0, view.task[t], t))
    keys.sort()
    load = list(view.load_s)
    chosen = [NO_AGENT] * tasks
    ranks = [0.0] * tasks
    for place in range(tasks):
        t = keys[place][3]
        agent = _choose(view, load, t)
        ranks[t] = float(place)
        if agent != NO_AGENT:
            chosen[t] = agent
            load[agent] += view.expected_s[t][agent] / view.capacity[agent]
    return chosen, ranks, memory


def _choose(view: AssignmentView, load: Sequence[float], t: int) -> int:
    best, best_score = NO_AGENT, 0.0
    usable, estimate, fair_share_s = usable_for(view, t), view.estimate[t], view.fair_share_s
    for agent in range(len(usable)):
        if not usable[agent]:
            continue
        score = estimate[agent]
        if fair_share_s > 0.0:
            score -= LOAD_PENALTY * load[agent] / fair_share_s
        if best == NO_AGENT or score > best_score or (score == best_score and load[agent] < load[best]):
            best, best_score = agent, score
    return best


STRATEGY = Strategy(
    name="confidence_based",
    kind=Kind.BATCH,
    summary="Confident tasks first, each to the agent with the best chance less a penalty for its load.",
    plan=plan,
    reads=("accepts",),
    settings=(
        Setting(
            name="confidence_threshold",
            default=0.70,
            description="Tasks with at least this confidence are planned first, from high to low.",
            low=0.0,
            high=1.0,
        ),
    ),
    source="Phase 21 specification",
)
