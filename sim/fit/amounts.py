"""Numbers as logs write them: plain, with a currency, with groups of thousands, lengths of time with units."""

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.fit.column_names import UNITS

MISSING = float("nan")
_MONEY = re.compile(r"^(?:USD|US\$|[$€£])\s*|\s*(?:USD|[$€£])$")
_GROUPED = re.compile(r"^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$")
_CLOCK = re.compile(r"^(?:(\d+) days?,? )?(?:(\d+):)?(\d{1,3}):(\d\d(?:\.\d+)?)$")
_ISO = re.compile(r"^PT(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?$", re.IGNORECASE)
_PART = re.compile(r"(\d+(?:\.\d+)?)\s*([a-zA-Z]+)\s*")


def amount(value: object) -> float:
    """Return a number; NaN where there is none, or one that is not finite.

    >>> amount("$1,234.50"), amount(7), amount("many"), amount("1e999")
    (1234.5, 7.0, nan, nan)
    """
    if isinstance(value, bool) or value is None:
        return MISSING
    if isinstance(value, str):
        value = _MONEY.sub("", value.strip()[:64])
        if _GROUPED.match(value):
            value = value.replace(",", "")
        if "_" in value:  # 1_000 is a number to Python alone
            return MISSING
    try:
        number = float(value)  # type: ignore[arg-type]  # what is no number is missing
    except (TypeError, ValueError, OverflowError):
        return MISSING
    return number if abs(number) < 1e300 else MISSING


def seconds_of(text: str) -> float:
    """Return the seconds of a length of time that says its unit; NaN where it does not.

    >>> seconds_of("0:01:11.5"), seconds_of("1 day, 0:00:01"), seconds_of("PT1M11S"), seconds_of("1m 11s")
    (71.5, 86401.0, 71.0, 71.0)
    >>> seconds_of("71")
    nan
    """
    plain = text.strip()[:64]
    clock = _CLOCK.match(plain)
    if clock is not None:
        days, hours, minutes, seconds = (float(part or 0) for part in clock.groups())
        return 86_400.0 * days + 3_600.0 * hours + 60.0 * minutes + seconds
    iso = _ISO.match(plain)
    if iso is not None and any(iso.groups()):
        hours, minutes, seconds = (float(part or 0) for part in iso.groups())
        return 3_600.0 * hours + 60.0 * minutes + seconds
    total, end = 0.0, 0
    for part in _PART.finditer(plain):
        unit = UNITS.get(part[2].lower())
        if part.start() != end or unit is None:
            return MISSING
        total, end = total + float(part[1]) * unit, part.end()
    return total if end and end == len(plain) else MISSING


class AmountReader:
    """Reads a column of numbers, part by part.

    Args:
        read: (value) -> number; NaN: none.
    """

    def __init__(self, read: Callable[[object], float] = amount) -> None:
        self._read = read
        self._parts: list[NDArray[np.float64]] = []

    def add(self, values: Any) -> None:
        """Take the next part: a list, an array or an Arrow array."""
        if isinstance(values, np.ndarray):
            self._parts.append(np.where(np.abs(values) < 1e300, values, np.nan))
        elif hasattr(values, "to_pylist"):
            from sim.fit.arrow_values import as_numbers

            numbers = as_numbers(values)
            self._parts.append(self._of_values(values.to_pylist()) if numbers is None else numbers)
        else:
            self._parts.append(self._of_values(values))

    def _of_values(self, values: Sequence[object]) -> NDArray[np.float64]:
        return np.array([self._read(value) for value in values], dtype=np.float64)

    def numbers(self) -> NDArray[np.float64]:
        """Return the whole column."""
        return np.concatenate(self._parts) if self._parts else np.zeros(0)


class LengthReader:
    """Reads a column of lengths of time, part by part.

    Args:
        unit_s: seconds of one of the numbers that say no unit themselves.
    """

    def __init__(self, unit_s: float = 1.0) -> None:
        self._unit_s = unit_s
        self._amounts = AmountReader(self._length)

    def add(self, values: Any) -> None:
        """Take the next part: a list, an array or an Arrow array."""
        from datetime import timedelta

        if hasattr(values, "to_pylist") and str(values.type).startswith("duration"):
            values = [None if one is None else timedelta.total_seconds(one) for one in values.to_pylist()]
            values = [None if one is None else one / self._unit_s for one in values]
        self._amounts.add(values)

    def _length(self, value: object) -> float:
        plain = amount(value)
        return seconds_of(value) / self._unit_s if plain != plain and isinstance(value, str) else plain

    def seconds(self) -> NDArray[np.float64]:
        """Return the whole column in seconds."""
        return self._amounts.numbers() * self._unit_s
