"""Names of a log's columns: what they come to once their spelling is taken off, and the unit that they name."""

import re

_WORD_STARTS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_OTHER = re.compile(r"[^a-z0-9]+")
UNITS = {
    "ns": 1e-9, "nanos": 1e-9, "nanoseconds": 1e-9,
    "us": 1e-6, "micros": 1e-6, "microseconds": 1e-6,
    "ms": 1e-3, "msec": 1e-3, "millis": 1e-3, "milliseconds": 1e-3,
    "s": 1.0, "sec": 1.0, "secs": 1.0, "seconds": 1.0, "second": 1.0,
    "m": 60.0, "min": 60.0, "mins": 60.0, "minutes": 60.0,
    "h": 3600.0, "hrs": 3600.0, "hours": 3600.0,
}  # fmt: skip
"""Seconds of each unit that the end of a name can say."""


def plain(name: str) -> str:
    """Return a name without its spelling: small letters, words joined by `_`.

    >>> plain("Start Time"), plain("startTime"), plain("Duration (ms)"), plain("Success?")
    ('start_time', 'start_time', 'duration_ms', 'success')
    """
    return _OTHER.sub("_", _WORD_STARTS.sub("_", name.strip("\ufeff ")).lower()).strip("_")


def taken_apart(name: str) -> tuple[str, float | None]:
    """Return a name without its unit, and the seconds that the unit has; None: it names none.

    >>> taken_apart("duration_ms"), taken_apart("latencyMillis"), taken_apart("runtime")
    (('duration', 0.001), ('latency', 0.001), ('runtime', None))
    """
    stem, _, last = plain(name).rpartition("_")
    return (stem, UNITS[last]) if stem and last in UNITS else (plain(name), None)
