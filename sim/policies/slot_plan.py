"""A plan of slots with start and end of every task, in which gaps are used."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import islice
from math import inf


class SlotPlan:
    """What each slot of each agent is to do and when, as intervals that do not overlap.

    Args:
        slot_free_s: [agent][slot], seconds from now until which a slot is taken already.

    >>> plan = SlotPlan([[0.0]])
    >>> plan.put(0, plan.earliest(0, ready_s=10.0, seconds=5.0), 5.0)  # from 10 s to 15 s
    >>> [plan.earliest(0, ready_s=2.0, seconds=s)[0] for s in (8.0, 9.0)]  # into the gap, and behind it
    [2.0, 15.0]
    """

    def __init__(self, slot_free_s: Sequence[Sequence[float]]) -> None:
        self._free_from = [list(times) for times in slot_free_s]
        self._taken: list[list[list[tuple[float, float]]]] = [[[] for _ in times] for times in slot_free_s]

    def earliest(self, agent: int, ready_s: float, seconds: float) -> tuple[float, int]:
        """Return the earliest start of so many seconds on an agent, and the slot; ties: the first slot.

        Args:
            agent: its index.
            ready_s: no start before this.
            seconds: that are taken in one piece.
        """
        starts = (
            (_first_gap(taken, max(ready_s, free_from), seconds), slot)
            for slot, (taken, free_from) in enumerate(zip(self._taken[agent], self._free_from[agent], strict=True))
        )
        return min(starts)

    def put(self, agent: int, place: tuple[float, int], seconds: float) -> None:
        """Take a slot of an agent from a start on; `place` as `earliest` found it."""
        start, slot = place
        end, taken = start + seconds, self._taken[agent][slot]
        at = bisect_right(taken, (start, end))
        # Intervals that touch become one: what has no gaps need not be looked through.
        if at < len(taken) and taken[at][0] == end:
            end = taken.pop(at)[1]
        if at and taken[at - 1][1] == start:
            start = taken.pop(at - 1)[0]
            at -= 1
        taken.insert(at, (start, end))


def _first_gap(taken: Sequence[tuple[float, float]], from_s: float, seconds: float) -> float:
    """Return the first time from which on so many seconds are free between intervals, which are in order."""
    start, place = from_s, bisect_right(taken, (from_s, inf))
    if place and taken[place - 1][1] > start:
        start = taken[place - 1][1]
    for begins, ends in islice(taken, place, None):
        if start + seconds <= begins:
            return start
        start = max(start, ends)
    return start
