"""A plain table of attempts: CSV, JSONL or Parquet, with the columns that it has."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from sim.fit.column_names import taken_apart
from sim.fit.columns import LENGTH, mapped
from sim.fit.delimited import delimited
from sim.fit.gathering import Gathered
from sim.fit.json_rows import ROWS_AT_ONCE, Row, rows_of
from sim.fit.opened import ending, head
from sim.fit.reader import Columns, LogError, Reader

TEXTS = (".csv", ".tsv", ".psv", ".txt")
OBJECTS = (".jsonl", ".ndjson", ".json", ".log")
ENDINGS = (*TEXTS, ".jsonl", ".ndjson", ".parquet")


def _claims(path: Path) -> bool:
    if not path.is_file():
        return False
    return ending(path) in ENDINGS or (ending(path) in OBJECTS and head(path, 64).lstrip()[:1] in ("[", "{"))


def _read(path: Path, asked: Mapping[str, str]) -> Columns:
    try:
        if ending(path) == ".parquet":
            return _parquet(path, asked)
        return _objects(path, asked) if ending(path) in OBJECTS else _text(path, asked)
    except ValueError as error:
        raise LogError(f"{path}: {error}") from error
    except OSError as error:
        raise LogError(f"{path} cannot be read: {error.strerror or error}") from error


def told(names: Sequence[str], columns: Mapping[str, str]) -> tuple[str, ...]:
    """Return in sentences which columns of a log are read as what, and which are not read.

    >>> told(["w", "shoe", "took_ms"], {"agent": "w", "seconds": "took_ms"})
    ('read as agent: w, seconds: took_ms (in ms)', 'not read: shoe')
    """
    read = ", ".join(_as_what(ours, theirs) for ours, theirs in columns.items())
    rest = [name for name in names if name not in columns.values()]
    return (f"read as {read}", *([f"not read: {', '.join(rest[:20])}"] if rest else []))


def _as_what(ours: str, theirs: str) -> str:
    unit = ""
    if ours == LENGTH:
        named = theirs.rstrip(" )]").split("_")[-1].split("(")[-1].strip()
        unit = " (taken as seconds)" if taken_apart(theirs)[1] is None and ours != theirs else ""
        unit = f" (in {named})" if taken_apart(theirs)[1] not in (None, 1.0) else unit
    return f"{ours}: {theirs}{unit}" if ours != theirs else ours


def _gathered(columns: Mapping[str, str], path: Path, names: Sequence[str]) -> Gathered:
    if "start" not in columns or not ("end" in columns or "seconds" in columns):
        raise ValueError(_missing(columns, names, path))
    return Gathered(columns)


def _missing(columns: Mapping[str, str], names: Sequence[str], path: Path) -> str:
    """Say which columns are needed, what was found, and the command that names them."""
    lacks = [*([] if "start" in columns else ["start"]), *([] if {"end", "seconds"} & set(columns) else ["end"])]
    known = ", ".join(_as_what(ours, theirs) for ours, theirs in columns.items()) or "none"
    rest = [name for name in names if name not in columns.values()]
    example = " ".join(f'--map {ours}="{rest[min(n, len(rest) - 1)]}"' for n, ours in enumerate(lacks) if rest)
    return (
        "a record needs when attempts started, and when they ended or how long they took;"
        f" no column is known as {' or '.join(lacks)}. Known: {known}. Not known: {', '.join(rest[:20]) or 'none'}."
        f" Say which is which, such as: buddy-sim fit {path.name} {example}".rstrip()
    )


def _parquet(path: Path, asked: Mapping[str, str]) -> Columns:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
        names = file.schema_arrow.names
        columns = mapped(names, asked)
        gathered = _gathered(columns, path, names)
        for batch in file.iter_batches(columns=list(dict.fromkeys(columns.values()))):
            gathered.add({ours: batch.column(theirs) for ours, theirs in columns.items()})
    except pa.ArrowException as error:
        raise LogError(f"{path} is no Parquet file that can be read: {str(error).splitlines()[0]}") from error
    return Columns(gathered.table(), notes=told(names, columns))


def _text(path: Path, asked: Mapping[str, str]) -> Columns:
    table = delimited(path)
    columns = mapped(table.names, asked)
    gathered = _gathered(columns, path, table.names)
    for batch in table.parts(list(dict.fromkeys(columns.values()))):
        gathered.add({ours: batch.column(theirs) for ours, theirs in columns.items()})
    return Columns(gathered.table(), table.torn, (*told(table.names, columns), *table.notes))


def _objects(path: Path, asked: Mapping[str, str]) -> Columns:
    """Columns are known by all rows: those that a later part names are filled in before."""
    parts = _Parts(path, asked)
    for row in rows_of(path):
        parts.take(row)
    return parts.columns()


class _Parts:
    """Rows of objects, gathered part by part; a column that appears late is empty before."""

    def __init__(self, path: Path, asked: Mapping[str, str]) -> None:
        self._path, self._asked = path, asked
        self._rows: list[Row] = []
        self._names: dict[str, None] = {}
        self._columns: dict[str, str] = {}
        self._gathered: Gathered | None = None
        self._torn = self._kept = 0

    def take(self, row: Row | None) -> None:
        if row is None:
            self._torn += 1
            return
        if not self._names.keys() >= row.keys():
            self._names.update(dict.fromkeys(map(str, row)))
        self._rows.append(row)
        if len(self._rows) >= ROWS_AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        columns = mapped(self._names, self._asked)
        if self._gathered is None:
            self._gathered = _gathered(columns, self._path, list(self._names))
        for ours in columns:
            if ours not in self._columns and self._kept:  # it appears late: nothing was said before
                self._gathered.add({ours: [None] * self._kept})
            self._columns.setdefault(ours, columns[ours])
        self._gathered.add({ours: [row.get(theirs) for row in self._rows] for ours, theirs in self._columns.items()})
        self._kept += len(self._rows)
        self._rows = []

    def columns(self) -> Columns:
        if not self._kept and not self._rows:
            raise LogError(f"{self._path} holds no line that is a JSON object; expected one an attempt")
        if self._rows:
            self._flush()
        assert self._gathered is not None
        return Columns(self._gathered.table(), self._torn, told(list(self._names), self._columns))


READER = Reader("table", "CSV, TSV, JSONL or Parquet with a line an attempt, packed or not", _claims, _read)
