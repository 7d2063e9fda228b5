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


def test_values_that_never_differ_have_an_interval_of_no_length():
    assert mean_interval([0.1, 0.1, 0.1]) == (0.1, 0.1, 0.1, 3)
