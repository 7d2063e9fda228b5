"""Which formats of logs there are, and which one a log has."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import sim.fit.readers
from sim.fit.columns import NAMES
from sim.fit.reader import Columns, LogError, Reader
from sim.plugins.door import Door
from sim.plugins.entry_points import installed
from sim.plugins.package import discover
from sim.plugins.plugin import PluginError


@cache
def readers() -> dict[str, Reader]:
    """Return every reader by the name of its format, in order of name.

    >>> list(readers())
    ['harbor', 'otel', 'own', 'table', 'terminal_bench', 'wfformat']
    """
    return {reader.name: reader for _, reader in discover(sim.fit.readers, "READER", Reader)}


def reader_problems(reader: Reader) -> Sequence[str]:
    """Return what is wrong with a reader, in words.

    Args:
        reader: of whoever wrote it.
    """
    wrong = []
    if not reader.name or reader.name != reader.name.strip():
        wrong.append(f"its name is {reader.name!r}; expected a word")
    wrong += [f"{name} cannot be called" for name in ("claims", "read") if not callable(getattr(reader, name))]
    return wrong


READERS: Door[Reader] = Door("reader", Reader, "readers", readers, lambda reader: reader.name, reader_problems)


def reader_of(path: Path, named: str | None = None) -> Reader:
    """Return the reader of a log: the one that is named, else the only one that claims it.

    Args:
        path: of a file or folder.
        named: a format, of the program or of an installed package, or FILE.py:NAME; None: found out.

    Raises:
        LogError: there is no such log or format, or nobody claims it.
    """
    if named is not None:
        return _named(named)
    if not path.exists():
        raise LogError(f"{path} is not there")
    # Every table is a table: whoever knows more about it goes first.
    ranked = sorted(readers().values(), key=lambda reader: reader.name == "table")
    for reader in ranked:
        if reader.claims(path):
            return reader
    raise LogError(f"{path} is like no log that is known; name one with --format: {', '.join(known_formats())}")


def known_formats() -> list[str]:
    """Return the names of all formats, those of installed packages last."""
    return [*readers(), *installed("readers")]


def _named(named: str) -> Reader:
    try:
        found = READERS.find(named, None)
    except PluginError as error:
        if ".py" not in named and named not in installed("readers"):
            names = ", ".join(known_formats())
            raise LogError(f"there is no format {named}; there are {names}, or FILE.py:NAME of your own") from error
        raise LogError(f"--format: {error}") from error
    if found is None:
        raise LogError(f"--format: {named} is code of your own, which may not run here")
    return found.member


def read_by(reader: Reader, path: Path, asked: Mapping[str, str]) -> Columns:
    """Return what a reader finds in a log; what a reader of one's own gets wrong is told, not thrown.

    Args:
        reader: of the log.
        path: of the log.
        asked: our columns by the log's.

    Raises:
        LogError: it cannot be read, or the reader fails.
    """
    if reader in readers().values():
        return reader.read(path, asked)
    told = f"{path}: the reader {reader.name}"
    try:
        found = reader.read(path, asked)
    except LogError:
        raise
    except Exception as error:
        raise LogError(f"{told} failed: {type(error).__name__}: {error}") from error
    if not isinstance(found, Columns):
        raise LogError(f"{told} returned {type(found).__name__}; expected Columns(values, torn, notes)")
    unknown = [name for name in found.values if name not in NAMES]
    if unknown:
        raise LogError(f"{told} gives columns that are none of ours: {', '.join(unknown)}; ours: {', '.join(NAMES)}")
    lengths = {name: len(column) for name, column in found.values.items() if hasattr(column, "__len__")}
    if len(set(lengths.values())) > 1:
        raise LogError(f"{told} gives columns of different lengths: {lengths}; expected an entry an attempt in each")
    return found
