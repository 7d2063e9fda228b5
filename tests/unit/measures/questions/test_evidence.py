"""By hand, and against scipy: the evidence on a requirement, the verdict, and what it would take."""

import math

import numpy as np
import pytest
from scipy import stats

from sim.measures.questions.evidence import Evidence, Meets, evidence, replications_needed, verdict
from sim.measures.questions.requirement import Requirement

AT_MOST, AT_LEAST = Requirement("makespan", True, 100.0), Requirement("success_rate", False, 0.9)
VALUES = [90.0, 97.0, 95.0, 100.0, 93.0]  # not skewed


def test_p_values_are_those_of_a_one_sided_t_test():
    found = evidence(VALUES, AT_MOST)
    assert found.p_meets == pytest.approx(stats.ttest_1samp(VALUES, 100.0, alternative="less").pvalue)
    assert found.p_fails == pytest.approx(stats.ttest_1samp(VALUES, 100.0, alternative="greater").pvalue)
    assert found.mean == pytest.approx(95.0)
    other = evidence([value / 100.0 for value in VALUES], AT_LEAST)
    expected = stats.ttest_1samp([value / 100.0 for value in VALUES], 0.9, alternative="greater").pvalue
    assert other.p_meets == pytest.approx(expected)


def test_the_bounds_agree_with_the_p_values():
    found = evidence(VALUES, AT_MOST)
    low, high = found.bounds(found.p_meets)
    assert found.mean is not None
    assert high == pytest.approx(100.0)
    assert low == pytest.approx(2 * found.mean - 100.0)


def test_bounds_never_leave_the_range_of_the_metric():
    low, high = evidence([0.99, 1.0, 0.98], AT_LEAST).bounds(0.001)
    assert low == pytest.approx(0.99 - stats.t.isf(0.001, 2) * stats.sem([0.99, 1.0, 0.98]))
    assert high == 1.0
    assert evidence([0.01, 0.0, 0.02, 0.0], AT_LEAST).bounds(0.001)[0] == 0.0


def test_the_least_variance_is_that_of_independent_tasks_at_the_limit():
    # 40 tasks a run, limit 0.9: variance 0.9 * 0.1 / 40 = 0.00225 at least, so z = 0.1 * sqrt(25 / 0.00225) = 10.54.
    perfect = [1.0] * 25
    found = evidence(perfect, AT_LEAST, trials=40.0)
    assert found.error == pytest.approx(math.sqrt(0.00225 / 25))
    assert found.p_meets == pytest.approx(stats.t.sf(0.1 / math.sqrt(0.00225 / 25), 24))
    # Where runs vary more than that, their own variance counts.
    wild = [0.8, 1.0] * 10
    assert evidence(wild, AT_LEAST, trials=40.0).error == pytest.approx(stats.sem(wild))


def test_values_that_never_vary_show_what_would_have_been_seen():
    # Nothing bounds a makespan from above: one run in a hundred would be seen with 1 - 0.99 ** 6.
    assert evidence([90.0] * 6, AT_MOST).p_meets == pytest.approx(0.99**6)
    # From below 0 does: the mean is 100 or less only if one run in eleven took no time at all.
    assert evidence([110.0] * 6, AT_MOST).p_fails == pytest.approx((10.0 / 11.0) ** 6)
    # A share of 0.95 falls to 0.9 only if one run in nineteen loses everything.
    assert evidence([0.95] * 60, AT_LEAST).p_meets == pytest.approx((18.0 / 19.0) ** 60)
    # Exactly at the limit, each time: it is kept to, as far as is seen.
    at = evidence([100.0] * 6, AT_MOST)
    assert (at.p_meets, at.p_fails) == (pytest.approx(0.99**6), 1.0)
    # No more than so many runs may be of another kind: 1 - 0.05 ** (1 / 60) = 4.87 %.
    assert evidence([90.0] * 60, AT_MOST).bounds(0.05) == (pytest.approx(90.0 * 0.05 ** (1 / 60)), None)


def test_what_chance_does_not_reach_is_what_it_is():
    assert evidence([90.0] * 6, AT_MOST, is_certain=True).p_meets == 1 / 64
    assert evidence([110.0] * 6, AT_MOST, is_certain=True).p_fails == 1 / 64
    assert evidence([90.0] * 6, AT_MOST, is_certain=True).bounds(0.05) == (90.0, 90.0)


def test_skewed_values_are_not_taken_at_their_word():
    # Nine runs in ten take 50, the tenth 450: mean 90, standard error 19 of 40. t = 0.5 would be that of a normal
    # metric; the skewness of 2.67 asks for 25 * 7.1 = 178 runs.
    spared = [50.0] * 36 + [450.0] * 4
    found = evidence(spared, Requirement("makespan", True, 200.0))
    assert stats.ttest_1samp(spared, 200.0, alternative="less").pvalue < 1e-6
    assert found.p_meets == 1.0
    assert found.bounds(0.05)[1] is None
    assert replications_needed([found], 0.05) == 178
    # A bound that a verdict rests on never reaches beyond the limit.
    shown = evidence(spared * 2, Requirement("makespan", True, 2000.0))
    assert shown.bounds(shown.p_meets)[1] == pytest.approx(2000.0)
    # Being above 70 needs no long tail: whatever is missing is on the other side.
    assert evidence(spared, Requirement("makespan", True, 30.0)).p_fails < 0.01
    # Far enough is far enough, once ten times the squared skewness is there.
    assert evidence(spared * 2, Requirement("makespan", True, 2000.0)).p_meets < 1e-6
    # Where a metric ends somewhere, a bet is enough: one run in twenty completes nothing.
    crashes = [1.0] * 152 + [0.0] * 8
    share = evidence(crashes, Requirement("success_rate", False, 0.8), trials=20.0)
    assert 1e-6 < share.p_meets < 0.001


