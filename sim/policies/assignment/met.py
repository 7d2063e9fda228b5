"""Minimum execution time: the agent that is best at the task, however long its queue."""

from collections.abc import Sequence

from sim.policies.acceptable import first_of_least
from sim.policies.strategy import AssignmentView, Kind, Memory, Strategy


def pick(view: AssignmentView, memory: Memory, u: Sequence[float]) -> tuple[int, Memory]:
    """Give the task to the usable agent on which it is expected to take the least time.

    The least work for the fleet, and no thought for queues: where one agent is best at everything, it gets everything.
    Ties: lowest index; load decides nothing.

    Args:
        view: what the manager sees; `usable` and `expected_s` (seconds) per agent are looked at.
        memory: empty; the rule remembers nothing.
        u: unused; the rule draws nothing.

    Returns:
        The agent's index, or NO_AGENT where nobody is usable; and the memory.

    >>> from sim.policies.view_builder import make_view
    >>> pick(make_view([[30.0, 20.0, 20.0]], load_s=[0.0, 900.0, 0.0]), (), ())
    (1, ())

    Source: Braun et al., "A comparison of eleven static heuristics for mapping a class of independent tasks onto
    heterogeneous distributed computing systems", Journal of Parallel and Distributed Computing 61, 2001, section 3
    (MET).
    """
    return first_of_least(view, view.expected_s[0]), memory


STRATEGY = Strategy(
    name="met",
    kind=Kind.IMMEDIATE,
    summary="Minimum execution time: the usable agent on which the task takes least.",
    pick=pick,
    source="Braun et al., Journal of Parallel and Distributed Computing 61, 2001, section 3 (MET)",
)
