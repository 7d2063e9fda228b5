import math

import pytest

from sim.measures.comparison import mean


def mean_interval(values, **settings):
    return mean.mean_interval(values, **settings)


def test_by_hand():
    # 10, 12, 14: mean 12, standard deviation 2, standard error 2 / sqrt(3); t(0.975; 2) = 4.302653.
    answer = mean_interval([10.0, 12.0, 14.0])
    assert answer.mean == 12.0
    assert answer.high - 12.0 == pytest.approx(4.302653 * 2.0 / math.sqrt(3.0), abs=1e-6)
    assert 12.0 - answer.low == pytest.approx(answer.high - 12.0)
    # With one degree of freedom Student's t is Cauchy: the 75 % point is 1, so a 50 % interval is mean +- s / sqrt(2).
    assert mean_interval([0.0, 2.0], confidence=0.5)[:3] == pytest.approx((1.0, 0.0, 2.0))


def test_too_few():
    assert mean_interval([]) == (None, None, None, 0)
    assert mean_interval([3.0, math.nan]) == (3.0, None, None, 1)


def test_values_that_never_differ_show_nothing_of_others():
    assert mean_interval([0.1, 0.1, 0.1]) == (0.1, None, None, 3)
    # Of three, 1 - 0.025 ** (1 / 3) may be of another kind, anywhere within what there can be.
    found = mean_interval([0.1, 0.1, 0.1], within=(0.0, 1.0))
    kept = 0.025 ** (1.0 / 3.0)
    assert found == pytest.approx((0.1, 0.1 * kept, 1.0 - 0.9 * kept, 3))
    assert mean_interval([0.1, 0.1, 0.1], within=(0.0, math.inf))[1:3] == (pytest.approx(0.1 * kept), None)


def test_runs_that_are_the_same_by_construction_are_the_truth():
    assert mean_interval([0.1, 0.1, 0.1], certain=True) == (0.1, 0.1, 0.1, 3)
    assert mean_interval([0.1], certain=True) == (0.1, 0.1, 0.1, 1)


def test_the_interval_reaches_further_on_the_side_of_the_long_tail():
    # 1, 1, 1, 1, 1, 1, 1, 9: mean 2, s = sqrt(8), standard error 1; t(0.975; 7) = 2.364624.
    low, high = mean_interval([1.0] * 7 + [9.0])[1:3]
    assert low == pytest.approx(2.0 - 2.364624, abs=1e-6)
    assert high > 2.0 + 3.0 * 2.364624
    mirrored = mean_interval([-1.0] * 7 + [-9.0])
    assert (mirrored.low, mirrored.high) == pytest.approx((-high, -low))
