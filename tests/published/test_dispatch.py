"""Mean response times as published: who gives tasks to whom, and what it is worth to know how long they take.

One test a number, two-sided, at 1 %/15 (Bonferroni over the suite); each is repeated with the number that a load wrong
by 5 % would give, which must fail.
"""

import pytest

from tests.published.dispatch_cases import CASES, FULL, SHORT, Published, holds, simulate

each = pytest.mark.parametrize("case", CASES, ids=lambda case: case.key)
each_short = pytest.mark.parametrize("case", [c for c in CASES if c.short], ids=lambda case: case.key)


def check(case: Published, replications: int) -> None:
    found = simulate(case, replications)
    told = f"{case.system}: published {case.value}, simulated {found.low:.4f} to {found.high:.4f}"
    assert holds(case, found, case.value), told
    assert not holds(case, found, case.wrong_value), f"{told}; so does a load wrong by 5 %: {case.wrong_value:.4f}"


@each_short
def test_the_published_response_time_comes_out(case: Published) -> None:
    check(case, SHORT)


@pytest.mark.nightly
@each
def test_it_comes_out_more_precisely(case: Published) -> None:
    check(case, FULL)


@each
def test_the_formula_gives_what_is_published(case: Published) -> None:
    if case.tolerance:  # its formula is the limit of many servers, which lies below
        assert 0.0 < case.value - case.formula(case.load) < 0.04
    else:
        assert case.formula(case.load) == pytest.approx(case.value, abs=5e-5)
