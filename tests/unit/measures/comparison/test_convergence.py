import math

import pytest

from sim.measures.comparison.convergence import convergence
from sim.measures.comparison.mean import mean_interval


def test_each_point_is_the_interval_of_the_values_so_far():
    values = [10.0, 14.0, 12.0, 12.0, 11.5]
    curve = convergence(values)
    assert curve.replications.tolist() == [2, 3, 4, 5]
    for i, n in enumerate(curve.replications):
        expected = mean_interval(values[:n])
        assert (curve.mean[i], curve.low[i], curve.high[i]) == pytest.approx(expected[:3])


def test_large_values_close_together_keep_their_interval():
    small = convergence([0.0, 1.0, 2.0])
    large = convergence([1e9, 1e9 + 1.0, 1e9 + 2.0])
    assert (large.high - large.low).tolist() == pytest.approx((small.high - small.low).tolist())


def test_two_values_and_small_ones_have_their_interval():
    curve = convergence([0.001, 0.003])
    expected = mean_interval([0.001, 0.003])
    assert [column.tolist() for column in curve] == [[2], *([pytest.approx(end)] for end in expected[:3])]


def test_too_few():
    assert [column.size for column in convergence([1.0])] == [0, 0, 0, 0]
    assert convergence([1.0, math.nan, 3.0]).replications.tolist() == [2]
