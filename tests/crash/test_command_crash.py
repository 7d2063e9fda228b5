"""`buddy-sim compare` itself: killed, interrupted, without room, and resumed to the same result folder."""

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.study_driver import DATA
from tests.crash.watching import ROOT, check_moments, done, hear_interrupts, is_gone, wait_until
from tests.processes import ending

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="kills and limits processes as Linux does")


def test_the_command_killed_at_5_moments_and_resumed(tmp_path: Path) -> None:
    """`buddy-sim compare` itself: every file of its result folder is that of the undisturbed command."""
    check_moments(tmp_path, 5, 1, "--command")


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(2, 6))
def test_the_command_killed_at_100_moments_and_resumed(tmp_path: Path, seed: int) -> None:
    check_moments(tmp_path, 25, seed, "--command")


STARTED: "list[subprocess.Popen[str]]" = []


@pytest.fixture(autouse=True)
def no_process_is_left() -> Iterator[None]:
    """What a test has started is gone after it, also where it fails."""
    STARTED.clear()
    with ending(STARTED):
        yield


def compare(folder: Path, *options: str, file_size: int | None = None) -> "subprocess.Popen[str]":
    """Start `buddy-sim compare` in a folder, in a process group of its own."""
    folder.mkdir(exist_ok=True)
    (folder / "small.yaml").write_text(json.dumps(DATA), encoding="utf-8")
    fixed = ["--strategies", "round_robin,load_balanced", "--no-plots", "--quiet", "--out", "result"]
    process = subprocess.Popen(
        [sys.executable, "-m", "sim", "compare", "small.yaml", *fixed, *options],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, start_new_session=True, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        preexec_fn=hear_interrupts,  # noqa: PLW1509 - there are no other threads
    )  # fmt: skip
    STARTED.append(process)
    if file_size is not None:  # long before it has imported what it writes with
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (file_size, file_size))
    return process


def result(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "result").iterdir()}


def test_the_command_interrupted_and_resumed(tmp_path: Path) -> None:
    """Ctrl-C to `buddy-sim compare` and its workers; resumed by one process, against a whole one by two."""
    runs = ("--replications", "160")
    process = compare(tmp_path / "stopped", "--jobs", "2", *runs)
    wait_until(lambda: len(list((tmp_path / "stopped").glob("result.runs/*.jsonl"))) >= 3, "three chunks")
    os.killpg(process.pid, signal.SIGINT)
    message = "interrupted; finished runs are kept: the same command with --resume goes on from there\n"
    assert done(process) == (130, message)
    wait_until(lambda: is_gone(process), "the workers to end")
    kept = set((tmp_path / "stopped" / "result.runs").iterdir())
    assert not (tmp_path / "stopped" / "result").exists()
    assert done(compare(tmp_path / "stopped", "--jobs", "1", "--resume", *runs)) == (0, "")
    assert kept < set((tmp_path / "stopped" / "result.runs").iterdir())
    assert done(compare(tmp_path / "whole", "--jobs", "2", *runs)) == (0, "")
    assert result(tmp_path / "stopped") == result(tmp_path / "whole")


def test_no_room_for_the_result_of_the_command(tmp_path: Path) -> None:
    """The runs are stored, their table of 20 kB is not: the result before stays whole, and no run is done again."""
    assert done(compare(tmp_path, "--jobs", "1", "--replications", "3")) == (0, "")
    before = result(tmp_path)
    code, errors = done(compare(tmp_path, "--jobs", "1", "--replications", "4", file_size=12_000))
    assert (code, result(tmp_path)) == (1, before)
    assert errors.startswith("the result could not be written: ")
    assert errors.endswith("File too large; a previous result is intact\n")
    stored_files = sorted((tmp_path / "result.runs").iterdir())
    assert done(compare(tmp_path, "--jobs", "1", "--replications", "4", "--resume")) == (0, "")
    assert sorted((tmp_path / "result.runs").iterdir()) == stored_files
    assert result(tmp_path) != before
