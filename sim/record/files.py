"""Result files: the same content is always the same bytes, and a file is there whole or not at all.

Every file is written under another name in its own folder, forced to the disk and then renamed, so that a
reader never meets half a file and a failed write leaves what was there before.
"""

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from sim.record.arrow_arrays import arrow_array, has_infinity
from sim.record.plain import opened_up, plain

if TYPE_CHECKING:
    import pandas as pd

# Legal in JSON, but line ends to some readers, or not UTF-8 (lone surrogates): they stand as \uXXXX.
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def write_text(path: Path, text: str) -> None:
    r"""Write a text file: UTF-8, line ends as given.

    Args:
        path: the file; missing folders above it are made.
        text: its content; what UTF-8 cannot hold (lone surrogates) is written as an escape.

    Raises:
        OSError: when it cannot be written; a previous file is intact.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_text(Path(folder) / "new" / "a.txt", "one\n")
    ...     (Path(folder) / "new" / "a.txt").read_bytes()
    b'one\n'
    """
    with _whole_or_nothing(path) as file:
        file.write(text.encode("utf-8", errors="backslashreplace"))


def write_bytes(path: Path, content: bytes) -> None:
    r"""Write a binary file.

    Args:
        path: the file; missing folders above it are made.
        content: its content.

    Raises:
        OSError: when it cannot be written; a previous file is intact.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_bytes(Path(folder) / "a.png", b"\x89PNG")
    ...     (Path(folder) / "a.png").read_bytes()
    b'\x89PNG'
    """
    with _whole_or_nothing(path) as file:
        file.write(content)


def write_json(path: Path, value: object) -> None:
    r"""Write one JSON value, indented by two, keys in their own order.

    Args:
        path: the file; missing folders above it are made.
        value: anything that `plain` takes.

    Raises:
        OSError: when it cannot be written; a previous file is intact.
        ValueError: for an infinite number.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_json(Path(folder) / "a.json", {"wave": 1, "rate": float("nan")})
    ...     (Path(folder) / "a.json").read_text(encoding="utf-8")
    '{\n  "wave": 1,\n  "rate": null\n}\n'
    """
    write_text(path, json_text(value, indent=2) + "\n")


def write_jsonl(path: Path, rows: Iterable[object]) -> None:
    r"""Write JSON values one a line, keys in their own order.

    Args:
        path: the file; missing folders above it are made.
        rows: mappings or dataclasses, or anything else that `plain` takes; none gives an empty file.

    Raises:
        OSError: when it cannot be written; a previous file is intact.
        ValueError: for an infinite number.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_jsonl(Path(folder) / "a.jsonl", [{"wave": 1}, {"wave": 2}])
    ...     (Path(folder) / "a.jsonl").read_text(encoding="utf-8")
    '{"wave": 1}\n{"wave": 2}\n'
    """
    with _whole_or_nothing(path) as file:
        for row in rows:
            file.write((json_text(row) + "\n").encode("utf-8"))


def write_parquet(
    path: Path,
    columns: "Mapping[str, Sequence[Any]] | pd.DataFrame",
    types: Mapping[str, str] | None = None,
) -> None:
    """Write a table as Parquet, NaN as null, without an index.

    Args:
        path: the file; missing folders above it are made.
        columns: sequences of the same length by column name, or a DataFrame.
        types: Arrow type by column name, such as `float64`, `int64`, `string`, `bool`; a column without one
            gets the type of its values. A column that may hold nothing but None needs one.

    Raises:
        OSError: when it cannot be written; a previous file is intact.
        ValueError: for an infinite number, or columns of different lengths.

    >>> import pyarrow.parquet, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_parquet(Path(folder) / "a.parquet", {"wave": [1, 2], "rate": [0.5, None]})
    ...     pyarrow.parquet.read_table(Path(folder) / "a.parquet").to_pydict()
    {'wave': [1, 2], 'rate': [0.5, None]}
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    aliases = types or {}
    named = {str(name): values for name, values in columns.items()}
    arrays = {name: _array(name, values, aliases.get(name)) for name, values in named.items()}
    with _whole_or_nothing(path) as file:
        pq.write_table(pa.table(arrays), file, compression="zstd")


@contextmanager
def open_parquet(path: Path, types: Mapping[str, str]) -> Iterator[Callable[[Mapping[str, Sequence[Any]]], None]]:
    """Give a function that writes rows of a table as Parquet, a row group for each call.

    So a table need not fit into memory.

    Args:
        path: the file; missing folders above it are made. It is there when the context ends well.
        types: Arrow type by column name, in order.

    Raises:
        OSError: when it cannot be written; a previous file is intact.
        ValueError: for an infinite number, or columns of different lengths.

    >>> import pyarrow.parquet, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with open_parquet(Path(folder) / "a.parquet", {"wave": "int64", "rate": "float64"}) as write:
    ...         write({"wave": [1], "rate": [None]})
    ...         write({"wave": [2], "rate": [0.5]})
    ...     pyarrow.parquet.read_table(Path(folder) / "a.parquet").to_pydict()
    {'wave': [1, 2], 'rate': [None, 0.5]}
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([(name, pa.type_for_alias(alias)) for name, alias in types.items()])
    with _whole_or_nothing(path) as file, pq.ParquetWriter(file, schema, compression="zstd") as writer:

        def write(columns: Mapping[str, Sequence[Any]]) -> None:
            arrays = [_array(name, columns[name], alias) for name, alias in types.items()]
            writer.write_table(pa.table(arrays, schema=schema))

        yield write


def json_text(value: object, indent: int | None = None) -> str:
    """Return a value as JSON text that stands on one line unless it is indented.

    Floats are written with the fewest digits that give the same number back. Text stands as it is, but for
    characters that some readers take for a line end.

    >>> json_text({"name": "Zoë", "at": 0.1})
    '{"name": "Zoë", "at": 0.1}'
    """
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent, default=opened_up)
    except ValueError:  # NaN somewhere, which becomes null; or infinite, which `plain` refuses
        text = json.dumps(plain(value), ensure_ascii=False, allow_nan=False, indent=indent)
    return _ESCAPED.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def _array(name: str, values: Any, alias: str | None) -> Any:
    import pyarrow as pa

    array = arrow_array(values, alias) if alias else pa.array(values, from_pandas=True)
    if pa.types.is_floating(array.type) and has_infinity(array):
        raise ValueError(f"column {name}: an infinite number has no place in a result file")
    return array


@contextmanager
def _whole_or_nothing(path: Path) -> Iterator[IO[bytes]]:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = _unused_name(path)
    try:
        with temporary.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def _unused_name(path: Path) -> Path:
    # Short: `path.name` may be as long as names can be. Several files may be open at once.
    names = (path.with_name(f".{os.getpid()}-{number}.tmp") for number in count())
    return next(name for name in names if not name.exists())
