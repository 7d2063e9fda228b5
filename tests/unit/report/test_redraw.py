"""Pictures drawn again from a result's files: the same bytes as in the run, and nothing else is touched."""

import json
import re
from pathlib import Path

import pytest

import sim
from sim.record.files import write_json
from sim.report import redraw as module
from sim.report.figures.source import source_of
from sim.report.plots import NAMES
from sim.report.publish import OutputRefused
from sim.report.read_result import ResultFolder, ResultUnreadable
from sim.report.redraw import redraw

SCENARIO = {
    "name": "small",
    "seed": 5,
    "fleet": {"agents": [{"name": "agent", "count": 2}], "breakdowns": {"mtbf": "2min", "mttr": "20s"}},
    "workload": {"kind": "synthetic", "waves": 2, "tasks_per_wave": 6, "predicted_success": 0.7},
    "assignment": {"strategy": "confidence_based", "confidence_threshold": 0.8},
    "metrics": {"warmup": "5s"},
}


@pytest.fixture(scope="module")
def finished() -> sim.Run:
    return sim.run(sim.parse_scenario(SCENARIO))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def pictures(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "plots").iterdir())


@pytest.fixture
def result(finished: sim.Run, tmp_path: Path) -> Path:
    finished.write(tmp_path / "result", plots=False)
    return tmp_path / "result"


def test_drawing_again_gives_what_the_run_would_have_drawn(finished, result, tmp_path) -> None:
    assert not (result / "plots").exists()
    drawn = redraw(result)
    assert [path.relative_to(result).as_posix() for path in drawn] == [
        f"plots/{name}.png" for name in NAMES if name not in ("graph", "starts")
    ]
    finished.write(tmp_path / "other", plots=True)
    assert contents(result) == contents(tmp_path / "other")


def test_a_second_time_changes_nothing(result) -> None:
    redraw(result)
    once = contents(result)
    redraw(result)
    assert contents(result) == once


def test_the_manifest_lists_every_picture_with_its_hash(result) -> None:
    redraw(result)
    manifest = json.loads((result / "manifest.json").read_text())
    listed = {row["path"]: row["size"] for row in manifest["files"]}
    assert listed == {name: len(content) for name, content in contents(result).items() if name != "manifest.json"}
    assert manifest["versions"]["matplotlib"]


def test_pictures_of_an_older_version_go(result) -> None:
    redraw(result)
    (result / "plots" / "health.png").rename(result / "plots" / "old.png")
    manifest = json.loads((result / "manifest.json").read_text())
    for row in manifest["files"]:
        row["path"] = row["path"].replace("plots/health.png", "plots/old.png")
    (result / "manifest.json").write_text(json.dumps(manifest))
    redraw(result)
    assert pictures(result) == ["calibration.png", "health.png", "queues.png", "timeline.png"]


def test_what_is_no_result_is_told(tmp_path) -> None:
    with pytest.raises(ResultUnreadable, match="no such folder"):
        redraw(tmp_path / "absent")
    with pytest.raises(ResultUnreadable, match="expected a folder that `buddy-sim run` has written"):
        redraw(tmp_path)


def test_a_table_that_is_not_the_runs_is_not_drawn(result) -> None:
    (result / "tables" / "tasks.parquet").write_bytes((result / "tables" / "waves.parquet").read_bytes())
    before = contents(result)
    with pytest.raises(ResultUnreadable, match=r"tasks\.parquet: is not the table that manifest\.json lists"):
        redraw(result)
    assert contents(result) == before


def test_a_missing_table_is_told(result) -> None:
    (result / "tables" / "samples.parquet").unlink()
    with pytest.raises(ResultUnreadable, match=r"samples\.parquet: cannot be read"):
        redraw(result)


def test_a_scenario_that_is_none_is_told(result) -> None:
    manifest = json.loads((result / "manifest.json").read_text())
    manifest["scenario"]["fleet"] = {}
    (result / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ResultUnreadable, match=r"the scenario in its manifest\.json is not valid"):
        redraw(result)


def test_a_folder_with_other_things_is_refused(result) -> None:
    (result / "notes.txt").write_text("mine")
    before = contents(result)
    with pytest.raises(OutputRefused, match=r"notes\.txt"):
        redraw(result)
    assert contents(result) == before


def test_a_write_that_fails_leaves_the_result_as_it_was(result, monkeypatch) -> None:
    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device", str(path))

    before = contents(result)
    monkeypatch.setattr(module, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        redraw(result)
    assert contents(result) == before
    assert [path.name for path in result.parent.iterdir()] == ["result"]


def test_a_result_that_is_replaced_meanwhile_is_not_put_back(result, monkeypatch) -> None:
    def replaced(path: Path, value: object) -> None:
        write_json(path, value)
        write_json(result / "manifest.json", {"format": "buddy-sim run", "files": []})

    monkeypatch.setattr(module, "write_json", replaced)
    with pytest.raises(OutputRefused, match="another run has replaced the result"):
        redraw(result)
    assert not (result / "plots").exists()


def test_what_is_drawn_from_is_the_same_read_back(finished, result) -> None:
    folder = ResultFolder(result)
    assert source_of(folder.scenario(), folder.tables()) == source_of(finished.scenario, finished.columns)


def test_the_report_shows_the_pictures_that_are_there(result) -> None:
    report = result / "PHASE_21_AUTONOMOUS_EXECUTION.md"
    assert "](plots/" not in report.read_text("utf-8")
    redraw(result)
    shown = re.findall(r"^!\[.*\]\((plots/.*\.png)\)$", report.read_text("utf-8"), re.MULTILINE)
    assert sorted(shown) == sorted(f"plots/{name}" for name in pictures(result))
    # The verdict comes first, then the picture of what happened.
    text = report.read_text("utf-8")
    assert text.index("**To do first:**") < text.index("plots/timeline.png") < text.index("## Overview")
