"""The log of a run: one append-only list of rows, read live by observers and afterwards by everybody else."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import Any, TypeVar, get_args

from sim.record.costs import Money
from sim.record.packed_rows import PackedRows
from sim.record.rows import AnomalyClosed, AnomalyOpened, Row

AnomalyRow = AnomalyOpened | AnomalyClosed
Observer = Callable[[Row], tuple[AnomalyRow, ...]]
"""Sees each row once, in order; what it returns is logged right behind the row."""

LOOSE = 250_000
"""Rows that are kept as they are, some 75 MB; of more the oldest are packed, so that long runs fit into memory.

Packing saves half of the memory and costs a fifth more time, since rows are read several times.
"""

R = TypeVar("R")
Waves = dict[int, list[Any]]
"""Rows by wave."""


class RunLog:
    """Everything that happened in a run, in order.

    Args:
        agent_ids: ids of the fleet's agents, by index.
        loose: rows that are kept as they are; absent: LOOSE.
        money: what attempts cost; None: nothing has a price.
        timeouts_s: of the attempts of tasks that have their own, by task index.

    >>> from sim.record.rows import OutageBegan
    >>> log = RunLog(agent_ids=("agent_0",))
    >>> log.add(OutageBegan(agent=0, agent_id="agent_0", at=12.5, queued=0))
    >>> [row.at for row in log.of(OutageBegan)]
    [12.5]
    """

    def __init__(self, agent_ids: tuple[str, ...], loose: int | None = None, money: Money | None = None) -> None:
        self.agent_ids = agent_ids
        self.money = money
        self.timeouts_s: Mapping[int, float] = {}
        self._most_loose = LOOSE if loose is None else loose
        self._packed: list[PackedRows] = []
        self._loose: list[Row] = []
        self._observers: dict[type, list[Observer]] = {}
        self._opened: dict[type, tuple[PackedRows, Waves]] = {}  # by kind, what `of_wave` read last
        self._sorted: dict[type, tuple[int, Waves]] = {}  # by kind, the loose rows when the log had so many rows

    def observe(self, observer: Observer, kinds: Iterable[type] = get_args(Row)) -> None:
        """Let an observer see every row from now on, or those of some kinds only."""
        for kind in kinds:
            self._observers.setdefault(kind, []).append(observer)

    def add(self, row: Row) -> None:
        """Append one row and show it to the observers; what they find follows it once all of them have seen it."""
        loose = self._loose
        if len(loose) == self._most_loose:
            oldest = 1 + self._most_loose // 16  # those that happened last are read most
            self._packed.append(PackedRows(loose[:oldest]))
            del loose[:oldest]
        loose.append(row)
        observers = self._observers.get(type(row))
        if observers is None:
            return
        findings: tuple[AnomalyRow, ...] = ()
        for observer in observers:
            findings += observer(row)
        for finding in findings:
            self.add(finding)

    def unobserved(self) -> "RunLog":
        """Return the rows of a finished run as a log that nobody observes: data, without the run that wrote it."""
        log = RunLog(self.agent_ids, self._most_loose, self.money)
        log.timeouts_s = self.timeouts_s
        log._packed, log._loose = list(self._packed), list(self._loose)
        return log

    @property
    def is_packed(self) -> bool:
        """Whether rows have been packed: reading them again then costs time, and keeping them memory."""
        return bool(self._packed)

    def of(self, kind: type[R]) -> list[R]:
        """Return the rows of one kind, in order."""
        rows: list[R] = []
        for block in self._packed:
            rows += block.of(kind)
        rows += [row for row in self._loose if type(row) is kind]
        return rows

    def of_wave(self, kind: type[R], wave: int) -> list[R]:
        """Return the rows of one kind that belong to one wave, in order."""
        rows: list[R] = []
        for block in self._packed:
            if block.has_wave(kind, wave):
                rows += self._open(block, kind)[wave]
        rows += self._sort(kind).get(wave, ())
        return rows

    # Who asks for one wave will ask for the next, which lies in the same block as a rule, or is loose as well.

    def _open(self, block: PackedRows, kind: type) -> Waves:
        last = self._opened.get(kind)
        if last is None or last[0] is not block:
            last = self._opened[kind] = (block, _by_wave(block.of(kind)))
        return last[1]

    def _sort(self, kind: type) -> Waves:
        last = self._sorted.get(kind)
        if last is None or last[0] != len(self):
            last = self._sorted[kind] = (len(self), _by_wave(row for row in self._loose if type(row) is kind))
        return last[1]

    def since(self, number: int) -> Iterator[Row]:
        """Return the rows from a number on, counted from 0, in order."""
        for block in self._packed:
            if number < len(block):
                yield from islice(block, number, None)
            number = max(0, number - len(block))
        yield from self._loose[number:] if number else self._loose

    def __iter__(self) -> Iterator[Row]:
        return chain(*self._packed, self._loose)

    def __len__(self) -> int:
        return sum(map(len, self._packed)) + len(self._loose)

    def __repr__(self) -> str:
        return f"<RunLog of {len(self.agent_ids)} agents: {len(self)} rows>"


def _by_wave(rows: Iterable[Any]) -> Waves:
    waves: Waves = {}
    for row in rows:
        waves.setdefault(row.wave, []).append(row)
    return waves
