import numpy as np
import pytest
from scipy import stats

from sim.measures.comparison import quantile
from sim.measures.comparison.quantile import quantile_interval


def enclosing_ranks(n, p, confidence):
    return quantile.enclosing_ranks(n, p, confidence)


def test_median_of_six_by_hand():
    # All six miss the median only when all lie on one side of it: 2 * 0.5 ** 6 = 1/32. Ranks 2 to 6, or 1 to 5, miss it
    # with 1/64 + 7/64 as well: 87.5 % is not enough for 95, but for 80.
    assert enclosing_ranks(6, 0.5, 0.95) == (1, 6, 0.96875)
    assert enclosing_ranks(6, 0.5, 0.8) == pytest.approx((1, 5, 0.875))
    assert enclosing_ranks(5, 0.5, 0.95) is None  # 1 - 2 / 32


def test_percentile_95_needs_59_values():
    # The greatest of n is below the 95th percentile with probability 0.95 ** n: 0.0510 for 58, 0.0485 for 59.
    assert enclosing_ranks(58, 0.95, 0.95) is None
    low, high, coverage = enclosing_ranks(59, 0.95, 0.95)
    assert high == 59
    assert 0.95 <= coverage <= 1.0 - 0.95**59
    # and by symmetry the 5th, from the other end
    assert enclosing_ranks(59, 0.05, 0.95) == pytest.approx((60 - high, 60 - low, coverage))
    assert enclosing_ranks(298, 0.99, 0.95) is None
    assert enclosing_ranks(299, 0.99, 0.95) is not None


@pytest.mark.parametrize(("n", "p"), [(20, 0.5), (100, 0.95), (100, 0.05), (500, 0.99), (1000, 0.5)])
def test_coverage_is_binomial_and_no_pair_is_closer(n, p):
    low, high, coverage = enclosing_ranks(n, p, 0.95)
    below = stats.binom(n, p)
    # low <= number of values below the quantile < high
    assert coverage == pytest.approx(below.cdf(high - 1) - below.cdf(low - 1))
    assert coverage >= 0.95
    start = np.arange(1, n + 1)
    closer = start + (high - low - 1)
    inside = closer <= n
    assert (below.cdf(closer[inside] - 1) - below.cdf(start[inside] - 1)).max() < 0.95


def test_the_interval_is_made_of_values_and_order_does_not_matter():
    values = np.arange(100.0)
    answer = quantile_interval(values, 95)
    ranks = enclosing_ranks(100, 0.95, 0.95)
    assert (answer.low, answer.high) == (ranks.low - 1, ranks.high - 1)
    assert answer.quantile == pytest.approx(94.05)  # 99 * 0.95
    assert quantile_interval(values[::-1], 95) == answer


def test_too_few():
    assert quantile_interval([], 50) == (None, None, None, None, 0)
    assert quantile_interval([4.0], 50) == (4.0, None, None, None, 1)
    # Two values lie on either side of the median with probability 1/2.
    assert quantile_interval([4.0, 8.0], 50, confidence=0.4) == (6.0, 4.0, 8.0, 0.5, 2)


def test_of_equally_close_pairs_the_more_even_one():
    # Of seven values and the 30th percentile, ranks 1 and 3 miss it with 0.7 ** 7 = 0.082 below and 0.353 above, ranks
    # 2 and 4 with 0.329 and 0.126: less sure together, but more even.
    assert enclosing_ranks(7, 0.3, 0.5) == pytest.approx((2, 4, 0.5445468))


@pytest.mark.parametrize(("q", "said"), [(0, "0"), (100, "100"), (250.0, "250"), (-5, "-5")])
def test_a_percentage_out_of_range(q, said):
    with pytest.raises(ValueError, match=f"q: {said} is not between 0 and 100"):
        enclosing_ranks(10, q / 100.0, 0.95)