def test_missing_values_are_left_out():
    found = evidence([90.0, np.nan, 97.0, 95.0, 100.0, np.nan, 93.0], AT_MOST)
    assert found == evidence(VALUES, AT_MOST)
    assert found.replications == 5


@pytest.mark.parametrize(("values", "n", "mean"), [([], 0, None), ([np.nan], 0, None), ([np.nan, 90.0], 1, 90.0)])
def test_too_few_values_say_nothing(values, n, mean):
    found = evidence(values, AT_MOST)
    assert found == Evidence(AT_MOST, n, mean, None, 1.0, 1.0)
    assert found.bounds(0.05) == (None, None)
    assert verdict([found], 0.05) is Meets.UNDECIDED
    assert replications_needed([found], 0.05) is None


def said(p_meets: float) -> Evidence:
    return Evidence(AT_MOST, 20, 95.0, 1.0, p_meets, 1.0 - p_meets)


@pytest.mark.parametrize(
    ("p_values", "expected"),
    [
        ([0.05], Meets.YES),
        ([0.051], Meets.UNDECIDED),
        ([0.05, 0.05, 0.05], Meets.YES),  # all of them shown: no correction
        ([0.001, 0.06], Meets.UNDECIDED),
        ([0.951], Meets.NO),
        ([0.001, 0.97], Meets.UNDECIDED),  # one of two refuted: 0.03 is more than 0.05 / 2
        ([0.001, 0.976], Meets.NO),
    ],
)
def test_verdicts_at_five_percent(p_values, expected):
    assert verdict([said(p) for p in p_values], 0.05) is expected


def test_what_is_as_unlikely_as_allowed_is_refuted():
    missed = evidence([110.0] * 6, AT_MOST, is_certain=True)
    assert verdict([missed], 1 / 64) is Meets.NO
    assert verdict([missed, said(0.5)], 1 / 32) is Meets.NO


def test_replications_needed_by_hand():
    z = stats.norm.ppf(0.99) + stats.norm.ppf(0.8)
    near, far = Evidence(AT_MOST, 50, 98.0, 1.0, 0.1, 0.9), Evidence(AT_MOST, 50, 90.0, 1.0, 0.0, 1.0)
    assert replications_needed([near], 0.01) == math.ceil(50 * (z / 2.0) ** 2)
    assert replications_needed([near, far], 0.01) == replications_needed([near], 0.01)  # the last one shown
    missed = Evidence(AT_MOST, 50, 103.0, 1.0, 0.99, 0.01)
    half = stats.norm.ppf(0.995) + stats.norm.ppf(0.8)  # any of two may be refuted by chance
    assert replications_needed([near, missed], 0.01) == math.ceil(50 * (half / 3.0) ** 2)
    missed_more = Evidence(AT_MOST, 50, 106.0, 1.0, 0.99, 0.01)
    assert replications_needed([missed, missed_more], 0.01) == math.ceil(50 * (half / 6.0) ** 2)  # the first refuted


def test_what_is_close_needs_more_and_what_is_too_close_is_not_forecast():
    z = stats.norm.ppf(0.99) + stats.norm.ppf(0.8)
    close, far = Evidence(AT_MOST, 50, 99.5, 1.0, 0.3, 0.7), Evidence(AT_MOST, 50, 90.0, 1.0, 0.0, 1.0)
    assert replications_needed([close, far], 0.01) == math.ceil(50 * (z / 0.5) ** 2)
    for too_close in (99.99, 100.0):  # 50 (3.168 / 0.01) ** 2 are 5 millions
        found = Evidence(AT_MOST, 50, too_close, 1.0, 0.5, 0.5)
        assert replications_needed([found, far], 0.01) is None


@pytest.mark.parametrize("away", [-3.0, 3.0])
def test_a_lower_limit_needs_what_an_upper_one_does_on_its_other_side(away):
    far = Evidence(AT_MOST, 50, 90.0, 1.0, 0.0, 1.0)
    upper = Evidence(AT_MOST, 50, 100.0 + away, 1.0, 0.5, 0.5)
    lower = Evidence(Requirement("throughput", False, 100.0), 50, 100.0 - away, 1.0, 0.5, 0.5)
    assert replications_needed([lower, far], 0.01) == replications_needed([upper, far], 0.01)


def test_the_forecast_keeps_its_promise_of_eighty_percent():
    luck = np.random.Generator(np.random.Philox(5))
    decided, macro = 0, 400
    needed = math.ceil(((stats.norm.ppf(0.99) + stats.norm.ppf(0.8)) * 10.0 / 3.0) ** 2)
    for _ in range(macro):
        values = 97.0 + 10.0 * luck.standard_normal(needed)
        decided += verdict([evidence(values, AT_MOST)], 0.01) is Meets.YES
    # Three standard errors of 80 % of 400 are 6 points; Student's t at 0.01 costs another one.
    assert 0.73 <= decided / macro <= 0.86
