"""One suite over every assignment strategy that the catalogue finds; nothing is on an ignore list.

What is asked of anybody's strategy, `sim.testing` asks; the rest is asked of those of the program.
"""

import doctest
import inspect
import math
from collections.abc import Collection
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.policies import NO_AGENT, AssignmentView, Kind, Memory, Setting, Strategy
from sim.policies.acceptable import usable_for
from sim.policies.catalogue import resolve_settings, strategies
from sim.scenario.reading.problems import ScenarioError
from sim.testing import check_strategy

ALL = strategies()
every_strategy = pytest.mark.parametrize("strategy", ALL.values(), ids=list(ALL))
every_batch = pytest.mark.parametrize(
    "strategy", [s for s in ALL.values() if s.kind is Kind.BATCH], ids=lambda s: s.name
)

COUNTS_ALL = ("ucb",)  # N runs over all agents, up or down
OF_TASKS = ("accepts", "work_s", "parents")  # columns on request with an entry a task

quick = settings(max_examples=25, deadline=None)

# Few distinct values, so that ties are common; binary fractions, so that they are exact.
seconds = st.integers(0, 8).map(lambda n: n * 4.0)
shares = st.integers(0, 8).map(lambda n: n / 8.0)


def row(values, n: int):
    return st.lists(values, min_size=n, max_size=n).map(tuple)


@st.composite
def views(draw, most_tasks: int, numbers: tuple[float, ...], reads: Collection[str] = ()) -> AssignmentView:
    """Any view of up to so many tasks and four agents; the tasks' indices rise, with gaps."""
    n, m = draw(st.integers(1, most_tasks)), draw(st.integers(1, 4))
    estimate = draw(row(row(shares, m), n))
    expected = draw(row(row(seconds, m), n))
    capacity = draw(row(st.integers(1, 3), m))
    on_request = {
        "accepts": st.just(()) | row(row(st.booleans(), m), n),
        "queued_or_running": row(st.integers(0, 3), m),
        "slot_free_s": st.tuples(*(row(seconds, slots).map(sorted).map(tuple) for slots in capacity)),
        "work_s": row(seconds, n),
        "succeeded": row(st.integers(0, 5), m),
        "failed": row(st.integers(0, 5), m),
    }
    tasks = tuple(sorted(draw(st.sets(st.integers(0, 30), min_size=n, max_size=n))))
    edges = [[(parent, s) for parent in tasks[:t] if (s := draw(seconds)) < 16.0] for t in range(n)]
    on_request["parents"] = st.just(tuple(map(tuple, edges)))
    return AssignmentView(
        task=tasks,
        priority=draw(row(st.integers(1, 3), n)),
        confidence=draw(row(shares | st.just(math.nan), n)),
        predicted_success=tuple(sum(chances) / m for chances in estimate),
        estimate=estimate,
        expected_s=expected,
        planned_start_s=draw(st.just(()) | row(row(seconds | st.just(math.nan), m), n)),
        usable=draw(row(st.booleans(), m)),
        load_s=draw(row(seconds, m)),
        tasks_in_system=draw(row(st.integers(0, 3), m)),
        free_slots=tuple(draw(st.integers(0, slots)) for slots in capacity),
        capacity=capacity,
        up_share=draw(row(shares, m)),
        fair_share_s=sum(sum(times) / m for times in expected) / sum(capacity),
        settings=numbers,
        queued=draw(row(st.integers(0, 3), m)),
        last_given=draw(row(st.integers(-1, 5), m)),
        **{name: draw(on_request[name]) for name in sorted(reads)},
    )


def a_value(setting: Setting):
    """Any value that a setting declares to be allowed."""
    if setting.choices:
        return st.sampled_from(setting.choices)
    low = setting.low if setting.low is not None else -100.0
    high = setting.high if setting.high is not None else low + 100.0
    if setting.whole:
        return st.integers(int(low), int(high)).map(float)
    return st.floats(low, high) | st.sampled_from([low, high])


@st.composite
def cases(draw, strategy: Strategy) -> AssignmentView:
    """Any view that a strategy may meet: one task for those that decide one by one, any allowed settings."""
    given_settings = draw(st.fixed_dictionaries({}, optional={s.name: a_value(s) for s in strategy.settings}))
    numbers = resolve_settings(strategy, given_settings)
    if strategy.kind is Kind.BATCH:
        return draw(views(5, numbers, strategy.reads))
    if strategy.kind is Kind.PULL:
        return draw(views(1, numbers, strategy.reads))
    return draw(views(1, numbers, set(strategy.reads) - {"accepts"}))  # `usable` says that of one task


@dataclass(frozen=True)
class Answer:
    agents: tuple[int, ...]  # none from a strategy that pulls
    ranks: tuple[float, ...]  # none from a strategy that decides at once
    memory: Memory


def ask(strategy: Strategy, view: AssignmentView, memory: Memory | None = None) -> Answer:
    """A strategy's answer, in one shape for the three kinds; its uniforms depend on task and agent alone."""
    before = strategy.initial_memory if memory is None else memory
    u = [[((7 * t + 3 * a) % 16 + 0.5) / 16 for a in range(len(view.usable))] for t in view.task]
    if not strategy.draws:
        u = [[] for _ in view.task]
    if strategy.pick:
        agent, after = strategy.pick(view, before, u[0])
        assert isinstance(agent, int)  # those of the program answer with an index
        return Answer((agent,), (), after)
    if strategy.plan:
        agents, ranks, after = strategy.plan(view, before, u)
        assert type(agents) is list
        assert type(ranks) is list
        return Answer(tuple(agents), tuple(ranks), after)
    assert strategy.rank
    rank, after = strategy.rank(view, before, u[0])
    return Answer((), (rank,), after)


