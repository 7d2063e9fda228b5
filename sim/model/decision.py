"""The strategy at work: what it is shown, what it remembers, and what is done when it fails."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sim.luck import Luck
from sim.model.attempt import Attempt
from sim.model.attempt_counts import AttemptCounts
from sim.model.columns_on_request import ColumnsOnRequest
from sim.model.policy_draws import PolicyDraws
from sim.model.situation import Situation
from sim.model.task_run import TaskRun
from sim.plugins.package import CatalogueError
from sim.policies.actions import Move
from sim.policies.answers import agent_chosen, memory_left, moves_made, place_given
from sim.policies.assignment import load_balanced
from sim.policies.strategy import NO_AGENT, AssignmentView, IdleView, Kind, Memory, Strategy
from sim.record.faults import CAUGHT, Faults

FALLBACK = load_balanced.STRATEGY
_NAN = float("nan")
_view = tuple.__new__  # what a named tuple's constructor does in the end


@dataclass(frozen=True)
class WaveFacts:
    """What a strategy is told about the wave as a whole."""

    wave: int
    fair_share_s: float
    schedule: Callable[[int], Sequence[tuple[int, float]]]  # task index -> (agent index, predicted start)
    work_s: Callable[[int], float]  # task index -> expected service time at speed 1, mean over agents
    parents: Callable[[int], Sequence[tuple[int, float]]]  # task index -> (task index, hand-off s) of what it waits for


class Decider:
    """Asks one strategy and keeps its memory from decision to decision and from wave to wave.

    Args:
        strategy: the strategy.
        settings: its settings, resolved, in the order in which it declares them.
        luck: for strategies that draw.
        faults: what catches its exceptions; `load_balanced` then decides.

    Raises:
        CatalogueError: the strategy has not just the function that its kind asks for.
    """

    def __init__(self, strategy: Strategy, settings: tuple[float, ...], luck: Luck, faults: Faults) -> None:
        problem = strategy.function_problem()
        if problem is not None:
            raise CatalogueError(f"strategy {strategy.name}: {problem}")
        self.strategy = strategy
        self._settings = settings
        self._luck = luck
        self._faults = faults
        self._memory: Memory = strategy.initial_memory
        self.on_request = ColumnsOnRequest(strategy.reads)
        self._draws: PolicyDraws | None = None  # until the first question tells the fleet

    def attempt_counts(self, agents: int) -> AttemptCounts | None:
        """Return what is to observe the log for the strategy to know how attempts ended; None if it does not care."""
        if {"succeeded", "failed"}.isdisjoint(self.strategy.reads):
            return None
        self.on_request.counts = AttemptCounts(agents)
        return self.on_request.counts

    def pick(self, attempt: Attempt, situation: Situation, facts: WaveFacts) -> tuple[int, str]:
        """Return the agent for an attempt that waits, NO_AGENT where it is held, and the name of who says so.

        It is asked where some agent is up that accepts the task. Only an immediate strategy is asked; a task that
        comes back from a batch plan goes by `load_balanced`.
        """
        view = self._view((attempt.task,), situation, facts, attempt.accepts)
        pick = self.strategy.pick
        if pick is None:
            return _fallback_pick(view), FALLBACK.name
        try:
            draws = self._uniforms(attempt.task, attempt.draw, situation) if self.strategy.draws else ()
            answer, memory = pick(view, self._memory, draws)
            agent, self._memory = agent_chosen(answer, view.usable), memory_left(memory)
        except CAUGHT as error:
            self._caught(error, facts.wave)
            return _fallback_pick(view), FALLBACK.name
        return agent, self.strategy.name

    def on_idle(self, queued: Sequence[Attempt], situation: Situation, facts: WaveFacts) -> Sequence[Move]:
        """Return what the strategy wants moved, of what waits in queues, to slots that idle; nothing where it fails."""
        assert self.strategy.on_idle is not None
        view = self._view([attempt.task for attempt in queued], situation, facts)
        try:
            answer, memory = self.strategy.on_idle(
                IdleView(view, tuple([attempt.its_agent.index for attempt in queued])), self._memory
            )
            moves, self._memory = moves_made(answer), memory_left(memory)
        except CAUGHT as error:
            self.caught_on_idle(error, facts.wave)
            return ()
        return moves

    def caught_on_idle(self, error: BaseException, wave: int) -> None:
        """Tell that the strategy failed when slots idled, or moved what cannot be moved."""
        self._faults.caught(error, wave, f"policy {self.strategy.name}", "queued work stays where it is")

    def plan(self, tasks: Sequence[TaskRun], situation: Situation, facts: WaveFacts) -> tuple[list[int], list[float]]:
        """Return an agent and a rank for every task of a wave; NO_AGENT for all where the strategy fails.

        Tasks without an agent are assigned on release by `load_balanced`.
        """
        assert self.strategy.plan is not None
        view = self._view(tasks, situation, facts)
        try:
            draws = tuple(self._uniforms(task, 0, situation) for task in tasks)
            chosen, ranks, memory = self.strategy.plan(view, self._memory, draws)
            if len(chosen) != len(tasks) or len(ranks) != len(tasks):
                raise ValueError(f"{len(chosen)} agents and {len(ranks)} ranks for {len(tasks)} tasks")
            agents = [
                agent_chosen(agent, usable_for(task.accepts, situation))
                for agent, task in zip(chosen, tasks, strict=True)
            ]
            places = [place_given(rank, may_be_nan=True) for rank in ranks]
            self._memory = memory_left(memory)
        except CAUGHT as error:
            self._caught(error, facts.wave)
            return [NO_AGENT] * len(tasks), [_NAN] * len(tasks)
        return agents, places

    def rank(self, attempt: Attempt, situation: Situation, facts: WaveFacts) -> float:
        """Return a task's rank in the central queue; first come, first served where the strategy fails."""
        assert self.strategy.rank is not None
        view = self._view((attempt.task,), situation, facts, attempt.accepts)
        try:
            draws = self._uniforms(attempt.task, attempt.draw, situation)
            rank, memory = self.strategy.rank(view, self._memory, draws)
            rank, self._memory = place_given(rank), memory_left(memory)
        except CAUGHT as error:
            self._caught(error, facts.wave)
            return 0.0
        return rank

    def _caught(self, error: BaseException, wave: int) -> None:
        instead = "first come, first served" if self.strategy.kind is Kind.PULL else f"{FALLBACK.name} decides"
        self._faults.caught(error, wave, f"policy {self.strategy.name}", instead)

    def _uniforms(self, task: TaskRun, attempt: int, situation: Situation) -> Sequence[float]:
        if not self.strategy.draws:
            return ()
        if self._draws is None:
            self._draws = PolicyDraws(self._luck, situation.agents)
        return self._draws.of(task, attempt)

    def _view(
        self, tasks: Sequence[TaskRun], situation: Situation, facts: WaveFacts, accepts: Sequence[bool] = ()
    ) -> AssignmentView:
        # From a tuple in the order of its fields: a view is made for every task. Tuples all the way down: a strategy
        # can change nothing of what it is shown, and an attempt to is an error of its own.
        return _view(
            AssignmentView,
            (
                *(_columns_of_one(tasks[0]) if len(tasks) == 1 else _columns_of(tasks)),
                self._planned_starts(tasks, len(situation.agents), facts) if self.strategy.reads_schedule else (),
                usable_for(accepts or tasks[0].accepts, situation) if len(tasks) == 1 else situation.usable,
                situation.load_s,
                situation.tasks_in_system,
                situation.free_slots,
                situation.capacity,
                situation.up_share,
                facts.fair_share_s,
                self._settings,
                situation.queued,
                situation.last_given,
                *self.on_request.of(tasks, situation, facts),
            ),
        )

    def _planned_starts(self, tasks: Sequence[TaskRun], agents: int, facts: WaveFacts) -> Sequence[Sequence[float]]:
        nowhere = (_NAN,) * agents  # one for all tasks without a line
        lines = [facts.schedule(task.index) for task in tasks]
        if not any(lines):
            return ()
        return tuple([_starts(of_task, agents) if of_task else nowhere for of_task in lines])


