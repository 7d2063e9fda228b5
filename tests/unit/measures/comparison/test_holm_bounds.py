import math

import pytest
from scipy import stats

from sim.measures.comparison.holm_bounds import Estimate, holm_lower_bounds, lower_bound, one_sided_p


def test_p_value_as_in_scipy():
    values = [0.3, -0.1, 0.8, 0.4]
    expected = stats.ttest_1samp(values, 0.0, alternative="greater").pvalue
    estimate = Estimate(stats.tmean(values), stats.sem(values), 4)
    assert one_sided_p(estimate) == pytest.approx(expected)


def test_equal_values_are_as_sure_as_so_many_coins():
    assert one_sided_p(Estimate(1.0, 0.0, 4)) == 1 / 16
    assert one_sided_p(Estimate(-1.0, 0.0, 4)) == one_sided_p(Estimate(0.0, 0.0, 4)) == 1.0
    # 1/16 is too much for 0.05, 1/32 is not
    assert lower_bound(Estimate(1.0, 0.0, 4), 0.05) == -math.inf
    assert lower_bound(Estimate(1.0, 0.0, 5), 0.05) == 1.0


def test_exactly_the_error_allowed_is_enough():
    # 0.5 ** 5 is 1/32 to the last digit; of two that are found each is above its bound at half of it.
    assert lower_bound(Estimate(2.0, 0.0, 5), 1 / 32) == 2.0
    assert holm_lower_bounds([Estimate(3.0, 0.0, 5)], alpha=1 / 32) == ((3.0, 1 / 32),)
    assert holm_lower_bounds([Estimate(3.0, 0.0, 6), Estimate(2.0, 0.0, 5)], alpha=1 / 32) == (
        (3.0, 1 / 32),
        (0.0, 1 / 32),
    )


def t(p: float) -> float:
    return float(stats.t.ppf(p, 30))


def test_bounds_by_hand():
    # With 30 degrees of freedom, errors of 1 and alpha 0.05: t = 9 is rejected at 0.05 / 3, t = 2 at 0.05 / 2 (2.04 is
    # needed) is not. So the first is above 0, and the other two have bounds at 0.05 / 2.
    first, second, third = holm_lower_bounds([Estimate(9.0, 1.0, 31), Estimate(2.0, 1.0, 31), Estimate(1.0, 1.0, 31)])
    assert first.low == 0.0
    assert second.low == pytest.approx(2.0 - t(0.975))
    assert third.low == pytest.approx(1.0 - t(0.975))
    assert [b.p_value <= 0.05 for b in (first, second, third)] == [True, False, False]


def test_bounds_say_how_much_once_all_are_found():
    # 9 and 2: 2 is tested at 0.05 itself (1.697), so both are above 0; 9 - t(0.05 / 2), and for 2 less than 0: so 0.
    first, second = holm_lower_bounds([Estimate(9.0, 1.0, 31), Estimate(2.0, 1.0, 31)])
    assert first.low == pytest.approx(9.0 - t(0.975))
    assert second.low == 0.0


def test_a_larger_family_asks_for_more():
    pair = [Estimate(9.0, 1.0, 31), Estimate(2.0, 1.0, 31)]
    first, second = holm_lower_bounds(pair, family=3)
    assert (first.low, second.low) == (0.0, pytest.approx(2.0 - t(0.975)))
    with pytest.raises(ValueError, match="family"):
        holm_lower_bounds(pair, family=1)


def test_what_is_not_estimated_is_not_bounded():
    none, one = holm_lower_bounds([None, Estimate(9.0, 1.0, 31)])
    assert none == (-math.inf, 1.0)
    assert one.low == 0.0  # the other one is never found, so the first's size is not bounded


@pytest.mark.parametrize("means", [(9.0, 2.0, 1.0), (3.0, 2.9, 2.8), (0.0, -5.0, 40.0), (1.0, 1.0, 1.0)])
def test_bounds_agree_with_the_tests(means):
    for bound in holm_lower_bounds([Estimate(mean, 1.0, 31) for mean in means]):
        assert (bound.low >= 0.0) == (bound.p_value <= 0.05)
