from math import inf, nan

import pytest

from sim.policies import Kind, Setting, Strategy
from sim.policies.settings import resolve_settings
from sim.scenario.reading.problems import ScenarioError

STRATEGY = Strategy(
    name="stand_in",
    kind=Kind.IMMEDIATE,
    summary="A stand-in.",
    settings=(
        Setting(name="d", default=2.0, description="A number.", low=1.0, high=8.0),
        Setting(name="order", default="late", description="A choice.", choices=("early", "late")),
        Setting(name="free", default=-5.0, description="Any number."),
    ),
)


def test_defaults_fill_in_and_the_order_is_the_strategys() -> None:
    assert resolve_settings(STRATEGY, {}) == (2.0, 1.0, -5.0)
    assert resolve_settings(STRATEGY, {"free": 7, "order": "early"}) == (2.0, 0.0, 7.0)


@pytest.mark.parametrize("d", [1.0, 8.0])
def test_bounds_are_allowed(d: float) -> None:
    assert resolve_settings(STRATEGY, {"d": d})[0] == d


@pytest.mark.parametrize("d", [0.999, 8.001, nan, inf, True, "2"])
def test_what_is_out_of_bounds_or_no_number_is_refused(d) -> None:
    with pytest.raises(ScenarioError, match=r"^assignment\.d: "):
        resolve_settings(STRATEGY, {"d": d})


@pytest.mark.parametrize("d", [1.5, -0.5, nan, inf, -inf])
def test_a_number_of_things_is_whole(d: float) -> None:
    things = Setting(name="d", default=2.0, description="How many.", whole=True)
    strategy = Strategy(name="stand_in", kind=Kind.IMMEDIATE, summary="A stand-in.", settings=(things,))
    assert resolve_settings(strategy, {"d": 7}) == (7.0,)
    with pytest.raises(ScenarioError, match=r"^assignment\.d: .* is not a whole number"):
        resolve_settings(strategy, {"d": d})


def test_all_problems_come_at_once() -> None:
    with pytest.raises(ScenarioError) as caught:
        resolve_settings(STRATEGY, {"d": 0.0, "ordr": "late", "order": "soon"})
    assert [problem.path for problem in caught.value.problems] == [
        "assignment.d",
        "assignment.ordr",
        "assignment.order",
    ]
