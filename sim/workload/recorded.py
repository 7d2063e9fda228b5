"""What really happened at every attempt of tasks that were recorded: where, when, how long, and how it ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

NOT_OF_THE_FLEET = -1


class RecordedAttempt(NamedTuple):
    """One attempt as it was."""

    agent: int  # its index in the fleet; NOT_OF_THE_FLEET where that has no such agent
    started_at: float  # seconds since the start of the run
    served_s: float
    failure: str | None  # code of its outcome; None: it succeeded


@dataclass(frozen=True)
class Recorded:
    """The attempts of every task in their order, and when agents were down."""

    attempts: Sequence[Sequence[RecordedAttempt]]  # by task, at least one each
    down: Sequence[tuple[int, float, float]] = ()  # agent index, from, to, in seconds since the start of the run

    def of(self, task: int, attempt: int) -> RecordedAttempt:
        """Return what happened at an attempt; beyond those that were made the last one is repeated."""
        attempts = self.attempts[task]
        return attempts[min(attempt, len(attempts) - 1)]

    def mean_s(self, task: int) -> float:
        """Return the mean seconds over a task's attempts."""
        attempts = self.attempts[task]
        return fsum(attempt.served_s for attempt in attempts) / len(attempts)

    def has(self, task: int, attempt: int) -> bool:
        """Whether a task made an attempt of this number."""
        return attempt < len(self.attempts[task])


class Stall(NamedTuple):
    """A time in which nothing ran, between the first start and the last end."""

    began_at: float
    length_s: float


def stalls(attempts: Sequence[RecordedAttempt], least_share: float) -> list[Stall]:
    """Return the times in which no attempt ran, longest first, that are a given share of the whole record or more.

    Args:
        attempts: all of a record, in any order.
        least_share: of the time from the first start to the last end.

    >>> times = [(0.0, 10.0), (4.0, 2.0), (30.0, 10.0)]
    >>> stalls([RecordedAttempt(0, start, served, None) for start, served in times], 0.1)
    [Stall(began_at=10.0, length_s=20.0)]
    """
    started = np.array([attempt.started_at for attempt in attempts])
    order = np.argsort(started, kind="stable")
    started = started[order]
    ended: npt.NDArray[np.float64] = started + np.array([attempt.served_s for attempt in attempts])[order]
    busy_until = np.maximum.accumulate(ended)
    idle_s = started[1:] - busy_until[:-1]
    least_s = least_share * (busy_until[-1] - started[0])
    found = [
        Stall(float(busy_until[at]), float(idle_s[at])) for at in np.flatnonzero((idle_s >= least_s) & (idle_s > 0))
    ]
    return sorted(found, key=lambda stall: (-stall.length_s, stall.began_at))
