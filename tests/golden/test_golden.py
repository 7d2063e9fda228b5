"""What small scenarios gave when somebody last looked: every table and every JSON file, as text, to 12 digits.

A difference means that the simulation, or a format, has changed. Where that was meant, refresh the files, and look at
what changed before it is committed:

    REFRESH_GOLDEN=1 python -m pytest tests/golden
"""

import csv
import io
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.experiment.run import Run
from sim.record.tables import Columns

HERE = Path(__file__).parent
SCENARIOS = sorted(path.stem for path in HERE.glob("*.yaml"))
COMMAND = "REFRESH_GOLDEN=1 python -m pytest tests/golden"
# Change with every release and every new key of a scenario, and say nothing about what happened.
VOLATILE = {"version", "scenario_hash"}
NOT_HERE = {"manifest.json"}


def rounded(value: Any) -> Any:
    """Floats to 12 significant digits: the last ones belong to the processor and the version of a library."""
    if isinstance(value, float):
        return float(f"{value:.12g}")
    if isinstance(value, list):
        return [rounded(item) for item in value]
    if isinstance(value, dict):
        return {key: "..." if key in VOLATILE else rounded(item) for key, item in value.items()}
    return value


def cell(value: Any) -> Any:
    """Nothing for null; an object in a cell is JSON itself."""
    if isinstance(value, str) and value.startswith("{"):
        return json.dumps(rounded(json.loads(value)))
    return "" if value is None else rounded(value)


def as_csv(columns: Columns) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(map(cell, row) for row in zip(*columns.values(), strict=True))
    return text.getvalue()


def as_lines(path: Path) -> str:
    """A JSONL file line by line, a JSON file key by key."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".jsonl":
        return "".join(json.dumps(rounded(json.loads(line))) + "\n" for line in text.splitlines())
    return "".join(f"{key}: {json.dumps(value)}\n" for key, value in rounded(json.loads(text)).items())


def sections(run: Run, folder: Path) -> Iterator[str]:
    for name, columns in run.columns.items():
        yield f"== tables/{name}\n{as_csv(columns)}"
    for path in sorted(folder.rglob("*.json*")):
        name = path.relative_to(folder).as_posix()
        if name not in NOT_HERE:
            yield f"== {name}\n{as_lines(path)}"


@pytest.mark.parametrize("name", SCENARIOS)
def test_nothing_has_changed(name, tmp_path):
    run = sim.run(sim.load_scenario(HERE / f"{name}.yaml"))
    run.write(tmp_path / "out", plots=False)
    now, golden = "\n".join(sections(run, tmp_path / "out")), HERE / f"{name}.txt"
    if os.environ.get("REFRESH_GOLDEN"):
        golden.write_text(now, encoding="utf-8")
        pytest.skip(f"{golden.name} is written: look at what changed")
    then = golden.read_text(encoding="utf-8")
    assert now.splitlines() == then.splitlines(), f"if this was meant: {COMMAND}"
