"""Max-min: again and again, the task whose best end is the latest goes where it ends first."""

from collections.abc import Sequence

import numpy as np

from sim.policies.completion_times import CompletionTimes
from sim.policies.strategy import AssignmentView, Kind, Memory, Strategy


def plan(view: AssignmentView, memory: Memory, u: Sequence[Sequence[float]]) -> tuple[list[int], list[float], Memory]:
    """Plan a wave by committing the task with the greatest of all least completion times, one after another.

    A task's completion time on an agent is that of the earliest free slot there, and then its expected time. Long
    tasks go first, and short ones run beside them: better than `min_min` where few tasks are long. Ties: lowest task,
    then lowest agent; load decides nothing. The rank is the place of the commitment.

    Args:
        view: what the manager sees; `usable` and `slot_free_s` (seconds) per agent and `expected_s` (seconds).
        memory: empty; the rule remembers nothing.
        u: unused; the rule draws nothing.

    Returns:
        An agent for each task (NO_AGENT where nobody is usable), a rank for each task, and the memory.

    >>> from sim.policies.view_builder import make_view
    >>> plan(make_view([[4.0, 9.0], [2.0, 3.0], [3.0, 8.0]]), (), ())  # ends: task 0 at 4 s, 2 at 7 s, 1 at 3 s
    ([0, 1, 0], [0.0, 2.0, 1.0], ())

    Source: Ibarra, Kim, "Heuristic algorithms for scheduling independent tasks on nonidentical processors", Journal of
    the ACM 24, 1977, algorithm E; Braun et al., Journal of Parallel and Distributed Computing 61, 2001, section 3
    (Max-min).
    """
    ends = CompletionTimes(view)
    while ends.open.any():
        ends.commit(int(np.where(ends.open, ends.best_s, -1.0).argmax()))
    return ends.chosen, ends.ranks, memory


STRATEGY = Strategy(
    name="max_min",
    kind=Kind.BATCH,
    summary="Again and again the task whose earliest end is the latest, on the agent where it ends first.",
    plan=plan,
    reads=(
        "accepts",
        "slot_free_s",
    ),
    source="Ibarra, Kim, Journal of the ACM 24, 1977, algorithm E; Braun et al., Journal of Parallel and Distributed "
    "Computing 61, 2001, section 3",
    balances_load=True,
)
