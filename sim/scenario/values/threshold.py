"""How a number is compared with a limit that somebody wrote down: what rounding alone sets apart is equal."""

ROUNDING = 1e-9
"""Sums and means of decimals are not exact: a value this near to a limit is at it."""


def reaches(value: float, limit: float) -> bool:
    """Return whether a value is at or over a limit.

    Args:
        value: a share or another number of everyday size; NaN reaches nothing.
        limit: in the same unit.

    >>> reaches(0.7 - 1e-16, 0.7), reaches(0.6999, 0.7)
    (True, False)
    """
    return value >= limit - ROUNDING


def exceeds(value: float, limit: float) -> bool:
    """Return whether a value is over a limit, and not merely at it.

    >>> exceeds(0.1 + 0.2, 0.3), exceeds(0.3001, 0.3)
    (False, True)
    """
    return value > limit + ROUNDING
