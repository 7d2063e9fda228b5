import json
import pickle
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pydantic import ValidationError

from sim.scenario import FrozenMap, Scenario, ScenarioError, parse_scenario


def parse(data: Any, **options: Any) -> Any:
    """The scenario, whose unions tests look into without asking which member it is."""
    return parse_scenario(data, **options)


FULL: dict[str, Any] = {
    "name": "four-agents",
    "description": "everything said",
    "seed": 42,
    "epoch": "2025-06-01T12:00:00+02:00",
    "horizon": "30d",
    "dry_run": True,
    "fleet": {
        "agents": [
            {
                "name": "agent",
                "count": 4,
                "capacity": 2,
                "speed": 1.5,
                "reliability": 0.9,
                "queue": "shortest",
            },
            {"name": "fast"},
        ],
        "breakdowns": {"mtbf": "4h", "mttr": {"kind": "gamma", "mean": "10min", "cv": 0.5}, "repairers": 1},
    },
    "workload": {
        "kind": "synthetic",
        "tasks_per_wave": [20, 0, 5],
        "size": {"kind": "empirical", "values": [10, "20s"]},
        "duration": {"kind": "lognormal", "cv": 0.4},
        "predicted_success": {"kind": "uniform", "low": 0.7, "high": 0.95},
        "confidence": {"kind": "beta", "mean": 0.8, "sd": 0.1},
        "priority": {"3": 0.3, "1": 0.2},
        "risk": {"HIGH": 1, "LOW": 4},
        "arrivals": {"kind": "poisson", "rate": 0.5},
    },
    "truth": {"bias": -0.5},
    "assignment": {"strategy": "power_of_d", "order": "list", "d": 2},
    "retry": {"strategy": "linear_backoff", "base": "3s", "max_delay": "1min"},
    "gates": {"approve": ["task_1_*"], "require_approval": True},
    "monitor": {"interval": "1min", "thresholds": {"drift": 0.3}},
}
PHASE20: dict[str, Any] = {
    "name": "replay",
    "fleet": {"agents": [{"name": "agent"}]},
    "workload": {"kind": "phase20", "path": "../data", "duration": {"kind": "weibull", "cv": 0.3}},
    "gates": {"approve": "all"},
}


@pytest.mark.parametrize("data", [FULL, PHASE20], ids=["synthetic", "phase20"])
def test_the_resolved_scenario_reads_back_as_the_same(data):
    scenario = parse(data)
    resolved = json.loads(json.dumps(scenario.resolved(), allow_nan=False))
    again = parse(resolved)
    assert again == scenario
    assert again.resolved() == scenario.resolved()
    assert again.fingerprint() == scenario.fingerprint()


def test_resolved_has_every_key_in_the_order_of_the_contract():
    assert list(parse(PHASE20).resolved()) == [
        "name",
        "description",
        "seed",
        "epoch",
        "horizon",
        "dry_run",
        "fleet",
        "workload",
        "truth",
        "predictions",
        "assignment",
        "retry",
        "failures",
        "copies",
        "limits",
        "breaker",
        "budget",
        "gates",
        "monitor",
        "health",
        "feedback",
        "forecast",
        "metrics",
        "engine",
    ]


def test_resolved_holds_seconds_and_texts():
    resolved = parse(FULL).resolved()
    assert resolved["horizon"] == 2_592_000.0
    assert resolved["epoch"] == "2025-06-01T10:00:00Z"
    assert resolved["workload"]["priority"] == {"3": 0.3, "1": 0.2}
    assert resolved["assignment"] == {"strategy": "power_of_d", "view_delay": 0.0, "d": 2.0, "order": "list"}


def test_attribute_names_are_the_keys():
    def compare(spec, plain):
        for key, value in plain.items():
            assert hasattr(spec, key), key
            inner = getattr(spec, key)
            if isinstance(value, dict) and not isinstance(inner, FrozenMap):
                compare(inner, value)

    scenario = parse(PHASE20)
    compare(scenario, scenario.resolved())


def test_the_fingerprint_leaves_out_seed_and_description_alone():
    scenario = parse(FULL)
    assert len(scenario.fingerprint()) == 64
    assert parse(FULL | {"seed": 7, "description": "x"}).fingerprint() == scenario.fingerprint()
    assert parse(FULL | {"dry_run": False}).fingerprint() != scenario.fingerprint()
    assert parse(FULL | {"name": "y"}).fingerprint() != scenario.fingerprint()


def test_the_fingerprint_knows_two_spellings_of_one_scenario_from_two_scenarios():
    retyped = FULL | {
        "horizon": 2_592_000,
        "assignment": {"d": 2.0, "strategy": "power_of_d", "order": "list"},
    }
    assert parse(retyped).fingerprint() == parse(FULL).fingerprint()
    # Weights are cumulated in the order written: another order draws other priorities.
    turned = FULL | {"workload": FULL["workload"] | {"priority": {"1": 0.2, "3": 0.3}}}
    assert parse(turned).fingerprint() != parse(FULL).fingerprint()
    assert parse(turned) != parse(FULL)


def test_where_it_was_read_is_no_part_of_what_it_says():
    here, there = parse(FULL, origin=Path("/a")), parse(FULL, origin=Path("/b"))
    assert (here.origin, there.origin, parse(FULL).origin) == (Path("/a"), Path("/b"), None)
    assert here == there
    assert hash(here) == hash(there)
    assert here.resolved() == there.resolved()
    assert "origin" not in str(here.resolved())


