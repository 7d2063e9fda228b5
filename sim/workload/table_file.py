"""The columns of a table in a CSV, JSONL or Parquet file, as it stands there: a value a line and column."""

import csv
import io
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.record.input_file import InputFile
from sim.scenario import Scenario
from sim.workload.phase20_files import MOST_BYTES, DataFile, printable, read_bytes, read_objects, sha256_of
from sim.workload.problem_list import ProblemList

MOST_LINES = 5_000_000
MOST_CELLS = 100_000_000
_MOST_NAMED = 20


@dataclass(frozen=True)
class RawTable:
    """What a file holds, before anything is made of it."""

    shown: str  # the file's path, for messages
    columns: Mapping[str, Sequence[object]]  # None: missing there
    line: Sequence[int]  # of the file where each row stands, from 1; of Parquet the number of the row
    is_text: bool  # CSV: every value is a text

    def __len__(self) -> int:
        return len(self.line)

    def rows(self, wanted: Sequence[int]) -> "RawTable":
        """Return the table with some of its rows only."""
        columns = {name: [column[row] for row in wanted] for name, column in self.columns.items()}
        return RawTable(self.shown, columns, [self.line[row] for row in wanted], self.is_text)


def read_file(scenario: Scenario, path: str, key: str, problems: ProblemList) -> tuple[bytes, InputFile] | None:
    """Return the content of a file that a scenario names, and its entry among a run's inputs.

    Args:
        scenario: relative paths start from its `origin`, or else from the working directory.
        path: as the scenario names it.
        key: of the scenario that names it.
        problems: takes why it cannot be read; the answer is then None.
    """
    file = (scenario.origin or Path()) / path
    shown = printable(path)
    if not file.exists():
        problems.add(None, None, key, f"there is no file {shown}")
        return None
    if file.is_dir():
        problems.add(None, None, key, f"{shown} is a folder; expected a file")
        return None
    content = read_bytes(DataFile(file, shown, (shown,)), MOST_BYTES, problems)
    return None if content is None else (content, InputFile(shown, sha256_of(content), used=True))


def read_table(content: bytes, path: str, problems: ProblemList, key: str = "workload.path") -> RawTable | None:
    """Return the table in a file's content; None where it is none, which the problems then tell.

    Args:
        content: the file's bytes.
        path: of the file; its ending says what it holds.
        problems: takes every line that cannot be read.
        key: of the scenario that names the file.
    """
    shown = printable(path)
    ending = Path(path).suffix.lower()
    reader = _READERS.get(ending)
    if reader is None:
        found = f"the ending {ending}" if ending else "no ending"
        problems.add(None, None, key, f"{shown} has {found}; expected {', '.join(_READERS)}")
        return None
    table = reader(content, shown, problems)
    if table is not None and not len(table) and not problems:
        problems.add(shown, None, "", "the table has no rows")
    return table


def _read_csv(content: bytes, shown: str, problems: ProblemList) -> RawTable | None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problems.add(shown, line, "", f"not UTF-8, from byte {error.start + 1} of the file on")
        return None
    rows = _csv_rows(text, shown, problems)
    head = next(rows, None)
    if head is None:
        if not problems:
            problems.add(shown, None, "", "the file is empty; expected a line with the names of the columns")
        return None
    names = [name.strip() for name in head[1]]
    if not _are_names(names, shown, head[0], problems):
        return None
    lines, cells = [], []
    for line, row in rows:
        if len(row) != len(names):
            problems.add(shown, line, "", f"{len(row)} values for {len(names)} columns")
            continue
        lines.append(line)
        cells.append([value if value.strip() else None for value in row])
    columns = dict(zip(names, map(list, zip(*cells, strict=True)), strict=True)) if cells else {n: [] for n in names}
    return RawTable(shown, columns, lines, is_text=True)


def _csv_rows(text: str, shown: str, problems: ProblemList) -> Iterator[tuple[int, list[str]]]:
    """Yield the line at which each record begins, and its values; blank lines are passed over."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    before = 0
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            problems.add(shown, before + 1, "", f"not CSV: {error}")
            return
        begins, before = before + 1, reader.line_num
        if row:
            yield begins, row


def _are_names(names: Sequence[str], shown: str, line: int, problems: ProblemList) -> bool:
    twice = sorted({name for name in names if names.count(name) > 1}) if len(set(names)) < len(names) else []
    for name in twice:
        what = f"two columns are named {printable(name)!r}" if name else "two columns have no name"
        problems.add(shown, line, "", f"{what}; give each a name of its own")
    return not twice


def _read_jsonl(content: bytes, shown: str, problems: ProblemList) -> RawTable | None:
    lines, columns = [], dict[str, list[object]]()
    for row, (line, values) in enumerate(read_objects(content, shown, problems)):
        lines.append(line)
        for name, value in values.items():
            column = columns.get(name)
            if column is None:
                if len(columns) * row > MOST_CELLS:
                    problems.add(shown, line, "", f"too many columns: {len(columns)} names in {row} lines so far")
                    return None
                column = columns[name] = []
            column.extend([None] * (row - len(column)))
            column.append(value)
    for column in columns.values():
        column.extend([None] * (len(lines) - len(column)))
    return RawTable(shown, columns, lines, is_text=False)


def _read_parquet(content: bytes, shown: str, problems: ProblemList) -> RawTable | None:
    import pyarrow
    import pyarrow.parquet

    try:
        file = pyarrow.parquet.ParquetFile(pyarrow.BufferReader(content))
        if file.metadata.num_rows > MOST_LINES:
            problems.add(shown, None, "", f"{file.metadata.num_rows} rows are more than {MOST_LINES}")
            return None
        table = file.read()
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        problems.add(shown, None, "", f"not Parquet: {str(error).splitlines()[0]}")
        return None
    if not _are_names(table.column_names, shown, 1, problems):
        return None
    columns = {name: list(map(_without_nan, table[name].to_pylist())) for name in table.column_names}
    return RawTable(shown, columns, range(1, table.num_rows + 1), is_text=False)


def _without_nan(value: object) -> object:
    # What a table of pandas writes for a gap in a column of numbers.
    return None if isinstance(value, float) and math.isnan(value) else value


_READERS: dict[str, Callable[[bytes, str, ProblemList], RawTable | None]] = {
    ".csv": _read_csv, ".jsonl": _read_jsonl, ".ndjson": _read_jsonl, ".parquet": _read_parquet,
}  # fmt: skip


def columns_listed(table: RawTable) -> str:
    """Return the names of a table's columns, for messages."""
    names = [printable(name) for name in table.columns]
    rest = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {rest} more" if rest > 0 else "")
