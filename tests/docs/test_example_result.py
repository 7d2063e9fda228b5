"""The result that is kept in reports/four-agents/ is what the scenario gives now, whole and small."""

import hashlib
import json

import sim
from tests.docs.examples import ROOT

FOLDER = ROOT / "reports" / "four-agents"
# Where one of these fails: buddy-sim run scenarios/four-agents.yaml


def test_it_is_the_report_of_the_shipped_scenario() -> None:
    run = sim.run(sim.load_scenario(ROOT / "scenarios" / "four-agents.yaml"))
    kept = (FOLDER / "PHASE_21_AUTONOMOUS_EXECUTION.md").read_text(encoding="utf-8")
    assert kept == run.report()
    assert json.loads((FOLDER / "phase21_execution_summary.json").read_text(encoding="utf-8")) == run.summary()


def test_every_file_of_its_manifest_is_there_as_it_was_written() -> None:
    listed = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))["files"]
    there = {
        p.relative_to(FOLDER).as_posix(): p for p in FOLDER.rglob("*") if p.is_file() and p.name != "manifest.json"
    }
    assert sorted(there) == [file["path"] for file in listed]
    for file in listed:
        assert hashlib.sha256(there[file["path"]].read_bytes()).hexdigest() == file["sha256"], file["path"]


def test_it_is_under_a_megabyte() -> None:
    assert sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) < 1_000_000
