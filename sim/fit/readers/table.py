"""A plain table of attempts: CSV, JSONL or Parquet, with the columns that it has."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.fit.columns import mapped
from sim.fit.reader import Columns, LogError, Reader

ENDINGS = (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet")


def _claims(path: Path) -> bool:
    return path.is_file() and path.suffix.lower() in ENDINGS


def _read(path: Path, asked: Mapping[str, str]) -> Columns:
    ending = path.suffix.lower()
    try:
        if ending == ".parquet":
            return _parquet(path, asked)
        return _lines(path, asked) if ending in (".jsonl", ".ndjson", ".json") else _csv(path, asked)
    except ValueError as error:
        raise LogError(f"{path}: {error}") from error
    except OSError as error:
        raise LogError(f"{path} cannot be read: {error.strerror or error}") from error


def told(names: Sequence[str], columns: Mapping[str, str]) -> tuple[str, ...]:
    """Return in sentences which columns of a log are read as what, and which are not read.

    >>> told(["w", "shoe"], {"agent": "w"})
    ('read as agent: w', 'not read: shoe')
    """
    read = ", ".join(ours if ours == theirs else f"{ours}: {theirs}" for ours, theirs in columns.items())
    rest = [name for name in names if name not in columns.values()]
    return (f"read as {read}", *([f"not read: {', '.join(rest[:20])}"] if rest else []))


def _parquet(path: Path, asked: Mapping[str, str]) -> Columns:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
        columns = mapped(file.schema_arrow.names, asked)
        values: dict[str, list[Any]] = {ours: [] for ours in columns}
        for batch in file.iter_batches(columns=list(dict.fromkeys(columns.values()))):
            for ours, theirs in columns.items():
                values[ours] += batch.column(theirs).to_pylist()
    except pa.ArrowException as error:
        raise LogError(f"{path} is no Parquet file that can be read: {str(error).splitlines()[0]}") from error
    return Columns(values, notes=told(file.schema_arrow.names, columns))


def _csv(path: Path, asked: Mapping[str, str]) -> Columns:
    import pyarrow as pa
    from pyarrow import csv

    torn = 0

    def count(_: Any) -> str:
        nonlocal torn
        torn += 1
        return "skip"

    delimiter = "\t" if path.suffix.lower() == ".tsv" else ","
    parsing = csv.ParseOptions(delimiter=delimiter, invalid_row_handler=count)
    names = _header(path, delimiter)
    columns = mapped(names, asked)
    wanted = list(dict.fromkeys(columns.values()))
    # Everything as text: 00017 is a task's name, and a column that looks like numbers for a megabyte may not be one.
    converting = csv.ConvertOptions(
        include_columns=wanted, column_types=dict.fromkeys(wanted, pa.string()), strings_can_be_null=True
    )
    values: dict[str, list[Any]] = {ours: [] for ours in columns}
    try:
        with csv.open_csv(path, parse_options=parsing, convert_options=converting) as batches:
            for batch in batches:
                for ours, theirs in columns.items():
                    values[ours] += batch.column(theirs).to_pylist()
    except pa.ArrowException as error:
        raise LogError(f"{path} is no CSV file that can be read: {str(error).splitlines()[0]}") from error
    return Columns(values, torn, told(names, columns))


def _header(path: Path, delimiter: str) -> list[str]:
    import csv

    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        names = next(csv.reader(file, delimiter=delimiter), None)
    if not names:
        raise LogError(f"{path} is empty; expected a line with the names of columns")
    if len(set(names)) < len(names):
        raise LogError(f"{path} has two columns of one name; expected each name once")
    return names


def _lines(path: Path, asked: Mapping[str, str]) -> Columns:
    torn = 0
    names: dict[str, None] = {}
    rows: list[dict[str, Any]] = []
    with path.open("rb") as file:
        for line in file:
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except (ValueError, RecursionError):
                row = None
            if not isinstance(row, dict):
                torn += 1
                continue
            names.update(dict.fromkeys(row))
            rows.append(row)
    if not rows:
        raise LogError(f"{path} holds no line that is a JSON object; expected one an attempt")
    columns = mapped(names, asked)
    values = {ours: [row.get(theirs) for row in rows] for ours, theirs in columns.items()}
    return Columns(values, torn, told(list(names), columns))


READER = Reader("table", "CSV, TSV, JSONL or Parquet with a line an attempt", _claims, _read)
