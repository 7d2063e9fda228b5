"""A line of attempts in which each stands at its place, and from whose middle one can be taken out.

A heap; what is withdrawn stays in it, without its ticket, until it comes to the front or most of the heap is such.
"""

from collections.abc import Iterator
from heapq import heapify, heappop, heappush
from operator import itemgetter
from typing import Any

from sim.model.attempt import Attempt

_NO_TICKET = -1
_FEW = 64  # withdrawn ones that are left where they stand


class WaitingLine:
    """Attempts in order of their keys, and of those with equal keys the first come first.

    Args:
        tickets: ascending numbers, no two alike in all lines of a run.
    """

    __slots__ = ("_heap", "_tickets", "_withdrawn", "length")

    def __init__(self, tickets: Iterator[int]) -> None:
        self.length = 0
        self._tickets = tickets
        self._heap: list[tuple[Any, int, Attempt]] = []
        self._withdrawn: set[int] = set()  # tickets of those that are still in the heap

    def put(self, key: Any, attempt: Attempt) -> None:
        """Let an attempt wait at the place of its key."""
        attempt.ticket = ticket = next(self._tickets)
        heappush(self._heap, (key, ticket, attempt))
        self.length += 1

    def put_back(self, key: Any, ticket: int, attempt: Attempt) -> None:
        """Let an attempt that was taken out stand again where it stood."""
        attempt.ticket = ticket
        self.length += 1
        if ticket in self._withdrawn:
            self._withdrawn.remove(ticket)  # it has never left the heap
        else:
            heappush(self._heap, (key, ticket, attempt))

    def entries(self) -> list[tuple[Any, int, Attempt]]:
        """Return all that wait with their keys and tickets, in no particular order."""
        return [entry for entry in self._heap if entry[2].ticket == entry[1]]

    def pop(self) -> Attempt:
        """Take out the first; there must be one."""
        while True:
            _, ticket, attempt = heappop(self._heap)
            if attempt.ticket == ticket:
                attempt.ticket = _NO_TICKET
                self.length -= 1
                return attempt
            self._withdrawn.discard(ticket)

    def first(self) -> tuple[Any, int, Attempt]:
        """Return the first with its key and its ticket, and leave it there; there must be one."""
        while self._heap[0][2].ticket != self._heap[0][1]:
            self._withdrawn.discard(heappop(self._heap)[1])
        return self._heap[0]

    def withdraw(self, attempt: Attempt) -> None:
        """Take out one that waits in this line, wherever it stands."""
        self._withdrawn.add(attempt.ticket)
        attempt.ticket = _NO_TICKET
        self.length -= 1
        if len(self._heap) > 2 * self.length + _FEW:
            self._heap = [entry for entry in self._heap if entry[2].ticket == entry[1]]
            heapify(self._heap)
            self._withdrawn.clear()

    def in_order(self) -> list[Attempt]:
        """Return all that wait, in their order."""
        waiting = [entry for entry in self._heap if entry[2].ticket == entry[1]]
        waiting.sort(key=itemgetter(0, 1))
        return [attempt for _, _, attempt in waiting]
