"""Luck with a long tail: by hand, and how often factors that do nothing are said to move something."""

import numpy as np
import pytest
from scipy.stats import skew
from scipy.stats import t as student

from sim.measures.sensitivity.assessment import ALPHA
from sim.measures.sensitivity.sign_flips import flip_p_values
from sim.measures.sensitivity.skewed_luck import reach_up, skewed_p

STUDIES = 2_000


def test_without_skewness_it_is_students_t():
    values = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    t = values.mean() / (values.std(ddof=1) / np.sqrt(6.0))
    assert skewed_p(values[:, None]) == pytest.approx(2.0 * student.sf(t, 5), rel=1e-12)
    assert skewed_p(-values[:, None]) == skewed_p(values[:, None])


def test_pairs_count_by_their_means():
    # Means 2 and 1: weighed 2 * 1 + 1 * 3, 2 * 2 + 1 * 0, 2 * 3 + 1 * 0 are 5, 4, 6.
    table = np.array([[1.0, 3.0], [2.0, 0.0], [3.0, 0.0]])
    assert skewed_p(table) == pytest.approx(2.0 * student.sf(5.0 / (1.0 / np.sqrt(3.0)), 2), rel=1e-12)


def test_a_long_tail_counts_on_the_other_side_only():
    # Nine alike and one far off: beyond the nine it makes the mean surer, across 0 it would undo it.
    nine = np.array([1.0, 1.1, 0.9, 1.0, 1.1, 0.9, 1.0, 1.1, 0.9])
    beyond, across = (np.append(nine, value)[:, None] for value in (2.5, -0.5))
    for table, is_lessened in ((beyond, False), (across, True)):
        t = table.mean() / (table.std(ddof=1) / np.sqrt(10.0))
        plain = 2.0 * student.sf(t, 9)
        assert skewed_p(table) == pytest.approx(plain, rel=1e-9) or is_lessened
        assert skewed_p(table) > 2.0 * plain or not is_lessened


def test_it_is_johnsons_correction_one_and_a_half_times():
    values = np.array([1.0, 1.1, 0.9, 1.0, 1.1, 0.9, 1.0, 1.1, 0.9, 0.2])
    t, losses = values.mean() / (values.std(ddof=1) / np.sqrt(10.0)), -skew(values, bias=False)
    left = t - 1.5 * losses / (6.0 * np.sqrt(10.0)) * (1.0 + 2.0 * min(t * t, 9.0))
    assert skewed_p(values[:, None]) == pytest.approx(2.0 * student.sf(left, 9), rel=1e-9)


def test_the_same_in_every_replication_is_sure_and_nothing_is_nothing():
    assert skewed_p(np.full((6, 2), 3.0)) == 0.0
    assert skewed_p(np.zeros((6, 2))) == 1.0


def test_with_rare_luck_an_idle_factor_is_seldom_said_to_move(luck):
    # Exponential luck about 0, ten replications. 2,000 studies with 5 % each exceed 6.6 % once in a thousand.
    tables = luck.exponential(size=(STUDIES, 10, 1)) - 1.0
    flipped = np.array([flip_p_values([table], np.empty(0))[0] for table in tables])
    skewed = np.array([skewed_p(table) for table in tables])
    assert (np.maximum(flipped, skewed) <= ALPHA).mean() <= 0.066
    assert (flipped <= ALPHA).mean() > 0.075  # the control: flips alone


def test_normal_luck_costs_less_than_a_quarter_of_the_replications(luck):
    # A mean of one standard deviation: ten replications tell it at least as often as eight do by flips alone.
    tables = 1.0 + luck.standard_normal(size=(STUDIES // 2, 10, 1))
    told = [max(flip_p_values([table], np.empty(0))[0], skewed_p(table)) <= ALPHA for table in tables]
    eight = [flip_p_values([table[:8]], np.empty(0))[0] <= ALPHA for table in tables]
    assert np.mean(told) > 0.6
    assert sum(told) >= sum(eight)


def test_the_upper_end_reaches_further_where_replications_are_few():
    assert reach_up(2.0, 20) == 2.0
    assert [round(reach_up(2.262, n) / 2.262, 2) for n in (5, 10, 19)] == [1.41, 1.7, 1.62]
