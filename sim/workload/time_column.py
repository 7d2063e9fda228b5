"""Times as logs have them (ISO-8601, since 1970 in seconds to nanoseconds, seconds of the run), as seconds."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from sim.scenario.reading.messages import described
from sim.scenario.values.quantities import MAX_SECONDS, shown
from sim.workload.table_columns import number_in

_EXPECTED = "expected seconds, or a time such as 2025-01-01T00:00:00Z"
_NS = 1_000_000_000
# From this size on a number is one of that unit since 1970: 1e8 s is March 1973, 1e11 ms is the same, and so on.
_UNITS = ((10**17, 1, "ns"), (10**14, 1000, "us"), (10**11, 10**6, "ms"), (10**8, _NS, "s"))


class Moment(NamedTuple):
    """A time: nanoseconds since 1970, or seconds since the start of a run."""

    epoch_ns: int | None
    seconds: float
    unit: str  # as it was read: of a number since 1970 its unit, `ISO`, or `run`


def moment(value: object) -> Moment:
    """Return a time; ValueError says what else a value is.

    >>> moment("2025-01-01T00:00:01+01:00").epoch_ns == moment(1735686001).epoch_ns
    True
    >>> moment(12.5)
    Moment(epoch_ns=None, seconds=12.5, unit='run')
    """
    if isinstance(value, datetime):
        return _of_datetime(value)
    if isinstance(value, str) and ("T" in value.upper() or "-" in value[1:8]):
        try:
            return _of_datetime(datetime.fromisoformat(value.strip().replace(" ", "T", 1)))
        except ValueError:
            raise ValueError(f"{shown(value)} is no time; {_EXPECTED}") from None
    number = number_in(value) if isinstance(value, str) else value
    if isinstance(number, bool) or not isinstance(number, int | float) or number != number:
        raise ValueError(f"{described(number)}; {_EXPECTED}")
    if number < 0 or number > 10**19:
        raise ValueError(f"{shown(number)} is not within the times that are read; {_EXPECTED}")
    for least, factor, unit in _UNITS:
        if number >= least:
            exact = number * factor if isinstance(number, int) else round(number * factor)
            return Moment(int(exact), 0.0, unit)
    return Moment(None, float(number), "run")


def _of_datetime(value: datetime) -> Moment:
    # A time without a zone is one of UTC.
    since = (value if value.tzinfo is not None else value.replace(tzinfo=UTC)) - datetime(1970, 1, 1, tzinfo=UTC)
    return Moment((since.days * 86400 + since.seconds) * _NS + since.microseconds * 1000, 0.0, "ISO")


def seconds_of(
    columns: Sequence[Sequence[Moment | None]], blame: Callable[[int, int, str], None]
) -> tuple[list[list[float | None]], str]:
    """Return times as seconds since the earliest of all, and how they were read; seconds of a run stay as they are.

    Args:
        columns: of times, row by row; None: missing.
        blame: takes column, row and what is wrong with a time that cannot be compared with the others.

    >>> seconds_of([[moment("2025-01-01T00:00:10Z")], [moment("2025-01-01T00:00:12.5Z")]], print)[0]
    [[0.0], [2.5]]
    """
    told = [one for column in columns for one in column if one is not None]
    since_1970 = [one.epoch_ns for one in told if one.epoch_ns is not None]
    if not since_1970:
        return [[None if one is None else one.seconds for one in column] for column in columns], "run"
    base = min(since_1970)
    found: list[list[float | None]] = []
    for number, column in enumerate(columns):
        found.append([])
        for row, one in enumerate(column):
            seconds = None if one is None or one.epoch_ns is None else (one.epoch_ns - base) / _NS
            if one is not None and seconds is None:
                blame(number, row, f"{one.seconds:g} is no time since 1970, as others are")
            if seconds is not None and seconds > MAX_SECONDS:
                blame(number, row, "is more than 300 years after the first")
            found[-1].append(seconds)
    return found, ", ".join(sorted({one.unit for one in told if one.epoch_ns is not None}))
