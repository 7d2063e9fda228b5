"""Did the system come back to what it was before a fault, and how long after its end?

Where it did not, it is stuck though the trigger is gone: a metastable failure.

Time is cut into windows from 0 on; the last one, which the end of the run cuts short, is left out. A window is *sound*
where the mean wait of the tasks that ended in it is at most the greatest, and their success at least the least, of the
windows before the first fault. One in which no task ended is unsound while tasks wait, else passed over.

Source: Bronson, Aghayev, Charapko, Zhu, "Metastable failures in distributed systems", HotOS 2021.
"""

from bisect import bisect_left
from collections.abc import Sequence
from math import floor, fsum, inf
from typing import NamedTuple

FEWEST_WINDOWS = 5
"""Windows with tasks before the first fault that it takes to know what was usual."""
MOST_WINDOWS = 1_000_000
"""Of a run cut into more of them nothing is said."""
_TOLERANCE = 1e-9


class EndedTask(NamedTuple):
    """What is asked of a task."""

    ended_at: float
    wait_s: float | None  # None: it never waited
    succeeded: bool


class Recovery(NamedTuple):
    """What came after the faults."""

    recovered: bool | None = None  # from some window on all are sound, as far as the run shows; None: nobody can tell
    times_s: tuple[float | None, ...] = ()  # by fault, from its end to the first of the sound windows; None: not known
    unsound_s: float | None = None  # from the end of the last fault to that of the run, where it has not recovered

    @property
    def longest_s(self) -> float | None:
        """The longest time to recover; at least that, where the run has not recovered; None: nobody can tell."""
        known = [seconds for seconds in (*self.times_s, self.unsound_s) if seconds is not None]
        return max(known) if known else None


def recovery(
    tasks: Sequence[EndedTask],
    waits: Sequence[tuple[float, float]],
    faults: Sequence[tuple[float, float | None]],
    window_s: float,
    end_s: float,
) -> Recovery:
    """Return whether a run came back to what it was before its first fault, and when after each.

    A fault's time is that from its end to the first window from which on all are sound, until the next fault begins; 0
    where no window is unsound. It is None where the fault does not end, where the next one begins before the system is
    sound again, and where the run ends before.

    Args:
        tasks: all that came to their end, those that the end of the run cut off left out.
        waits: (from, to) of each task's waiting, those cut off included.
        faults: (from, to) in order; to None: to the end of the run.
        window_s: length of the windows.
        end_s: of the run.

    >>> tasks = [EndedTask(t + 0.5, 9.0 if 60 <= t < 80 else 1.0, True) for t in range(120)]
    >>> recovery(tasks, [], [(60.0, 65.0)], window_s=10.0, end_s=120.0)
    Recovery(recovered=True, times_s=(15.0,), unsound_s=None)
    """
    if not faults:
        return Recovery()
    whole = floor(end_s / window_s + _TOLERANCE)
    unknown = Recovery(times_s=(None,) * len(faults))
    if whole > MOST_WINDOWS:
        return unknown
    means = _means(tasks, window_s, whole)
    first = floor(faults[0][0] / window_s + _TOLERANCE)
    usual = [mean for mean in means[:first] if mean is not None]
    if len(usual) < FEWEST_WINDOWS:
        return unknown
    most_wait = max(wait for wait, _ in usual) + _TOLERANCE
    least_success = min(success for _, success in usual) - _TOLERANCE
    busy = _while_waiting(waits, window_s, whole)
    sound = [
        (False if busy[at] else None) if mean is None else mean[0] <= most_wait and mean[1] >= least_success
        for at, mean in enumerate(means)
    ]
    told = [verdict for verdict in sound[first:] if verdict is not None]
    if not told:
        return unknown
    starts = [floor(start / window_s + _TOLERANCE) for start, _ in faults]
    bounds = [*starts[1:], whole]
    spans = zip(starts, bounds, faults, strict=True)
    times = [_time_s(sound, start, bound, end, window_s) for start, bound, (_, end) in spans]
    if told[-1]:
        return Recovery(True, tuple(times))
    gone = min(inf if faults[-1][1] is None else faults[-1][1], end_s)
    return Recovery(False, tuple(times), end_s - gone)


def _time_s(sound: Sequence[bool | None], start: int, bound: int, end: float | None, window_s: float) -> float | None:
    told = [(at, sound[at]) for at in range(start, min(bound, len(sound))) if sound[at] is not None]
    if end is None or not told or not told[-1][1]:
        return None
    unsound = [at for at, verdict in told if not verdict]
    return max(0.0, (unsound[-1] + 1) * window_s - end) if unsound else 0.0


def _means(tasks: Sequence[EndedTask], window_s: float, whole: int) -> list[tuple[float, float] | None]:
    """Return mean wait and success of the tasks that ended in each window; None where none did."""
    waits: list[list[float]] = [[] for _ in range(whole)]
    successes: list[list[bool]] = [[] for _ in range(whole)]
    for task in tasks:
        at = floor(task.ended_at / window_s)
        if at < whole:
            successes[at].append(task.succeeded)
            if task.wait_s is not None:
                waits[at].append(task.wait_s)
    return [
        (fsum(wait) / len(wait) if wait else 0.0, success.count(True) / len(success)) if success else None
        for wait, success in zip(waits, successes, strict=True)
    ]


def _while_waiting(waits: Sequence[tuple[float, float]], window_s: float, whole: int) -> list[bool]:
    """Return for each window whether some task waited in it."""
    begins, ends = sorted(start for start, _ in waits), sorted(end for _, end in waits)
    return [
        bisect_left(begins, (at + 1) * window_s) > bisect_left(ends, at * window_s + _TOLERANCE) for at in range(whole)
    ]
