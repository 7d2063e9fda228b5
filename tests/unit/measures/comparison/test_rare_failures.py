"""Bounds of a share of tasks, and of a difference of two shares, against their definition and against scipy."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.measures.comparison import mean, paired
from sim.measures.comparison.bounds import Estimate, lower_bound, one_sided_p
from sim.measures.comparison.convergence import convergence
from sim.measures.comparison.precision import PrecisionRule, advance, begin
from sim.measures.comparison.rare_failures import difference_bounds, share_bounds
from sim.measures.comparison.skewed_t import reach
from sim.measures.comparison.skewness import skewness
from sim.measures.comparison.verdict import Verdict
from sim.measures.statistics.intervals import t_quantile

TASKS = st.integers(2, 5000)
TAILS = st.sampled_from([0.025, 0.01, 0.001])
PERFECT = [1.0] * 20


def mean_interval(values, confidence=0.95, tasks=None):
    return mean.mean_interval(values, confidence, tasks)


def paired_differences(baseline, alternatives, **settings):
    return paired.paired_differences(baseline, alternatives, higher_is_better=True, **settings)


@given(tasks=TASKS, failed=st.integers(0, 5000))
def test_a_share_as_in_scipy(tasks, failed):
    failed = min(failed, tasks)
    expected = stats.binomtest(tasks - failed, tasks).proportion_ci(0.95, method="wilson")
    low, high = share_bounds((tasks - failed) / tasks, float(tasks), 0.025)
    assert (float(low), float(high)) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_shares_as_columns():
    low, high = share_bounds([0.5, 1.0], [100.0, 400.0], 0.025)
    for place, (share, tasks) in enumerate([(0.5, 100.0), (1.0, 400.0)]):
        assert (low[place], high[place]) == share_bounds(share, tasks, 0.025)
    assert np.isnan(share_bounds(0.5, math.nan, 0.025).low)
    assert share_bounds(1.5, 100.0, 0.025) == share_bounds(1.0, 100.0, 0.025)
    assert share_bounds(-0.5, 100.0, 0.025) == share_bounds(0.0, 100.0, 0.025)


def test_no_share_is_beyond_0_and_1():
    tasks = np.arange(1.0, 3000.0)
    for tail in (0.025, 0.01, 0.001):
        assert set(share_bounds(np.zeros(tasks.size), tasks, tail).low.tolist()) == {0.0}
        assert set(share_bounds(np.ones(tasks.size), tasks, tail).high.tolist()) == {1.0}


def _not_refuted(difference: float, tasks: float, tail: float) -> np.ndarray:
    candidates = np.linspace(-1.0, 1.0, 400_001)
    if difference == 0.0:
        return candidates[(1.0 - np.abs(candidates)) ** tasks >= tail]
    z = stats.norm.isf(tail)
    spread = np.sqrt(np.abs(candidates) * (1.0 - np.abs(candidates)) / tasks)
    return candidates[np.abs(difference - candidates) <= z * spread + 1e-12]


@pytest.mark.parametrize("tail", [0.025, 0.001])
@pytest.mark.parametrize("tasks", [20.0, 400.0, 12_000.0])
@pytest.mark.parametrize("difference", [-0.5, -0.1, -0.012, -0.002, -0.0001, 0.0, 0.0001, 0.004, 0.3, 0.999])
def test_a_difference_lies_between_the_outermost_values_that_are_not_refuted(difference, tasks, tail):
    left = _not_refuted(difference, tasks, tail)
    low, high = difference_bounds(difference, tasks, tail)
    assert low == pytest.approx(left.min(), abs=1e-5)
    assert high == pytest.approx(left.max(), abs=1e-5)


@given(difference=st.floats(-1.0, 1.0), tasks=TASKS, tail=TAILS)
def test_differences_mirror_each_other_and_shrink_with_more_tasks(difference, tasks, tail):
    low, high = difference_bounds(difference, float(tasks), tail)
    assert difference_bounds(-difference, float(tasks), tail) == (-high, -low)
    assert low - 1e-12 <= difference <= high + 1e-12
    closer = difference_bounds(difference, 2.0 * tasks, tail)
    assert low - 1e-12 <= closer[0]
    assert closer[1] <= high + 1e-12


def test_a_mean_of_perfect_runs_is_not_certain():
    # Of 20 runs without a failure, 1 - 0.025 ** (1 / 20) of all may lose every task; tasks, if each failed by itself,
    # would leave 1 / (1 + 1.96 ** 2 / 400).
    found = mean_interval(PERFECT, tasks=20.0)
    assert found.low == pytest.approx(0.025 ** (1.0 / 20.0))
    assert found.high == 1.0
    assert mean_interval(PERFECT)[:3] == (1.0, None, None)


def test_runs_that_vary_more_than_their_tasks_keep_their_own_interval():
    values = [0.3, 0.9, 0.6, 0.8, 0.2]  # of 1,000 tasks each: nothing that chance does to a thousand tasks
    assert mean_interval(values, tasks=1000.0) == mean_interval(values)


def test_a_share_lies_within_0_and_1():
    assert mean_interval([0.5, 1.0], tasks=2.0)[1:3] == (0.0, 1.0)
    assert mean_interval([0.5, 0.0], tasks=2.0)[1:3] == (0.0, 1.0)


@given(
    st.lists(st.integers(0, 20), min_size=2, max_size=30),
    st.sampled_from([0.9, 0.95, 0.99]),
)
def test_the_interval_is_never_narrower_than_either(completed, confidence):
    values = [count / 20.0 for count in completed]
    found = mean_interval(values, confidence, tasks=20.0)
    plain = mean.mean_interval(values, confidence, within=(0.0, 1.0))
    assert plain.low is not None
    assert plain.high is not None
    low, high = share_bounds(sum(values) / len(values), 20.0 * len(values), (1.0 - confidence) / 2.0)
    assert found.low == pytest.approx(max(0.0, min(plain.low, float(low))))
    assert found.high == pytest.approx(min(1.0, max(plain.high, float(high))))


def test_the_curve_of_convergence_ends_in_the_interval():
    values = [1.0, 0.95, 1.0, 1.0]
    curve, found = convergence(values, tasks=20.0), mean_interval(values, tasks=20.0)
    assert (curve.mean[-1], curve.low[-1], curve.high[-1]) == pytest.approx(found[:3])
    early = mean_interval(values[:2], tasks=20.0)
    assert (curve.low[0], curve.high[0]) == pytest.approx(early[1:3])
    wide = convergence([0.5, 1.0], tasks=2.0)
    assert (wide.low[0], wide.high[0]) == (0.0, 1.0)


@given(
    middle=st.floats(-0.2, 0.2),
    error=st.floats(0.0, 0.1),
    n=st.integers(2, 50),
    tasks=st.integers(10, 5000),
    alpha=st.sampled_from([0.05, 0.025, 0.01]),
)
def test_no_bound_says_more_than_the_test(middle, error, n, tasks, alpha):
    told, plain = Estimate(middle, error, n, float(tasks)), Estimate(middle, error, n)
    assert one_sided_p(told) == one_sided_p(plain)  # at 0, where the two never differ, nothing must vary
    assert lower_bound(told, alpha) <= max(-1.0, lower_bound(plain, alpha))  # a difference of shares is -1 or more
    if one_sided_p(told) > alpha + 1e-6:
        assert lower_bound(told, alpha) <= 0.0


def test_a_direction_that_the_tasks_do_not_show_is_not_taken_from_the_runs():
    # One failure more in 400 tasks, however evenly it is spread over the runs, is z = 2 sqrt(1.0025) errors.
    table = np.full((20, 1), 399.0 / 400.0)
    table[:10] += 1e-6
    table[10:] -= 1e-6
    (told,) = paired_differences(np.ones(20), table, delta=0.0, tasks=[20.0], confidence=0.96)
    (alone,) = paired_differences(np.ones(20), table, delta=0.0, confidence=0.96)
    assert (told.verdict, alone.verdict) == (Verdict.UNDECIDED, Verdict.WORSE)
    assert told.high > 0.0
    assert told.p_value == pytest.approx(2.0 * stats.norm.sf(2.0 * math.sqrt(1.0025)))


def test_two_perfect_alternatives_are_alike_only_as_far_as_their_runs_show():
    table = np.ones((20, 1))
    for delta, verdict in [(0.16, Verdict.UNDECIDED), (0.17, Verdict.NO_PRACTICAL_DIFFERENCE)]:
        (found,) = paired_differences(np.ones(20), table, delta=delta, tasks=[20.0])
        assert found.verdict is verdict
        reach = 1.0 - 0.025 ** (1.0 / 20.0)  # of runs of another kind, each of which may lose all
        assert (found.low, found.high) == pytest.approx((-reach, reach))
    (certain,) = paired_differences(np.ones(20), table, delta=0.0, certain=[True])
    assert certain.verdict is Verdict.NO_PRACTICAL_DIFFERENCE
    assert (certain.low, certain.high) == (0.0, 0.0)


def test_a_difference_is_held_on_either_side():
    worse = np.ones((30, 1))
    worse[[3, 11], 0] = 0.95
    (found,) = paired_differences(np.ones(30), worse, delta=0.01, tasks=[20.0])
    (turned,) = paired_differences(worse[:, 0], np.ones((30, 1)), delta=0.01, tasks=[20.0])
    low, high = difference_bounds(found.difference, 600.0, 0.025)
    half = t_quantile(0.975, 29) * float(np.std(worse, ddof=1)) / math.sqrt(30)
    further = float(reach(t_quantile(0.975, 29), -skewness(worse[:, 0]), 30)) / t_quantile(0.975, 29)
    assert further > 3.0  # the two bad runs are far from the others: there may be more of them
    assert found.low == pytest.approx(min(low, found.difference - further * half))
    assert found.high == pytest.approx(max(high, found.difference + half))
    assert (turned.low, turned.high) == pytest.approx((-found.high, -found.low))
    assert turned.verdict is found.verdict


def test_a_difference_of_shares_lies_within_a_whole():
    (found,) = paired_differences(np.array([0.0, 1.0]), np.array([[1.0], [0.0]]), delta=0.0, tasks=[2.0])
    assert (found.low, found.high) == (-1.0, 1.0)


def test_each_alternative_has_its_own_tasks():
    table = np.ones((20, 2))
    few, many = paired_differences(np.ones(20), table, delta=0.0, tasks=[5.0, None])
    assert few.low < 0.0 < few.high
    assert (many.low, many.high) == (None, None)


def test_perfect_runs_are_not_precise_at_once():
    rule, state = PrecisionRule(0.1, look_ahead=0), begin(2, [20.0, math.nan])
    met: list[tuple[bool, ...]] = []
    while state.replications < 60:
        state, decision = advance(rule, state, [1.0, 5.0])
        met.append(decision.met)
    # Of so many runs without a failure 1 - error ** (1 / n) may lose all; what a time of another kind is, nobody knows.
    first = [known for known, _ in met].index(True) + 1
    assert math.ceil(math.log(0.025) / math.log(0.9)) <= first <= math.ceil(math.log(0.85 * 0.025) / math.log(0.9))
    assert not any(known for _, known in met)


def test_a_precision_reached_is_that_of_the_interval():
    values = [0.95, 1.0, 1.0, 0.9, 1.0, 1.0]
    rule, state = PrecisionRule(0.5), begin(1, [20.0])
    for value in values:
        state, decision = advance(rule, state, [value])
    found = mean_interval(values, tasks=20.0)
    half = t_quantile(0.975, 5) * float(np.std(values, ddof=1)) / math.sqrt(6)
    assert found.mean is not None
    (share,) = decision.relative_half_widths
    # At least Student's, and what the interval says where the long tail is: below.
    assert share is not None
    assert share >= half / found.mean
    assert found.low is not None
    assert share == pytest.approx((found.mean - found.low) / found.mean, rel=0.2)
