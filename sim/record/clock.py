"""Virtual seconds as timestamps: UTC, ISO 8601, with offset."""

from datetime import UTC, datetime, timedelta


def timestamp(epoch: datetime, at_s: float) -> str:
    """Return the UTC timestamp of an instant of the virtual clock, to the microsecond.

    Args:
        epoch: when the run starts, with a time zone.
        at_s: seconds since then.

    >>> timestamp(datetime(2025, 1, 1, tzinfo=UTC), 27.5)
    '2025-01-01T00:00:27.500000+00:00'
    """
    return (epoch.astimezone(UTC) + timedelta(seconds=at_s)).isoformat(timespec="microseconds")
