"""Least load: the agent with the least expected work left, by what the planner knows."""

from collections.abc import Sequence

from sim.policies.least_load import least_loaded
from sim.policies.strategy import AssignmentView, Kind, Memory, Strategy


def pick(view: AssignmentView, memory: Memory, u: Sequence[float]) -> tuple[int, Memory]:
    """Give the task to the usable agent with the least load; ties go to the lowest index.

    Known in queueing as least work left. With exact durations it starts every task as early as one central
    queue would; here the work is the *expected* one, since nobody knows how long an attempt will really take.

    Args:
        view: what the manager sees; `usable` and `load_s` (expected seconds a slot) per agent are looked at.
        memory: empty; the rule remembers nothing.
        u: unused; the rule draws nothing.

    Returns:
        The agent's index, or NO_AGENT where nobody is usable; and the memory.

    >>> from sim.policies.view_builder import make_view
    >>> pick(make_view([[30.0, 30.0, 30.0]], load_s=[40.0, 10.0, 10.0]), (), ())
    (1, ())

    Source: Harchol-Balter, "Performance Modeling and Design of Computer Systems", 2013, section 24.1 (least
    work left).
    """
    return least_loaded(view.usable, view.load_s), memory


STRATEGY = Strategy(
    name="load_balanced",
    kind=Kind.IMMEDIATE,
    summary="The usable agent with the least expected work in front of it, a slot.",
    pick=pick,
    source='Harchol-Balter, "Performance Modeling and Design of Computer Systems", 2013, section 24.1 '
    "(Least-Work-Left)",
)
