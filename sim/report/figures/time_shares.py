"""What share of each stretch of time intervals cover; when attempts waited in slots, or were served for nobody."""

import numpy as np

from sim.report.figures.source import Floats, PictureSource


def shares_of_time(edges: Floats, start: Floats, end: Floats) -> Floats:
    """Return how many intervals cover each bin on average.

    Args:
        edges: of the bins, ascending.
        start: of the intervals.
        end: of the intervals, in the same order.

    >>> shares_of_time(np.array([0.0, 10.0, 20.0]), np.array([5.0, 0.0]), np.array([15.0, 10.0])).tolist()
    [1.5, 0.5]
    """
    return np.diff(_covered(edges, start) - _covered(edges, end)) / np.diff(edges)


def _covered(edges: Floats, since: Floats) -> Floats:
    """Return the sum over `since` of the time from then to each edge, 0 where the edge comes before."""
    ordered = np.sort(since)
    before = np.searchsorted(ordered, edges)
    return np.asarray(before * edges - np.append(0.0, np.cumsum(ordered))[before])


def held_at_limits(source: PictureSource) -> tuple[Floats, Floats]:
    """Return from when until when each attempt kept its slot at a limit before its service; NaN where it had no slot.

    Args:
        source: table `attempts`.
    """
    return source.numbers("attempts", "slot_at"), source.numbers("attempts", "started_at")


def orphaned(source: PictureSource) -> tuple[Floats, Floats]:
    """Return from when until when each attempt was served though nobody waited; NaN where it had no slot.

    Args:
        source: table `attempts`.
    """
    since = np.maximum(source.numbers("attempts", "ended_at"), source.numbers("attempts", "slot_at"))
    return since, source.numbers("attempts", "freed_at")
