import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.measures.comparison.bounds import Estimate, bound_p, lower_bound, one_sided_p, upper_bound


def test_p_value_as_in_scipy():
    values = [0.3, -0.1, 0.8, 0.4]
    expected = stats.ttest_1samp(values, 0.0, alternative="greater").pvalue
    estimate = Estimate(stats.tmean(values), stats.sem(values), 4)
    assert one_sided_p(estimate) == bound_p(estimate) == pytest.approx(expected)


def test_equal_values_are_as_sure_as_so_many_coins():
    assert one_sided_p(Estimate(1.0, 0.0, 4)) == 1 / 16
    assert one_sided_p(Estimate(-1.0, 0.0, 4)) == one_sided_p(Estimate(0.0, 0.0, 4)) == 1.0


def test_equal_values_bound_no_mean_unless_values_are_bounded():
    assert lower_bound(Estimate(1.0, 0.0, 5000), 0.05) == -math.inf
    assert bound_p(Estimate(1.0, 0.0, 5000)) == 1.0
    # 1 - 0.05 ** (1 / 59) of 59 is just below 5 %: the rule of three, and of which each is -1 at the worst.
    rare = 1.0 - 0.05 ** (1.0 / 59.0)
    assert rare == pytest.approx(0.0495, abs=1e-4)
    assert lower_bound(Estimate(1.0, 0.0, 59, least=-1.0), 0.05) == pytest.approx(1.0 - 2.0 * rare)
    assert upper_bound(Estimate(1.0, 0.0, 59, most=3.0), 0.05) == pytest.approx(1.0 + 2.0 * rare)
    assert lower_bound(Estimate(1.0, 0.0, 59, least=1.0), 0.05) == 1.0


def test_what_is_the_same_by_construction_is_certain():
    sure = Estimate(1.0, 0.0, 2, certain=True)
    assert (lower_bound(sure, 1e-9), upper_bound(sure, 1e-9), bound_p(sure)) == (1.0, 1.0, 0.0)
    assert bound_p(sure._replace(mean=0.0)) == 1.0


def test_a_bound_is_no_lower_than_values_can_be():
    assert lower_bound(Estimate(1.0, 1.0, 3, least=0.0), 0.05) == 0.0


def test_a_share_is_bounded_by_what_it_can_be():
    assert lower_bound(Estimate(-0.5, 5.0, 3, tasks=30.0), 0.01) == -1.0


@given(
    mean=st.floats(-0.3, 0.3),
    error=st.floats(0.0, 0.1),
    n=st.integers(2, 50),
    tasks=st.none() | st.integers(5, 5000).map(float),
    alpha=st.sampled_from([0.05, 0.025, 0.01, 0.0005]),
    skewness=st.floats(-5.0, 5.0),
    least=st.sampled_from([-math.inf, -1.0, -0.5]),
)
def test_the_p_value_and_the_bound_agree(mean, error, n, tasks, alpha, skewness, least):
    estimate = Estimate(mean, error, n, tasks, skewness, least)
    p = bound_p(estimate)
    if abs(p - alpha) > 1e-6:  # one is the inverse of the other, to the digits of t's quantile
        assert (lower_bound(estimate, alpha) > 0.0) == (p < alpha)
