"""Who is on the front: whoever is not shown to be beaten, whatever the order of metrics and alternatives."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.measures.comparison.criterion import Criterion
from sim.measures.comparison.front import shown_front

NOISE = np.array([-1.0, 1.0, 0.5, -0.5, 0.25, -0.25, 0.0, 0.0])[:, None]


def criterion(means, noise=0.01, delta=0.5, higher_is_better=False):
    k = len(means)
    own = np.concatenate([np.roll(NOISE, place, axis=0) for place in range(k)], axis=1)
    return Criterion(np.array(means) + noise * own, higher_is_better, delta, (None,) * k)


def test_whoever_is_beaten_in_both_leaves():
    assert shown_front([criterion([10.0, 20.0, 30.0]), criterion([3.0, 1.0, 2.0])]) == (0, 1)
    assert shown_front([criterion([10.0, 20.0]), criterion([3.0, 1.0], higher_is_better=True)]) == (0,)


def test_nobody_leaves_for_the_last_digits():
    paid, got = [10.0, 10.0 + 1e-9, 20.0], [0.5, 0.5, 0.9]
    front = shown_front([criterion(paid), criterion(got, higher_is_better=True, delta=0.1)])
    assert front == (0, 1, 2)


def test_nobody_stays_for_the_last_digits():
    # The second is far better in one, and worse by nothing that matters in the other.
    assert shown_front([criterion([20.0, 10.0]), criterion([5.0, 5.0 + 1e-9])]) == (1,)
    assert shown_front([criterion([20.0, 10.0]), criterion([5.0, 5.4])]) == (1,)
    assert shown_front([criterion([20.0, 10.0]), criterion([5.0, 5.6])]) == (0, 1)


def test_whoever_cannot_be_told_from_the_front_is_on_it():
    assert shown_front([criterion([10.0, 11.0], noise=50.0), criterion([1.0, 1.5], noise=50.0)]) == (0, 1)


def test_without_two_replications_nothing_is_shown():
    one = Criterion(np.array([[1.0, 2.0]]), False, 0.0, (None, None))
    none = Criterion(np.full((8, 2), math.nan), False, 0.0, (None, None))
    assert shown_front([one]) == (0, 1)
    assert shown_front([criterion([1.0, 2.0]), none]) == (0, 1)


def test_a_share_is_believed_as_far_as_its_tasks_go():
    perfect, worse = np.ones((20, 1)), np.ones((20, 1))
    worse[::10] = 0.95
    table = np.concatenate([perfect, worse], axis=1)
    assert shown_front([Criterion(table, True, 0.0, (20.0, 20.0))]) == (0, 1)
    assert shown_front([Criterion(np.tile(table, (20, 1)), True, 0.0, (20.0, 20.0))]) == (0,)


eighths = st.integers(-80, 80).map(lambda i: i / 8.0)


@given(
    arrays(float, st.tuples(st.just(3), st.integers(2, 9), st.integers(2, 5)), elements=eighths),
    st.randoms(use_true_random=False),
)
def test_no_order_of_metrics_or_alternatives_matters(tables, random):
    k = tables.shape[2]
    criteria = [Criterion(table, False, 0.5, (None,) * k) for table in tables]
    straight = shown_front(criteria)
    assert straight
    turned, order = list(criteria), list(range(k))
    random.shuffle(turned)
    random.shuffle(order)
    moved = [each._replace(values=each.values[:, order]) for each in turned]
    assert {order[place] for place in shown_front(moved)} == set(straight)


@pytest.mark.parametrize("k", [2, 40])
def test_alike_alternatives_are_all_on_it(k):
    assert shown_front([criterion([5.0] * k), criterion([1.0] * k)]) == tuple(range(k))
