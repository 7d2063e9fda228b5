from typing import Any

import pytest

from sim.scenario import Constant, ConstantShape, Lognormal, LognormalShape, Risk, SyntheticWorkload, parse_scenario

SOURCES = "synthetic, phase20, etc, table, wfformat, replay or plugin"


def parse(data: Any, **options: Any) -> Any:
    """The scenario, whose unions tests look into without asking which member it is."""
    return parse_scenario(data, **options)


def test_a_synthetic_workload_has_the_defaults_of_the_model(minimal):
    workload = parse(minimal).workload
    assert (workload.waves, workload.tasks_per_wave, workload.wave_sizes) == (1, 5, (5,))
    assert workload.duration == Constant(value=30)
    assert workload.predicted_success.mean == 0.85
    assert dict(workload.priority) == {2: 1.0}
    assert dict(workload.risk) == {Risk.LOW: 1.0}
    assert (workload.size, workload.confidence, workload.arrivals) == (None, None, None)


def test_a_list_of_sizes_says_how_many_waves_there_are(minimal):
    minimal["workload"]["tasks_per_wave"] = [5, 0, 3]
    workload = parse(minimal).workload
    assert (workload.waves, workload.wave_sizes) == (3, (5, 0, 3))


def test_one_size_holds_for_every_wave(minimal):
    minimal["workload"]["waves"] = 3
    assert parse(minimal).workload.wave_sizes == (5, 5, 5)


def test_weights_keep_the_order_in_which_they_are_written(minimal):
    minimal["workload"] |= {"priority": {"3": 1, "1": 2}, "risk": {"HIGH": 1, "LOW": 4}}
    workload = parse(minimal).workload
    assert list(workload.priority.items()) == [(3, 1.0), (1, 2.0)]
    assert list(workload.risk.items()) == [(Risk.HIGH, 1.0), (Risk.LOW, 4.0)]


