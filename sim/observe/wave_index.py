"""The log sorted by wave, read once: row after row, however often one asks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from sim.record.log import RunLog
from sim.record.patience_rows import OrphanServed
from sim.record.rows import (
    AnomalyClosed,
    AnomalyOpened,
    Assigned,
    AttemptEnded,
    OutageBegan,
    OutageEnded,
    Row,
    TaskEnded,
    WaveEnded,
    WaveStarted,
)


@dataclass
class WaveRows:
    """What happened in one wave, each kind in the order in which it happened."""

    wave: int
    started: WaveStarted | None = None
    ended: WaveEnded | None = None
    assigned: list[Assigned] = field(default_factory=list)
    attempts: list[AttemptEnded] = field(default_factory=list)  # past the gates; refused ones served nothing
    refused: list[AttemptEnded] = field(default_factory=list)  # by the gates; of no length
    orphans: list[OrphanServed] = field(default_factory=list)  # work for nobody in this wave, of any wave's attempts
    tasks: list[TaskEnded] = field(default_factory=list)
    down: list[tuple[int, float, float]] = field(default_factory=list)  # agent, from, to; clipped to the wave

    @property
    def work(self) -> list[AttemptEnded | OrphanServed]:
        """What slots were busy with: attempts past the gates, and orphans."""
        return [*self.attempts, *self.orphans]

    def end(self) -> WaveEnded:
        """Return the row of the wave's end.

        Raises:
            ValueError: when the wave has not ended.
        """
        if self.ended is None:
            raise ValueError(f"wave {self.wave} has not ended: its metrics are not known yet")
        return self.ended


class WaveIndex:
    """Sorts the rows of a log by wave as they come.

    Args:
        log: the log; rows added to it later are found at the next question.

    >>> log = RunLog(agent_ids=("agent_0",))
    >>> log.add(WaveEnded(wave=1, started_at=0.0, ended_at=60.0, tasks=0, up_s=(60.0,)))
    >>> index = WaveIndex(log)
    >>> index.wave(1).end().ended_at, index.ended_waves()
    (60.0, [1])
    """

    def __init__(self, log: RunLog) -> None:
        self._log = log
        self._read = 0
        self._waves: dict[int, WaveRows] = {}
        self._current: WaveRows | None = None
        self._kept: list[int] = []  # ended waves whose rows are still here
        self._forgotten: set[int] = set()
        self._down_since: dict[int, float] = {}
        self._opened: list[AnomalyOpened] = []
        self._closed: dict[str, float] = {}
        self._takers: dict[type, Callable[[Any], None]] = {
            Assigned: self._assigned,
            AttemptEnded: self._attempt,
            OrphanServed: self._orphan,
            TaskEnded: self._task,
            WaveStarted: self._start_wave,
            WaveEnded: self._end_wave,
            OutageBegan: self._begin_outage,
            OutageEnded: self._end_outage,
            AnomalyOpened: self._opened.append,
            AnomalyClosed: self._close,
        }

    def wave(self, wave: int) -> WaveRows:
        """Return the rows of one wave; empty where nothing has happened in it."""
        self._catch_up()
        rows = self._waves.get(wave) or WaveRows(wave)
        return self._read_again(rows) if wave in self._forgotten else rows

    def ended_waves(self) -> list[int]:
        """Return the numbers of the waves that have ended, ascending."""
        self._catch_up()
        return sorted(wave for wave, rows in self._waves.items() if rows.ended is not None)

    def anomalies(self) -> list[tuple[AnomalyOpened, float | None]]:
        """Return every anomaly, in order of detection, with the second at which it was closed."""
        self._catch_up()
        return [(row, self._closed.get(row.anomaly_id)) for row in self._opened]

    def _catch_up(self) -> None:
        first, self._read = self._read, len(self._log)
        if first < self._read:
            self._sort(self._log.since(first))
        if self._log.is_packed:
            self._forget()

    def _forget(self) -> None:
        """Drop the rows of all waves but the one that ended last: the log has packed them, to save the memory."""
        while len(self._kept) > 1:
            wave = self._kept.pop(0)
            rows = self._waves[wave]
            self._waves[wave] = WaveRows(wave, rows.started, rows.ended, down=rows.down)
            self._forgotten.add(wave)

    def _read_again(self, rows: WaveRows) -> WaveRows:
        attempts = self._log.of_wave(AttemptEnded, rows.wave)
        return replace(
            rows,
            assigned=self._log.of_wave(Assigned, rows.wave),
            attempts=[row for row in attempts if row.approved],
            refused=[row for row in attempts if not row.approved],
            orphans=self._log.of_wave(OrphanServed, rows.wave),
            tasks=self._log.of_wave(TaskEnded, rows.wave),
        )

    def _sort(self, rows: Iterable[Row]) -> None:
        for row in rows:
            take = self._takers.get(type(row))
            if take is not None:
                take(row)

    def _rows(self, wave: int) -> WaveRows:
        rows = self._waves.get(wave)
        if rows is None:
            rows = self._waves[wave] = WaveRows(wave)
        return rows

    def _assigned(self, row: Assigned) -> None:
        self._rows(row.wave).assigned.append(row)

    def _orphan(self, row: OrphanServed) -> None:
        self._rows(row.wave).orphans.append(row)

    def _task(self, row: TaskEnded) -> None:
        self._rows(row.wave).tasks.append(row)

    def _start_wave(self, row: WaveStarted) -> None:
        self._current = self._rows(row.wave)
        self._current.started = row

    def _begin_outage(self, row: OutageBegan) -> None:
        self._down_since[row.agent] = row.at

    def _close(self, row: AnomalyClosed) -> None:
        self._closed.setdefault(row.anomaly_id, row.at)

    def _attempt(self, row: AttemptEnded) -> None:
        rows = self._rows(row.wave)
        (rows.attempts if row.approved else rows.refused).append(row)

    def _end_wave(self, row: WaveEnded) -> None:
        rows = self._rows(row.wave)
        rows.ended = row
        self._kept.append(row.wave)
        for agent, since in sorted(self._down_since.items()):
            rows.down.append((agent, max(since, row.started_at), row.ended_at))
        self._current = None

    def _end_outage(self, row: OutageEnded) -> None:
        self._down_since.pop(row.agent, None)
        if self._current is not None:
            start = self._current.started.at if self._current.started else row.began_at
            self._current.down.append((row.agent, max(row.began_at, start), row.at))
