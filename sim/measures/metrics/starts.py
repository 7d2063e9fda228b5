"""How attempts pile up: the most starts within a short window, and how many attempts it takes a task."""

from collections.abc import Sequence

import numpy as np

SAME_MOMENT_S = 1e-9


def peak_starts(starts_s: Sequence[float], window_s: float) -> int:
    """Return the most attempts that started within one window [t, t + window_s), wherever it begins.

    Args:
        starts_s: when attempts started, in any order.
        window_s: length of the window.

    >>> peak_starts([0.0, 0.4, 0.9, 1.0, 1.3, 5.0], 1.0)  # those from 0.4 to 1.3
    4
    >>> peak_starts([], 1.0)
    0
    """
    starts = np.sort(np.asarray(starts_s, dtype=float))
    if not starts.size:
        return 0
    ends = np.searchsorted(starts, starts + (window_s - SAME_MOMENT_S), side="left")
    return int((ends - np.arange(starts.size)).max())


def retry_amplification(attempts: int, tasks: int) -> float | None:
    """Return how many attempts are made for each task; None where none was made.

    Args:
        attempts: past the gates, copies and those that a rate limit refused included.
        tasks: with at least one of these.

    >>> retry_amplification(30, 12)
    2.5

    Source: Nygard, "Release It!", 2nd ed., 2018, chapter 4; Beyer et al., "Site Reliability Engineering", 2016,
        chapter 22 (retries multiply the load on what is overloaded already).
    """
    return attempts / tasks if tasks else None
