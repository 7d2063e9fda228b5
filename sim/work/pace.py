"""How fast runs finish: how many go into a chunk of work, and how long the rest will take.

The only place that reads the wall clock. What it says decides how work is cut up, and never what comes out of it.
"""

from dataclasses import dataclass
from time import perf_counter

_MEMORY = 0.3
"""Weight of the newest chunk in the estimate of seconds a run."""
_LEAST_SHARE = 4
"""Towards the end chunks shrink, so that no worker is left with much to do alone, but not below this part."""


class Stopwatch:
    """Seconds since it was made."""

    def __init__(self) -> None:
        self._start = perf_counter()

    def seconds(self) -> float:
        """Return the seconds so far."""
        return perf_counter() - self._start


@dataclass(frozen=True)
class Progress:
    """How far a study is."""

    done: int  # runs that are stored, those of earlier sessions too
    lost: int  # runs that were tried, and could not be finished
    total: int
    rate: float | None  # runs a second; None before the first one
    seconds_left: float | None


class Pace:
    """Cuts work into chunks of about equal time.

    Args:
        jobs: workers at work.
        chunk_s: seconds of work in a chunk.

    >>> pace = Pace(jobs=2, chunk_s=1.0)
    >>> pace.chunk_size(left=1000)
    1
    >>> pace.took(runs=10, seconds=0.1)
    >>> pace.chunk_size(left=1000), pace.chunk_size(left=80), pace.chunk_size(left=3)
    (100, 25, 3)
    """

    def __init__(self, jobs: int, chunk_s: float) -> None:
        self._jobs = jobs
        self._chunk_s = chunk_s
        self._run_s: float | None = None
        self._watch = Stopwatch()
        self._finished = 0

    def took(self, runs: int, seconds: float) -> None:
        """Learn from a chunk that is finished."""
        self._finished += runs
        run_s = seconds / max(runs, 1)
        self._run_s = run_s if self._run_s is None else (1 - _MEMORY) * self._run_s + _MEMORY * run_s

    def chunk_size(self, left: int) -> int:
        """Return how many of the runs that are left the next chunk should have."""
        if self._run_s is None:
            return 1
        usual = self._chunk_s / max(self._run_s, 1e-6)
        fair = left / (2 * self._jobs)
        return min(max(1, int(max(min(usual, fair), usual / _LEAST_SHARE))), max(left, 1))

    def progress(self, done: int, lost: int, total: int) -> Progress:
        """Return how far the study is, with the speed of this session."""
        seconds = self._watch.seconds()
        if not self._finished or seconds <= 0:
            return Progress(done, lost, total, None, None)
        rate = self._finished / seconds
        return Progress(done, lost, total, rate, (total - done - lost) / rate)
