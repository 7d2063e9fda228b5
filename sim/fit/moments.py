"""Moments of time as logs write them: ISO-8601, or seconds, milliseconds, microseconds or nanoseconds since 1970."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

# The year 2001 lies at 1e9 s; a number of that size can only be seconds since 1970, a thousand times it milliseconds.
_UNITS = (
    (1e17, 1e-9, "nanoseconds since 1970"),
    (1e14, 1e-6, "microseconds since 1970"),
    (1e11, 1e-3, "milliseconds since 1970"),
    (1e8, 1.0, "seconds since 1970"),
)


@dataclass(frozen=True, slots=True)
class Moments:
    """A column of moments in seconds, and how it was read.

    Attributes:
        seconds: since 1970, or since the start of the record; NaN where nothing could be read; shape (n,).
        read_as: in words.
        zones: how many different offsets from UTC the texts had; 0 where they had none, or are numbers.
    """

    seconds: NDArray[np.float64]
    read_as: str
    zones: int


def read_moments(values: Sequence[object]) -> Moments:
    """Return moments in seconds.

    Numbers are told by their size: below 1e8 they count from the start of the record. Texts are ISO-8601; those without
    a zone are taken as UTC.

    Args:
        values: texts, numbers or datetimes; None where there is none.

    >>> read_moments(["2025-01-01T00:00:00Z", "2025-01-01T02:00:01+02:00", None]).zones
    2
    >>> read_moments([1735689600000, 1735689601000]).read_as
    'milliseconds since 1970'
    >>> read_moments([0.0, 12.5]).read_as
    'seconds from the start'
    """
    numbers = np.array([_number(value) for value in values], dtype=float)
    if np.isfinite(numbers).any() or not any(isinstance(value, str | datetime) for value in values):
        return _of_numbers(numbers)
    seconds = np.full(len(values), np.nan)
    zones = set()
    for place, value in enumerate(values):
        moment = _moment(value)
        if moment is not None:
            zones.add(moment.utcoffset())
            seconds[place] = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    return Moments(seconds, "ISO-8601", len(zones - {None}))


def _of_numbers(numbers: NDArray[np.float64]) -> Moments:
    finite = numbers[np.isfinite(numbers)]
    middle = float(np.median(np.abs(finite))) if len(finite) else 0.0
    for least, factor, words in _UNITS:
        if middle >= least:
            return Moments(numbers * factor, words, 0)
    return Moments(numbers, "seconds from the start", 0)


def _number(value: object) -> float:
    if isinstance(value, bool) or value is None or isinstance(value, datetime):
        return float("nan")
    try:
        return float(value)  # type: ignore[arg-type]  # whatever it is: what is no number says so
    except (TypeError, ValueError, OverflowError):
        return float("nan")


def _moment(value: object) -> datetime | None:
    if isinstance(value, datetime):
        return value
    try:
        return datetime.fromisoformat(str(value).strip())
    except (ValueError, OverflowError):
        return None
