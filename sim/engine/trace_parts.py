"""The trace of a run, part by part in its order: what its columns hold at a row, and what went wrong between rows."""

from collections.abc import Callable, Iterator
from math import inf
from typing import Any

import numpy as np

from sim.engine.caught import Caught
from sim.engine.run import KernelRun
from sim.record.rows import Row


class TraceParts:
    """Reads a trace from row to row.

    Args:
        run: whose trace it is.
    """

    def __init__(self, run: KernelRun) -> None:
        self.run = run
        self.wave = 0  # whose rows are read
        self._columns: dict[tuple[int, str], tuple[list[Any], ...]] = {}  # by kind of row and names
        self._from: dict[int, int] = {}  # by kind of row, the first place of the part that is read now
        self._until: dict[int, int] = {}
        self._kind = 0
        self._caught = 0  # of what went wrong, how many have been told

    def part(self, first: int, last: int, make: Callable[[int, int], Row]) -> Iterator[Row | Caught]:
        """Yield the rows of a part, and what went wrong before each and behind the last.

        Args:
            first: row of the trace.
            last: the one behind the part.
            make: returns the row of the log, from its kind and place.
        """
        for row, (kind, place) in enumerate(self._read(first, last), first):
            if self._next_caught <= row:
                yield from self._caught_before(row)
            self._kind = kind
            yield make(kind, place)
        yield from self._caught_before(last)

    def _read(self, first: int, last: int) -> list[tuple[int, int]]:
        if first == last:
            return []
        kinds, places = (np.asarray(self.run.columns.part(name, first, last)) for name in ("row_kind", "row_of"))
        self._columns.clear()
        for kind in sorted(set(kinds.tolist())):
            here = places[kinds == kind]
            self._from[kind], self._until[kind] = int(here.min()), 1 + int(here.max())
        return list(zip(kinds.tolist(), places.tolist(), strict=True))

    def _caught_before(self, row: int) -> Iterator[Caught]:
        """Yield what went wrong before a row of the trace and has not been told; so far it lies within the wave."""
        for caught in self.run.catcher.all[self._caught :]:
            if caught.before_row > row or caught.wave != self.wave or not caught.in_wave:
                return
            self._caught += 1
            yield caught

    @property
    def _next_caught(self) -> float:
        caught = self.run.catcher.all
        return caught[self._caught].before_row if self._caught < len(caught) else inf

    def planning(self) -> Iterator[Caught]:
        """Yield what went wrong as the wave was planned that begins now."""
        caught = self.run.catcher.all
        while self._caught < len(caught) and not caught[self._caught].in_wave:
            yield caught[self._caught]
            self._caught += 1

    def at(self, names: str, place: int) -> tuple[Any, ...]:
        """Return what stands at the place of the row that is made now in some columns of the kernel."""
        kind = self._kind
        columns = self._columns.get((kind, names))
        if columns is None:
            first, end = self._from[kind], self._until[kind]
            part = self.run.columns.part
            columns = self._columns[kind, names] = tuple([part(name, first, end) for name in names.split()])
        place -= self._from[kind]
        return tuple([column[place] for column in columns])

    def block(self, names: str, place: int, width: int) -> list[list[Any]]:
        """Return what columns hold by place and agent, for all agents."""
        part = self.run.columns.part
        return [part(name, place * width, (place + 1) * width) for name in names.split()]
