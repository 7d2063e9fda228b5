"""Choices by a ratio of totals: by hand, and how often they are right."""

import numpy as np
import pytest
from scipy.special import ndtri

from sim.measures.comparison.ratio_selection import advance_ratio
from sim.measures.comparison.selection import SelectionPlan, advance, begin, selected
from tests.theory.comparison_cases import draws

TASKS = 10.0


def chosen(plan, spans):
    """The choice by tasks a second, looked at after 10 replications and then after a quarter more each time."""
    state, before, wanted = begin(plan), 0, 10
    while selected(state) is None and before < len(spans):
        own = spans[:wanted, list(state.remaining)]
        state, before, wanted = (
            advance_ratio(plan, state, TASKS / own, own, before),
            wanted,
            wanted + max(10, wanted // 4),
        )
    return selected(state)


def test_where_all_runs_take_as_long_it_is_the_choice_by_the_mean():
    done = np.array([[3.0, 4.0, 1.0], [5.0, 4.5, 2.0], [4.0, 6.0, 1.5], [4.0, 7.0, 2.5]] * 20)
    plan = SelectionPlan(3, delta=0.05, first_stage=4)
    by_mean = begin(plan)
    for row in done / 2.0:
        by_mean, _ = advance(plan, by_mean, row[list(by_mean.remaining)])
    by_ratio = advance_ratio(plan, begin(plan), done / 2.0, np.full(done.shape, 2.0), 0)
    assert by_ratio.remaining == by_mean.remaining
    assert 2 not in by_mean.remaining
    assert by_ratio.totals == pytest.approx(by_mean.totals, rel=1e-9)


def test_the_totals_decide_and_not_the_mean_of_the_runs_own_ratios():
    # Spans of 10 and 90 s: own ratios 1 and 1/9, 0.56 on average, but 20 tasks in 100 s. The other always takes 40 s.
    spans = np.array([[10.0, 40.0 + 0.1 * (i % 3)] if i % 2 else [90.0, 40.0 - 0.1 * (i % 3)] for i in range(600)])
    plan = SelectionPlan(2, delta=0.02)
    assert chosen(plan, spans) == 1
    by_mean = begin(plan)
    for row in TASKS / spans:
        if selected(by_mean) is None:
            by_mean, _ = advance(plan, by_mean, row)
    assert selected(by_mean) == 0


def test_replications_that_a_look_has_seen_drop_nobody_later():
    spans = np.stack([50.0 + np.arange(40.0) % 5, 5.0 + np.arange(40.0) % 3], axis=1)
    plan = SelectionPlan(2, delta=0.05)
    assert advance_ratio(plan, begin(plan), TASKS / spans, spans, 40).remaining == (0, 1)
    assert advance_ratio(plan, begin(plan), TASKS / spans, spans, 39).remaining == (1,)


def test_who_was_dropped_keeps_the_sum_it_had():
    spans = np.stack([20.0 + np.arange(30.0) % 3, 21.0 + np.arange(30.0) % 2, 90.0 + np.arange(30.0) % 5], axis=1)
    plan = SelectionPlan(3, delta=0.01)
    first = advance_ratio(plan, begin(plan), TASKS / spans[:10], spans[:10], 0)
    assert first.remaining == (0, 1)
    later = advance_ratio(plan, first, TASKS / spans[:, :2], spans[:, :2], 10)
    assert later.totals[2] == first.totals[2] == pytest.approx(np.sum(TASKS * 10 / spans[:10, 2].sum()) * 10, rel=0.01)
    assert later.replications == 30
    assert later.totals[0] == pytest.approx(30 * TASKS * 30 / spans[:, 0].sum(), rel=0.01)


def test_a_missing_ratio_is_an_error():
    spans = np.array([[1.0, np.nan]])
    plan = SelectionPlan(2, delta=0.1)
    with pytest.raises(ValueError, match="still in"):
        advance_ratio(plan, begin(plan), spans, spans, 0)


@pytest.mark.parametrize("cv", [0.3, pytest.param(1.0, marks=pytest.mark.nightly)])
def test_the_best_by_totals_is_chosen_as_often_as_promised(cv):
    # Lognormal spans beside normal ones that are longer or shorter by just what matters. 150 choices, right with 95 %
    # each, fall below 134 once in 500 cases.
    s = np.sqrt(np.log1p(cv * cv))
    best, delta = 9.0, TASKS / 9.0 - TASKS / 10.0
    right = made = 0
    for study in range(150):
        u = draws(8_800_000 + 1000 * study + int(10 * cv), 3000, 2)
        spans = np.stack([10.0 * np.exp(s * ndtri(u[:, 0]) - s * s / 2.0), best + 0.5 * ndtri(u[:, 1])], axis=1)
        found = chosen(SelectionPlan(2, delta), spans)
        right, made = right + (found == 1), made + (found is not None)
    assert right >= 134 - (150 - made)
    assert made >= 147
