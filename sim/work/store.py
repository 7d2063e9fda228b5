"""Finished runs on disk, so that nothing that is finished is ever lost or done again.

Every chunk is a file of its own, JSON lines, forced to the disk before it counts. A file is named by the hash of its
bytes: one that is torn, or that somebody changed, does not bear its name any more and is dropped. Its first line says
which runs it holds: stretches of (key of a point, first replication, count); then comes a line a run, in that order.
"""

import hashlib
import json
import os
import re
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sim.record.files import json_text, write_bytes
from sim.work.arithmetic import arithmetic
from sim.work.measure import MISSING, WAVE_VALUES, RunRow, metric_names
from sim.work.store_lock import LOCK_FILE, only_one

FORMAT = "buddy-sim runs"
FORMAT_VERSION = 4
LOOKS_FILE = "looks.json"
"""Says how often the results were looked at, see `sim.work.looks`."""
_FILE = re.compile(r"[0-9a-f]{64}\.jsonl")
_UNFINISHED = re.compile(r"\.([0-9]+)-[0-9]+\.tmp")
_OPEN_FILES = 16
"""Files whose runs are held in memory while rows are read; a study in design order goes back and forth between few."""


class RunStore:
    """The runs in a folder.

    Args:
        directory: where they are, or will be.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     store = RunStore(Path(folder))
    ...     store.add([("a" * 32, RunRow(0, "ok", metrics=(1.0,) * len(metric_names())))])
    ...     again = RunStore(Path(folder))
    ...     again.missing("a" * 32, 3), [row.status for row in again.rows("a" * 32, 1)]
    ([(1, 2)], ['ok'])
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.notes: list[str] = []  # what was found and not used, for people
        self._held: dict[str, list[tuple[int, int, str]]] = {}  # key -> (first, count, file), as found
        self._read: OrderedDict[str, dict[tuple[str, int], RunRow]] = OrderedDict()
        self._is_held = False
        self._look()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep other studies from this folder meanwhile; it may be held already, by who asks.

        Raises:
            StoreInUse: another study works on it.
        """
        if self._is_held:
            yield
            return
        with only_one(self.directory):
            self._is_held = True
            try:
                yield
            finally:
                self._is_held = False

    def add(self, runs: Sequence[tuple[str, RunRow]]) -> None:
        """Store finished runs: (key of the point, row) each. They are on the disk when this returns.

        Raises:
            OSError: they could not be written; nothing else is touched.
            ValueError: a run is not finished.
        """
        if any(row.status == MISSING for _, row in runs):
            raise ValueError("a run that is missing is no result")
        stretches = _stretches(runs)
        header = {
            "format": FORMAT,
            "version": FORMAT_VERSION,
            "arithmetic": arithmetic(),
            "metrics": metric_names(),
            "waves": WAVE_VALUES,
            "runs": stretches,
        }
        lines = [json_text(header), *(json_text(_as_json(row)) for _, row in runs)]
        content = "".join(f"{line}\n" for line in lines).encode()
        name = f"{hashlib.sha256(content).hexdigest()}.jsonl"
        write_bytes(self.directory / name, content)
        _force_to_disk(self.directory)
        self._enter(stretches, name)

    def missing(self, key: str, replications: int) -> list[tuple[int, int]]:
        """Return the replications of a point, below that number, that are not stored, as (first, count) stretches."""
        found: list[tuple[int, int]] = []
        reached = 0
        for first, count, _ in sorted(self._held.get(key, ())):
            if first > reached and reached < replications:
                found.append((reached, min(first, replications) - reached))
            reached = max(reached, first + count)
        if reached < replications:
            found.append((reached, replications - reached))
        return found

    def rows(self, key: str, replications: int) -> Iterator[RunRow]:
        """Return the stored runs of a point below that number, by replication; those that are missing are left out.

        Raises:
            OSError: a file cannot be read (any more).
        """
        reached = 0
        for first, count, name in sorted(self._held.get(key, ())):
            for replication in range(max(first, reached), min(first + count, replications)):
                yield self._runs_in(name)[key, replication]
            reached = max(reached, first + count)

    def keys(self) -> frozenset[str]:
        """Return the keys of all points of which runs are stored."""
        return frozenset(self._held)

    def clear(self) -> None:
        """Remove every stored run, with the looks at them, and nothing else; who does so holds the folder."""
        for path in self._files():
            if (path.name == LOOKS_FILE or _FILE.fullmatch(path.name)) and path.is_file():
                path.unlink()
        self._held.clear()
        self._read.clear()

    def _look(self) -> None:
        """Find out what is stored, and drop what is no whole file of this format."""
        for path in self._files():
            if path.name in (LOCK_FILE, LOOKS_FILE):
                continue
            if _FILE.fullmatch(path.name) and path.is_file():  # a pipe of that name would be read for ever
                self._look_into(path)
            elif (unfinished := _UNFINISHED.fullmatch(path.name)) is not None:
                self._drop_unfinished(path, int(unfinished[1]))
            else:
                self.notes.append(f"{path.name}: is none of the study's files; it is left alone")

    def _look_into(self, path: Path) -> None:
        try:
            content = path.read_bytes()
        except OSError as error:
            self.notes.append(f"{path.name}: cannot be read: {error.strerror}; its runs are done again")
            return
        if f"{hashlib.sha256(content).hexdigest()}.jsonl" != path.name:
            self.notes.append(f"{path.name}: is torn, or was changed; it is dropped, and its runs are done again")
            with suppress(OSError):
                path.unlink()
            return
        header = _header(content)
        if header is None:  # of another version of the program, which cannot be used now
            return
        if header.get("arithmetic") != arithmetic():
            self.notes.append(
                f"{path.name}: was made on a processor that calculates otherwise, in the last digits, than this one; "
                "its runs are done again"
            )
        else:
            self._enter([(key, first, count) for key, first, count in header["runs"]], path.name)

    def _drop_unfinished(self, path: Path, process: int) -> None:
        """Remove what a process that is gone has not finished writing."""
        with suppress(OSError):
            if process != os.getpid() and _is_alive(process):
                return
            path.unlink()
            self.notes.append(f"{path.name}: was not finished; it is dropped")

    def _files(self) -> list[Path]:
        return sorted(self.directory.iterdir()) if self.directory.is_dir() else []

    def _enter(self, stretches: Iterable[tuple[str, int, int]], name: str) -> None:
        for key, first, count in stretches:
            self._held.setdefault(key, []).append((first, count, name))

    def _runs_in(self, name: str) -> dict[tuple[str, int], RunRow]:
        if name not in self._read:
            self._read[name] = _runs(self.directory / name)
            while len(self._read) > _OPEN_FILES:
                self._read.popitem(last=False)
        self._read.move_to_end(name)
        return self._read[name]


