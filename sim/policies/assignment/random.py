"""Random: any usable agent, all with the same chance."""

from collections.abc import Sequence

from sim.policies.acceptable import first_of_least
from sim.policies.strategy import AssignmentView, Kind, Memory, Strategy


def pick(view: AssignmentView, memory: Memory, u: Sequence[float]) -> tuple[int, Memory]:
    """Give the task to the usable agent with the lowest uniform number.

    Each agent has one number for the task, so that an agent that is not usable, or that joins the fleet, does not
    change which of the others would be taken. What any other rule should be better than: it needs no
    information and no memory, and spreads tasks worse than taking turns.

    Args:
        view: what the manager sees; only `usable` (per agent) is looked at.
        memory: empty; the rule remembers nothing.
        u: one uniform number an agent, 0..1.

    Returns:
        The agent's index, or NO_AGENT where nobody is usable; and the memory.

    >>> from sim.policies.view_builder import make_view
    >>> pick(make_view([[30.0, 30.0, 30.0]]), (), (0.7, 0.2, 0.4))
    (1, ())
    >>> pick(make_view([[30.0, 30.0, 30.0]], usable=[True, False, True]), (), (0.7, 0.2, 0.4))
    (2, ())

    Source: Harchol-Balter, "Performance Modeling and Design of Computer Systems", 2013, section 24.1 (Random).
    """
    return first_of_least(view, u), memory


STRATEGY = Strategy(
    name="random",
    kind=Kind.IMMEDIATE,
    summary="Any usable agent, all with the same chance.",
    pick=pick,
    draws=True,
    source='Harchol-Balter, "Performance Modeling and Design of Computer Systems", 2013, section 24.1',
)
