import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.measures.comparison.bounds import Estimate, bound_p, lower_bound, one_sided_p


def test_p_value_as_in_scipy():
    values = [0.3, -0.1, 0.8, 0.4]
    expected = stats.ttest_1samp(values, 0.0, alternative="greater").pvalue
    estimate = Estimate(stats.tmean(values), stats.sem(values), 4)
    assert one_sided_p(estimate) == bound_p(estimate) == pytest.approx(expected)


def test_equal_values_are_as_sure_as_so_many_coins():
    assert one_sided_p(Estimate(1.0, 0.0, 4)) == 1 / 16
    assert one_sided_p(Estimate(-1.0, 0.0, 4)) == one_sided_p(Estimate(0.0, 0.0, 4)) == 1.0
    # 1/16 is too much for 0.05, 1/32 is not
    assert lower_bound(Estimate(1.0, 0.0, 4), 0.05) == -math.inf
    assert lower_bound(Estimate(1.0, 0.0, 5), 0.05) == 1.0


def test_exactly_the_error_allowed_is_enough():
    # 0.5 ** 5 is 1/32 to the last digit.
    assert lower_bound(Estimate(2.0, 0.0, 5), 1 / 32) == 2.0


def test_a_share_is_bounded_by_what_it_can_be():
    assert lower_bound(Estimate(-0.5, 5.0, 3, tasks=30.0), 0.01) == -1.0


@given(
    mean=st.floats(-0.3, 0.3),
    error=st.floats(0.0, 0.1),
    n=st.integers(2, 50),
    tasks=st.none() | st.integers(5, 5000).map(float),
    alpha=st.sampled_from([0.05, 0.025, 0.01, 0.0005]),
)
def test_the_p_value_and_the_bound_agree(mean, error, n, tasks, alpha):
    estimate = Estimate(mean, error, n, tasks)
    p = bound_p(estimate)
    if abs(p - alpha) > 1e-6:  # one is the inverse of the other, to the digits of t's quantile
        assert (lower_bound(estimate, alpha) > 0.0) == (p < alpha)
