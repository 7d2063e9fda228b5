"""Round robin: agents take turns, whatever their load and skill."""

from collections.abc import Sequence

from sim.policies.strategy import NO_AGENT, AssignmentView, Kind, Memory, Strategy


def pick(view: AssignmentView, memory: Memory, u: Sequence[float]) -> tuple[int, Memory]:
    """Give the task to the first usable agent after the one chosen last, and go on from there over waves.

    The oldest dispatching rule needs no information at all. It spreads *numbers* of tasks evenly, not work,
    so it suits equal agents and tasks of equal length.

    Args:
        view: what the manager sees; only `usable` (per agent) is looked at.
        memory: (index of the agent chosen last,), -1 at the start.
        u: unused; the rule draws nothing.

    Returns:
        The agent's index, or NO_AGENT with the memory unchanged; and the new memory.

    >>> from sim.policies.view_builder import make_view
    >>> view = make_view([[30.0, 30.0, 30.0]], usable=[True, False, True])
    >>> agent, memory = pick(view, (-1.0,), ())
    >>> agent, memory
    (0, (0.0,))
    >>> pick(view, memory, ())  # agent 1 is down and loses its turn
    (2, (2.0,))

    Source: Harchol-Balter, "Performance Modeling and Design of Computer Systems", 2013, section 24.1.
    """
    agents = len(view.usable)
    last = int(memory[0])
    for step in range(1, agents + 1):
        agent = (last + step) % agents
        if view.usable[agent]:
            return agent, (float(agent),)
    return NO_AGENT, memory


STRATEGY = Strategy(
    name="round_robin",
    kind=Kind.IMMEDIATE,
    summary="The first usable agent after the last one chosen; agents take turns, over waves.",
    pick=pick,
    initial_memory=(-1.0,),
    source='Harchol-Balter, "Performance Modeling and Design of Computer Systems", 2013, section 24.1',
)
