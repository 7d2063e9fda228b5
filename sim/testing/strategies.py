"""What every assignment strategy must do."""

import copy
import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from sim.plugins.setting import Setting
from sim.policies.acceptable import usable_for
from sim.policies.answers import agent_chosen, memory_left, moves_made, place_given
from sim.policies.catalogue import STRATEGIES
from sim.policies.member_problems import strategy_problems
from sim.policies.settings import resolve_settings
from sim.policies.strategy import NO_AGENT, AssignmentView, IdleView, Kind, Memory, Strategy
from sim.testing.broken import broken, member_of, refuse_wrong
from sim.testing.draws import Draws

_MOST_TASKS, _MOST_AGENTS = 5, 4


class Answer(NamedTuple):
    """What a strategy answers, in one shape for the three kinds."""

    agents: tuple[Any, ...]  # none from a strategy that pulls
    ranks: tuple[Any, ...]  # none from a strategy that decides at once
    memory: Any


def check_strategy(strategy: Strategy | str, questions: int = 200, seed: int = 0, may_hold: bool = False) -> None:
    """Hold a strategy to its contract.

    It is made as it should be; it chooses a usable agent, and NO_AGENT only where there is none; ranks and memory are
    finite numbers, as many as they should be; the same question has the same answer, whatever was asked between; and
    what it is shown stays as it was. What it moves when slots idle waits elsewhere, and goes to a free slot.

    Args:
        strategy: to be checked; or its name, such as `./mine.py:NAME`.
        questions: how many views it is asked about.
        seed: of the questions.
        may_hold: it may answer NO_AGENT (or HOLD) though an agent is usable, so that the task waits at the manager.

    Raises:
        ContractBroken: says what it did, and on which view.

    >>> from sim.policies.assignment.round_robin import STRATEGY
    >>> check_strategy(STRATEGY)
    >>> first = Strategy("first", Kind.IMMEDIATE, "Agent 0.", pick=lambda view, memory, u: (0, memory))
    >>> check_strategy(first)
    Traceback (most recent call last):
    ...
    sim.testing.broken.ContractBroken: the strategy first: it chose agent 0, which is not usable
    Asked: ...
    """
    strategy = member_of(STRATEGIES, strategy)
    told = f"the strategy {strategy.name}"
    refuse_wrong(told, strategy_problems(strategy))
    memory: Memory = strategy.initial_memory
    for question in range(questions):
        view = any_view(strategy, Draws(seed, 2 * question))
        answer = _asked(told, strategy, view, memory)
        _check_answer(told, strategy, view, answer, may_hold)
        _asked(told, strategy, any_view(strategy, Draws(seed, 2 * question + 1)), strategy.initial_memory)
        if repr(_asked(told, strategy, view, memory)) != repr(answer):
            broken(told, "the same question had two answers; all that it remembers belongs into its memory", view)
        memory = memory_left(answer.memory)
        if strategy.on_idle is not None:
            _check_on_idle(told, strategy, _any_queues(strategy, Draws(seed, 2 * question)), memory)


def _any_queues(strategy: Strategy, draws: Draws) -> IdleView:
    view = any_view(strategy, draws, draws.whole(1, _MOST_TASKS))
    stands_at = tuple(sorted(draws.whole(0, len(view.usable) - 1) for _ in view.task))
    queued = tuple(stands_at.count(agent) for agent in range(len(view.usable)))
    return IdleView(view._replace(queued=queued), stands_at)


def _check_on_idle(told: str, strategy: Strategy, view: IdleView, memory: Memory) -> None:
    assert strategy.on_idle is not None
    try:
        answer, after = strategy.on_idle(view, memory)
        moves = moves_made(answer)
        memory_left(after)
    except Exception as error:  # noqa: BLE001 - whatever an author's function throws
        broken(told, f"it failed when slots idled: {type(error).__name__}: {error}", view)
    if repr(strategy.on_idle(view, memory)) != repr((answer, after)):
        broken(told, "the same idle slots had two answers; all that it remembers belongs into its memory", view)
    fleet = view.queued
    for move in moves:
        if move.task not in fleet.task:
            broken(told, f"it moved task {move.task}, which waits in no queue", view)
        idles = 0 <= move.agent < len(fleet.usable) and fleet.usable[move.agent]
        if not idles or fleet.free_slots[move.agent] <= fleet.queued[move.agent]:
            broken(told, f"it moved a task to agent {move.agent}, which has no slot that idles", view)


