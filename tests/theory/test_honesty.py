"""Verdicts hold where fleets live: where runs are rarely of another kind, skewed, or missing because they were bad.

Each is held to 5 % and three standard errors of 2,000 studies (1.5 points: a false alarm once in 700 seeds, where the
error is all of 5 %), and has a control: what was read from the same studies before is wrong several times as often.
"""

import pytest

from tests.theory.comparison_cases import STANDARD
from tests.theory.honesty_cases import (
    believed,
    believed_by_share,
    just_over_what_matters,
    missing_when_bad,
    rarely_longer,
    skewed_against_steady,
)

ALLOWED = 0.05 + 3.0 * (0.05 * 0.95 / STANDARD) ** 0.5


@pytest.mark.parametrize("n", [10, 30, 100])
@pytest.mark.parametrize("chance", [0.02, 0.05])
def test_equal_runs_are_no_proof(chance, n):
    assert rarely_longer(chance, 1000.0, n, STANDARD).value() <= ALLOWED


def test_equal_runs_read_as_proof_are_wrong_in_half_of_all_studies():
    # A run differs with 2 %: 0.98 ** 30 = 54.5 % of studies see none that does.
    assert rarely_longer(0.02, 1000.0, 30, STANDARD, believed).value() == pytest.approx(0.545, abs=0.034)


@pytest.mark.parametrize(("alternatives", "n"), [(1, 30), (1, 100), (4, 30)])
@pytest.mark.parametrize("cv", [1.0, 2.0, 4.0])
def test_a_long_tail_is_not_taken_for_a_lower_mean(cv, alternatives, n):
    macro = STANDARD // 2
    allowed = 0.05 + 3.0 * (0.05 * 0.95 / macro) ** 0.5
    assert skewed_against_steady(cv, n, alternatives, macro).value() <= allowed


def test_students_t_takes_it_for_lower_in_a_third_of_all_studies():
    assert skewed_against_steady(2.0, 30, 4, STANDARD // 2, believed).value() > 0.3


@pytest.mark.parametrize("n", [5, 100])
@pytest.mark.parametrize("cv", [0.1, 0.3])
def test_what_matters_is_as_uncertain_as_the_mean_that_it_is_a_share_of(cv, n):
    # At the very margin one side may err: 2.5 %.
    allowed = 0.025 + 3.0 * (0.025 * 0.975 / STANDARD) ** 0.5
    assert just_over_what_matters(0.02, cv, n, STANDARD).value() <= allowed


def test_a_delta_from_the_data_that_it_judges_is_wrong_in_a_third_of_all_studies():
    assert just_over_what_matters(0.02, 0.3, 30, STANDARD, believed_by_share).value() > 0.3


@pytest.mark.parametrize("n", [10, 30, 100])
def test_what_is_missing_is_no_merit(n):
    assert missing_when_bad(0.2, n, STANDARD).value() <= ALLOWED


def test_passed_over_it_would_be():
    assert missing_when_bad(0.2, 100, STANDARD, believed).value() > 0.3
