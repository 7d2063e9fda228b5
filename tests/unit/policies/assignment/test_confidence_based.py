"""Confidence first, by hand."""

from math import nan

from sim.policies import NO_AGENT, make_view
from sim.policies.assignment.confidence_based import STRATEGY, plan


def test_two_agents_five_tasks() -> None:
    # Tasks of 10 s, fair share 25 s: each task in front costs 0.1 * 10 / 25 = 0.04. Task 2 was not assessed
    # and counts as its mean predicted success, (0.90 + 0.85) / 2 = 0.875. Order: 0 (0.95), 2 (0.875), 4
    # (0.80), 3 (0.70, exactly at the threshold), then 1 (0.60). Scores of agents 0 and 1: task 0 0.90 or 0.85
    # -> 0; task 2 0.86 or 0.85 -> 0; task 4 0.82 or 0.85 -> 1; task 3 0.82 or 0.81 -> 0; task 1 0.78 or 0.81
    # -> 1.
    view = make_view(
        [[10.0, 10.0]] * 5,
        estimate=[[0.90, 0.85]] * 5,
        confidence=[0.95, 0.60, nan, 0.70, 0.80],
        settings=(0.70,),
    )
    assert plan(view, (), ()) == ([0, 1, 0, 0, 1], [0.0, 4.0, 1.0, 3.0, 2.0], ())


def test_the_default_threshold_is_70_percent() -> None:
    assert [(s.name, s.default) for s in STRATEGY.settings] == [("confidence_threshold", 0.70)]


def test_doubtful_tasks_go_by_index_whatever_their_confidence() -> None:
    view = make_view([[10.0]] * 3, confidence=[0.1, 0.6, 0.9], settings=(0.70,))
    assert plan(view, (), ())[1] == [1.0, 2.0, 0.0]


def test_equal_confidence_goes_by_index() -> None:
    view = make_view([[10.0]] * 3, confidence=[0.8, 0.9, 0.8], settings=(0.70,))
    assert plan(view, (), ())[1] == [1.0, 0.0, 2.0]


def test_an_unassessed_task_predicted_below_the_threshold_is_doubtful() -> None:
    view = make_view([[10.0]] * 2, confidence=[nan, 0.75], predicted_success=[0.69, 0.2], settings=(0.70,))
    assert plan(view, (), ())[1] == [1.0, 0.0]


def test_without_a_fair_share_load_costs_nothing() -> None:
    view = make_view([[0.0, 0.0]], estimate=[[0.8, 0.7]], load_s=[500.0, 0.0], settings=(0.70,))
    assert view.fair_share_s == 0.0
    assert plan(view, (), ())[0] == [0]


def test_equal_scores_go_to_the_least_load_then_the_lowest_index() -> None:
    # Binary fractions keep the tie exact. Fair share 10 s, loads 0 and 0; then without a fair share, loads 2
    # and 1.
    even = make_view([[10.0, 10.0]], estimate=[[0.75, 0.75]], settings=(0.70,))
    assert plan(even, (), ())[0] == [0]
    loaded = make_view([[0.0, 0.0]], estimate=[[0.75, 0.75]], load_s=[2.0, 1.0], settings=(0.70,))
    assert plan(loaded, (), ())[0] == [1]


def test_a_slot_more_halves_the_load_that_a_task_adds() -> None:
    # Fair share 10 s; agent 0 has two slots. After task 0: load 10 / 2 = 5 s, so 0.9 - 0.05 = 0.85 against
    # 0.84.
    view = make_view(
        [[10.0, 10.0]] * 2, estimate=[[0.9, 0.84]] * 2, capacity=[2, 1], fair_share_s=10.0, settings=(0.70,)
    )
    assert plan(view, (), ())[0] == [0, 0]
    # With one slot the load is 10 s, and 0.9 - 0.1 = 0.8 is less than 0.84.
    assert plan(view._replace(capacity=(1, 1)), (), ())[0] == [0, 1]


def test_nobody_usable() -> None:
    view = make_view([[10.0, 10.0]] * 2, confidence=[0.8, 0.9], usable=[False, False], settings=(0.70,))
    assert plan(view, (), ()) == ([NO_AGENT, NO_AGENT], [1.0, 0.0], ())
