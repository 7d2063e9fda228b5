"""Procedures that stop by themselves keep what they promise: the best is chosen, and the mean is precise."""

import pytest

from sim.measures.comparison.precision import PrecisionRule
from tests.theory.comparison_cases import LOGNORMAL, NORMAL, SHAPES, STANDARD, precision_stops, slippage

QUICK, LONG = 500, 5_000


@pytest.fixture(scope="module")
def independent():
    return slippage(rho=0.0, macro=QUICK)


def test_selection_is_right_with_its_promised_chance(independent):
    assert independent.correct.value() >= 0.95


def test_selection_keeps_the_gain_of_common_random_numbers(independent):
    # Correlation 0.8 leaves a fifth of a difference's variance; the first stage of ten must be run in any case.
    paired = slippage(rho=0.8, macro=QUICK)
    assert paired.correct.value() >= 0.95
    assert independent.runs / paired.runs > 4.0


def test_selection_promises_nothing_below_its_delta():
    # Asked for differences three times as large as the truth, it stops early and is often wrong: the test can fail.
    assert slippage(rho=0.0, macro=QUICK, plan_delta=3 * 10**-0.5).correct.value() < 0.8


@pytest.mark.nightly
@pytest.mark.parametrize("alternatives", [2, 5, 10])
@pytest.mark.parametrize("rho", [0.0, 0.8])
def test_selection_precisely(rho, alternatives):
    assert slippage(rho, LONG, alternatives=alternatives).correct.value() >= 0.95


def test_precision_is_what_was_asked_for():
    stops = precision_stops(NORMAL, PrecisionRule(0.15), most=150, macro=1_000)
    assert stops.widest <= 0.15
    assert 0.935 <= stops.held.value() <= 0.965
    # (2.03 * 0.5 / 0.15) ** 2 = 46 replications if the variance were known, at 0.85 of the error; t for normal, and
    # five to look ahead.
    assert 48 <= stops.replications <= 58


def test_stopping_at_the_first_precise_look_is_less_safe():
    looking = precision_stops(LOGNORMAL, PrecisionRule(0.2), most=500, macro=500)
    hasty = precision_stops(LOGNORMAL, PrecisionRule(0.2, look_ahead=0), most=500, macro=500)
    assert hasty.held.value() < looking.held.value() - 0.02


@pytest.mark.nightly
@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
@pytest.mark.parametrize(("relative", "most"), [(0.1, 600), (0.05, 900)])
def test_precision_precisely(shape, relative, most):
    stops = precision_stops(shape, PrecisionRule(relative), most, STANDARD)
    assert stops.widest <= relative
    assert 0.935 <= stops.held.value() <= 0.965
