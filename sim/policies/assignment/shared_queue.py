"""One queue for all agents: nobody is chosen in advance, a free slot takes the next task."""

from collections.abc import Sequence

from sim.policies.acceptable import accepts
from sim.policies.strategy import AssignmentView, Kind, Memory, Setting, Strategy

ORDERS = ("fifo", "priority", "shortest", "list")
FIFO, PRIORITY, SHORTEST, LIST = 0.0, 1.0, 2.0, 3.0  # indices of ORDERS, as the settings give them


def rank(view: AssignmentView, memory: Memory, u: Sequence[float]) -> tuple[float, Memory]:
    """Return the place of a task in the central queue: lower is served first.

    No slot idles while a task waits, which a rule that must decide at once cannot promise. Equal ranks are
    served by time queued, then task index. The order is `fifo` (all ranks 0), `priority` (1 first),
    `shortest` (the least expected time, as the mean over *all* agents that accept the task, up or down, so that a
    breakdown does not reorder the queue), or `list` (the lowest task index).

    Args:
        view: what the manager sees, with one task; `settings` is (index of the order in ORDERS,).
        memory: empty; the rule remembers nothing.
        u: unused; the rule draws nothing.

    Returns:
        The rank (no unit, a priority, seconds, or a task index), and the memory.

    >>> from sim.policies.view_builder import make_view
    >>> view = make_view([[10.0, 30.0]], task=[7], priority=[3])
    >>> [rank(view._replace(settings=(order,)), (), ())[0] for order in (FIFO, PRIORITY, SHORTEST, LIST)]
    [0.0, 3.0, 20.0, 7.0]

    Source: Harchol-Balter, "Performance Modeling and Design of Computer Systems", 2013, section 24.1 (central
    queue); Conway, Maxwell, Miller, "Theory of Scheduling", 1967, chapter 3 (shortest first); Graham, "Bounds
    for certain multiprocessing anomalies", Bell System Technical Journal 45, 1966 (list).
    """
    order = view.settings[0]
    if order == PRIORITY:
        return float(view.priority[0]), memory
    if order == LIST:
        return float(view.task[0]), memory
    if order == SHORTEST:
        agents, total = 0, 0.0
        for agent in range(len(view.usable)):
            if accepts(view, 0, agent):
                agents += 1
                total += view.expected_s[0][agent]
        return total / agents if agents else 0.0, memory
    return 0.0, memory


STRATEGY = Strategy(
    name="shared_queue",
    kind=Kind.PULL,
    summary="Tasks wait in one central queue, from which free slots take.",
    rank=rank,
    reads=("accepts",),
    settings=(
        Setting(
            name="order",
            default="fifo",
            description="Who is served first: `fifo`, `priority`, `shortest` (mean expected time over "
            "agents) or `list` (lowest task index).",
            choices=ORDERS,
        ),
    ),
    source='Harchol-Balter, "Performance Modeling and Design of Computer Systems", 2013, section 24.1',
    balances_load=True,
)
