"""A strategy that decides as another one does, but for one decision; and that keeps what was seen at it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sim.policies.actions import Assign, Hold
from sim.policies.answers import agent_chosen
from sim.policies.strategy import NO_AGENT, AssignmentView, Kind, Memory, Strategy

FIRST = -1e300
"""The rank of a task that is to be the next that a free slot takes."""


@dataclass
class Decision:
    """One decision about one task: the n-th time that it is given to an agent.

    Args:
        task: its index.
        number: of the giving, from 0; of a plan or a central queue there is but the first.
        instead: index of the agent that gets it in place of the one that the strategy chooses; NO_AGENT: its choice
            stands. In a central queue anything else lets the task be the next that is taken.
    """

    task: int
    number: int = 0
    instead: int = NO_AGENT
    seen: AssignmentView | None = field(default=None, init=False)  # when it was made
    row: int = field(default=0, init=False)  # of the task in what was seen
    chosen: int = field(default=NO_AGENT, init=False)  # by the strategy itself
    _given: int = field(default=0, init=False)

    def decided(self, view: AssignmentView, row: int, chosen: int) -> int:
        """Take in a choice about the task; return the one that is to be carried out."""
        if chosen == NO_AGENT:
            return chosen
        number, self._given = self._given, self._given + 1
        if number != self.number:
            return chosen
        self.seen, self.row, self.chosen = view, row, chosen
        return chosen if self.instead == NO_AGENT else self.instead


def scripted(strategy: Strategy, decision: Decision) -> Strategy:
    """Return a strategy that does as another one but for one decision; what it remembers is the other's.

    Args:
        strategy: of any kind.
        decision: is filled in while the run goes on.

    >>> from sim.policies.assignment.round_robin import STRATEGY
    >>> from sim.policies.view_builder import make_view
    >>> decision = Decision(task=0, instead=1)
    >>> pick = scripted(STRATEGY, decision).pick
    >>> pick(make_view([[30.0, 30.0]]), (-1.0,), ()), decision.chosen
    ((1, (0.0,)), 0)
    """
    if strategy.kind is Kind.IMMEDIATE:
        return replace(strategy, pick=_Picking(strategy, decision))
    if strategy.kind is Kind.BATCH:
        return replace(strategy, plan=_Planning(strategy, decision))
    return replace(strategy, rank=_Ranking(strategy, decision))


@dataclass
class _Picking:
    strategy: Strategy
    decision: Decision

    def __call__(self, view: AssignmentView, memory: Memory, u: Sequence[float]) -> tuple[int | Assign | Hold, Memory]:
        assert self.strategy.pick is not None
        answer, left = self.strategy.pick(view, memory, u)
        if view.task[0] != self.decision.task:
            return answer, left
        return self.decision.decided(view, 0, agent_chosen(answer, view.usable)), left


@dataclass
class _Planning:
    strategy: Strategy
    decision: Decision

    def __call__(
        self, view: AssignmentView, memory: Memory, u: Sequence[Sequence[float]]
    ) -> tuple[list[int], list[float], Memory]:
        assert self.strategy.plan is not None
        chosen, ranks, left = self.strategy.plan(view, memory, u)
        if self.decision.task in view.task:
            row = list(view.task).index(self.decision.task)
            agents: list[Any] = list(chosen)
            agents[row] = self.decision.decided(view, row, int(agents[row]))
            chosen = agents
        return chosen, ranks, left


@dataclass
class _Ranking:
    strategy: Strategy
    decision: Decision

    def __call__(self, view: AssignmentView, memory: Memory, u: Sequence[float]) -> tuple[float, Memory]:
        assert self.strategy.rank is not None
        rank, left = self.strategy.rank(view, memory, u)
        if view.task[0] == self.decision.task and self.decision.decided(view, 0, 0) != 0:
            return FIRST, left
        return rank, left