def _stretches(runs: Sequence[tuple[str, RunRow]]) -> list[tuple[str, int, int]]:
    found: list[tuple[str, int, int]] = []
    for key, row in runs:
        if found and found[-1][0] == key and sum(found[-1][1:]) == row.replication:
            found[-1] = (key, found[-1][1], found[-1][2] + 1)
        else:
            found.append((key, row.replication, 1))
    return found


def _as_json(row: RunRow) -> list[Any]:
    return [row.status, row.error, row.ended_early, row.faults, row.metrics, row.waves, row.counts]


def _header(content: bytes) -> dict[str, Any] | None:
    """Return the first line of a file of runs, where it is one of this format and these values."""
    try:
        header: dict[str, Any] = json.loads(content[: content.index(b"\n")])
        shape = (header["format"], header["version"], header["metrics"], header["waves"])
    except (ValueError, KeyError, TypeError):
        return None
    return header if shape == (FORMAT, FORMAT_VERSION, list(metric_names()), list(WAVE_VALUES)) else None


def _runs(path: Path) -> dict[tuple[str, int], RunRow]:
    # One call of the parser for all lines takes half the time of one for each.
    header, *lines = json.loads(b"[" + b",".join(path.read_bytes().splitlines()) + b"]")
    held = ((key, first + number) for key, first, count in header["runs"] for number in range(count))
    return {
        run: RunRow(run[1], status, error, early, faults, tuple(metrics), tuple(map(tuple, waves)), tuple(counts))
        for run, (status, error, early, faults, metrics, waves, counts) in zip(held, lines, strict=True)
    }


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _force_to_disk(folder: Path) -> None:
    """Make a new name in a folder survive a power failure, where the system can."""
    with suppress(OSError, AttributeError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
