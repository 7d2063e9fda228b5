"""Two studies never work on the same finished runs, and a dead one keeps nobody out."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.work.store import RunStore
from sim.work.store_lock import LOCK_FILE, StoreInUse, only_one
from tests.unit.work.test_store import A, rows

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="folders are locked by flock")

HOLDER = """
import sys
from pathlib import Path
from sim.work.store_lock import only_one
with only_one(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_another_process_is_refused_with_the_number_of_the_holder_until_that_is_killed(tmp_path: Path) -> None:
    folder = tmp_path / "r.runs"
    command = [sys.executable, "-c", HOLDER, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        told = rf"r\.runs: process {holder.pid} on .* since 20\d\d-.*; wait for it, or choose another folder"
        with pytest.raises(StoreInUse, match=told), RunStore(folder).held():
            pass
        holder.kill()
    assert (folder / LOCK_FILE).exists()  # a killed process removes nothing
    with RunStore(folder).held():
        assert (folder / LOCK_FILE).read_text().startswith(f"{os.getpid()} ")
    assert not (folder / LOCK_FILE).exists()


def test_two_studies_of_one_process_exclude_each_other_too(tmp_path: Path) -> None:
    first, second = RunStore(tmp_path / "store"), RunStore(tmp_path / "store")
    with first.held(), first.held():
        first.add(rows(A, 0))
        with pytest.raises(StoreInUse), second.held():
            pass
    with second.held():
        pass
    assert RunStore(tmp_path / "store").notes == []


def test_a_lock_removed_at_the_last_moment_is_no_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between opening and locking the file the study before may end, and remove it."""
    import fcntl

    locked, calls = fcntl.flock, iter(range(10))

    def removed_first(lock: int, manner: int) -> None:
        if next(calls) == 0:
            (tmp_path / LOCK_FILE).unlink()
        locked(lock, manner)

    monkeypatch.setattr(fcntl, "flock", removed_first)
    with only_one(tmp_path), pytest.raises(StoreInUse), only_one(tmp_path):
        pass


def test_a_folder_that_nothing_came_into_is_not_left_behind(tmp_path: Path) -> None:
    with only_one(tmp_path / "new"):
        pass
    assert not (tmp_path / "new").exists()


def test_where_files_cannot_be_locked_the_study_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    def refused(_lock: int, _manner: int) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(fcntl, "flock", refused)
    reached = []
    with only_one(tmp_path), only_one(tmp_path):
        reached.append("the work of both")
    assert reached == ["the work of both"]
