"""Join the shortest queue: the agent with the fewest tasks, however long they are."""

from collections.abc import Sequence

from sim.policies.acceptable import agents_for
from sim.policies.shortest_queue import fewest_tasks
from sim.policies.strategy import AssignmentView, Kind, Memory, Strategy


def pick(view: AssignmentView, memory: Memory, u: Sequence[float]) -> tuple[int, Memory]:
    """Give the task to the usable agent with the fewest tasks.

    With equal agents of one slot each and exponential service times nothing that must decide at once does
    better. It needs no prediction, only counts: tasks that wait at the agent, are on their way to it, or run; not
    those in back-off. The count is absolute: an agent with ten slots and three tasks is passed over for an agent
    with one slot and two. Ties: least load, then lowest index.

    Args:
        view: what the manager sees; `usable`, `queued_or_running` and `load_s` (seconds) per agent are looked at.
        memory: empty; the rule remembers nothing.
        u: unused; the rule draws nothing.

    Returns:
        The agent's index, or NO_AGENT where nobody is usable; and the memory.

    >>> from sim.policies.view_builder import make_view
    >>> pick(make_view([[30.0, 30.0]], queued_or_running=[2, 1], load_s=[10.0, 50.0]), (), ())
    (1, ())

    Source: Winston, "Optimality of the shortest line discipline", Journal of Applied Probability 14, 1977.
    """
    return fewest_tasks(view, agents_for(view)), memory


STRATEGY = Strategy(
    name="join_shortest_queue",
    kind=Kind.IMMEDIATE,
    summary="The usable agent with the fewest tasks.",
    pick=pick,
    reads=("queued_or_running",),
    source='Winston, "Optimality of the shortest line discipline", Journal of Applied Probability 14, 1977',
    balances_load=True,
)
