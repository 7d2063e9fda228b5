"""What a reader of logs is.

To read another kind of log, bind the name READER in a file of your own (`--format ./mine.py:READER`), offer it as an
entry point of the group `buddy_sim.readers`, or add one file to `sim/fit/readers/`: nothing else.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class LogError(Exception):
    """A log that cannot be read; the message says which, what is wrong, and what was expected."""


@dataclass(frozen=True, slots=True)
class Columns:
    """What a reader found in a log.

    Attributes:
        values: columns by our names, all of one length; None where a line says nothing. Lists are the plain way;
            readers of large logs give arrays (`sim.fit.gathering`).
        torn: lines or spans that could not be read at all.
        notes: how it was read, in sentences.
    """

    values: Mapping[str, Any]
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
