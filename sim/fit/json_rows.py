"""Logs of JSON objects: one a line, or a list of them."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sim.fit.opened import ending, lines_of, opened
from sim.fit.reader import LogError

ROWS_AT_ONCE = 20_000
MOST_BYTES = 256 << 20
"""Of a document that is read whole; larger logs have an object a line."""
BYTE_ORDER_MARK = b"\xef\xbb\xbf"

Row = Mapping[str, Any]


def rows_of(path: Path) -> Iterator[Row | None]:
    """Yield the objects of a log, None for what is none.

    Args:
        path: of a file with an object a line, or with one list of objects.

    Raises:
        LogError: it cannot be read.
    """
    with opened(path) as stream:
        first = b""
        for line in lines_of(stream):
            first = line.removeprefix(BYTE_ORDER_MARK).strip()
            if first:
                break
    if first.startswith(b"[") and (ending(path) == ".json" or not _is_json(first)):
        yield from _listed(path)
        return
    with opened(path) as stream:
        for line in lines_of(stream):
            plain = line.removeprefix(BYTE_ORDER_MARK).strip()
            if plain:
                yield _object(plain)


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _object(line: bytes) -> Row | None:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return row if isinstance(row, dict) else None


def _listed(path: Path) -> Iterator[Row | None]:
    with opened(path) as stream:
        content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise LogError(f"{path} is one list of more than {MOST_BYTES >> 20} MiB; expected an object a line (JSONL)")
    try:
        rows = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise LogError(f"{path} is no list of JSON objects: {error}") from error
    for row in rows:
        yield row if isinstance(row, dict) else None