def any_view(strategy: Strategy, draws: Draws, tasks: int | None = None) -> AssignmentView:
    """Return a view that a strategy may meet: any allowed settings; one task where it is asked singly."""
    many = tasks is not None or strategy.kind is Kind.BATCH
    typed = many or strategy.kind is Kind.PULL  # else `usable` says whether the one task is accepted
    n = tasks or (draws.whole(1, _MOST_TASKS) if many else 1)
    m = draws.whole(1, _MOST_AGENTS)
    given = {setting.name: _a_value(setting, draws) for setting in strategy.settings if draws.flag()}
    reads = strategy.reads
    estimate = draws.row(lambda: draws.row(draws.share, m), n)
    expected = draws.row(lambda: draws.row(lambda: 4.0 * draws.whole(0, 8), m), n)
    capacity = draws.row(lambda: draws.whole(1, 3), m)
    planned = draws.row(lambda: draws.row(lambda: draws.one_of((math.nan, 4.0 * draws.whole(0, 8))), m), n)
    first = draws.whole(0, 9)
    return AssignmentView(
        task=tuple(first + 3 * place for place in range(n)),
        priority=draws.row(lambda: draws.whole(1, 3), n),
        confidence=draws.row(lambda: draws.one_of((math.nan, draws.share())), n),
        predicted_success=tuple(math.fsum(chances) / m for chances in estimate),
        estimate=estimate,
        expected_s=expected,
        planned_start_s=planned if strategy.reads_schedule and draws.flag() else (),
        usable=draws.row(draws.flag, m),
        load_s=draws.row(lambda: 4.0 * draws.whole(0, 8), m),
        tasks_in_system=draws.row(lambda: draws.whole(0, 3), m),
        free_slots=tuple(draws.whole(0, slots) for slots in capacity),
        capacity=capacity,
        up_share=draws.row(draws.share, m),
        fair_share_s=math.fsum(math.fsum(times) / m for times in expected) / sum(capacity),
        settings=resolve_settings(strategy, given),
        queued=draws.row(lambda: draws.whole(0, 3), m),
        last_given=draws.row(lambda: draws.whole(-1, 5), m),
        accepts=draws.row(lambda: draws.row(draws.flag, m), n) if "accepts" in reads and typed and draws.flag() else (),
        queued_or_running=draws.row(lambda: draws.whole(0, 3), m) if "queued_or_running" in reads else (),
        slot_free_s=tuple(_times(draws, slots) for slots in capacity) if "slot_free_s" in reads else (),
        work_s=draws.row(lambda: 4.0 * draws.whole(0, 8), n) if "work_s" in reads else (),
        succeeded=draws.row(lambda: draws.whole(0, 5), m) if "succeeded" in reads else (),
        failed=draws.row(lambda: draws.whole(0, 5), m) if "failed" in reads else (),
        parents=tuple(_parents(draws, first, place) for place in range(n)) if "parents" in reads else (),
    )


def _parents(draws: Draws, first: int, place: int) -> tuple[tuple[int, float], ...]:
    edges = ((first + 3 * parent, 4.0 * draws.whole(0, 3)) for parent in range(place))
    return tuple(edge for edge in edges if draws.flag())


def _times(draws: Draws, slots: int) -> tuple[float, ...]:
    return tuple(sorted(draws.row(lambda: 4.0 * draws.whole(0, 8), slots)))


def _a_value(setting: Setting, draws: Draws) -> float | str:
    if setting.choices:
        return draws.one_of(setting.choices)
    low = setting.low if setting.low is not None else -100.0
    value = draws.number(low, setting.high if setting.high is not None else low + 100.0)
    return float(int(value)) if setting.whole else value


def _asked(told: str, strategy: Strategy, view: AssignmentView, memory: Memory) -> Answer:
    """Ask, of lists that could be changed, and see that they were not."""
    shown = AssignmentView._make(map(_as_lists, view))._replace(settings=view.settings)
    before = copy.deepcopy(shown)
    u = [[((7 * task + 3 * agent) % 16 + 0.5) / 16 for agent in range(len(view.usable))] for task in view.task]
    drawn: list[list[float]] = u if strategy.draws else [[] for _ in view.task]
    try:
        answer = _answer(strategy, shown, memory, drawn)
    except Exception as error:  # noqa: BLE001 - whatever an author's function throws
        broken(told, f"it failed: {type(error).__name__}: {error}", view)
    if repr(shown) != repr(before):
        broken(told, "it changed what it was shown", view)
    return answer


def _answer(strategy: Strategy, view: AssignmentView, memory: Memory, u: Sequence[Sequence[float]]) -> Answer:
    if strategy.pick is not None:
        agent, after = strategy.pick(view, memory, u[0])
        return Answer((agent,), (), after)
    if strategy.plan is not None:
        agents, ranks, after = strategy.plan(view, memory, u)
        return Answer(tuple(agents), tuple(ranks), after)
    assert strategy.rank is not None
    rank, after = strategy.rank(view, memory, u[0])
    return Answer((), (rank,), after)


def _check_answer(told: str, strategy: Strategy, view: AssignmentView, answer: Answer, may_hold: bool) -> None:
    n = len(view.task)
    agents, ranks = (0 if strategy.kind is Kind.PULL else n), (0 if strategy.kind is Kind.IMMEDIATE else n)
    if (len(answer.agents), len(answer.ranks)) != (agents, ranks):
        broken(told, f"it gave {len(answer.agents)} agents and {len(answer.ranks)} ranks for {n} tasks", view)
    try:
        for t, agent in enumerate(answer.agents):
            usable = usable_for(view, t)
            if agent_chosen(agent, usable) == NO_AGENT and any(usable) and not may_hold:
                broken(told, "it chose nobody, though an agent is usable", view)
        for rank in answer.ranks:
            place_given(rank, may_be_nan=strategy.reads_schedule)
        memory = memory_left(answer.memory)
    except (TypeError, ValueError) as error:
        broken(told, str(error), view)
    if len(memory) != len(strategy.initial_memory) or not all(isinstance(number, int | float) for number in memory):
        expected = f"expected {len(strategy.initial_memory)} numbers, as its initial_memory has"
        broken(told, f"it left the memory {answer.memory!r}; {expected}", view)


def _as_lists(column: Any) -> Any:
    return [_as_lists(item) for item in column] if isinstance(column, tuple) else column
