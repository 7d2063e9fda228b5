"""Which formats of logs there are, and which one a log has."""

from functools import cache
from pathlib import Path

import sim.fit.readers
from sim.fit.reader import LogError, Reader
from sim.plugins.package import discover


@cache
def readers() -> dict[str, Reader]:
    """Return every reader by the name of its format, in order of name.

    >>> list(readers())
    ['harbor', 'otel', 'own', 'table', 'terminal_bench']
    """
    return {reader.name: reader for _, reader in discover(sim.fit.readers, "READER", Reader)}


def reader_of(path: Path, named: str | None = None) -> Reader:
    """Return the reader of a log: the one that is named, else the only one that claims it.

    Args:
        path: of a file or folder.
        named: a format; None: found out.

    Raises:
        LogError: there is no such log or format, or nobody claims it.
    """
    if named is not None:
        if named not in readers():
            raise LogError(f"there is no format {named}; there are {', '.join(readers())}")
        return readers()[named]
    if not path.exists():
        raise LogError(f"{path} is not there")
    # Every table is a table: whoever knows more about it goes first.
    ranked = sorted(readers().values(), key=lambda reader: reader.name == "table")
    for reader in ranked:
        if reader.claims(path):
            return reader
    raise LogError(f"{path} is like no log that is known; name one with --format: {', '.join(readers())}")
