"""The store of finished runs: what is in is in, what is torn is out, and nothing of anybody else's is touched."""

import os
from pathlib import Path

import pytest

from sim.work import store as module
from sim.work.measure import RunRow, metric_names
from sim.work.store import RunStore

A, B = "a" * 32, "b" * 32
SIX = (0.75, 1.0, None, 0.5, 0.9, None)  # metrics of a wave


def row(replication: int, value: float = 0.5, status: str = "ok") -> RunRow:
    metrics = (value, None) + (1.0,) * (len(metric_names()) - 2)
    return RunRow(replication, status, None, None, 0, metrics, ((1, 90.25, *SIX), (3, 1 / 3, *SIX)))


def rows(key: str, *replications: int) -> list[tuple[str, RunRow]]:
    return [(key, row(replication)) for replication in replications]


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    return RunStore(tmp_path / "store")


def again(store: RunStore) -> RunStore:
    return RunStore(store.directory)


def chunk_files(store: RunStore) -> list[Path]:
    return sorted(store.directory.glob("*.jsonl"))


def test_rows_come_back_as_they_went_in(store: RunStore) -> None:
    # 0.1 + 0.2 has all the digits that a float can have.
    odd = RunRow(2, "failed", "ValueError: \u2028 \ud800 \"'\n,é", "horizon", 3, (), ())
    store.add([(A, row(0, 0.1 + 0.2)), (A, row(1)), (A, odd)])
    found = list(again(store).rows(A, 10))
    assert found[:2] == [row(0, 0.1 + 0.2), row(1)]
    assert found[2].error is not None
    assert found[2].error.startswith("ValueError: ")
    assert (found[2].status, found[2].ended_early, found[2].faults, found[2].metrics) == ("failed", "horizon", 3, ())


def test_what_is_missing(store: RunStore) -> None:
    assert store.missing(A, 3) == [(0, 3)]
    store.add(rows(A, 2, 3, 7))
    store.add(rows(B, 0))
    for found in (store, again(store)):
        assert found.missing(A, 10) == [(0, 2), (4, 3), (8, 2)]
        assert found.missing(A, 4) == [(0, 2)]
        assert found.missing(A, 7) == [(0, 2), (4, 3)]
        assert found.missing(B, 1) == []
        assert found.missing(B, 2) == [(1, 1)]
        assert found.keys() == {A, B}
    store.add(rows(A, 0, 1, 4, 5, 6, 8, 9))
    assert store.missing(A, 10) == []
    assert [found.replication for found in again(store).rows(A, 9)] == list(range(9))


def test_runs_that_two_sessions_have_done_count_once(store: RunStore) -> None:
    other = again(store)
    store.add(rows(A, 0, 1, 2))
    other.add(rows(A, 1, 2, 3, 4))
    assert [found.replication for found in again(store).rows(A, 10)] == [0, 1, 2, 3, 4]
    assert again(store).missing(A, 5) == []


def test_the_same_chunk_twice_is_one_file(store: RunStore) -> None:
    store.add(rows(A, 0, 1))
    store.add(rows(A, 0, 1))
    assert len(chunk_files(store)) == 1
    assert len(list(again(store).rows(A, 5))) == 2


@pytest.mark.parametrize("damage", ["cut", "empty", "changed", "longer", "renamed"])
def test_a_damaged_file_is_dropped_with_a_note(store: RunStore, damage: str) -> None:
    store.add(rows(A, 0, 1))
    store.add(rows(A, 2))
    path = next(path for path in chunk_files(store) if b'"runs": [["aaaa' in path.read_bytes()
                and b", 0, 2]" in path.read_bytes())  # fmt: skip
    content = path.read_bytes()
    if damage == "renamed":
        path.rename(path.with_name("0" * 64 + ".jsonl"))
    else:
        damaged = {"cut": content[:-10], "empty": b"", "changed": content.replace(b"90.25", b"91.25"),
                   "longer": content + b"\n"}[damage]  # fmt: skip
        path.write_bytes(damaged)
    found = again(store)
    assert found.missing(A, 3) == [(0, 2)]
    (note,) = found.notes
    assert note.endswith("is torn, or was changed; it is dropped, and its runs are done again")
    assert len(chunk_files(store)) == 1
    assert again(store).notes == []


def test_files_of_others_are_left_alone(store: RunStore) -> None:
    store.add(rows(A, 0))
    (store.directory / "notes.txt").write_text("mine", encoding="utf-8")
    (store.directory / "folder").mkdir()
    found = again(store)
    assert [note.partition(":")[0] for note in found.notes] == ["folder", "notes.txt"]
    found.clear()
    assert sorted(path.name for path in store.directory.iterdir()) == ["folder", "notes.txt"]
    assert found.missing(A, 1) == again(store).missing(A, 1) == [(0, 1)]


def test_what_a_dead_process_left_half_written_is_removed(store: RunStore) -> None:
    store.add(rows(A, 0))
    process = os.fork()
    if process == 0:
        os._exit(0)
    os.waitpid(process, 0)
    dead, alive = (store.directory / f".{number}-0.tmp" for number in (process, os.getppid()))
    dead.write_bytes(b"half")
    alive.write_bytes(b"at work")
    assert again(store).notes == [f"{dead.name}: was not finished; it is dropped"]
    assert alive.exists()
    assert not dead.exists()


def test_a_file_that_cannot_be_read_is_not_removed(store: RunStore, monkeypatch) -> None:
    store.add(rows(A, 0))

    def unreadable(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", unreadable)
    found = again(store)
    assert found.missing(A, 1) == [(0, 1)]
    assert "cannot be read: Permission denied" in found.notes[0]
    assert len(chunk_files(store)) == 1


def test_runs_of_another_version_of_the_program_are_neither_used_nor_removed(store: RunStore, monkeypatch) -> None:
    store.add(rows(A, 0))
    monkeypatch.setattr(module, "metric_names", lambda: ("health_score", "cost"))
    found = again(store)
    assert found.missing(A, 1) == [(0, 1)]
    assert len(chunk_files(store)) == 1


def test_what_is_not_finished_is_not_stored(store: RunStore) -> None:
    with pytest.raises(ValueError, match="a run that is missing is no result"):
        store.add([(A, RunRow(0, "missing", "MemoryError"))])
    assert not store.directory.exists()


def test_few_files_are_held_in_memory(store: RunStore) -> None:
    for replication in range(40):
        store.add(rows(A, replication))
    found = again(store)
    assert [row.replication for row in found.rows(A, 40)] == list(range(40))
    assert len(found._read) <= 16


def test_a_pipe_among_the_files_is_left_alone(store: RunStore) -> None:
    """Reading it would wait for a writer for ever."""
    store.add(rows(A, 0))
    os.mkfifo(store.directory / f"{'0' * 64}.jsonl")
    found = again(store)
    assert found.notes == [f"{'0' * 64}.jsonl: is none of the study's files; it is left alone"]
    assert [held.replication for held in found.rows(A, 5)] == [0]
    found.clear()
    assert [path.name for path in store.directory.iterdir()] == [f"{'0' * 64}.jsonl"]
