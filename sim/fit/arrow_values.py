"""Columns of Arrow as arrays of numbers, where they can be had at once; None where each value must be looked at."""

from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

_ISO = r"^\s*\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d{1,9})?(?P<zone>Z|[+-]\d\d:?\d\d)?\s*$"
_PER_SECOND = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}


def as_numbers(values: Any) -> NDArray[np.float64] | None:
    """Return an Arrow array of numbers, or of texts that all are numbers, as floats; NaN where there is none.

    >>> import pyarrow as pa
    >>> as_numbers(pa.array(["1", None, "2.5"])).tolist(), as_numbers(pa.array(["1", "x"]))
    ([1.0, nan, 2.5], None)
    """
    import pyarrow as pa

    kind = values.type
    if pa.types.is_null(kind):
        return np.full(len(values), np.nan)
    if not (pa.types.is_floating(kind) or pa.types.is_integer(kind) or is_text(kind)):
        return None
    try:
        floats = values.cast(pa.float64(), safe=False)
    except pa.ArrowException:
        return None
    found: NDArray[np.float64] = np.array(floats.to_numpy(zero_copy_only=False), dtype=np.float64)
    found[~(np.abs(found) < 1e300)] = np.nan
    return found


def is_text(kind: Any) -> bool:
    """Tell whether a type of Arrow is one of texts."""
    import pyarrow as pa

    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def as_utc_seconds(values: Any) -> NDArray[np.float64] | None:
    """Return moments of Arrow, or texts that all are ISO-8601, as seconds since 1970.

    >>> import pyarrow as pa
    >>> as_utc_seconds(pa.array(["1970-01-01T00:00:01Z", "1970-01-01T01:00:00.5+01:00", None])).tolist()
    [1.0, 0.5, nan]
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = values.type
    if is_text(kind):
        trimmed = pc.utf8_trim_whitespace(values)
        if not pc.all(pc.match_substring_regex(trimmed, _ISO)).as_py():
            return None
        zoned = pc.match_substring_regex(trimmed, r"(Z|[+-]\d\d:?\d\d)$")
        whole = pc.if_else(zoned, trimmed, pc.binary_join_element_wise(trimmed, "Z", ""))
        try:
            values = whole.cast(pa.timestamp("us" if not _has_nanos(trimmed) else "ns", tz="UTC"))
        except pa.ArrowException:
            return None
        kind = values.type
    if not pa.types.is_timestamp(kind):
        return None
    ticks = values.cast(pa.int64())
    missing = np.array(ticks.is_null().to_numpy(zero_copy_only=False), dtype=bool)
    whole_ticks = np.array(ticks.fill_null(0).to_numpy(zero_copy_only=False), dtype=np.int64)
    # Whole seconds and the rest apart: nanoseconds since 1970 need more digits than a float has.
    per_second = _PER_SECOND[kind.unit]
    seconds = whole_ticks // per_second + (whole_ticks % per_second) / per_second
    return np.where(missing, np.nan, seconds)


def _has_nanos(texts: Any) -> bool:
    import pyarrow.compute as pc

    return bool(pc.any(pc.match_substring_regex(texts, r"\.\d{7,9}")).as_py())


def zones_of(values: Any) -> tuple[set[object], int]:
    """Return the offsets from UTC that texts name, and how many name none; typed moments all are of one zone.

    >>> import pyarrow as pa
    >>> zones, bare = zones_of(pa.array(["2025-01-01T00:00:00Z", "2025-01-01T00:00:00+01:00", "2025-01-01T00:00:00"]))
    >>> len(zones), bare
    (2, 1)
    """
    import pyarrow.compute as pc

    if not is_text(values.type):
        return ({timedelta(0)} if values.type.tz else set()), 0
    zones = pc.struct_field(pc.extract_regex(values.drop_null(), _ISO.replace("(\\.", "(?P<part>\\.")), "zone")
    counted = {row["values"]: row["counts"] for row in pc.value_counts(zones).to_pylist()}
    bare = counted.pop("", 0) + counted.pop(None, 0)
    return {_offset(zone) for zone in counted}, bare


def _offset(zone: str) -> timedelta:
    if zone == "Z":
        return timedelta(0)
    minutes = 60 * int(zone[1:3]) + int(zone[-2:])
    return timedelta(minutes=-minutes if zone[0] == "-" else minutes)