def same(one: Answer, other: Answer) -> bool:
    return repr(one) == repr(other)  # NaN is itself here


@every_strategy
@pytest.mark.parametrize("seed", range(3))
def test_it_keeps_the_contract_of_every_strategy(strategy, seed: int) -> None:
    check_strategy(strategy, seed=seed)


@every_strategy
@quick
@given(data=st.data())
def test_what_an_unusable_agent_would_be_like_does_not_matter(strategy, data) -> None:
    view = data.draw(cases(strategy))
    m = len(view.usable)
    load, chance, up = data.draw(row(seconds, m)), data.draw(shares), data.draw(row(shares, m))
    changed = view._replace(
        load_s=only_where_unusable(view, load, view.load_s),
        up_share=only_where_unusable(view, up, view.up_share),
        queued=only_where_unusable(view, (9,) * m, view.queued),
        **{
            name: only_where_unusable(view, (9,) * m, getattr(view, name))
            for name in ("queued_or_running", "succeeded", "failed")
            if name in strategy.reads and strategy.name not in COUNTS_ALL
        },
        estimate=tuple(only_where_unusable(view, (chance,) * m, chances) for chances in view.estimate),
    )
    assert same(ask(strategy, changed), ask(strategy, view))


def only_where_unusable(view: AssignmentView, new, old):
    return tuple(o if usable else n for usable, n, o in zip(view.usable, new, old, strict=True))


@every_batch
@quick
@given(data=st.data())
def test_no_agent_gets_a_task_that_it_does_not_accept(strategy, data) -> None:
    view = data.draw(cases(strategy))
    usable = [usable_for(view, t) for t in range(len(view.task))]
    for t, agent in enumerate(ask(strategy, view).agents):
        assert usable[t][agent] if agent != NO_AGENT else not any(usable[t])


@every_batch
def test_a_plan_reads_who_accepts_what(strategy) -> None:
    assert "accepts" in strategy.reads


@every_batch
@quick
@given(data=st.data())
def test_the_order_of_the_rows_does_not_matter(strategy, data) -> None:
    view = data.draw(cases(strategy))
    order = data.draw(st.permutations(range(len(view.task))))
    moved = view._replace(
        **{
            column: tuple(getattr(view, column)[t] for t in order)
            for column in ("task", "priority", "confidence", "predicted_success", "estimate", "expected_s")
        },
        **{column: tuple(getattr(view, column)[t] for t in order) for column in OF_TASKS if getattr(view, column)},
        planned_start_s=tuple(view.planned_start_s[t] for t in order) if view.planned_start_s else (),
    )
    straight, mixed = ask(strategy, view), ask(strategy, moved)
    assert mixed.agents == tuple(straight.agents[t] for t in order)
    assert repr(mixed.ranks) == repr(tuple(straight.ranks[t] for t in order))


@pytest.mark.parametrize("strategy", [s for s in ALL.values() if not s.draws], ids=lambda s: s.name)
@quick
@given(data=st.data())
def test_only_the_order_of_the_task_indices_matters(strategy, data) -> None:
    view = data.draw(cases(strategy))
    parents = tuple(tuple((2 * index + 3, s) for index, s in of_task) for of_task in view.parents)
    renumbered = ask(strategy, view._replace(task=tuple(2 * index + 3 for index in view.task), parents=parents))
    if strategy.kind is Kind.PULL:  # a rank may be the index itself; one task has no order
        assert len(renumbered.ranks) == 1
    else:
        assert same(renumbered, ask(strategy, view))


@every_strategy
def test_it_explains_itself(strategy) -> None:
    function = strategy.pick or strategy.plan or strategy.rank
    text = inspect.getdoc(function) or ""
    examples = doctest.DocTestParser().get_examples(text)
    assert any(example.want for example in examples), "an example with its output"
    assert "Source: " in text
    assert "Args:" in text
    assert "Returns:" in text
    assert strategy.source
    assert strategy.summary.endswith(".")
    assert "\n" not in strategy.summary
    assert inspect.getmodule(function).__doc__


@every_strategy
def test_its_settings_are_declared_with_values_that_are_allowed(strategy) -> None:
    names = [setting.name for setting in strategy.settings]
    assert len(set(names)) == len(names)
    assert "strategy" not in names
    for setting in strategy.settings:
        assert setting.name.isidentifier()
        assert setting.name == setting.name.lower()
        assert setting.description.endswith(".")
        assert resolve_settings(strategy, {setting.name: setting.default}) == resolve_settings(strategy, {})


@every_strategy
def test_its_settings_are_held_to_their_bounds(strategy) -> None:
    for setting in strategy.settings:
        outside: list[float | str | bool] = [True, "no such choice"]
        outside += [float(setting.default) + 0.5] if setting.whole else []
        outside += [] if setting.low is None else [math.nextafter(setting.low, -math.inf)]
        outside += [] if setting.high is None else [math.nextafter(setting.high, math.inf)]
        for value in outside:
            with pytest.raises(ScenarioError, match=rf"assignment\.{setting.name}: "):
                resolve_settings(strategy, {setting.name: value})
    with pytest.raises(ScenarioError, match=r"assignment\.no_such_setting: unknown key"):
        resolve_settings(strategy, {"no_such_setting": 1.0})
