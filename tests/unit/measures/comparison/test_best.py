import math

import numpy as np
import pytest

from sim.luck import Purpose, uniforms
from sim.measures.comparison import best as chances
from sim.measures.comparison.best import MOST_ROWS, draws_a_resample

U = np.stack([uniforms(1, 0, Purpose.BOOTSTRAP, wave=0, k=k, n=50) for k in range(400)])


def probability_of_best(values, u, **settings):
    return chances.probability_of_best(values, u, **settings)


def test_by_hand():
    # Rows (1, 2) and (4, 2). Drawn twice the first: 1 against 2. One of each: 2.5 against 2, twice. Twice the second:
    # 4 against 2. So the first column is best in 3 of 4, and behind by 1 in one of 4; the second by 0.5, 0.5 and 2.
    u = [[0.2, 0.3], [0.2, 0.7], [0.7, 0.2], [0.7, 0.9]]
    runs = [[1.0, 2.0], [4.0, 2.0]]
    assert probability_of_best(runs, u, higher_is_better=True) == ((0.75, 0.25), (0.25, 0.75), 2)
    assert probability_of_best(runs, u, higher_is_better=False) == ((0.25, 0.75), (0.75, 0.25), 2)


def test_ties_are_shared():
    column = np.linspace(0.1, 5.3, 50)
    best = probability_of_best(np.stack([column, column, column - 1.0], axis=1), U, higher_is_better=True)
    assert best.probability == (0.5, 0.5, 0.0)
    assert best.opportunity_cost == pytest.approx((0.0, 0.0, 1.0))


def test_costs_differ_by_what_the_means_do():
    # In every resample the costs of two alternatives differ by their means, so on average by about the samples' means;
    # exactly so for the resamples that were drawn.
    rows = np.stack([U[0], U[1] + 0.02], axis=1)
    best = probability_of_best(rows, U, higher_is_better=True)
    drawn = (U * 50).astype(int)
    means = rows[drawn].mean(axis=1)
    assert best.opportunity_cost[0] - best.opportunity_cost[1] == pytest.approx((means[:, 1] - means[:, 0]).mean())
    assert best.probability[0] == pytest.approx((means[:, 0] > means[:, 1]).mean())


def test_a_replication_that_lacks_one_counts_for_none():
    rows = np.stack([U[0], U[1]], axis=1)
    gap = np.vstack([rows[:10], [[100.0, math.nan]], rows[10:]])
    assert probability_of_best(gap, U, higher_is_better=True) == probability_of_best(rows, U, higher_is_better=True)
    assert probability_of_best([[1.0, math.nan]], U, higher_is_better=True) == ((None, None), (None, None), 0)


def test_one_replication_and_one_alternative():
    assert probability_of_best([[1.0, 2.0]], U, higher_is_better=False).probability == (1.0, 0.0)
    assert probability_of_best([[1.0], [2.0]], U, higher_is_better=True).probability == (1.0,)


def test_many_replications_are_resampled_in_blocks():
    # The spread of a resampled mean is sd / sqrt(n), blocks or not. Alternating 0 and 1 against 0.51 and 0.49 constant:
    # of 4,000, sd 0.5: standard error 0.0079; the constant 0.51 is best with Phi(0.01 / 0.0079) = 0.897.
    # (Values in random order: blocks are of what is alike.)
    n = 4 * MOST_ROWS
    u = np.stack([uniforms(2, 0, Purpose.BOOTSTRAP, wave=0, k=k, n=draws_a_resample(n)) for k in range(2000)])
    coin = (np.argsort(uniforms(3, 0, Purpose.BOOTSTRAP, 0, 0, n)) % 2).astype(float)
    best = probability_of_best(np.stack([coin, np.full(n, 0.51)], axis=1), u, higher_is_better=True)
    assert coin.mean() == 0.5
    assert best.probability[1] == pytest.approx(0.897, abs=0.03)


def test_blocks_leave_no_replication_out():
    # 2,000 in the first replication and then nothing: a mean of 1 against 0.25, when every block is drawn once.
    rows = np.zeros((2 * MOST_ROWS, 2))
    rows[0, 0] = 2.0 * MOST_ROWS
    rows[:, 1] = 0.25
    each_once = (np.arange(MOST_ROWS) + 0.5) / MOST_ROWS
    best = probability_of_best(rows, [each_once, each_once[::-1]], higher_is_better=True)
    assert best == ((1.0, 0.0), (0.0, pytest.approx(0.75)), 2 * MOST_ROWS)


def test_too_few_uniforms():
    with pytest.raises(ValueError, match="3 or more"):
        probability_of_best(np.ones((3, 2)), np.full((10, 2), 0.5), higher_is_better=True)
