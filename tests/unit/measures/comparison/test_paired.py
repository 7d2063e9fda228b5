import math

import numpy as np
import pytest

from sim.measures.comparison.outlook import subtract
from sim.measures.comparison.paired import paired_differences, variance_reduction
from sim.measures.comparison.verdict import Verdict

BASE = [10.0, 11.0, 14.0, 9.0]
FAST = [8.0, 9.5, 12.0, 7.5]


def compare(alternatives, baseline=BASE, higher_is_better=False, delta=0.0, **settings):
    columns = np.array(alternatives, dtype=float).T
    return paired_differences(baseline, columns, higher_is_better=higher_is_better, delta=delta, **settings)


def test_by_hand():
    # Differences -2, -1.5, -2, -1.5: mean -1.75, variance 4 * 0.0625 / 3 = 1/12, standard error sqrt(1/48) = 0.144338;
    # t(0.975; 3) = 3.182446: +- 0.459347. Variances apart: 14/3 and 12.25/3, together 8.75: 105 times 1/12.
    (answer,) = compare([FAST])
    assert answer.difference == -1.75
    assert (answer.low, answer.high) == pytest.approx((-2.209347, -1.290653), abs=1e-6)
    assert answer.variance_reduction == pytest.approx(105.0)
    assert answer.replications == 4
    assert answer.verdict is Verdict.BETTER
    assert compare([FAST], higher_is_better=True)[0].verdict is Verdict.WORSE
    assert compare([FAST], delta=2.3)[0].verdict is Verdict.NO_PRACTICAL_DIFFERENCE


def test_a_verdict_is_as_sure_as_it_was_asked_to_be():
    # Differences 0, 1, 1, 2: mean 1, standard error sqrt(2/3 / 4), t = sqrt(6) = 2.449: between t(0.95; 3) = 2.353
    # and t(0.975; 3) = 3.182.
    later = [10.0, 12.0, 15.0, 11.0]
    words = [compare([later], confidence=confidence)[0].verdict for confidence in (0.95, 0.90)]
    assert words == [Verdict.UNDECIDED, Verdict.WORSE]
    # Of two, each has half the error: t(0.975; 3) again.
    assert compare([later, BASE], confidence=0.90)[0].verdict is Verdict.UNDECIDED


def test_more_alternatives_have_wider_intervals():
    # Two intervals hold together at 97.5 % each: t(0.9875; 3) = 4.176535. Three possible comparisons: t(0.991667; 3).
    answers = compare([FAST, FAST])
    assert answers[0] == answers[1]
    assert answers[0].high == pytest.approx(-1.75 + 4.176535 * math.sqrt(1 / 48), abs=1e-6)
    assert compare([FAST, FAST], family=3)[0].high == compare([FAST] * 3)[0].high


def test_only_replications_that_both_have_are_compared():
    # Without the third, differences -2, -1.5, -1.5; the second alternative keeps all four.
    some, all_four = compare([[8.0, 9.5, math.nan, 7.5], FAST])
    assert (some.replications, all_four.replications) == (3, 4)
    assert some.difference == pytest.approx(-5 / 3)
    assert all_four.difference == -1.75


def test_too_few():
    one = compare([[8.0, math.nan, math.nan, math.nan]])[0]
    assert one[:7] == (-2.0, None, None, None, Verdict.UNDECIDED, None, 1)
    assert one.alone == 3
    none = compare([[math.nan] * 4])[0]
    assert none[:7] == (None, None, None, None, Verdict.UNDECIDED, None, 0)
    assert compare(np.empty((0, 4))) == ()


def test_the_same_in_all_runs_is_no_difference_only_by_construction():
    values = [1.0, 2.0, 5.0, 3.0, 4.0, 9.0, 0.1, 0.2]
    (seen,) = compare([values], baseline=values, delta=1.0)
    assert seen[:7] == (0.0, None, None, 1.0, Verdict.UNDECIDED, None, 8)
    assert (seen.all_the_same, seen.needed, seen.no_worse) == (True, None, False)
    (sure,) = compare([values], baseline=values, certain=[True])
    assert sure[:7] == (0.0, 0.0, 0.0, 1.0, Verdict.NO_PRACTICAL_DIFFERENCE, None, 8)
    assert (sure.all_the_same, sure.no_worse) == (False, True)
    (one,) = compare([[8.0]], baseline=[10.0], certain=[True])
    assert (one.low, one.high, one.verdict) == (-2.0, -2.0, Verdict.BETTER)


def test_rounding_errors_are_no_variance():
    # 0.3 - 0.2 and 0.8 - 0.7 differ in the last digits; so do 0.1 + 0.2 and 0.3.
    assert subtract(np.array([0.3, 0.8]), np.array([0.2, 0.7])).tolist() == [pytest.approx(0.1)] * 2
    assert np.ptp(subtract(np.array([0.3, 0.8]), np.array([0.2, 0.7]))) == 0.0
    assert subtract(np.array([0.1 + 0.2, 5.0]), np.array([0.3, 1.0])).tolist() == [0.0, 4.0]
    assert subtract(np.array([1e-9, 5e-9]), np.array([0.0, 1e-9])).tolist() == [1e-9, 4e-9]


def test_independent_runs_save_nothing():
    # x and y uncorrelated by construction: the variance of the difference is the sum of the variances.
    assert variance_reduction([1.0, 1.0, -1.0, -1.0], [1.0, -1.0, 1.0, -1.0]) == pytest.approx(1.0)
    assert variance_reduction([1.0, 2.0], [1.0, 2.0]) is None
    assert variance_reduction([1.0, math.nan], [1.0, 2.0]) is None


def test_shapes_that_do_not_fit():
    with pytest.raises(ValueError, match="3 replications, but the baseline has 4"):
        paired_differences(BASE, np.ones((3, 2)), higher_is_better=True, delta=0.0)
    with pytest.raises(ValueError, match="family"):
        compare([FAST, FAST], family=1)
