"""The rows of a result's tables as mappings, with times as whole microseconds or nanoseconds."""

from collections.abc import Iterator, Mapping
from typing import Any

from sim.record.result import RunResult

Row = Mapping[str, Any]


def rows(result: RunResult, table: str) -> Iterator[Row]:
    """Yield the rows of a table.

    Args:
        result: of a run.
        table: its name.
    """
    columns = result.tables[table]
    names = list(columns)
    for values in zip(*(columns[name] for name in names), strict=True):
        yield dict(zip(names, values, strict=True))


def whole(seconds: float, per_second: int) -> int:
    """Return a time in whole parts of a second.

    >>> whole(1.2345678, 1_000_000)
    1234568
    """
    return round(seconds * per_second)
