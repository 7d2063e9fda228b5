"""Every JSON and JSONL file that a run writes fits the schema that ships with the package, and every file has one."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import sim
from sim.report.schemas import described_files, schema_for

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = sorted((ROOT / "scenarios").glob("*.yaml"))
FORMAT_CHECKER = jsonschema.Draft202012Validator.FORMAT_CHECKER

FLEET = {"agents": [{"name": "agent", "count": 2}, {"name": "nora"}]}
TASKS = {"kind": "synthetic", "waves": 3, "tasks_per_wave": 6}
ODD: dict[str, dict[str, Any]] = {
    "nothing-gets-past-the-gates": {"workload": {**TASKS, "risk": {"HIGH": 1.0}, "confidence": 0.5}},
    "dry-run": {"dry_run": True, "workload": {**TASKS, "risk": {"HIGH": 1.0}, "confidence": 0.5}},
    "everything-fails": {"truth": {"bias": -100.0}, "retry": {"max_retries": 1}},
    "ends-early": {"horizon": "45s"},
    "always-down": {"horizon": "1h", "fleet": {**FLEET, "breakdowns": {"mtbf": "1s", "mttr": "1d"}}},
    "transient-refusals": {"gates": {"transient_refusal_rate": 0.5}},
    "one-task": {"workload": {"kind": "synthetic", "tasks_per_wave": 1}},
    "an-empty-wave": {"workload": {"kind": "synthetic", "tasks_per_wave": [3, 0, 3]}},
    "threshold": {"monitor": {"detector": "threshold"}, "truth": {"bias": -3.0}},
    "learning": {"feedback": {"learning": True}},
}


def problems(folder: Path) -> list[str]:
    """What does not fit, as `file:line: field: message`."""
    found = []
    for path in sorted(folder.rglob("*.json*")):
        name = path.relative_to(folder).as_posix()
        validator = jsonschema.Draft202012Validator(schema_for(name), format_checker=FORMAT_CHECKER)
        text = path.read_text(encoding="utf-8")
        values = text.split("\n")[:-1] if path.suffix == ".jsonl" else [text]
        for line, value in enumerate(values, start=1):
            errors = validator.iter_errors(json.loads(value, parse_constant=_refuse))
            found += [f"{name}:{line}: {error.json_path}: {error.message[:200]}" for error in errors]
    return found


def _refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is not JSON")


def odd_scenario(name: str) -> sim.Scenario:
    return sim.parse_scenario({"name": name, "seed": 3, "fleet": FLEET, "workload": TASKS, **ODD[name]})


def test_there_are_shipped_scenarios() -> None:
    assert SCENARIOS


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_output_of_a_shipped_scenario(path: Path, tmp_path: Path) -> None:
    # Of pictures and page the JSON files only hold the names, in the manifest: once is enough.
    whole = path == SCENARIOS[0]
    sim.run(sim.load_scenario(path)).write(tmp_path / "out", plots=whole, html=whole)
    assert problems(tmp_path / "out") == []
    written = {file.name for file in (tmp_path / "out").rglob("*.json*")}
    # A schema without a file would be a contract that nothing keeps.
    assert written == set(described_files())


@pytest.mark.parametrize("name", ODD)
def test_output_of_an_odd_run(name: str, tmp_path: Path) -> None:
    run = sim.run(odd_scenario(name))
    run.write(tmp_path / "out", plots=False, html=False)
    assert problems(tmp_path / "out") == []
    run.write(
        tmp_path / "out", plots=False, html=False
    )  # its manifest accounts for everything, so that it can be replaced


def test_output_of_real_predictions(tmp_path: Path) -> None:
    data = ROOT.parent / "shared" / "data" / "phase20"
    if not data.is_dir():
        pytest.skip("../shared/data/phase20 is not there")
    (tmp_path / "real.yaml").write_text(
        f"name: real\nfleet: {{agents: [{{name: agent, count: 4}}]}}\nworkload: {{kind: phase20, path: {data}}}\n"
    )
    sim.run(sim.load_scenario(tmp_path / "real.yaml")).write(tmp_path / "out")
    assert problems(tmp_path / "out") == []


@pytest.mark.parametrize("file_name", described_files())
def test_schemas_are_valid_and_refuse_an_empty_object(file_name: str) -> None:
    schema = schema_for(file_name)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert list(jsonschema.Draft202012Validator(schema).iter_errors({}))


LINE = {
    "task_id": "t",
    "agent_id": "agent_0",
    "status": "completed",
    "start_time": "2025-01-01T00:00:00.000000+00:00",
    "end_time": "2025-01-01T00:00:30.000000+00:00",
    "success": True,
    "error_msg": None,
    "retry_count": 0,
    "wave": 1,
}


@pytest.mark.parametrize(
    "change",
    [
        {"status": "pending"},
        {"wave": 0},
        {"start_time": "2025-01-01T00:00:00"},  # no offset
        {"success": False},  # of a completed task
        {"status": "failed", "success": False},  # without a reason
        {"retry_count": -1},
    ],
)
def test_the_schema_of_executions_refuses_what_cannot_be(change: dict[str, Any]) -> None:
    validator = jsonschema.Draft202012Validator(schema_for("executed_tasks.jsonl"))
    assert validator.is_valid(LINE)
    assert not validator.is_valid({**LINE, **change})


def test_a_file_without_a_schema_is_named() -> None:
    with pytest.raises(LookupError, match=r"no schema describes 'run.log'; there are agent_assignments.jsonl"):
        schema_for("run.log")
