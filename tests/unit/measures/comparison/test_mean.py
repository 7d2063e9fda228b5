import math

import numpy as np
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


def test_few_times_that_cannot_be_normal_have_a_long_tail_that_did_not_show():
    # Mean 3, deviation sqrt(2.5) = 1.58, more than half of what lies between 3 and 0; no skewness at all.
    plain = mean_interval([1.0, 2.0, 3.0, 4.0, 5.0])
    times = mean_interval([1.0, 2.0, 3.0, 4.0, 5.0], within=(0.0, math.inf))
    assert times.low == pytest.approx(plain.low)
    assert times.high - 3.0 > 3.0 * (plain.high - 3.0)
    # The other way round, with an upper end, and none where both ends are known or the values are far from 0.
    assert mean_interval([-1.0, -2.0, -3.0, -4.0, -5.0], within=(-math.inf, 0.0)).low == pytest.approx(-times.high)
    assert mean_interval([1.0, 2.0, 3.0, 4.0, 5.0], within=(0.0, 100.0)) == plain._replace(low=times.low)
    assert mean_interval([11.0, 12.0, 13.0, 14.0, 15.0], within=(0.0, math.inf)).high == pytest.approx(
        plain.high + 10.0
    )
    # With twenty of them the sample shows it.
    many = [1.0, 2.0, 3.0, 4.0, 5.0] * 4
    assert mean_interval(many, within=(0.0, math.inf)) == mean_interval(many)


@pytest.mark.parametrize(("n", "cv"), [(10, 1.0), (10, 2.0), (19, 2.0)])
def test_few_lognormal_times_are_covered(n, cv):
    """2,000 samples: the chance to fall below 93.4 % where 95 are promised is one in a thousand."""
    s = math.sqrt(math.log1p(cv * cv))
    luck = np.random.Generator(np.random.Philox(2))
    samples = np.exp(s * luck.standard_normal((2000, n)) - 0.5 * s * s)
    found = [mean_interval(sample, within=(0.0, math.inf)) for sample in samples]
    assert np.mean([at.low <= 1.0 <= at.high for at in found]) > 0.934
    # The negative control: without the end at 0, nothing tells that the tail is long.
    plain = [mean_interval(sample) for sample in samples]
    assert np.mean([at.low <= 1.0 <= at.high for at in plain]) < (0.934 if n == 10 else 0.97)
