"""What an assignment strategy is: a name, a kind, its settings, and one pure function over a read-only view.

A strategy sees what a manager can see (never the truth, never the draws) and returns its decision; the
manager carries it out. The functions use loops and scalars only, so that the same text can be compiled. To
use one of your own, name it in a scenario as `./mine.py:NAME`; to add one to the program, add one file to
`sim/policies/assignment/` that binds the name STRATEGY. `sim.testing.check_strategy` holds it to its contract.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from sim.plugins.setting import Setting
from sim.policies.actions import Assign, Hold, Move

__all__ = [
    "FUNCTION_OF", "NO_AGENT", "READABLE", "AssignmentView", "IdleView", "Kind", "Memory", "OnIdle", "Pick", "Plan",
    "Rank", "Setting", "Strategy",
]  # fmt: skip

Memory = tuple[float, ...]
NO_AGENT = -1
"""The decision of a strategy that finds no agent, or wants none yet: the task waits at the manager, as by `HOLD`."""


class Kind(StrEnum):
    """When a strategy is asked, and for how many tasks at once."""

    IMMEDIATE = "immediate"  # one released task -> an agent
    BATCH = "batch"  # all tasks of a wave at its start -> an agent and a rank each
    PULL = "pull"  # a task's rank in the central queue, from which free slots take


class AssignmentView(NamedTuple):
    """What a strategy may look at; plain sequences, read only.

    The task columns hold the tasks to be decided on: one for the kinds `immediate` and `pull`, the whole wave
    for `batch`. Matrices are indexed [task][agent].
    """

    task: Sequence[int]  # task index
    priority: Sequence[int]  # 1 high .. 3 low
    confidence: Sequence[float]  # NaN: not assessed
    predicted_success: Sequence[float]  # mean over agents
    estimate: Sequence[Sequence[float]]  # success on this agent: predicted, corrected by what was learned
    expected_s: Sequence[Sequence[float]]  # service time on this agent, its speed included
    planned_start_s: Sequence[Sequence[float]]  # Phase 20's schedule, NaN: not in it; empty unless declared
    usable: Sequence[bool]  # the agent is up; in a view of one task: and accepts it
    load_s: Sequence[float]  # expected work in front of the agent, a slot
    tasks_in_system: Sequence[int]  # running, queued and backing off at the agent
    free_slots: Sequence[int]
    capacity: Sequence[int]  # slots
    up_share: Sequence[float]  # share of the time so far that the agent was up; 1 at the start
    fair_share_s: float  # the wave's work over all slots: sum of mean expected times / total capacity
    settings: tuple[float, ...]  # in the order in which the strategy declares them; a choice as its index
    queued: Sequence[int]  # tasks that wait at the agent for a slot, or are on their way to it
    last_given: Sequence[int]  # its last task's number in the order of giving; -1: it has been given none
    # Filled only for a strategy that declares the name in `reads`; else empty.
    accepts: Sequence[Sequence[bool]] = ()  # [task][agent], of a batch; empty: every agent accepts every task
    queued_or_running: Sequence[int] = ()  # tasks that wait at the agent, are on their way to it, or run
    slot_free_s: Sequence[Sequence[float]] = ()  # [agent][slot]: seconds until its known work is over, ascending
    work_s: Sequence[float] = ()  # per task: expected time at speed 1, mean over the agents that accept it
    succeeded: Sequence[int] = ()  # attempts of the agent past the gates that ended in success ..
    failed: Sequence[int] = ()  # .. and those that failed by their own outcome, a time-out or a breakdown
    parents: Sequence[Sequence[tuple[int, float]]] = ()  # per task: (task index, hand-off s) of what it waits for


READABLE = ("accepts", "queued_or_running", "slot_free_s", "work_s", "succeeded", "failed", "parents")
"""The columns of a view that are made on request only."""


class IdleView(NamedTuple):
    """What `on_idle` may look at: the fleet, and the tasks that wait in the agents' queues."""

    queued: AssignmentView  # its task columns hold the tasks that wait, agent by agent, each in its queue's order
    stands_at: Sequence[int]  # per task, the agent in whose queue it waits


FUNCTION_OF = {Kind.IMMEDIATE: "pick", Kind.BATCH: "plan", Kind.PULL: "rank"}
"""The one function that a strategy of each kind has."""

Pick = Callable[[AssignmentView, Memory, Sequence[float]], tuple[int | Assign | Hold, Memory]]
Plan = Callable[[AssignmentView, Memory, Sequence[Sequence[float]]], tuple[list[int], list[float], Memory]]
Rank = Callable[[AssignmentView, Memory, Sequence[float]], tuple[float, Memory]]
OnIdle = Callable[[IdleView, Memory], tuple[Sequence[Move], Memory]]
"""Asked last of an instant while an agent that is up has more free slots than tasks queued, and tasks wait in queues.

Its moves are carried out one after another, slots are filled, and it is asked again until it moves nothing.
"""


@dataclass(frozen=True)
class Strategy:
    """An assignment strategy: exactly one of `pick`, `plan` and `rank`, as its kind says."""

    name: str
    kind: Kind
    summary: str  # one sentence for `buddy-sim strategies` and the reference
    pick: Pick | None = None
    plan: Plan | None = None
    rank: Rank | None = None
    settings: tuple[Setting, ...] = ()
    initial_memory: Memory = ()
    draws: bool = False  # one uniform an agent, keyed by the task
    reads_schedule: bool = False
    source: str | None = None
    reads: tuple[str, ...] = ()  # columns of the view that it needs and that are made on request, see READABLE
    on_idle: OnIdle | None = None  # beside its function: moves queued work to slots that idle
    keeps_plan: bool = False  # of a batch: an agent waits for the task that is next by rank, as long as it may come
    balances_load: bool = False  # goes by the work that agents have; advice against uneven load names those that do

    def function_problem(self) -> str | None:
        """Return what is wrong with its functions; None where it has just the one that its kind asks for.

        >>> Strategy("mine", Kind.BATCH, "No plan yet.").function_problem()
        'a strategy of kind batch has exactly the function plan, found none'
        """
        expected = FUNCTION_OF[self.kind]
        bound = [name for name in FUNCTION_OF.values() if getattr(self, name) is not None]
        if bound == [expected]:
            return None
        return f"a strategy of kind {self.kind} has exactly the function {expected}, found {', '.join(bound) or 'none'}"
