"""Intervals hold the truth as often as they say: thousands of comparisons whose answers are known.

A share over 2,000 macro-replications of something that happens in 95 % has a standard error of 0.49 points: 93.5 to
96.5 % is three of them on either side.
"""

import pytest

from tests.theory.comparison_cases import (
    EVEN,
    LOGNORMAL,
    LONG_TAIL,
    NORMAL,
    PRECISE,
    SHAPES,
    STANDARD,
    UNEVEN,
    by_student,
    mean_coverage,
    paired_coverage,
    quantile_coverage,
)

EFFORTS = [pytest.param(STANDARD, id="standard"), pytest.param(PRECISE, id="precise", marks=pytest.mark.nightly)]


@pytest.mark.parametrize("macro", EFFORTS)
@pytest.mark.parametrize("n", [30, 100])
def test_interval_of_a_mean_of_normal_values(n, macro):
    assert 0.935 <= mean_coverage(NORMAL, n, macro).value() <= 0.965


@pytest.mark.parametrize("macro", EFFORTS)
@pytest.mark.parametrize("shape", SHAPES[1:], ids=lambda shape: shape.name)
@pytest.mark.parametrize("n", [20, 30, 100])
def test_interval_of_a_mean_of_skewed_values_holds_it_at_least_as_often(shape, n, macro):
    # It reaches further on the side of the long tail: more often than promised it may hold, less often never.
    assert 0.935 <= mean_coverage(shape, n, macro).value() <= 0.985


def test_by_students_t_skewed_values_are_held_too_seldom():
    # The control: a test that would not see it could not see anything.
    assert mean_coverage(LOGNORMAL, 10, STANDARD, interval=by_student).value() < 0.93
    assert mean_coverage(LONG_TAIL, 30, STANDARD, interval=by_student).value() < 0.88


@pytest.mark.parametrize("macro", EFFORTS)
@pytest.mark.parametrize("group", [EVEN, UNEVEN], ids=lambda group: group.name)
@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_interval_of_a_paired_difference(shape, group, macro):
    assert 0.935 <= paired_coverage(shape, group, 30, 1, macro).value() <= (0.965 if shape is NORMAL else 0.985)


@pytest.mark.parametrize("macro", EFFORTS)
@pytest.mark.parametrize(
    ("shape", "group", "n"),
    [(NORMAL, EVEN, 20), (NORMAL, UNEVEN, 20), (LOGNORMAL, UNEVEN, 100)],
    ids=lambda value: getattr(value, "name", str(value)),
)
def test_four_intervals_hold_together(shape, group, n, macro):
    # Bonferroni's inequality promises at least 95 %; four that share a baseline do a little better.
    assert 0.935 <= paired_coverage(shape, group, n, 4, macro).value() <= 0.975


@pytest.mark.parametrize("macro", EFFORTS)
@pytest.mark.parametrize(("q", "n"), [(5, 100), (50, 30), (95, 100), (99, 400)])
def test_interval_of_a_quantile(q, n, macro):
    # Exact for any continuous distribution: what the ranks promise, to three standard errors.
    measured, promised = quantile_coverage(q, n, macro)
    assert promised >= 0.95
    assert measured.value() == pytest.approx(promised, abs=3.0 * measured.error())
