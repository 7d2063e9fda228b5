"""Priority first: urgent tasks choose the most reliable agent that keeps to its share of the work."""

from collections.abc import Sequence

from sim.policies.acceptable import usable_for
from sim.policies.strategy import NO_AGENT, AssignmentView, Kind, Memory, Setting, Strategy
from sim.scenario.values.threshold import exceeds


def plan(view: AssignmentView, memory: Memory, u: Sequence[Sequence[float]]) -> tuple[list[int], list[float], Memory]:
    """Plan a wave by priority, each task on the best agent that is not overloaded.

    Tasks are taken by priority (1 first), then predicted success (mean over agents) from high to low, then
    index. A task may go to the usable agents whose load with it is at most (1 + load_balance_threshold) *
    fair share; of them it takes the one with the highest up_share * estimate. Where none is left under that
    bound, it takes the agent with the least load with it. Ties: least load, then lowest index. Loads grow by
    expected time / capacity with every task of the plan. The rank is the place in the planning order, so an
    agent serves its tasks in that order.

    Args:
        view: what the manager sees; `settings` is (load_balance_threshold,), as a share, 0 or more.
        memory: empty; the rule remembers nothing.
        u: unused; the rule draws nothing.

    Returns:
        An agent for each task (NO_AGENT where nobody is usable), a rank for each task, and the memory.

    >>> from sim.policies.view_builder import make_view
    >>> view = make_view(
    ...     [[10.0, 10.0]] * 4,  # fair share 20 s; bound 1.3 * 20 = 26 s, two tasks an agent
    ...     estimate=[[0.9, 0.8]] * 4,
    ...     priority=[2, 1, 2, 1],
    ...     settings=(0.30,),
    ... )
    >>> plan(view, (), ())  # tasks 1 and 3 take the better agent 0 and fill it
    ([1, 0, 1, 0], [2.0, 0.0, 3.0, 1.0], ())

    Source: the Phase 21 specification (strategy PRIORITY). The bound on the load is the one of Mirrokni,
    Thorup, Zadimoghaddam, "Consistent hashing with bounded loads", SODA 2018.
    """
    tasks = len(view.task)
    bound = (1.0 + view.settings[0]) * view.fair_share_s
    keys = [(view.priority[t], -view.predicted_success[t], view.task[t], t) for t in range(tasks)]
    keys.sort()
    load = list(view.load_s)
    chosen = [NO_AGENT] * tasks
    ranks = [0.0] * tasks
    for place in range(tasks):
        t = keys[place][3]
        agent = _choose(view, load, t, bound)
        ranks[t] = float(place)
        if agent != NO_AGENT:
            chosen[t] = agent
            load[agent] += view.expected_s[t][agent] / view.capacity[agent]
    return chosen, ranks, memory


def _choose(view: AssignmentView, load: Sequence[float], t: int, bound: float) -> int:
    best, best_score = NO_AGENT, 0.0
    least, least_resulting = NO_AGENT, 0.0
    usable, capacity, up_share = usable_for(view, t), view.capacity, view.up_share
    estimate, expected_s = view.estimate[t], view.expected_s[t]
    for agent in range(len(usable)):
        if not usable[agent]:
            continue
        resulting = load[agent] + expected_s[agent] / capacity[agent]
        if (
            least == NO_AGENT
            or resulting < least_resulting
            or (resulting == least_resulting and load[agent] < load[least])
        ):
            least, least_resulting = agent, resulting
        if exceeds(resulting, bound):
            continue
        score = up_share[agent] * estimate[agent]
        if best == NO_AGENT or score > best_score or (score == best_score and load[agent] < load[best]):
            best, best_score = agent, score
    return least if best == NO_AGENT else best


STRATEGY = Strategy(
    name="priority_based",
    kind=Kind.BATCH,
    summary="Urgent tasks first, each to the agent with the best chance that is not overloaded.",
    plan=plan,
    reads=("accepts",),
    settings=(
        Setting(
            name="load_balance_threshold",
            default=0.30,
            description="How far an agent's load may exceed the fair share, as a share of it.",
            low=0.0,
        ),
    ),
    source="Phase 21 specification; bounded loads: Mirrokni, Thorup, Zadimoghaddam, SODA 2018",
)
