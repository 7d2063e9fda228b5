"""Rows put away in columns: a fraction of the memory, and the same rows again when they are asked for.

A row is a tuple of objects, which suits a run that is under way. Rows that only wait to be read once more are kept
column by column: floats and integers as arrays, texts that recur as numbers of their list. What a column is packed as
depends on the values that it really holds, so that whatever was put in comes out equal and of the same type.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain, repeat
from typing import Any, TypeVar

import numpy as np

R = TypeVar("R")

Unpack = Callable[[], Sequence[Any]]
"""Gives the values of a column again."""

_NONE = type(None)
_CODES = 256  # what a byte can tell apart


class PackedRows:
    """Some consecutive rows of a log, of any kinds.

    Args:
        rows: named tuples.

    >>> from sim.record.rows import OutageBegan, OutageEnded
    >>> rows = [OutageBegan(0, "agent_0", 12.5, 3), OutageEnded(0, "agent_0", 12.5, 20.0)]
    >>> packed = PackedRows(rows)
    >>> list(packed) == rows, packed.of(OutageEnded)[0].at, len(packed)
    (True, 20.0, 2)
    """

    def __init__(self, rows: Sequence[Any]) -> None:
        grouped: dict[type, list[Any]] = {}
        for row in rows:
            grouped.setdefault(type(row), []).append(row)
        self._kinds = list(grouped)
        place = {kind: number for number, kind in enumerate(self._kinds)}
        self._order = np.fromiter((place[type(row)] for row in rows), dtype=np.uint8, count=len(rows))
        self._columns = {kind: [pack(column) for column in zip(*group, strict=True)] for kind, group in grouped.items()}
        self._waves = {kind: {row.wave for row in group} for kind, group in grouped.items() if hasattr(kind, "wave")}

    def of(self, kind: type[R]) -> list[R]:
        """Return the rows of one kind, in order."""
        columns = self._columns.get(kind)
        if columns is None:
            return []
        values = zip(*(unpack() for unpack in columns), strict=True)
        return list(map(tuple.__new__, repeat(kind), values))  # type: ignore[arg-type]  # every kind is a named tuple

    def has_wave(self, kind: type, wave: int) -> bool:
        """Return whether there is a row of this kind and wave."""
        return wave in self._waves.get(kind, ())

    def __iter__(self) -> Iterator[Any]:
        rows: list[Iterator[Any]] = [iter(self.of(kind)) for kind in self._kinds]
        return (next(rows[place]) for place in self._order.tolist())

    def __len__(self) -> int:
        return len(self._order)

    def __reduce__(self) -> tuple[type["PackedRows"], tuple[list[Any]]]:
        # How a column is unpacked is a closure, which no pickle holds; the rows themselves are plain.
        return PackedRows, (list(self),)


def pack(column: Sequence[Any]) -> Unpack:
    """Put the values of a column away; return what gives them again.

    >>> pack([1.5, None, 2.5])()
    [1.5, None, 2.5]
    >>> pack(["LOW", "HIGH", "LOW"])(), pack([(1, 2), (3, 4)])()
    (['LOW', 'HIGH', 'LOW'], [(1, 2), (3, 4)])
    """
    kinds = set(map(type, column))
    if kinds == {float}:
        return np.array(column).tolist
    if kinds == {bool}:
        return np.array(column).tolist
    if kinds == {int}:
        return _integers(column)
    if kinds == {float, _NONE}:
        return _floats_or_none(column)
    if kinds == {tuple}:
        return _tuples(column)
    return _recurring(column) if len(kinds - {_NONE}) <= 1 and kinds <= {str, int, bool, _NONE} else _as_is(column)


def _integers(column: Sequence[int]) -> Unpack:
    least, greatest = min(column), max(column)
    for dtype in (np.int8, np.int16, np.int32, np.int64):
        if np.iinfo(dtype).min <= least and greatest <= np.iinfo(dtype).max:
            return np.array(column, dtype=dtype).tolist
    return _as_is(column)


def _floats_or_none(column: Sequence[float | None]) -> Unpack:
    array = np.array(column, dtype=np.float64)
    if int(np.isnan(array).sum()) != column.count(None):
        return _as_is(column)  # a NaN of its own would come out as None
    return lambda: [None if value != value else value for value in array.tolist()]


def _tuples(column: Sequence[tuple[Any, ...]]) -> Unpack:
    widths = set(map(len, column))
    if len(widths) != 1 or widths == {0}:
        return _as_is(column)
    (width,) = widths
    flat = pack(tuple(chain.from_iterable(column)))
    return lambda: list(zip(*[iter(flat())] * width, strict=True))


def _recurring(column: Sequence[Any]) -> Unpack:
    values = tuple(dict.fromkeys(column))
    if len(values) > _CODES:
        return _as_is(column)
    code = {value: number for number, value in enumerate(values)}
    codes = np.fromiter(map(code.__getitem__, column), dtype=np.uint8, count=len(column)).tobytes()
    return lambda: list(map(values.__getitem__, codes))


def _as_is(column: Sequence[Any]) -> Unpack:
    return partial(list, tuple(column))
