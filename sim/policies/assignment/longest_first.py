"""Longest first: the long tasks choose their agents before the short ones, which then fill the gaps."""

from collections.abc import Sequence

from sim.policies.least_load import PlannedLoads
from sim.policies.strategy import NO_AGENT, AssignmentView, Kind, Memory, Strategy


def plan(view: AssignmentView, memory: Memory, u: Sequence[Sequence[float]]) -> tuple[list[int], list[float], Memory]:
    """Plan a wave from the longest task to the shortest, each by the rule of `load_balanced`.

    Length is the expected time at speed 1, the mean over the agents that accept the task; ties: lowest index. A long
    task that comes last is what makes a wave long: on m equal agents of one slot no wave planned so takes more than
    4/3 - 1/(3m) of the shortest possible time. The plan's own tasks count as queued and given. The rank is the place
    in the planning order.

    Args:
        view: what the manager sees; `work_s` (seconds) per task, and what `load_balanced` looks at.
        memory: empty; the rule remembers nothing.
        u: unused; the rule draws nothing.

    Returns:
        An agent for each task (NO_AGENT where nobody is usable), a rank for each task, and the memory.

    >>> from sim.policies.view_builder import make_view
    >>> plan(make_view([[seconds] * 2 for seconds in (3.0, 3.0, 2.0, 2.0, 6.0)]), (), ())  # 8 s each
    ([1, 1, 0, 1, 0], [1.0, 2.0, 3.0, 4.0, 0.0], ())

    Source: Graham, "Bounds on multiprocessing timing anomalies", SIAM Journal on Applied Mathematics 17, 1969,
    theorem 2 (longest processing time).
    """
    tasks = len(view.task)
    loads = PlannedLoads(view)
    chosen, ranks = [NO_AGENT] * tasks, [0.0] * tasks
    order = sorted(range(tasks), key=lambda t: (-view.work_s[t], view.task[t]))
    for place, t in enumerate(order):
        chosen[t] = loads.give(t, loads.least(t))
        ranks[t] = float(place)
    return chosen, ranks, memory


STRATEGY = Strategy(
    name="longest_first",
    kind=Kind.BATCH,
    summary="From the longest task to the shortest, each by the rule of `load_balanced`.",
    plan=plan,
    reads=(
        "accepts",
        "work_s",
    ),
    source='Graham, "Bounds on multiprocessing timing anomalies", SIAM Journal on Applied Mathematics 17, 1969',
    balances_load=True,
)