def _columns_of(tasks: Sequence[TaskRun]) -> tuple[Sequence[Any], ...]:
    """The task columns of a view, from `task` to `expected_s`."""
    return (
        tuple([task.index for task in tasks]),
        tuple([task.priority for task in tasks]),
        tuple([_NAN if task.confidence is None else task.confidence for task in tasks]),
        tuple([task.mean_predicted for task in tasks]),
        tuple([task.estimate for task in tasks]),
        tuple([task.expected_s for task in tasks]),
    )


def _columns_of_one(task: TaskRun) -> tuple[Sequence[Any], ...]:
    """The same of one task, the short way: most views have one."""
    confidence = _NAN if task.confidence is None else task.confidence
    return (task.index,), (task.priority,), (confidence,), (task.mean_predicted,), (task.estimate,), (task.expected_s,)


def usable_for(accepts: Sequence[bool], situation: Situation) -> tuple[bool, ...]:
    """Return for each agent whether it is usable and accepts what it would be given; `accepts` empty: all do."""
    if not accepts:
        return situation.usable
    return tuple([up and accepted for up, accepted in zip(situation.usable, accepts, strict=True)])


def _fallback_pick(view: AssignmentView) -> int:
    assert FALLBACK.pick is not None
    return agent_chosen(FALLBACK.pick(view, FALLBACK.initial_memory, ())[0], view.usable)


def _starts(lines: Sequence[tuple[int, float]], agents: int) -> tuple[float, ...]:
    starts = [_NAN] * agents
    for agent, start in lines:
        if starts[agent] != starts[agent]:  # the first line counts
            starts[agent] = start
    return tuple(starts)
