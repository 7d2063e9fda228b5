"""Minimum completion time: the agent that would have the task done first."""

from collections.abc import Sequence
from operator import add

from sim.policies.acceptable import first_of_least
from sim.policies.slot_times import earliest_free_s
from sim.policies.strategy import AssignmentView, Kind, Memory, Strategy


def pick(view: AssignmentView, memory: Memory, u: Sequence[float]) -> tuple[int, Memory]:
    """Give the task to the usable agent that is expected to end it first.

    The end is that of the earliest free slot (see `olb`), and then the task's own time there: a middle way between
    `olb`, which looks at queues alone, and `met`, which looks at times alone. Ties: lowest index; load decides
    nothing.

    Args:
        view: what the manager sees; `usable`, `slot_free_s` and `expected_s` (seconds) per agent are looked at.
        memory: empty; the rule remembers nothing.
        u: unused; the rule draws nothing.

    Returns:
        The agent's index, or NO_AGENT where nobody is usable; and the memory.

    >>> from sim.policies.view_builder import make_view
    >>> pick(make_view([[30.0, 90.0]], slot_free_s=[[10.0, 50.0], [5.0]]), (), ())  # ends at 40 s or 95 s
    (0, ())

    Source: Braun et al., "A comparison of eleven static heuristics for mapping a class of independent tasks onto
    heterogeneous distributed computing systems", Journal of Parallel and Distributed Computing 61, 2001, section 3
    (MCT).
    """
    return first_of_least(view, list(map(add, earliest_free_s(view), view.expected_s[0]))), memory


STRATEGY = Strategy(
    name="mct",
    kind=Kind.IMMEDIATE,
    summary="Minimum completion time: the usable agent that is expected to end the task first.",
    pick=pick,
    reads=("slot_free_s",),
    source="Braun et al., Journal of Parallel and Distributed Computing 61, 2001, section 3 (MCT)",
    balances_load=True,
)
