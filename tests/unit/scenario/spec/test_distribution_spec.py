from typing import Any

import pytest

from sim.scenario import Exponential, Lognormal, ScenarioError, Uniform, parse_scenario


def parse(data: Any, **options: Any) -> Any:
    """The scenario, whose unions tests look into without asking which member it is."""
    return parse_scenario(data, **options)


KINDS = "constant, uniform, exponential, lognormal, gamma, weibull, triangular, beta or empirical"
# Means by hand: uniform (10+20)/2; triangular (10+20+60)/3; empirical (10+20+60)/3; the others are given.
MEANS = [
    ({"kind": "constant", "value": "30s"}, 30.0),
    ({"kind": "uniform", "low": 10, "high": 20}, 15.0),
    ({"kind": "exponential", "mean": "1min"}, 60.0),
    ({"kind": "lognormal", "mean": 30, "cv": 0.4}, 30.0),
    ({"kind": "gamma", "mean": 30, "cv": 0.4}, 30.0),
    ({"kind": "weibull", "mean": 30, "cv": 0.4}, 30.0),
    ({"kind": "triangular", "low": 10, "mode": 20, "high": 60}, 30.0),
    ({"kind": "beta", "mean": 0.85, "sd": 0.05}, 0.85),
    ({"kind": "empirical", "values": [10, "20s", "1min"]}, 30.0),
]


@pytest.mark.parametrize(("written", "mean"), MEANS, ids=lambda value: str(value)[:30])
def test_every_kind_is_read_and_has_its_mean(minimal, written, mean):
    minimal["workload"]["duration"] = written
    duration = parse(minimal).workload.duration
    assert duration.kind == written["kind"]
    assert duration.mean == pytest.approx(mean, abs=1e-12)


def test_a_bare_number_is_a_constant_but_an_exponential_between_breakdowns(minimal):
    minimal["workload"] |= {"duration": "2min", "predicted_success": 0.9, "confidence": 1}
    minimal["fleet"]["breakdowns"] = {"mtbf": "4h", "mttr": 600}
    scenario = parse(minimal)
    assert (scenario.workload.duration.kind, scenario.workload.duration.value) == ("constant", 120.0)
    assert (scenario.workload.predicted_success.kind, scenario.workload.confidence.value) == ("constant", 1.0)
    assert scenario.fleet.breakdowns.mtbf == Exponential(mean=14_400)
    assert scenario.fleet.breakdowns.mttr == Exponential(mean=600)


def test_specs_made_in_python_stand_where_mappings_do(minimal):
    minimal["workload"] |= {
        "duration": Lognormal(mean=30, cv=0.4),
        "predicted_success": Uniform(low=0.7, high=1),
    }
    scenario = parse(minimal)
    assert scenario.workload.duration == Lognormal(mean=30, cv=0.4)
    assert scenario.workload.predicted_success.high == 1.0


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ({"kind": "uniform", "low": 3, "high": 1}, ".high: 1.0 is less than low (3.0)"),
        ({"kind": "triangular", "low": 3, "mode": 1, "high": 4}, ".mode: 1.0 is less than low (3.0)"),
        ({"kind": "triangular", "low": 1, "mode": 5, "high": 4}, ".high: 4.0 is less than mode (5.0)"),
        # sd**2 = 0.16 against 0.1 * 0.9 = 0.09, whose root is 0.3.
        (
            {"kind": "beta", "mean": 0.1, "sd": 0.4},
            ".sd: 0.4 is too large: with mean 0.1 it must be less than 0.3",
        ),
        ({"kind": "beta", "mean": 1, "sd": 0.1}, ".mean: 1 is not less than 1"),
        ({"kind": "empirical", "values": []}, ".values: the list is empty; expected at least 1"),
        ({"kind": "empirical", "values": [1, -2]}, ".values.1: -2 is less than 0"),
        ({"kind": "exponential", "mean": 0}, ".mean: 0 is not more than 0"),
        ({"kind": "lognormal", "mean": 30, "cv": 0}, ".cv: 0 is less than 0.001"),
        ({"kind": "constant", "value": -1}, ".value: -1 is less than 0"),
        (-1, ": -1 is less than 0"),
        (0, ": the mean is 0 s; it must be at least 0.000001 s"),
        (
            "soon",
            (": 'soon' is not a duration; expected seconds, or a duration such as 250ms, 90s, 15min, 4h, 2d or 1w"),
        ),
        ("20000w", ": '20000w' is more than 10000000000"),
        ({"mean": 3}, f": the key 'kind' is missing; expected {KINDS}"),
        ({"kind": "gama", "mean": 3}, f".kind: 'gama' is unknown; did you mean 'gamma'? Expected {KINDS}"),
        ({"kind": "exponential", "mean": 3, "cv": 1}, ".cv: unknown key; allowed here: kind, mean"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_is_wrong_is_said_at_its_place(problems_of, written, problem):
    assert problems_of("workload.duration", written) == [f"workload.duration{problem}"]


@pytest.mark.parametrize("kind", ["exponential", "lognormal", "gamma", "weibull"])
def test_a_share_has_no_distribution_that_leaves_its_range(problems_of, kind):
    path = "workload.predicted_success"
    assert problems_of(path, {"kind": kind, "mean": 0.5, "cv": 0.5}) == [
        (f"{path}.kind: {kind} can leave the range 0..1; expected constant, uniform, triangular, beta or empirical")
    ]


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        (1.5, ": 1.5 is more than 1"),
        ("0.5s", ": '0.5s' is text; expected a number"),
        ({"kind": "uniform", "low": 0.5, "high": 1.5}, ".high: 1.5 is more than 1"),
        ({"kind": "uniform", "low": 0.9, "high": 0.5}, ".high: 0.5 is less than low (0.9)"),
        ({"kind": "empirical", "values": [0.5, 2]}, ".values.1: 2 is more than 1"),
        ({"kind": "triangular", "low": -0.5, "mode": 0.5, "high": 1}, ".low: -0.5 is less than 0"),
    ],
)
def test_a_share_stays_within_its_range(problems_of, written, problem):
    assert problems_of("workload.confidence", written) == [f"workload.confidence{problem}"]


def test_times_between_breakdowns_are_no_shorter_than_a_millisecond(problems_of):
    written = {"mtbf": {"kind": "constant", "value": 0}, "mttr": "0.1ms"}
    assert problems_of("fleet.breakdowns", written) == [
        "fleet.breakdowns.mtbf: the mean is 0 s; it must be at least 0.001 s",
        "fleet.breakdowns.mttr: the mean is 0.0001 s; it must be at least 0.001 s",
    ]


def test_a_shape_takes_its_mean_from_elsewhere(minimal):
    minimal["workload"] = {"kind": "phase20", "path": "data", "duration": {"kind": "gamma", "cv": 0.5}}
    shape = parse(minimal).workload.duration
    assert (shape.with_mean(27.5).kind, shape.with_mean(27.5).mean, shape.with_mean(27.5).cv) == (
        "gamma",
        27.5,
        0.5,
    )
    minimal["workload"]["duration"]["mean"] = 30
    with pytest.raises(ScenarioError, match=r"workload\.duration\.mean: unknown key; allowed here: kind, cv"):
        parse(minimal)
