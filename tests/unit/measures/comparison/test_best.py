import math

import numpy as np
import pytest

from sim.luck import Purpose, uniforms
from sim.measures.comparison import best as chances
from sim.measures.comparison.best import MOST_ROWS, draws_a_resample

U = np.stack([uniforms(1, 0, Purpose.BOOTSTRAP, wave=0, k=k, n=50) for k in range(400)])


def probability_of_best(values, u, **settings):
    return chances.probability_of_best(values, u, **settings)


def t_chance(differences):
    """The chance that the mean is above 0, after Student's t."""
    from scipy.special import stdtr

    n = len(differences)
    return stdtr(n - 1, np.mean(differences) / (np.std(differences, ddof=1) / math.sqrt(n)))


def test_two_alternatives_have_the_chance_of_students_t():
    # Differences 1, 2, 3, 2 and 0: mean 1.6, standard deviation 1.140, t = 3.138 with 4 degrees of freedom: 0.9825.
    runs = [[2.0, 1.0], [5.0, 3.0], [3.0, 0.0], [8.0, 6.0], [4.0, 4.0]]
    assert t_chance([1, 2, 3, 2, 0]) == pytest.approx(0.9825, abs=1e-4)
    u = np.stack([uniforms(1, 0, Purpose.BOOTSTRAP, wave=0, k=k, n=5) for k in range(4000)])
    higher = probability_of_best(runs, u, higher_is_better=True)
    assert higher.probability[0] == pytest.approx(0.9825, abs=0.006)  # three standard errors of 4,000 draws
    assert higher.replications == 5
    lower = probability_of_best(runs, u, higher_is_better=False)
    assert lower.probability[1] == pytest.approx(0.9825, abs=0.006)
    # What choosing the second costs: the mean of the positive part of 1.6 + 0.5099 T. Of the first: of its negative
    # part, 0.5099 ((4 + t^2) / 3 f(t) - t (1 - F(t))) with f(3.138) = 0.0168.
    assert higher.opportunity_cost[1] == pytest.approx(1.6, abs=0.03)
    assert higher.opportunity_cost[0] == pytest.approx(0.0116, abs=0.003)


def test_luck_in_common_cancels():
    common = 100.0 * U[7]
    rows = np.stack([U[0], U[1]], axis=1)
    plain = probability_of_best(rows, U, higher_is_better=True)
    shared = probability_of_best(rows + common[:, None], U, higher_is_better=True)
    assert shared.probability == plain.probability


def test_equals_are_sure_as_often_as_they_may():
    # Of two equals one has more than 95 % in 10 % of studies (2,000 of them: 8 to 12 % but for 3 in 1,000). The share
    # of bootstrap resamples, which it once was, has it in 15 % with 10 replications.
    from scipy.special import ndtri

    tables = ndtri(uniforms(5, 0, Purpose.BOOTSTRAP, wave=0, k=0, n=2000 * 20)).reshape(2000, 10, 2)
    sure = [max(probability_of_best(table, U, higher_is_better=True).probability) > 0.95 for table in tables]
    assert 0.08 <= np.mean(sure) <= 0.12
    drawn = (U[:, :10] * 10).astype(int)
    shares = np.array([(table[drawn].mean(axis=1).argmax(axis=1) == 0).mean() for table in tables])
    assert np.mean(np.maximum(shares, 1.0 - shares) > 0.95) > 0.13


def test_ties_are_shared():
    column = np.linspace(0.1, 5.3, 50)
    best = probability_of_best(np.stack([column, column, column - 1.0], axis=1), U, higher_is_better=True)
    assert best.probability == (0.5, 0.5, 0.0)
    assert best.opportunity_cost == pytest.approx((0.0, 0.0, 1.0))


def test_missing_values_leave_the_other_pairs_whole():
    rows = np.stack([U[0], U[1] + 0.1, U[2] + 5.0], axis=1)
    gap = rows.copy()
    gap[10:40, 2] = math.nan
    whole, without = (probability_of_best(table, U, higher_is_better=False) for table in (rows, gap))
    # The first two have all fifty in common, and the third is never the lowest.
    assert without.probability == pytest.approx(whole.probability, abs=1e-12)
    assert (whole.replications, without.replications) == (50, 20)
    # One that is there in bad replications only is held against the others in these.
    biased = np.stack([U[0], np.where(U[0] > 0.7, U[0] + 0.1 * U[1], math.nan)], axis=1)
    best = probability_of_best(biased, U, higher_is_better=True)
    there = U[0] > 0.7
    assert best.probability[1] == pytest.approx(t_chance(0.1 * U[1][there]), abs=0.02)
    assert best.replications == there.sum()


def test_too_few_in_common_give_no_chance():
    nan = math.nan
    nothing = ((None, None), (None, None))
    assert probability_of_best([[1.0, nan], [2.0, nan]], U, higher_is_better=True) == (*nothing, 0)
    assert probability_of_best([[1.0, 2.0], [2.0, nan]], U, higher_is_better=True) == (*nothing, 1)
    assert probability_of_best([[1.0, 2.0]], U, higher_is_better=False) == (*nothing, 1)
    assert probability_of_best([[1.0], [2.0]], U, higher_is_better=True).probability == (1.0,)


def test_many_replications_count_in_blocks():
    # The spread of a mean is sd / sqrt(n), blocks or not. Alternating 0 and 1 against 0.51 and 0.49 constant:
    # of 4,000, sd 0.5: standard error 0.0079; the constant 0.51 is best with Phi(0.01 / 0.0079) = 0.897.
    # (Values in random order: blocks are of what is alike.)
    n = 4 * MOST_ROWS
    u = np.stack([uniforms(2, 0, Purpose.BOOTSTRAP, wave=0, k=k, n=draws_a_resample(n)) for k in range(2000)])
    coin = (np.argsort(uniforms(3, 0, Purpose.BOOTSTRAP, 0, 0, n)) % 2).astype(float)
    best = probability_of_best(np.stack([coin, np.full(n, 0.51)], axis=1), u, higher_is_better=True)
    assert coin.mean() == 0.5
    assert best.probability[1] == pytest.approx(0.897, abs=0.03)


def test_blocks_leave_no_replication_out():
    # The last of 2,500 replications decides who has the better mean, and it weighs as much as any other.
    rows = np.stack([np.full(2 * MOST_ROWS + 500, 0.0), np.full(2 * MOST_ROWS + 500, 0.25)], axis=1)
    rows[-1, 0] = 2000.0
    u = np.stack([uniforms(2, 0, Purpose.BOOTSTRAP, wave=0, k=k, n=MOST_ROWS) for k in range(1000)])
    best = probability_of_best(rows, u, higher_is_better=True)
    # Mean 0.8 against 0.25, standard error 0.8: t = 0.69.
    assert best.probability[0] == pytest.approx(0.754, abs=0.05)


def test_too_few_uniforms():
    with pytest.raises(ValueError, match="3 or more"):
        probability_of_best(np.ones((3, 2)), np.full((10, 2), 0.5), higher_is_better=True)
