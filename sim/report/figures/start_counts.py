"""Attempts a second over time, as numbers: what the picture of starts draws and a page's strips show."""

from typing import NamedTuple

import numpy as np

from sim.record.outcomes import RATE_LIMITED, TIMEOUT
from sim.report.figures.source import Floats, PictureSource

_BINS = 240
_MOST_LIMITS = 4


class Starts(NamedTuple):
    """Attempts a second in bins of equal width."""

    edges: Floats
    first: Floats
    retries: Floats  # of these that a limit did not refuse
    refused: Floats  # by a rate limit
    given_up: Floats  # in a queue, when their time was up before they began

    @property
    def total(self) -> Floats:
        """All of them."""
        return self.first + self.retries + self.refused + self.given_up


def starts_of(source: PictureSource) -> Starts:
    """Return the attempts that started, were refused by a rate limit or given up in a queue, in bins.

    Args:
        source: table `attempts`.
    """
    approved = np.array(source.column("attempts", "approved"), dtype=bool)
    codes = source.texts("attempts", "error_class")
    limited, late = codes == RATE_LIMITED.code, codes == TIMEOUT.code
    began = source.numbers("attempts", "started_at")
    is_first = source.numbers("attempts", "attempt") == 0
    edges = np.linspace(0.0, source.end_s() or 1.0, _BINS + 1)

    def rate(which: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Floats:
        counts, _ = np.histogram(began[which], edges)
        return np.asarray(counts / (edges[1] - edges[0]), dtype=float)

    began_well = rate(approved & is_first), rate(approved & ~is_first)
    return Starts(edges, *began_well, rate(limited & ~approved), rate(late & ~approved))


def drawn_limits(source: PictureSource) -> list[tuple[str, float]]:
    """Return the limits that are drawn: name and attempts a second; the lowest few."""
    return sorted(source.limits, key=lambda limit: limit[1])[:_MOST_LIMITS]
