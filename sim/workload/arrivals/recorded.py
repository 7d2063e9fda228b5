"""Streams that a file has recorded: its moments are read, checked as a whole, and dealt out wave by wave."""

import csv
import io
import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sim.record.input_file import InputFile
from sim.scenario.spec.arrival_forms import RecordedStream
from sim.scenario.spec.synthetic_spec import MAX_TASKS
from sim.scenario.values.quantities import MAX_SECONDS, shown
from sim.workload.phase20_files import MOST_BYTES, DataFile, printable, read_bytes, sha256_of
from sim.workload.problem_list import ProblemList

Array = npt.NDArray[np.float64]
_KEY = "workload.arrivals"


@dataclass(frozen=True)
class Recording:
    """The moments of a file, in the order of its lines."""

    moments_s: Array
    file: InputFile | None  # None where it cannot be read

    def of_waves(self, most: list[int | None], until_s: float | None) -> list[Array]:
        """Return the moments of each wave: the lines after those of the wave before, counted from its own start.

        Args:
            most: tasks of each wave; None: all lines that are left.
            until_s: seconds after a wave's start at which its stream ends; None: with the number.

        >>> recording = Recording(np.array([1.0, 2.0, 5.0]), None)
        >>> [moments.tolist() for moments in recording.of_waves([2, None], None)]
        [[1.0, 2.0], [5.0]]
        """
        waves, used = [], 0
        for size in most:
            lines = self.moments_s[used : None if size is None else used + size]
            if until_s is not None:
                lines = lines[: np.searchsorted(lines, until_s, side="right")]
            waves.append(lines)
            used += len(lines)
        return waves


def read(stream: RecordedStream, origin: Path | None, tasks: int | None, problems: ProblemList) -> Recording:
    """Return the moments that a stream's file holds.

    Args:
        stream: names the file and its column.
        origin: folder of the scenario file, from which the path starts.
        tasks: that the waves need together; None: as many as there are.
        problems: takes everything that is wrong, by line.
    """
    path = (origin or Path()) / stream.path
    name = printable(stream.path)
    if not path.exists():
        problems.add(None, None, f"{_KEY}.path", f"there is no file {name}")
        return Recording(np.empty(0), None)
    content = read_bytes(DataFile(path, name, (path.name,)), MOST_BYTES, problems)
    if content is None:
        return Recording(np.empty(0), None)
    moments = _moments(content, name, stream.column, problems)
    if not problems:
        _enough(len(moments), tasks, name, problems)
    return Recording(np.array(moments, dtype=np.float64), InputFile(name, sha256_of(content), used=True))


def _enough(lines: int, tasks: int | None, name: str, problems: ProblemList) -> None:
    if lines > MAX_TASKS:
        problems.add(name, None, "", f"{lines} lines are more than {MAX_TASKS}")
    elif not lines:
        problems.add(name, None, "", "there is no line below the names; expected one for each task")
    elif tasks is not None and tasks > lines:
        problems.add(None, None, "workload.tasks_per_wave", f"{tasks} tasks in all, and {name} has {lines} lines")


def _moments(content: bytes, name: str, column: str, problems: ProblemList) -> list[float]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problems.add(name, line, "", f"the byte 0x{content[error.start]:02x} is not UTF-8; save the file as UTF-8")
        return []
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        head = next(rows, [])
        if head.count(column) != 1:
            problems.add(name, 1, "", _no_column(column, head))
            return []
        lines = ((rows.line_num, row) for row in rows)
        return _ascending(lines, head.index(column), name, column, problems)
    except csv.Error as error:
        problems.add(name, rows.line_num, "", f"not CSV: {error}")
        return []


def _no_column(column: str, head: list[str]) -> str:
    if head.count(column) > 1:
        return f"two columns are named {shown(column)}"
    names = ", ".join(printable(name[:50]) for name in head[:10]) or "nothing"
    return f"there is no column {shown(column)}; the first line names {names}"


def _ascending(
    lines: Iterable[tuple[int, list[str]]], place: int, name: str, column: str, problems: ProblemList
) -> list[float]:
    moments: list[float] = []
    latest = 0.0
    for number, row in lines:
        if not row:
            continue  # an empty line
        written = row[place] if place < len(row) else None
        moment = None if written is None else _seconds(written)
        if moment is None:
            problems.add(name, number, column, f"{shown(written)} is no time; expected seconds, 0 or more")
            continue
        if moment < latest:
            after = f"{moment:.15g} comes after {latest:.15g}"
            problems.add(name, number, column, f"{after}; expected ascending times")
        latest = max(latest, moment)
        moments.append(moment)
    return moments


def _seconds(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and 0.0 <= value <= MAX_SECONDS and "_" not in text else None
