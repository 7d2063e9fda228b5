"""The columns of a log as arrays, gathered part by part: what stands in memory is numbers, and each text once."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.fit.amounts import AmountReader, LengthReader
from sim.fit.column_names import plain, taken_apart
from sim.fit.columns import EXIT_CODES
from sim.fit.moments import MomentReader, Moments
from sim.fit.outcome_words import exited_well, is_unfinished, succeeded, was_cut_off
from sim.fit.typed_columns import Table, Texts, Typed, Verdicts

MOMENTS, LENGTHS, VERDICTS = ("start", "end", "queued"), ("seconds",), ("outcome",)
AMOUNTS = ("input_tokens", "output_tokens", "cost")
LONGEST_TEXT = 500
"""Characters of a name that are kept: what is longer differs in its hash alone."""


class TextReader:
    """Reads a column of texts, part by part.

    >>> reader = TextReader()
    >>> reader.add(["b", None, 7, "b"])
    >>> reader.texts().array().tolist()
    ['b', '', '7', 'b']
    """

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self._parts: list[NDArray[np.int32]] = []
        self._counts: Counter[str] = Counter()

    def add(self, values: Any) -> None:
        """Take the next part: a list, an array or an Arrow array."""
        distinct, codes = different(values)
        places = np.array([self._place(value) for value in distinct], dtype=np.int32)
        self._parts.append(places[codes] if len(codes) else np.zeros(0, dtype=np.int32))

    def _place(self, value: object) -> int:
        text = "" if value is None or value != value else str(value)
        if len(text) > LONGEST_TEXT:
            text = shortened(text)
        return self._places.setdefault(text, len(self._places))

    def texts(self) -> Texts:
        """Return the whole column."""
        codes = np.concatenate(self._parts) if self._parts else np.zeros(0, dtype=np.int32)
        return Texts(codes.astype(np.int64), tuple(self._places))


def shortened(text: str) -> str:
    """Return a text of at most LONGEST_TEXT characters; different ones stay different.

    >>> shortened("a" * 600) == shortened("a" * 601), len(shortened("a" * 600))
    (False, 500)
    """
    from hashlib import sha256

    mark = sha256(text.encode("utf-8", errors="replace")).hexdigest()[:16]
    return f"{text[: LONGEST_TEXT - 17]}~{mark}"


def different(values: Any) -> tuple[list[object], NDArray[np.int64]]:
    """Return the different values of a column, and the place of each entry among them.

    >>> different(["b", "a", "b"])[0], different(["b", "a", "b"])[1].tolist()
    (['b', 'a'], [0, 1, 0])
    """
    if hasattr(values, "to_pylist"):
        import pyarrow as pa

        encoded = values if pa.types.is_dictionary(values.type) else values.dictionary_encode(null_encoding="encode")
        if isinstance(encoded, pa.ChunkedArray):
            encoded = encoded.combine_chunks()
        names: list[object] = [*encoded.dictionary.to_pylist(), None]
        codes = encoded.indices.fill_null(len(names) - 1).to_numpy(zero_copy_only=False)
        return names, np.asarray(codes, dtype=np.int64)
    places: dict[tuple[bool, str | int | None], int] = {}
    found = np.empty(len(values), dtype=np.int64)
    for place, value in enumerate(values):
        plain_value = value if isinstance(value, str | int | None) else str(value)
        # True is no 1, though they are equal.
        found[place] = places.setdefault((isinstance(value, bool), plain_value), len(places))
    return [value for _, value in places], found


class VerdictReader:
    """Reads a column of outcomes, part by part.

    Args:
        read: (value) -> whether it is one of success; None: it says nothing.
    """

    def __init__(self, read: Callable[[object], bool | None] = succeeded) -> None:
        self._read = read
        self._parts: list[NDArray[np.int64]] = []
        self._unknown: Counter[str] = Counter()

    def add(self, values: Any) -> None:
        """Take the next part: a list, an array or an Arrow array."""
        distinct, codes = different(values)
        counts = np.bincount(codes, minlength=len(distinct))
        rows = np.array([self._row(value, int(n)) for value, n in zip(distinct, counts, strict=True)], dtype=np.int64)
        self._parts.append(rows.reshape(len(distinct), 3)[codes])

    def _row(self, value: object, count: int) -> tuple[int, int, int]:
        unfinished = is_unfinished(value)
        verdict = self._read(value)
        if verdict is None and count and not unfinished:
            self._unknown["" if value is None or value != value else str(value)[:40]] += count
        return (-1 if verdict is None else int(verdict), int(was_cut_off(value)), int(unfinished))

    def verdicts(self) -> Verdicts:
        """Return the whole column."""
        rows = np.concatenate(self._parts) if self._parts else np.zeros((0, 3), dtype=np.int64)
        return Verdicts(rows[:, 0], rows[:, 1] > 0, rows[:, 2] > 0, dict(self._unknown))


class Gathered:
    """The columns of a log, gathered part by part.

    Args:
        theirs: what the log calls our columns: a name may say a unit, or that 0 is success.

    >>> gathered = Gathered({"seconds": "runtime_ms"})
    >>> gathered.add({"start": [0, 60], "seconds": [1500, "2 s"]})
    >>> gathered.table()["seconds"].tolist()
    [1.5, 2.0]
    """

    def __init__(self, theirs: Mapping[str, str] | None = None) -> None:
        self._theirs = dict(theirs or {})
        self._readers: dict[str, MomentReader | LengthReader | AmountReader | VerdictReader | TextReader] = {}

    def add(self, part: Mapping[str, Any]) -> None:
        """Take the next part: columns of one length, the same names each time."""
        for name, values in part.items():
            if name not in self._readers:
                self._readers[name] = self._reader(name)
            self._readers[name].add(values)

    def _reader(self, name: str) -> MomentReader | LengthReader | AmountReader | VerdictReader | TextReader:
        theirs = self._theirs.get(name, name)
        if name in MOMENTS:
            return MomentReader()
        if name in LENGTHS:
            return LengthReader(taken_apart(theirs)[1] or 1.0)
        if name in AMOUNTS:
            return AmountReader()
        if name in VERDICTS:
            return VerdictReader(exited_well if plain(theirs) in EXIT_CODES else succeeded)
        return TextReader()

    def table(self) -> Table:
        """Return the columns as arrays."""
        return {name: _whole(reader) for name, reader in self._readers.items()}


def _whole(reader: MomentReader | LengthReader | AmountReader | VerdictReader | TextReader) -> Typed:
    if isinstance(reader, MomentReader):
        return reader.moments()
    if isinstance(reader, LengthReader):
        return reader.seconds()
    if isinstance(reader, AmountReader):
        return reader.numbers()
    return reader.verdicts() if isinstance(reader, VerdictReader) else reader.texts()


def as_table(values: Mapping[str, Sequence[Any] | Typed]) -> Table:
    """Return columns of a reader as arrays: lists are read, what is an array already stays.

    Args:
        values: columns by our names.
    """
    table: Table = {}
    for name, column in values.items():
        if isinstance(column, Texts | Moments | Verdicts) or (
            isinstance(column, np.ndarray) and name in (*LENGTHS, *AMOUNTS)
        ):
            table[name] = column
        else:
            gathered = Gathered()
            gathered.add({name: column})
            table |= gathered.table()
    return table
