"""manifest.json: what a result was made from, and what it accounts for."""

import hashlib
import json
from pathlib import Path

import pytest

from sim.record.input_file import InputFile
from sim.report.manifest import listed_files, read_file_list, write_manifest
from sim.scenario import parse_scenario


@pytest.fixture
def result(tmp_path: Path, make) -> Path:
    folder = tmp_path / "result"
    (folder / "wave_1").mkdir(parents=True)
    (folder / "run.log").write_bytes(b"")
    (folder / "wave_1" / "a.jsonl").write_bytes(b'{"a": 1}\n')
    inputs = [InputFile("../data/a.jsonl", "1" * 64, used=True), InputFile("../data/b.txt", None, used=False)]
    write_manifest(folder, make["scenario"](), 7, 2, "1.2.3", inputs)
    return folder


def content_of(folder: Path) -> dict:
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def test_it_says_what_the_result_was_made_from(result: Path, make) -> None:
    content = content_of(result)
    assert (content["seed"], content["replication"], content["name"]) == (7, 2, "pair")
    assert content["versions"]["buddy-sim"] == "1.2.3"
    assert content["versions"]["numpy"]
    assert content["inputs"] == [
        {"path": "../data/a.jsonl", "sha256": "1" * 64, "used": True},
        {"path": "../data/b.txt", "sha256": None, "used": False},
    ]
    assert content["scenario_hash"] == make["scenario"]().fingerprint()


def test_its_scenario_can_be_run_again(result: Path, make) -> None:
    # With breakdowns, weights and globs, since those are written in several ways.
    scenario = make["scenario"](
        fleet={"agents": [{"name": "agent"}], "breakdowns": {"mtbf": "4h", "mttr": "10min"}},
        workload={"kind": "synthetic", "tasks_per_wave": [2, 3], "priority": {1: 0.5, 3: 0.5}, "duration": "30s"},
        gates={"approve": ["task_1_*"]},
        assignment={"strategy": "confidence_based", "confidence_threshold": 0.8},
    )
    write_manifest(result, scenario, 7, 0, "1.2.3")
    again = parse_scenario(content_of(result)["scenario"])
    assert again == scenario
    assert again.fingerprint() == scenario.fingerprint()


def test_it_lists_every_file_but_itself(result: Path) -> None:
    empty, line = hashlib.sha256(b"").hexdigest(), hashlib.sha256(b'{"a": 1}\n').hexdigest()
    assert content_of(result)["files"] == [
        {"path": "run.log", "sha256": empty, "size": 0},
        {"path": "wave_1/a.jsonl", "sha256": line, "size": 9},
    ]
    assert listed_files(result) == content_of(result)["files"]


def test_writing_it_again_gives_the_same_bytes(result: Path, make) -> None:
    before = (result / "manifest.json").read_bytes()
    inputs = [InputFile("../data/a.jsonl", "1" * 64, used=True), InputFile("../data/b.txt", None, used=False)]
    write_manifest(result, make["scenario"](), 7, 2, "1.2.3", inputs)
    assert (result / "manifest.json").read_bytes() == before


def test_what_it_accounts_for(result: Path) -> None:
    assert read_file_list(result) == {"manifest.json", "run.log", "wave_1/a.jsonl"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"files": []}',  # of another program
        '{"format": "buddy-sim run", "files": "all"}',
        '{"format": "buddy-sim run", "files": [1]}',
        '{"format": "buddy-sim run"}',
        "[" * 100_000,
    ],
)
def test_what_is_no_manifest_accounts_for_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text)
    assert read_file_list(tmp_path) is None
