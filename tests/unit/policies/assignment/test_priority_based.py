"""Priority first, by hand; constant expected times, so that every load is a small number."""

from sim.policies import NO_AGENT, make_view
from sim.policies.assignment.priority_based import STRATEGY, plan


def test_two_agents_five_tasks() -> None:
    # Five tasks of 10 s on two agents: fair share 25 s, bound 1.3 * 25 = 32.5 s, so three tasks an agent.
    # Mean predicted success is 0.85, but 0.80 for task 3. Order: priority 1 (task 1 at 0.85, task 3 at 0.80),
    # priority 2 (tasks 0 and 4, equal, by index), priority 3 (task 2). Agent 0 has the better chance
    # everywhere: it takes 1, 3 and 0 and stands at 30 s; with a fourth it would stand at 40 s, over the
    # bound: 4 and 2 are agent 1's.
    view = make_view(
        [[10.0, 10.0]] * 5,
        estimate=[[0.90, 0.80], [0.90, 0.80], [0.90, 0.80], [0.95, 0.65], [0.90, 0.80]],
        priority=[2, 1, 3, 1, 2],
        settings=(0.30,),
    )
    assert plan(view, (), ()) == ([0, 0, 1, 0, 1], [2.0, 0.0, 4.0, 1.0, 3.0], ())


def test_the_default_threshold_is_30_percent() -> None:
    assert [(s.name, s.default) for s in STRATEGY.settings] == [("load_balance_threshold", 0.30)]


def test_a_load_exactly_at_the_bound_is_allowed() -> None:
    # Two tasks of 10 s, threshold 0: bound 10 s. Agent 1, the better one, reaches 10 s with the first task;
    # were that too much, nobody would be under the bound and the lowest index would be first.
    view = make_view([[10.0, 10.0]] * 2, estimate=[[0.8, 0.9]] * 2, settings=(0.0,))
    assert plan(view, (), ())[0] == [1, 0]


def test_a_slot_more_halves_the_load_that_a_task_adds() -> None:
    # Bound 10 s. On two slots each task of 10 s adds 5 s: two fit on agent 0, the better one, and the third
    # does not.
    view = make_view([[10.0, 10.0]] * 3, estimate=[[0.9, 0.8]] * 3, capacity=[2, 1], fair_share_s=10.0, settings=(0.0,))
    assert plan(view, (), ())[0] == [0, 0, 1]


def test_when_nobody_is_under_the_bound_the_least_resulting_load_wins() -> None:
    # Agent 0 (one slot) would stand at 10 + 10 = 20 s, agent 1 (two slots) at 12 + 10 / 2 = 17 s; the bound
    # is 1.3 s.
    view = make_view(
        [[10.0, 10.0]],
        estimate=[[0.9, 0.1]],
        load_s=[10.0, 12.0],
        capacity=[1, 2],
        fair_share_s=1.0,
        settings=(0.30,),
    )
    assert plan(view, (), ())[0] == [1]


def test_equal_resulting_loads_over_the_bound_go_to_the_least_load_then_the_lowest_index() -> None:
    # 10 + 10 = 20 on agent 0; 5 + 15 = 20 on agent 1: agent 1 has less in front of it.
    tie = make_view([[10.0, 15.0]], load_s=[10.0, 5.0], fair_share_s=1.0, settings=(0.0,))
    assert plan(tie, (), ())[0] == [1]
    # Three tasks of 10 s, threshold 0: bound 15 s; one each, then both would stand at 20 s from 10 s: lowest
    # index.
    full = make_view([[10.0, 10.0]] * 3, settings=(0.0,))
    assert plan(full, (), ())[0] == [0, 1, 0]


def test_an_agent_that_was_often_down_counts_less() -> None:
    # 0.5 * 0.9 = 0.45 against 1 * 0.8 = 0.8.
    view = make_view([[10.0, 10.0]], estimate=[[0.9, 0.8]], up_share=[0.5, 1.0], settings=(0.30,), fair_share_s=10.0)
    assert plan(view, (), ())[0] == [1]


def test_equal_scores_go_to_the_least_load_then_the_lowest_index() -> None:
    loaded = make_view([[10.0, 10.0]], load_s=[3.0, 2.0], fair_share_s=100.0, settings=(0.30,))
    assert plan(loaded, (), ())[0] == [1]
    idle = make_view([[10.0, 10.0]], fair_share_s=100.0, settings=(0.30,))
    assert plan(idle, (), ())[0] == [0]


def test_the_best_agent_is_left_out_while_it_is_down() -> None:
    view = make_view([[10.0, 10.0]] * 2, estimate=[[0.9, 0.1]] * 2, usable=[False, True], settings=(0.30,))
    assert plan(view, (), ())[0] == [1, 1]


def test_nobody_usable() -> None:
    view = make_view([[10.0, 10.0]] * 2, priority=[2, 1], usable=[False, False], settings=(0.30,))
    assert plan(view, (), ()) == ([NO_AGENT, NO_AGENT], [1.0, 0.0], ())
