"""Sufferage: again and again, the task that would suffer most from its second choice gets its first."""

from collections.abc import Sequence

import numpy as np

from sim.policies.completion_times import CompletionTimes
from sim.policies.strategy import AssignmentView, Kind, Memory, Strategy


def plan(view: AssignmentView, memory: Memory, u: Sequence[Sequence[float]]) -> tuple[list[int], list[float], Memory]:
    """Plan a wave by committing the task that would lose most, one after another, each where it ends first.

    A task's sufferage is its second least completion time less its least; with one agent that can be given it, it is
    infinite. Completion times are those of the earliest free slot of an agent, and then the task's expected time
    there, anew after every commitment. Ties: lowest task, then lowest agent; load decides nothing. The rank is the
    place of the commitment.

    Args:
        view: what the manager sees; `usable` and `slot_free_s` (seconds) per agent and `expected_s` (seconds).
        memory: empty; the rule remembers nothing.
        u: unused; the rule draws nothing.

    Returns:
        An agent for each task (NO_AGENT where nobody is usable), a rank for each task, and the memory.

    >>> from sim.policies.view_builder import make_view
    >>> plan(make_view([[4.0, 9.0], [2.0, 3.0], [3.0, 8.0]]), (), ())  # suffer 5, 1, 5 s; then 1: 3 s, 2: 1 s
    ([0, 1, 0], [0.0, 1.0, 2.0], ())

    Source: Maheswaran, Ali, Siegel, Hensgen, Freund, "Dynamic mapping of a class of independent tasks onto
    heterogeneous computing systems", Journal of Parallel and Distributed Computing 59, 1999 (Sufferage), with one
    commitment a step.
    """
    ends = CompletionTimes(view)
    while ends.open.any():
        ends.commit(int(np.where(ends.open, ends.second_s - ends.best_s, -1.0).argmax()))
    return ends.chosen, ends.ranks, memory


STRATEGY = Strategy(
    name="sufferage",
    kind=Kind.BATCH,
    summary="Again and again the task that would lose most by its second choice, on the agent where it ends first.",
    plan=plan,
    reads=(
        "accepts",
        "slot_free_s",
    ),
    source="Maheswaran, Ali, Siegel, Hensgen, Freund, Journal of Parallel and Distributed Computing 59, 1999",
    balances_load=True,
)
