"""Texts that say when something was: ISO-8601, and what spreadsheets and other programs write."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from email.utils import parsedate_to_datetime

DAY_FIRST, MONTH_FIRST = "day first", "month first"
_ISO_ZONE = re.compile(r"\s*(?:UTC|GMT|Z)$")
_ZONE_APART = re.compile(r"(\d)\s+([+-]\d\d:?\d\d)$")
_NUMBERED = re.compile(
    r"(?P<a>\d{1,2})(?P<sep>[./-])(?P<b>\d{1,2})(?P=sep)(?P<year>\d{4})[ T,]+"
    r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<part>\d{1,6})\d*)?)?\s*(?P<half>[AaPp]\.?[Mm]\.?)?$"
)


def moment_of(text: str, order: str | None = None) -> datetime | None:
    """Return the moment that a text names; None: it names none, or which number is the month is not said.

    Args:
        text: as a log has it.
        order: of day and month where both are numbers before the year; None: not known, but for days with points
            between (03.11.2025), which put the day first everywhere.

    >>> moment_of("2025-11-03 09:00:08,5 UTC").isoformat()
    '2025-11-03T09:00:08.500000+00:00'
    >>> moment_of("03.11.2025 09:00").isoformat(), moment_of("03/11/2025 09:00")
    ('2025-11-03T09:00:00', None)
    >>> moment_of("Mon, 03 Nov 2025 09:00:08 GMT").isoformat(), moment_of("soon")
    ('2025-11-03T09:00:08+00:00', None)
    """
    plain = text.strip()
    if not 8 <= len(plain) <= 64:
        return None
    try:
        return datetime.fromisoformat(_ZONE_APART.sub(r"\1\2", _ISO_ZONE.sub("+00:00", plain)))
    except ValueError:
        pass
    numbered = _NUMBERED.match(plain)
    if numbered is not None:
        known = DAY_FIRST if numbered["sep"] == "." else order
        return None if known is None else _numbered(numbered, known)
    try:
        return parsedate_to_datetime(plain)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None


def _numbered(found: re.Match[str], order: str) -> datetime | None:
    day, month = (found["a"], found["b"]) if order == DAY_FIRST else (found["b"], found["a"])
    hour = int(found["hour"])
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"][0] in "Pp" else 0)
    part = int((found["part"] or "0").ljust(6, "0"))
    try:
        day_of_year = date(int(found["year"]), int(month), int(day))
        return datetime.combine(day_of_year, time(hour, int(found["minute"]), int(found["second"] or 0), part))
    except ValueError:
        return None


def order_of_days(texts: Iterable[str]) -> str | None:
    """Return which of two numbers before the year is the day, where a column shows it; None: it does not.

    >>> order_of_days(["03/11/2025 09:00", "25/11/2025 09:00"]), order_of_days(["03/11/2025 09:00"])
    ('day first', None)
    >>> order_of_days(["25/11/2025 09:00", "11/25/2025 09:00"]) is None  # it contradicts itself
    True
    """
    first = second = False
    for text in texts:
        found = _NUMBERED.match(text.strip())
        if found is not None:
            first |= int(found["a"]) > 12
            second |= int(found["b"]) > 12
    if first == second:
        return None
    return DAY_FIRST if first else MONTH_FIRST