@pytest.mark.parametrize(
    ("key", "value", "problem"),
    [
        ("waves", 0, ": 0 is less than 1"),
        ("tasks_per_wave", 0, ": 0 is less than 1"),
        ("tasks_per_wave", [], ": the list is empty; expected at least 1"),
        ("tasks_per_wave", [0, 0], ": no wave has a task; at least one number must be 1 or more"),
        ("tasks_per_wave", [3, -1], ".1: -1 is less than 0"),
        ("tasks_per_wave", [3, "x"], ".1: 'x' is text; expected a whole number"),
        ("tasks_per_wave", [3_000_000] * 2, ": 6000000 tasks in total are more than 5000000"),
        ("tasks_per_wave", 5_000_001, ": 5000001 is more than 5000000"),
        ("tasks_per_wave", {"a": 1}, ": a mapping is given; expected a whole number"),
        ("priority", {"4": 1}, ".4: unknown key '4'; allowed here: 1, 2, 3"),
        ("priority", {"1": -1}, ".1: -1 is less than 0"),
        ("priority", {"1": 0}, ": the weights add up to 0; at least one must be more than 0"),
        ("priority", {}, ": the weights add up to 0; at least one must be more than 0"),
        ("priority", 2, ": 2 is a number; expected a mapping of keys to values: 1, 2, 3"),
        ("risk", {"LOWER": 1}, ".LOWER: unknown key 'LOWER'; allowed here: LOW, MEDIUM, HIGH, UNKNOWN"),
        ("risk", {"LOW": "much"}, ".LOW: 'much' is text; expected a number"),
        ("arrivals", {"kind": "poisson", "rate": 0}, ".rate: 0 is less than 0.000000001"),
        (
            "arrivals",
            {"kind": "posson", "rate": 1},
            ".kind: 'posson' is unknown; did you mean 'poisson'? Expected file, modulated, poisson, profile or renewal",
        ),
        ("arrivals", {"kind": "poisson"}, ".rate: is missing; expected here: tasks a second"),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_at_its_place(problems_of, key, value, problem):
    assert problems_of(f"workload.{key}", value) == [f"workload.{key}{problem}"]


def test_sizes_and_waves_must_agree(problems_of):
    written = {"kind": "synthetic", "waves": 3, "tasks_per_wave": [5, 5]}
    assert problems_of("workload", written) == [
        "workload.tasks_per_wave: 2 numbers for 3 waves; give one number a wave"
    ]


def test_tasks_are_counted_over_all_waves(problems_of):
    written = {"kind": "synthetic", "waves": 3, "tasks_per_wave": 2_000_000}
    assert problems_of("workload", written) == ["workload.tasks_per_wave: 6000000 tasks in total are more than 5000000"]


@pytest.mark.parametrize(
    ("workload", "problems"),
    [
        (5, ["workload: 5 is a number; expected a mapping of keys to values"]),
        ({}, [f"workload: the key 'kind' is missing; expected {SOURCES}"]),
        (
            {"kind": "phase21"},
            [f"workload.kind: 'phase21' is unknown; did you mean 'phase20'? Expected {SOURCES}"],
        ),
        (
            {"kind": "./m.py:S"},
            ["workload.kind: './m.py:S' is no kind; code of one's own is written {kind: plugin, source: ./m.py:S}"],
        ),
        ({"kind": ["synthetic"]}, [f"workload.kind: a list is given; expected {SOURCES}"]),
        (
            {"kind": "phase20", "path": " "},
            ["workload.path: ' ' is not a path; expected a folder, relative to the scenario file"],
        ),
        (
            {"kind": "phase20", "path": "x", "waves": 3},
            ["workload.waves: unknown key; allowed here: kind, path, duration, duration_by_outcome, run_effect"],
        ),
        # A key named like the kind must not be taken for the kind.
        (
            {"kind": "phase20", "path": "x", "phase20": 3},
            ["workload.phase20: unknown key; allowed here: kind, path, duration, duration_by_outcome, run_effect"],
        ),
    ],
    ids=str,
)
def test_the_kind_decides_which_keys_there_are(problems_of, workload, problems):
    assert problems_of("workload", workload) == problems


SHAPES = "constant, exponential, lognormal, gamma or weibull"
CV = "coefficient of variation: standard deviation / mean"
LOGNORMAL = {"kind": "lognormal", "cv": 0.4}
WHY = "`size` says how long a task takes on average, and `duration` beside it only how its attempts scatter around that"


def test_beside_a_size_a_duration_is_a_shape(minimal):
    minimal["workload"] |= {"size": {"kind": "exponential", "mean": "1min"}, "duration": LOGNORMAL}
    workload = parse(minimal).workload
    assert workload.size.mean == 60.0
    assert workload.duration == LognormalShape(cv=0.4)


def test_beside_a_size_an_absent_duration_does_not_vary(minimal):
    minimal["workload"]["size"] = "1min"
    assert parse(minimal).workload.duration == ConstantShape()


def test_a_workload_with_a_size_reads_what_it_writes(minimal):
    minimal["workload"] |= {"size": "1min", "duration": LOGNORMAL}
    scenario = parse(minimal)
    assert parse(scenario.resolved()) == scenario


@pytest.mark.parametrize(
    ("duration", "problem"),
    [
        ({**LOGNORMAL, "mean": "30s"}, f"workload.duration.mean: {WHY}: leave the mean out"),
        ({"kind": "constant", "value": 30}, f"workload.duration.value: {WHY}: leave the value out"),
        ("30s", f"workload.duration: '30s' is a mean; {WHY}: write a shape such as {{kind: lognormal, cv: 0.4}}"),
        (
            {"kind": "uniform", "low": 1, "high": 3},
            f"workload.duration.kind: {WHY}: uniform has its own mean; expected {SHAPES}",
        ),
        ({"kind": "gamma"}, "workload.duration.cv: is missing; expected here: " + CV),
        ({"kind": "gamma", "cvs": 1, "cv": 1}, "workload.duration.cvs: unknown key; did you mean 'cv'?"),
    ],
    ids=str,
)  # fmt: skip
def test_beside_a_size_a_duration_has_no_mean(problems_of, duration, problem):
    written = {"kind": "synthetic", "tasks_per_wave": 5, "size": "1min", "duration": duration}
    assert problems_of("workload", written) == [problem]


def test_without_a_size_a_duration_has_a_mean(problems_of):
    expected = "workload.duration.mean: is missing; expected here: the mean; seconds or a duration"
    assert problems_of("workload.duration", LOGNORMAL) == [expected]


def test_a_size_that_is_wrong_is_the_only_problem(problems_of):
    written = {"kind": "synthetic", "tasks_per_wave": 5, "size": "long", "duration": LOGNORMAL}
    (problem,) = problems_of("workload", written)
    assert problem.startswith("workload.size: 'long' is not a duration")


def test_in_python_a_shape_is_told_from_a_distribution():
    assert SyntheticWorkload(tasks_per_wave=1, size=30.0, duration=LognormalShape(cv=0.4)).wave_sizes == (1,)
    with pytest.raises(ValueError, match="leave the mean out"):
        SyntheticWorkload(tasks_per_wave=1, size=30.0, duration=Lognormal(mean=30.0, cv=0.4))


def test_what_the_planner_expects_is_told_by_two_other_keys(problems_of):
    (problem,) = problems_of("workload.expected_duration", "30s")
    assert problem.startswith("workload.expected_duration: unknown key; `workload.size` says how long tasks truly take")
    assert "`predictions.duration_error`" in problem


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (0, ": 0 is not more than 0"),
        (-1, ": -1 is not more than 0"),
        ("30s", ": '30s' is text; expected a number"),
        ({"kind": "empirical", "values": [1, 0]}, ".values.1: 0 is not more than 0"),
        ({"kind": "uniform", "low": 0, "high": 0}, ".high: 0 is not more than 0"),
        ({"kind": "uniform", "low": -1, "high": 1}, ".low: -1 is less than 0"),
        ({"kind": "exponential", "mean": 0}, ".mean: 0 is not more than 0"),
    ],
    ids=str,
)
def test_an_error_of_durations_is_positive(problems_of, error, problem):
    assert problems_of("predictions.duration_error", error) == [f"predictions.duration_error{problem}"]


def test_tasks_are_numbered_or_a_stream_ends(minimal, problems_of):
    stream = {"kind": "poisson", "rate": 1}
    for arrivals in ({}, {"arrivals": stream}):
        (problem,) = problems_of("workload", {"kind": "synthetic", **arrivals})
        assert problem.startswith("workload.tasks_per_wave: is missing; expected here: tasks in every wave, or the end")
    minimal["workload"] = {"kind": "synthetic", "waves": 2, "arrivals": {**stream, "until": "10min"}}
    workload = parse(minimal).workload
    assert (workload.arrivals.until, workload.tasks_per_wave, workload.wave_sizes) == (600.0, None, (None, None))


def test_a_stream_has_an_end_that_a_run_can_hold(problems_of):
    written = {"kind": "synthetic", "waves": 2, "arrivals": {"kind": "poisson", "rate": 1000, "until": "1h"}}
    assert problems_of("workload", written) == ["workload.arrivals: about 7.2e+06 tasks in total are more than 5000000"]
