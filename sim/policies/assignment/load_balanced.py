"""Least load: the agent with the least expected work left, by what the planner knows."""

from collections.abc import Sequence

from sim.policies.least_load import least_loaded
from sim.policies.strategy import AssignmentView, Kind, Memory, Strategy


def pick(view: AssignmentView, memory: Memory, u: Sequence[float]) -> tuple[int, Memory]:
    """Give the task to an agent that can start it at once, if there is one, and of these to the least loaded.

    Usable agents are compared by: can start the task at once (more free slots than tasks queued and on their
    way there) before those that cannot; then least load (closer than 1e-9 s to the least is equal); then the
    agent to which a task was given longest ago, by the order of giving (never: first); then the lowest index.
    A retry that returns to its agent by itself is no giving.

    Known in queueing as least work left. Here the work is the *expected* one, since nobody knows how long an
    attempt will really take: a free slot is sure, a short queue is a guess.

    Args:
        view: what the manager sees; `usable`, `load_s` (expected seconds a slot), `free_slots`, `queued` and
            `last_given` per agent are looked at.
        memory: empty; the rule remembers nothing.
        u: unused; the rule draws nothing.

    Returns:
        The agent's index, or NO_AGENT where nobody is usable; and the memory.

    >>> from sim.policies.view_builder import make_view
    >>> pick(make_view([[30.0, 30.0, 30.0]], load_s=[40.0, 10.0, 10.0]), (), ())
    (1, ())
    >>> pick(make_view([[30.0, 30.0, 30.0]], load_s=[40.0, 10.0, 10.0], free_slots=[1, 0, 0]), (), ())
    (0, ())

    Source: Harchol-Balter, "Performance Modeling and Design of Computer Systems", 2013, section 24.1 (least
    work left).
    """
    return least_loaded(view.usable, view.load_s, view.free_slots, view.queued, view.last_given), memory


STRATEGY = Strategy(
    name="load_balanced",
    kind=Kind.IMMEDIATE,
    summary="The usable agent that can start the task at once, and of these the one with the least expected work.",
    pick=pick,
    source='Harchol-Balter, "Performance Modeling and Design of Computer Systems", 2013, section 24.1 '
    "(Least-Work-Left)",
    balances_load=True,
)
