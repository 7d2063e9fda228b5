"""One attempt at a task, from the moment it is meant to be made until it has ended.

A task may have several under way at once, each with its own agent, slot and clocks; what they add up to stands in
`TaskRun`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING

from simpy import Event, Process

from sim.model.admitted import Admission
from sim.model.slots import Turn
from sim.model.task_run import TaskRun
from sim.policies.gate import Decision
from sim.record.outcomes import Outcome

if TYPE_CHECKING:
    from sim.model.agent import Agent

_TASKS = 40  # bits, more than any task's index has
COPIES_APART = 10_000
"""Draws of copy c of attempt k are those of attempt k + 10,000 c, which no task reaches."""


def in_order(keys: Iterable[int]) -> list[int]:
    """Return the keys of attempts that wait by task, and a task's copies after its original.

    >>> in_order([2, 1 + (1 << 40), 1])
    [1, 1099511627777, 2]
    """
    ordered = sorted(keys)
    if ordered and ordered[-1] >= 1 << _TASKS:
        ordered.sort(key=lambda key: divmod(key, 1 << _TASKS)[::-1])
    return ordered


@dataclass(slots=True, eq=False)
class Attempt:
    """An attempt: where it waits or works, and how far it has come.

    Its life: at the manager (no agent yet) -> in an agent's queue -> in a slot, where it is admitted or refused -> in
    service -> ended. A retry that returns to its agent begins in back-off there.
    """

    task: TaskRun
    number: int  # from 0
    process: Process  # which lives it: what ends it early interrupts this
    turn: Turn  # what the process waits for until a slot is free
    agent: "Agent | None" = None  # None while it is nobody's
    expected_s: float = 0.0  # on this agent, as the planner believes

    ticket: int = -1  # of its place in a line; -1 while it waits in none
    timer: Event | None = None  # what will tell that its time is up
    copy: int = 0  # of the attempt, from 1; 0: the original
    may_take: Sequence[bool] = ()  # by agent, whether it may; empty: those that accept the task
    is_orphan: bool = False  # nobody waits for it any more
    has_slot: bool = False
    admission: Admission | None = None  # what limits have said to it; None: nothing, or there are none

    # set when it is queued, gets its slot, or begins its service
    queued_at: float = field(init=False)
    slot: int = field(init=False)
    started_at: float = field(init=False)
    start_order: int = field(init=False)
    length_s: float = field(init=False)  # seconds of work that it takes
    decision: Decision | None = None  # of the gates; None: they were not asked
    failure: Outcome | None = None  # how it ends, or will end unless something else ends it; None: it succeeds

    serving_since: float | None = None  # None while nothing is served
    served_s: float = 0.0  # seconds really worked before serving_since, those undone included
    undone_s: float = 0.0  # of these, what breakdowns undid
    worked_s: float = 0.0  # towards length_s: what is served and not undone

    @property
    def key(self) -> int:
        """What it waits under: the index of its task, and another number for each copy."""
        return self.task.index + (self.copy << _TASKS) if self.copy else self.task.index

    @property
    def draw(self) -> int:
        """The k of its draws: its number, and of a copy one of its own."""
        return self.number + COPIES_APART * self.copy if self.copy else self.number

    @property
    def accepts(self) -> Sequence[bool]:
        """By agent, whether it may take this attempt; empty: every agent may."""
        return self.may_take or self.task.accepts

    def give_to(self, agent: "Agent") -> None:
        """Let it be an agent's from now on."""
        self.agent = agent
        self.expected_s = self.task.expected_s[agent.index]

    def begin_work(self, now: float) -> None:
        """Work on it from now on."""
        self.serving_since = now
        agent = self.agent
        assert agent is not None
        agent.touched.add(agent.index)  # `touch`, without the call

    def stop_work(self, now: float) -> None:
        """Stop where it is; what was worked since the last beginning counts."""
        if self.serving_since is None:
            return
        worked_s = now - self.serving_since
        self.serving_since = None
        self.its_agent.touch()
        self.served_s += worked_s
        self.worked_s += worked_s

    def finish_work(self) -> None:
        """Work has reached its length."""
        self.served_s += self.length_s - self.worked_s
        self.serving_since = None

    def undo_work(self) -> None:
        """Lose all that was worked so far towards its length."""
        self.undone_s += self.worked_s
        self.worked_s = 0.0

    def left_s(self, now: float) -> float:
        """Return the seconds of work that are left in truth; infinity while it is not worked on."""
        since = self.serving_since
        return inf if since is None else self.length_s - self.worked_s - (now - since)

    def remaining_s(self, now: float) -> float:
        """Return the expected seconds of work left, never negative.

        Every second worked counts, also one that a breakdown has undone: what is left is an expectation, and an attempt
        that has taken long was expected to be over.
        """
        since, served_s = self.serving_since, self.served_s
        left_s = self.expected_s - (served_s if since is None else served_s + (now - since))
        return left_s if left_s > 0.0 else 0.0  # noqa: FURB136 - max() costs as much as all the rest here

    @property
    def lacks(self) -> bool:
        """Whether it wants to start, and some limit has not enough for it."""
        return self.admission is not None and self.admission.lacks

    @property
    def its_agent(self) -> "Agent":
        """The agent that it has been given to."""
        assert self.agent is not None
        return self.agent

    @property
    def error_class(self) -> str | None:
        """How it ended without success, as a word; None: it succeeded."""
        return None if self.failure is None else self.failure.code
