"""The log of a run: one append-only list of rows, read live by observers and afterwards by everybody else."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar, get_args

from sim.record.rows import AnomalyClosed, AnomalyOpened, Row

AnomalyRow = AnomalyOpened | AnomalyClosed
Observer = Callable[[Row], tuple[AnomalyRow, ...]]
"""Sees each row once, in order; what it returns is logged right behind the row."""

R = TypeVar("R")


class RunLog:
    """Everything that happened in a run, in order.

    Args:
        agent_ids: ids of the fleet's agents, by index.

    >>> from sim.record.rows import OutageBegan
    >>> log = RunLog(agent_ids=("agent_0",))
    >>> log.add(OutageBegan(agent=0, agent_id="agent_0", at=12.5, queued=0))
    >>> [row.at for row in log.of(OutageBegan)]
    [12.5]
    """

    def __init__(self, agent_ids: tuple[str, ...]) -> None:
        self.agent_ids = agent_ids
        self.rows: list[Row] = []
        self._observers: dict[type, list[Observer]] = {}

    def observe(self, observer: Observer, kinds: Iterable[type] = get_args(Row)) -> None:
        """Let an observer see every row from now on, or those of some kinds only."""
        for kind in kinds:
            self._observers.setdefault(kind, []).append(observer)

    def add(self, row: Row) -> None:
        """Append one row and show it to the observers; what they find follows it once all of them have seen it."""
        self.rows.append(row)
        observers = self._observers.get(type(row))
        if observers is None:
            return
        findings: tuple[AnomalyRow, ...] = ()
        for observer in observers:
            findings += observer(row)
        for finding in findings:
            self.add(finding)

    def of(self, kind: type[R]) -> list[R]:
        """Return the rows of one kind, in order."""
        return [row for row in self.rows if type(row) is kind]

    def of_wave(self, kind: type[R], wave: int) -> list[R]:
        """Return the rows of one kind that belong to one wave, in order."""
        return [row for row in self.of(kind) if row.wave == wave]  # type: ignore[attr-defined]  # kinds with a wave

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)