def test_a_scenario_is_frozen_hashable_and_crosses_processes():
    scenario = parse(FULL, origin=Path("/a"))
    with pytest.raises(ValidationError):
        scenario.seed = 3
    with pytest.raises(TypeError):
        scenario.workload.priority[1] = 3.0
    again = pickle.loads(pickle.dumps(scenario))
    assert again == scenario
    assert hash(again) == hash(scenario)
    assert again.origin == Path("/a")


def test_a_copy_with_another_seed_keeps_its_folder():
    scenario = parse(FULL, origin=Path("/a")).model_copy(update={"seed": 7})
    assert (scenario.seed, scenario.origin) == (7, Path("/a"))


def test_another_seed_is_as_valid_as_one_in_the_file():
    scenario = parse(FULL, origin=Path("/a")).with_seed(7)
    assert (scenario.seed, scenario.origin) == (7, Path("/a"))
    for seed in (-1, 2**63, True, 1.0):
        with pytest.raises(ValueError, match="is not a whole number from 0 to 9223372036854775807"):
            scenario.with_seed(seed)


def test_the_epoch_is_kept_in_utc():
    assert parse(FULL).epoch == datetime(2025, 6, 1, 10, tzinfo=UTC)
    assert parse(FULL).epoch.tzinfo is UTC


@pytest.mark.parametrize(
    ("epoch", "problem"),
    [
        ("2025-01-01", "'2025-01-01' is not a full time; expected a time such as 2025-01-01T00:00:00Z"),
        (
            "2025-01-01T00:00:00",
            ("'2025-01-01T00:00:00' has no offset; expected a time with its offset such as 2025-01-01T00:00:00Z"),
        ),
        (
            "2025-13-01T00:00:00Z",
            ("'2025-13-01T00:00:00Z' is not a time; expected a time with its offset such as 2025-01-01T00:00:00Z"),
        ),
        ("0001-01-01T00:00:00+14:00", "the year 1 is not within 1900..2999"),
        (0, "0 is not a full time; expected a time such as 2025-01-01T00:00:00Z"),
    ],
)
def test_an_epoch_that_is_none(problems_of, epoch, problem):
    assert problems_of("epoch", epoch) == [f"epoch: {problem}"]


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        ("seed", -1, "-1 is less than 0"),
        ("seed", 2**63, "9223372036854775808 is more than 9223372036854775807"),
        ("seed", 1.0, "1.0 is not a whole number"),
        ("horizon", 0, "0 is not more than 0"),
        ("name", "", "the text is empty"),
        ("name", "a" * 65, "a text of 65 characters; expected at most 64"),
        ("name", "../x", "'../x' is not a name; expected letters, digits and . _ - (no dot at the start)"),
        ("description", 5, "5 is a number; expected text (put it in quotes)"),
        ("description", "\ud800", r"'\ud800' holds half of a character pair (a surrogate)"),
        ("flet", {}, "unknown key; did you mean 'fleet'?"),
    ],
    ids=lambda value: ascii(value)[:30],
)
def test_what_is_wrong_is_said_at_its_place(problems_of, path, value, problem):
    assert problems_of(path, value) == [f"{path}: {problem}"]


def test_what_must_be_given_is_asked_for():
    with pytest.raises(ScenarioError) as caught:
        parse({})
    assert str(caught.value).splitlines() == [
        "<scenario>: name: is missing; expected here: name of the scenario; names the folder of its results",
        "<scenario>: fleet: is missing; expected here: the agents, and their breakdowns",
        "<scenario>: workload: is missing; expected here: where the tasks come from",
    ]


class TestJsonSchema:
    """The schema that editors and the reference use must say what the loader does."""

    schema = Scenario.model_json_schema()

    def valid(self, data):
        return jsonschema.Draft202012Validator(self.schema).is_valid(data)

    @pytest.mark.parametrize("data", [FULL, PHASE20], ids=["synthetic", "phase20"])
    def test_it_accepts_what_the_loader_accepts(self, data):
        assert self.valid(data)
        assert self.valid(parse(data).resolved())

    @pytest.mark.parametrize(
        "change",
        [
            {"flet": {}},
            {"horizon": "soon"},
            {"horizon": 0},
            {"dry_run": "yes"},
            {"seed": -1},
            {"monitor": {"interval": 0.0001}},
            {"workload": {"tasks_per_wave": 5}},
            {"workload": {"kind": "synthetic", "tasks_per_wave": 5, "priority": {"4": 1}}},
            {"workload": {"kind": "synthetic", "tasks_per_wave": 5, "duration": {"value": 3}}},
            {"workload": {"kind": "synthetic", "tasks_per_wave": 5, "duration": True}},
            {
                "workload": {
                    "kind": "synthetic",
                    "tasks_per_wave": 5,
                    "confidence": {"kind": "exponential", "mean": 1},
                }
            },
            {"gates": {"approve": "some"}},
            {"assignment": {"strategy": "x", "d": [1]}},
        ],
        ids=str,
    )
    def test_it_refuses_what_the_loader_refuses(self, problems_of, change):
        ((key, value),) = change.items()
        assert problems_of(key, value)
        assert not self.valid(FULL | change)

    def test_every_key_is_described(self):
        for name, definition in [("Scenario", self.schema), *self.schema["$defs"].items()]:
            for key, field in definition.get("properties", {}).items():
                assert key == "kind" or field.get("description"), f"{name}.{key}"

    def test_it_speaks_to_authors_of_scenarios(self):
        assert ">>>" not in json.dumps(self.schema)
        assert self.schema["properties"]["horizon"]["default"] == 2_592_000.0
