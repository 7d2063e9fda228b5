"""Opportunistic load balancing: whoever is free first, whatever the task costs there."""

from collections.abc import Sequence

from sim.policies.acceptable import first_of_least
from sim.policies.slot_times import earliest_free_s
from sim.policies.strategy import AssignmentView, Kind, Memory, Strategy


def pick(view: AssignmentView, memory: Memory, u: Sequence[float]) -> tuple[int, Memory]:
    """Give the task to the usable agent whose first slot is free earliest, by the work that is known.

    It keeps all agents busy and does not look at what the task costs on each, so that on unlike agents it is among
    the worst rules. A slot is free when what runs on the agent is through, by max(0, expected - worked), and then
    what waits there, each task in the slot that is free first. Ties: lowest index; load decides nothing.

    Args:
        view: what the manager sees; `usable` and `slot_free_s` (seconds) per agent are looked at.
        memory: empty; the rule remembers nothing.
        u: unused; the rule draws nothing.

    Returns:
        The agent's index, or NO_AGENT where nobody is usable; and the memory.

    >>> from sim.policies.view_builder import make_view
    >>> pick(make_view([[30.0, 90.0]], slot_free_s=[[10.0, 50.0], [5.0]]), (), ())
    (1, ())

    Source: Braun et al., "A comparison of eleven static heuristics for mapping a class of independent tasks onto
    heterogeneous distributed computing systems", Journal of Parallel and Distributed Computing 61, 2001, section 3
    (OLB).
    """
    return first_of_least(view, earliest_free_s(view)), memory


STRATEGY = Strategy(
    name="olb",
    kind=Kind.IMMEDIATE,
    summary="Opportunistic load balancing: the usable agent with the earliest free slot.",
    pick=pick,
    reads=("slot_free_s",),
    source="Braun et al., Journal of Parallel and Distributed Computing 61, 2001, section 3 (OLB)",
    balances_load=True,
)
