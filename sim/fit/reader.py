"""What a reader of logs is.

To read another kind of log, add one file to `sim/fit/readers/` that binds the name READER: nothing else.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class LogError(Exception):
    """A log that cannot be read; the message says which, what is wrong, and what was expected."""


@dataclass(frozen=True, slots=True)
class Columns:
    """What a reader found in a log.

    Attributes:
        values: columns by our names, all of one length; None where a line says nothing.
        torn: lines or spans that could not be read at all.
        notes: how it was read, in sentences.
    """

    values: Mapping[str, Sequence[Any]]
    torn: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reader:
    """How one kind of log is read.

    Attributes:
        name: of the format, as `--format` takes it.
        summary: what it reads, in a few words.
        claims: (path) -> whether this looks like a log of the kind; it reads no more than the first kilobytes.
        read: (path, our columns by the log's) -> columns. Raises LogError.
    """

    name: str
    summary: str
    claims: Callable[[Path], bool]
    read: Callable[[Path, Mapping[str, str]], Columns]


def head(path: Path, size: int = 8192) -> str:
    """Return the first characters of a file; empty for a folder or what cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(size).decode("utf-8", errors="replace")
    except OSError:
        return ""
