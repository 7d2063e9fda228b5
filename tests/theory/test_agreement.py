"""Every quantity of the suite agrees with its formula, and would not if a rate were wrong by 5 %."""

import pytest

from docs.validation_table import PAGE, design_line, line
from tests.theory.case import Case
from tests.theory.pilot import PILOT_REPLICATIONS, SPREAD, measured_spread, power_of_control
from tests.theory.suite import (
    FAR_TOO_HIGH,
    LONG,
    PRECISE,
    QUICK,
    STANDARD,
    SUITE,
    TOO_HIGH,
    TOO_LOW,
    Effort,
    simulate,
)

every_case = pytest.mark.parametrize("case", SUITE, ids=lambda case: case.key)
by_length = pytest.mark.parametrize(
    "case",
    [pytest.param(case, id=case.key, marks=[pytest.mark.nightly] if case.key in LONG else []) for case in SUITE],
)
long_cases = pytest.mark.parametrize("case", [case for case in SUITE if case.key in LONG], ids=lambda case: case.key)
# Cheap ones of both kinds: what is simulated with a rate too high, not only what it is compared with.
wrong_worlds = pytest.mark.parametrize(
    "case",
    [case for case in SUITE if case.key in {"machine_repair", "retries_attempt"}],
    ids=lambda case: case.key,
)


def check(case: Case, effort: Effort, factors: tuple[float, ...]) -> None:
    """One test a quantity at a share of the suite's 1 %; its control is the same test of a wrong formula."""
    for result in simulate(case, effort.replications):
        assert result.agrees, str(result)
        for factor in factors:
            wrong = result.quantity.formula(factor)
            assert result.rejects(factor), f"{result}: so does {wrong:.6g}, with {case.rate} times {factor}"
        outdated = f"{PAGE.name} does not have this line; `make docs` writes it"
        assert effort is QUICK or line(result, effort) in PAGE.read_text(encoding="utf-8"), outdated


@by_length
def test_simulation_agrees_with_the_formula_and_not_with_a_wrong_rate(case: Case) -> None:
    check(case, STANDARD, (TOO_HIGH,))


@long_cases
def test_a_quick_look_agrees_and_not_with_a_rate_that_is_far_wrong(case: Case) -> None:
    check(case, QUICK, (FAR_TOO_HIGH,))


@pytest.mark.nightly
@every_case
def test_more_replications_agree_more_precisely(case: Case) -> None:
    check(case, PRECISE, (TOO_LOW, TOO_HIGH))


@wrong_worlds
def test_a_world_with_a_wrong_rate_is_found_out(case: Case) -> None:
    for result in simulate(case, STANDARD.replications, factor=TOO_HIGH):
        assert not result.agrees, str(result)


@pytest.mark.nightly
@pytest.mark.parametrize("factor", [TOO_LOW, TOO_HIGH])
@every_case
def test_every_world_with_a_wrong_rate_is_found_out(case: Case, factor: float) -> None:
    # A higher load scatters more: three times the replications make up for it.
    for result in simulate(case, 3 * STANDARD.replications, factor=factor):
        assert not result.agrees, str(result)


@every_case
def test_the_controls_have_power(case: Case) -> None:
    """By the pilot, each control of the standard effort fails with a chance of 99 % or more, as it must."""
    for quantity in case.quantities:
        assert power_of_control(case, quantity, STANDARD.replications, TOO_HIGH) >= 0.99, quantity.name
        assert power_of_control(case, quantity, PRECISE.replications, TOO_LOW) >= 0.99, quantity.name
        if case.key in LONG:
            assert power_of_control(case, quantity, QUICK.replications, FAR_TOO_HIGH) >= 0.99, quantity.name


@pytest.mark.nightly
@every_case
def test_the_pilot_is_what_was_noted(case: Case) -> None:
    assert PILOT_REPLICATIONS >= 60
    for key, spread in measured_spread(case).items():
        assert SPREAD[key] == pytest.approx(spread, rel=0.01), key


@every_case
def test_the_page_says_how_each_case_is_simulated(case: Case) -> None:
    assert design_line(case) in PAGE.read_text(encoding="utf-8"), f"`make docs` writes {PAGE.name}"
