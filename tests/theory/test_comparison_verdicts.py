"""Verdicts are wrong anywhere in a comparison in at most 5 % of comparisons, and the chance of being best is fair."""

import numpy as np
import pytest

from tests.theory.comparison_cases import (
    EVEN,
    PRECISE,
    STANDARD,
    UNEVEN,
    chances_of_best,
    unadjusted_errors,
    wrong_verdicts,
)

ALLOWED = 0.05
THREE_ERRORS = 3.0 * (0.05 * 0.95 / STANDARD) ** 0.5


@pytest.mark.parametrize("group", [EVEN, UNEVEN], ids=lambda group: group.name)
def test_no_effect_at_all(group):
    share = wrong_verdicts([0.0] * 4, delta=0.0, n=20, group=group, macro=STANDARD).value()
    assert 0.02 < share <= ALLOWED + THREE_ERRORS


def test_without_adjustment_it_is_more_than_twice_as_often():
    assert unadjusted_errors(20, UNEVEN, STANDARD).value() > 0.10


@pytest.mark.parametrize(
    ("effects", "delta", "n"),
    [
        pytest.param([9.0, 9.0, 9.0, 0.0], 0.0, 20, id="three found, so the last is tested at full level"),
        pytest.param([9.0, -9.0, 0.0, 0.0], 0.0, 20, id="found on either side"),
        pytest.param([0.301] * 4, 0.3, 100, id="just over what matters: not equal in practice"),
        pytest.param([0.301, -0.301, 0.0, 0.0], 0.3, 200, id="of everything"),
        pytest.param([0.05] * 4, 0.0, 20, id="small: the direction must be right"),
    ],
)
def test_some_effects(effects, delta, n):
    assert wrong_verdicts(effects, delta, n, UNEVEN, STANDARD).value() <= ALLOWED + THREE_ERRORS


@pytest.mark.nightly
@pytest.mark.parametrize("group", [EVEN, UNEVEN], ids=lambda group: group.name)
def test_no_effect_at_all_precisely(group):
    share = wrong_verdicts([0.0] * 4, 0.0, 20, group, PRECISE)
    assert share.value() <= ALLOWED + 3.0 * share.error()


def test_equal_alternatives_are_equally_likely_the_best():
    chances = chances_of_best(alternatives=4, n=50, rho=0.8, resamples=200, macro=500)
    # Each has mean 1/4; the standard deviation of one chance is below 0.25, of the mean of 500 below 0.0112.
    assert chances.mean(axis=0) == pytest.approx([0.25] * 4, abs=0.034)
    assert chances.sum(axis=1) == pytest.approx(1.0)


def test_a_chance_of_being_best_of_two_equals_is_uniform():
    # As a p-value is: below 5 % in 5 % of comparisons, below a half in half of them. Resampling 50 values makes it a
    # little too sure (the bootstrap's variance is 49/50 of the right one, and it knows no t), so 0.01 more.
    first = chances_of_best(alternatives=2, n=50, rho=0.8, resamples=400, macro=1000)[:, 0]
    for level in (0.05, 0.25, 0.5, 0.75, 0.95):
        allowed = 3.0 * (level * (1.0 - level) / 1000) ** 0.5 + 0.01
        assert np.mean(first <= level) == pytest.approx(level, abs=allowed)
