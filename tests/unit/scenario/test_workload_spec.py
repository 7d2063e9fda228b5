from typing import Any

import pytest

from sim.scenario import Constant, Risk, parse_scenario


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
    assert (workload.expected_duration, workload.confidence, workload.arrivals) == (None, None, None)


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
        ("priority", 2, ": 2 is a number; expected a mapping of keys to values"),
        ("risk", {"LOWER": 1}, ".LOWER: unknown key 'LOWER'; allowed here: LOW, MEDIUM, HIGH, UNKNOWN"),
        ("risk", {"LOW": "much"}, ".LOW: 'much' is text; expected a number"),
        ("arrivals", {"kind": "poisson", "rate": 0}, ".rate: 0 is less than 0.000000001"),
        (
            "arrivals",
            {"kind": "posson", "rate": 1},
            ".kind: 'posson' is unknown; did you mean 'poisson'? Expected poisson",
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
        ({}, ["workload: the key 'kind' is missing; expected synthetic or phase20"]),
        (
            {"kind": "phase21"},
            ["workload.kind: 'phase21' is unknown; did you mean 'phase20'? Expected synthetic or phase20"],
        ),
        ({"kind": ["synthetic"]}, ["workload.kind: a list is given; expected synthetic or phase20"]),
        (
            {"kind": "phase20", "path": " "},
            ["workload.path: ' ' is not a path; expected a folder, relative to the scenario file"],
        ),
        (
            {"kind": "phase20", "path": "x", "waves": 3},
            ["workload.waves: unknown key; allowed here: kind, path, duration"],
        ),
        # A key named like the kind must not be taken for the kind.
        (
            {"kind": "phase20", "path": "x", "phase20": 3},
            ["workload.phase20: unknown key; allowed here: kind, path, duration"],
        ),
    ],
    ids=str,
)
def test_the_kind_decides_which_keys_there_are(problems_of, workload, problems):
    assert problems_of("workload", workload) == problems
