"""Whatever ends a study, resuming it gives the same bytes, and nothing that was finished is done again.

The study has 4 points and 8 replications: 32 runs. Each of them is logged when it is computed.
"""

import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from sim.work.store import RunStore
from tests.crash.watching import ROOT, RUNS, check_moments, command, done, hear_interrupts, is_gone, wait_until

TABLES = ("runs.parquet", "trajectories.parquet")
Start = Callable[..., "subprocess.Popen[str]"]

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="kills and limits processes as Linux does")


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts the driver in a process group of its own, which is gone after the test."""
    started: list[subprocess.Popen[str]] = []

    def starter(folder: Path, *arguments: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            command("study_driver", folder, *arguments), cwd=ROOT, start_new_session=True, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            preexec_fn=hear_interrupts,  # noqa: PLW1509 - there are no other threads
        )  # fmt: skip
        started.append(process)
        return process

    yield starter
    for process in started:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def computed(folder: Path) -> Counter[str]:
    path = folder / "computed.log"
    return Counter(path.read_text(encoding="ascii").splitlines()) if path.exists() else Counter()


def stored(folder: Path) -> int:
    store = RunStore(folder / "store")
    return sum(1 for key in sorted(store.keys()) for _ in store.rows(key, RUNS))


def tables(folder: Path) -> list[bytes]:
    return [(folder / name).read_bytes() for name in TABLES]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """The tables of the study that nothing disturbs."""
    folder = tmp_path_factory.mktemp("whole")
    finished = subprocess.run(command("study_driver", folder), cwd=ROOT, capture_output=True, text=True)
    assert (finished.returncode, finished.stderr) == (0, "")
    assert sorted(computed(folder).values()) == [1] * RUNS
    return tables(folder)


def test_killed_at_8_moments_and_resumed(tmp_path: Path) -> None:
    check_moments(tmp_path, moments=8, seed=1)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(2, 10))
def test_killed_at_200_moments_and_resumed(tmp_path: Path, seed: int) -> None:
    check_moments(tmp_path, moments=25, seed=seed)


def test_killed_with_workers(tmp_path: Path, whole: list[bytes], start: Start) -> None:
    process = start(tmp_path, "--jobs", "2", "--measure", "slow")
    wait_until(lambda: stored(tmp_path) >= 6, "six runs")
    process.kill()
    wait_until(lambda: is_gone(process), "the workers to end after their parent")
    kept, before = stored(tmp_path), computed(tmp_path)
    assert 6 <= kept < RUNS
    assert done(start(tmp_path, "--jobs", "2"))[0] == 0
    assert tables(tmp_path) == whole
    # At most what was under way is done twice, and nothing that was kept.
    assert sum((computed(tmp_path) - before).values()) == RUNS - kept


def test_interrupted(tmp_path: Path, whole: list[bytes], start: Start) -> None:
    """Ctrl-C reaches the workers too: they must not die of it, nor say anything."""
    process = start(tmp_path, "--jobs", "2", "--measure", "slow")
    wait_until(lambda: stored(tmp_path) >= 6, "six runs")
    os.killpg(process.pid, signal.SIGINT)
    assert done(process) == (130, "")
    wait_until(lambda: is_gone(process), "the workers to end")
    kept, before = stored(tmp_path), computed(tmp_path)
    assert 6 <= kept < RUNS
    assert not (tmp_path / "runs.parquet").exists()
    assert done(start(tmp_path))[0] == 0
    assert tables(tmp_path) == whole
    assert sum((computed(tmp_path) - before).values()) == RUNS - kept


def test_a_killed_worker_costs_its_chunk_and_not_the_study(tmp_path: Path, whole: list[bytes], start: Start) -> None:
    assert done(start(tmp_path, "--jobs", "2", "--measure", "dies_once")) == (0, "")
    assert (tmp_path / "died").exists()
    assert tables(tmp_path) == whole


@pytest.mark.parametrize(("measure", "reason"), [("dies_always", "its worker ended"), ("out_of_memory", "MemoryError")])
def test_a_run_that_ends_every_worker_is_missing_and_told(
    tmp_path: Path, whole: list[bytes], start: Start, measure: str, reason: str
) -> None:
    import pandas as pd

    code, errors = done(start(tmp_path, "--jobs", "2", "--measure", measure, "--chunk", "0.1"))
    assert code == 1
    assert errors.startswith("1 missing: " + reason)
    rows = pd.read_parquet(tmp_path / "runs.parquet")
    missing = rows[rows.status != "ok"]
    assert missing[["name", "replication", "status"]].to_numpy().tolist() == [
        ["round_robin, retry.max_retries=2", 5, "missing"]
    ]
    assert missing.error.iloc[0].startswith(reason)
    assert missing.success_rate.isna().all()
    assert stored(tmp_path) == RUNS - 1

    before = computed(tmp_path)
    assert done(start(tmp_path)) == (0, "")
    assert tables(tmp_path) == whole
    assert computed(tmp_path) - before == Counter({"round_robin 2 5": 1})


def test_no_room_for_a_chunk(tmp_path: Path, whole: list[bytes], start: Start) -> None:
    """The first chunk is one run, of about 2 kB; the second a fourth of the rest, which is more than may be written."""
    code, errors = done(start(tmp_path, "--chunk", "100", "--file-size", "5000"))
    assert code == 1
    assert "File too large" in errors
    assert stored(tmp_path) == 1
    assert [path.suffix for path in (tmp_path / "store").iterdir()] == [".jsonl"]
    before = computed(tmp_path)
    assert done(start(tmp_path)) == (0, "")
    assert tables(tmp_path) == whole
    assert sum((computed(tmp_path) - before).values()) == RUNS - 1


def test_no_room_for_the_tables(tmp_path: Path, whole: list[bytes], start: Start) -> None:
    """Small chunks are stored; runs.parquet, of about 20 kB, is not, and what was there before stays."""
    (tmp_path / "runs.parquet").write_bytes(b"before")
    code, errors = done(start(tmp_path, "--chunk", "0.001", "--file-size", "8000"))
    assert code == 1
    assert "File too large" in errors
    assert (tmp_path / "runs.parquet").read_bytes() == b"before"
    assert stored(tmp_path) == RUNS
    assert done(start(tmp_path)) == (0, "")
    assert tables(tmp_path) == whole
    assert sorted(computed(tmp_path).values()) == [1] * RUNS


def test_full_disk(tmp_path: Path, whole: list[bytes]) -> None:
    """A file system of 48 kB holds about ten chunks; when it grows the study goes on where it was."""
    disk = tmp_path / "disk"
    disk.mkdir()
    driver = shlex.join(command("study_driver", disk, "--chunk", "0.001"))
    script = f"""
    mount -t tmpfs -o size=48k tmpfs {disk} || exit 99
    {driver}; echo "status $?"; ls {disk}/store | wc -l; ls -A {disk}/store | grep -c tmp
    wc -l < {disk}/computed.log
    mount -o remount,size=10m {disk}
    {driver}; echo "status $?"; wc -l < {disk}/computed.log
    cp {disk}/*.parquet {shlex.quote(str(tmp_path))}
    """
    if shutil.which("unshare") is None or os.geteuid() != 0:
        pytest.skip("needs to be root, to mount a small file system")
    done = subprocess.run(["unshare", "-m", "sh", "-c", script], cwd=ROOT, capture_output=True, text=True)
    if done.returncode == 99 or "unshare" in done.stderr:
        pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")
    assert "No space left on device" in done.stderr
    first, chunks, unfinished, before, second, after = done.stdout.splitlines()
    assert (first, second, unfinished) == ("status 1", "status 0", "0")
    assert 1 <= int(chunks) < RUNS
    assert int(after) <= RUNS + 1, f"{before} runs computed before the disk was full, {after} in all"
    assert tables(tmp_path) == whole
