"""Odd arguments and odd folders: one line that says what is wrong, exit code 2, nothing run."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import sim
from sim.cli.group import group
from sim.cli.report import harmless
from tests.crash.study_driver import DATA, plan


@pytest.fixture
def invoke(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.yaml").write_text(json.dumps(DATA), encoding="utf-8")
    return lambda *arguments: CliRunner().invoke(group, arguments)


HUGE = "1" + "0" * 18
KNEE = ("knee", "small.yaml", "--agents", "1..3")
FLEET = ("smallest-fleet", "small.yaml", "--agents", "1..3", "--meet", "makespan <= 1h")
STUDY = ("compare", "small.yaml", "--strategies", "round_robin,load_balanced", "--no-plots", "--jobs", "1")


@pytest.mark.parametrize(("arguments", "told"), [
    ((*STUDY, "--replications", HUGE), f"{HUGE} is more than 1000000."),
    (("sweep", "small.yaml", "--vary", "seed=1,2", "--replications", HUGE, "--preview"), "is more than 1000000."),
    ((*KNEE, "--replications", HUGE), "is more than 1000000."),
    ((*KNEE, "--worth", "nan"), "'nan' is no number."),
    ((*FLEET, "--confidence", "nan"), "no number."),
    ((*STUDY, "--precision", "nan"), "'nan' is no number."),
    ((*STUDY, "--precision", "inf"), "'inf' is no number."),
    ((*STUDY, "--jobs", "100000"), "is not in the range"),
    ((*STUDY, "--primary", "makespam"), "'makespam' is not a metric of a run; did you mean makespan"),
    ((*STUDY, "--primary", ""), "is not a metric of a run"),
    ((*STUDY, "--metrics", "makespan", "--primary", "p95_wait"), "add p95_wait to --metrics"),
    ((*STUDY, "--primary", "makespan,p95_wait"), "is not a metric of a run"),
    ((*STUDY, "--out", "x" * 251), ": File name too long; choose another --out"),
    ((*STUDY, "--out", "x" * 256), "File name too long"),
])  # fmt: skip
def test_odd_numbers_and_names(invoke, tmp_path: Path, arguments: tuple[str, ...], told: str) -> None:
    done = invoke(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert told in done.stderr.splitlines()[-1]
    assert [path.name for path in tmp_path.iterdir()] == ["small.yaml"]


def test_more_replications_than_anybody_can_wait_for(tmp_path: Path) -> None:
    from sim.work.runs import compute
    from sim.work.store import RunStore
    from sim.work.workers import SerialWorkers

    with pytest.raises(ValueError, match="1000001 replications; expected at most 1000000"):
        compute(plan(), 1_000_001, RunStore(tmp_path), SerialWorkers())


@pytest.mark.parametrize("command", ["plot", "report"])
def test_a_damaged_table_with_a_manifest_that_fits(invoke, tmp_path: Path, command: str) -> None:
    sim.run(sim.parse_scenario(DATA)).write(tmp_path / "r", plots=False)
    table, manifest = tmp_path / "r" / "tables" / "tasks.parquet", tmp_path / "r" / "manifest.json"
    before = hashlib.sha256(table.read_bytes()).hexdigest()
    content = bytearray(table.read_bytes())
    content[40:400] = bytes(360)
    table.write_bytes(content)
    text = manifest.read_text(encoding="utf-8")
    assert before in text
    manifest.write_text(text.replace(before, hashlib.sha256(content).hexdigest()), encoding="utf-8")
    done = invoke(command, "r")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("r/tables/tasks.parquet: is no whole Parquet file; ")
    assert len(done.stderr.splitlines()) == 1


def test_a_report_commands_no_terminal() -> None:
    assert harmless("# Tab\tand line\n\x1b[31m \x07 \x9b2J \r \x7f é") == (
        "# Tab\tand line\n\\x1b[31m \\x07 \\x9b2J \\x0d \\x7f é"
    )
