"""Columns as the data of a chart: short, and without what JSON does not know."""

from collections.abc import Iterable
from math import isfinite

DIGITS = 9
"""Significant digits of a number in a chart; it shows three."""


def short(value: float | None) -> float | None:
    """Return a number with few digits; None for what is missing or endless.

    >>> short(1 / 3), short(float("nan")), short(12.0)
    (0.333333333, None, 12)
    """
    if value is None or not isfinite(value):
        return None
    told = float(f"{value:.{DIGITS}g}")
    return int(told) if told.is_integer() and abs(told) < 1e15 else told


def shorts(values: Iterable[float | None]) -> list[float | None]:
    """Return numbers with few digits each."""
    return list(map(short, values))
