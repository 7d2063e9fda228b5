"""The columns of a log as arrays: texts, moments, outcomes and numbers; parts of them, and several logs as one."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.fit.moments import Moments

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Texts:
    """A column of texts, each different one once.

    Attributes:
        codes: place in `names` of each entry; shape (n,).
        names: the different texts; an entry that says nothing is the empty one.
    """

    codes: NDArray[np.int64]
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.codes)

    def array(self) -> NDArray[np.object_]:
        """Return the texts themselves, an object for each different one."""
        result: NDArray[np.object_] = np.array([*self.names, ""], dtype=object)[self.codes]
        return result


@dataclass(frozen=True, slots=True)
class Verdicts:
    """A column of outcomes.

    Attributes:
        succeeded: 1 or 0; -1: nothing that can be read; shape (n,).
        cut_off: whether the outcome names a time-out.
        unfinished: whether it says that the attempt is under way.
        unknown: what could not be read, and how often.
    """

    succeeded: NDArray[np.int64]
    cut_off: NDArray[np.bool_]
    unfinished: NDArray[np.bool_]
    unknown: Mapping[str, int] = field(default_factory=dict)


Typed: TypeAlias = Texts | Moments | Verdicts | NDArray[np.float64]
Table: TypeAlias = dict[str, Typed]


def chosen(table: Table, keep: NDArray[np.bool_]) -> Table:
    """Return the entries of some places of every column.

    Args:
        table: columns.
        keep: which; shape (n,).
    """
    return {name: _at(column, keep) for name, column in table.items()}


def _at(column: Typed, keep: NDArray[np.bool_]) -> Typed:
    if isinstance(column, Texts):
        return Texts(column.codes[keep], column.names)
    if isinstance(column, Moments):
        return replace(column, seconds=column.seconds[keep])
    if isinstance(column, Verdicts):
        return Verdicts(column.succeeded[keep], column.cut_off[keep], column.unfinished[keep], column.unknown)
    return column[keep]


def joined(tables: Sequence[tuple[Table, int]]) -> Table:
    """Return the columns of several logs, one after the other; where a log lacks one it says nothing.

    Args:
        tables: each with its number of entries.
    """
    names = dict.fromkeys(name for table, _ in tables for name in table)
    return {name: _joined([table.get(name, n) for table, n in tables]) for name in names}


def _joined(columns: Sequence[Typed | int]) -> Typed:
    """Put columns of one kind together; a number stands for so many entries that say nothing."""
    known = [column for column in columns if not isinstance(column, int)]
    if isinstance(known[0], Texts):
        return _joined_texts(columns)
    if isinstance(known[0], Moments):
        found = [_same(column, Moments) for column in known]
        parts = [np.full(c, np.nan) if isinstance(c, int) else _same(c, Moments).seconds for c in columns]
        words = " and ".join(dict.fromkeys(one.read_as for one in found))
        counts = (int(np.sum([getattr(one, name) for one in found])) for name in ("without_zone", "unset", "ambiguous"))
        return Moments(np.concatenate(parts), words, max(one.zones for one in found), *counts)
    if isinstance(known[0], Verdicts):
        return _joined_verdicts(columns)
    return np.concatenate([np.full(c, np.nan) if isinstance(c, int) else _same(c, np.ndarray) for c in columns])


def _joined_texts(columns: Sequence[Typed | int]) -> Texts:
    places: dict[str, int] = {}
    parts = []
    for column in columns:
        names = ("",) if isinstance(column, int) else _same(column, Texts).names
        codes = np.zeros(column, dtype=np.int64) if isinstance(column, int) else _same(column, Texts).codes
        parts.append(np.array([places.setdefault(name, len(places)) for name in names], dtype=np.int64)[codes])
    return Texts(np.concatenate(parts), tuple(places))


def _joined_verdicts(columns: Sequence[Typed | int]) -> Verdicts:
    filled = [
        Verdicts(np.full(one, -1, dtype=np.int64), np.zeros(one, dtype=bool), np.zeros(one, dtype=bool), {"": one})
        if isinstance(one, int)
        else _same(one, Verdicts)
        for one in columns
    ]
    unknown: Counter[str] = Counter()
    for one in filled:
        unknown.update(one.unknown)
    return Verdicts(
        np.concatenate([one.succeeded for one in filled]),
        np.concatenate([one.cut_off for one in filled]),
        np.concatenate([one.unfinished for one in filled]),
        dict(unknown),
    )


def _same(column: Typed, kind: type[T]) -> T:
    assert isinstance(column, kind)
    return column


def length_of(table: Table) -> int:
    """Return the entries of a table; 0 where it has no column."""
    for column in table.values():
        if isinstance(column, Moments):
            return len(column.seconds)
        return len(column.succeeded) if isinstance(column, Verdicts) else len(column)
    return 0
