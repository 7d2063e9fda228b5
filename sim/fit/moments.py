"""Moments of time as logs write them: ISO-8601 and its kin, or seconds, milliseconds, .. since 1970."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.fit.amounts import amount
from sim.fit.moment_texts import DAY_FIRST, MONTH_FIRST, moment_of, order_of_days

# The year 2001 lies at 1e9 s; a number of that size can only be seconds since 1970, a thousand times it milliseconds.
_UNITS = (
    (1e17, 1e-9, "nanoseconds since 1970"),
    (1e14, 1e-6, "microseconds since 1970"),
    (1e11, 1e-3, "milliseconds since 1970"),
    (1e8, 1.0, "seconds since 1970"),
)
EARLIEST_S, LATEST_S = 1e8, 4_102_444_800.0
"""1973 and 2100: a clock that says anything else was not set."""


@dataclass(frozen=True, slots=True)
class Moments:
    """A column of moments in seconds, and how it was read.

    Attributes:
        seconds: since 1970, or since the start of the record; NaN where nothing could be read; shape (n,).
        read_as: in words.
        zones: how many different offsets from UTC the texts had; 0 where they had none, or are numbers.
        without_zone: texts that named none, in a column where others did.
        unset: moments before 1973 or after 2100, of which nothing is left.
        ambiguous: texts such as 03/04/2025, of which nobody can say which is the month.
    """

    seconds: NDArray[np.float64]
    read_as: str
    zones: int
    without_zone: int = 0
    unset: int = 0
    ambiguous: int = 0


class MomentReader:
    """Reads a column of moments, part by part: what its numbers mean is told by all of them.

    >>> reader = MomentReader()
    >>> reader.add([1735689600000, None]); reader.add([1735689601000])
    >>> reader.moments().seconds.tolist(), reader.moments().read_as
    ([1735689600.0, nan, 1735689601.0], 'milliseconds since 1970')
    """

    def __init__(self) -> None:
        self._numbers: list[NDArray[np.float64]] = []
        self._texts: list[NDArray[np.float64]] = []
        self._left: list[tuple[int, str]] = []  # texts whose order of day and month the column decides
        self._zones: set[object] = set()
        self._bare = self._n = 0
        self._has_texts = False

    def add(self, values: Any) -> None:
        """Take the next part.

        Args:
            values: texts, numbers or datetimes, None where there is none; a list or an Arrow array.
        """
        numbers, texts = self._of_arrow(values) if hasattr(values, "to_pylist") else self._of_values(values)
        self._numbers.append(numbers)
        self._texts.append(texts)
        self._n += len(numbers)

    def _of_arrow(self, values: Any) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        from sim.fit.arrow_values import as_numbers, as_utc_seconds, zones_of

        numbers = as_numbers(values)
        if numbers is not None:
            return numbers, np.full(len(numbers), np.nan)
        seconds = as_utc_seconds(values)
        if seconds is None:
            return self._of_values(values.to_pylist())
        self._has_texts = True
        zones, bare = zones_of(values)
        self._zones |= zones
        self._bare += bare
        return np.full(len(seconds), np.nan), seconds

    def _of_values(self, values: Sequence[object]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        numbers = np.array([_number(value) for value in values], dtype=float)
        texts = np.full(len(values), np.nan)
        for place in np.flatnonzero(~np.isfinite(numbers)):
            value = values[int(place)]
            if isinstance(value, str | datetime):
                texts[place] = self._of_text(value, self._n + int(place))
        return numbers, texts

    def _of_text(self, value: str | datetime, place: int) -> float:
        moment = value if isinstance(value, datetime) else moment_of(value)
        if moment is None:
            self._left.append((place, str(value)))
            return float("nan")
        self._has_texts = True
        if moment.tzinfo is None:
            self._bare += 1
            moment = moment.replace(tzinfo=UTC)
        else:
            self._zones.add(moment.utcoffset())
        return moment.timestamp()

    def moments(self) -> Moments:
        """Return the whole column."""
        numbers = np.concatenate(self._numbers) if self._numbers else np.zeros(0)
        texts = np.concatenate(self._texts) if self._texts else np.zeros(0)
        order = order_of_days([text for _, text in self._left])
        ambiguous = self._settle(texts, order)
        is_read = np.isfinite(texts)
        factor, words = _unit(numbers)
        if is_read.any():
            since_1970 = factor is not None
            seconds = np.where(is_read, texts, numbers * factor if factor is not None else np.nan)
            words = "dates" if order and not self._has_texts else "ISO-8601" + (f" and {words}" if since_1970 else "")
        else:
            seconds, since_1970 = numbers * (factor or 1.0), factor is not None
        unset = 0
        if is_read.any() or since_1970:
            wrong = np.isfinite(seconds) & ((seconds < EARLIEST_S) | (seconds >= LATEST_S))
            unset = int(wrong.sum())
            seconds = np.where(wrong, np.nan, seconds)
        return Moments(seconds, words, len(self._zones), self._bare if self._zones else 0, unset, ambiguous)

    def _settle(self, texts: NDArray[np.float64], order: str | None) -> int:
        """Read the texts that the column as a whole makes clear; return how many stay unclear."""
        unclear = 0
        for place, text in self._left:
            both = [moment_of(text, one) for one in (DAY_FIRST, MONTH_FIRST)]
            moment = moment_of(text, order) if order else (both[0] if both[0] == both[1] else None)
            if moment is not None:
                texts[place] = moment.replace(tzinfo=moment.tzinfo or UTC).timestamp()
            elif any(both):
                unclear += 1
        return unclear


def read_moments(values: Sequence[object]) -> Moments:
    """Return moments in seconds.

    Numbers are told by their size: below 1e8 they count from the start of the record. Texts are ISO-8601, or dates with
    a month by name or by number where the column shows which number it is; those without a zone are taken as UTC.

    Args:
        values: texts, numbers or datetimes; None where there is none.

    >>> read_moments(["2025-01-01T00:00:00Z", "2025-01-01T02:00:01+02:00", None]).zones
    2
    >>> read_moments([1735689600000, 1735689601000]).read_as
    'milliseconds since 1970'
    >>> read_moments([0.0, 12.5]).read_as
    'seconds from the start'
    >>> read_moments(["1/2/2025 3:04 PM", "1/13/2025 9:00 AM"]).seconds.tolist()
    [1735830240.0, 1736758800.0]
    """
    reader = MomentReader()
    reader.add(values)
    return reader.moments()


def _unit(numbers: NDArray[np.float64]) -> tuple[float | None, str]:
    """Return the seconds of a unit, where numbers count from 1970; None: they count from the start."""
    finite = numbers[np.isfinite(numbers)]
    middle = float(np.median(np.abs(finite))) if len(finite) else 0.0
    for least, factor, words in _UNITS:
        if middle >= least:
            return factor, words
    return None, "seconds from the start"


def _number(value: object) -> float:
    if isinstance(value, bool) or value is None or isinstance(value, datetime):
        return float("nan")
    return amount(value)
