"""Orphans: attempts for which nobody waits any more, and which their agents serve all the same.

With `retry.orphans: serve` an attempt whose time is up goes on: in its slot, or in its queue and later in a slot,
without gates. How it ends counts for nothing; its work is wasted. A breakdown of its agent ends it, and so does the end
of the run; the end of its wave does not.

Source: Bronson, Aghayev, Charapko, Zhu, "Metastable failures in distributed systems", HotOS 2021 (work that is done
for clients that have given up keeps an overload alive).
"""

from collections.abc import Generator
from dataclasses import dataclass

from simpy import Event, Interrupt, Process

from sim.model.admission.budget import Budget
from sim.model.agent_manager import AgentManager
from sim.model.attempt import Attempt
from sim.model.instant import Clock
from sim.model.serving import Serving
from sim.record.log import RunLog
from sim.record.outcomes import AGENT_DOWN, RUN_ENDED, Outcome
from sim.record.patience_rows import OrphanServed


@dataclass(slots=True, eq=False)
class _InService:
    """An orphan in its slot."""

    attempt: Attempt
    slot_at: float
    since: float  # when it became one in its slot, or the wave began
    is_told: bool = False  # up to `since`


class Orphans:
    """Lives the lives of orphans.

    Args:
        clock: the virtual clock.
        serving: works on them.
        manager: takes their slots back.
        log: the run's log.
        budget: what is reserved in it; None: there is none.
    """

    def __init__(
        self, clock: Clock, serving: Serving, manager: AgentManager, log: RunLog, budget: Budget | None = None
    ) -> None:
        self._clock = clock
        self._serving = serving
        self._manager = manager
        self._log = log
        self._budget = budget
        self._in_service: dict[tuple[int, int, int], _InService] = {}  # by task index, number and copy

    def adopt(self, attempt: Attempt) -> None:
        """Let an attempt whose time is up go on by itself, where it stands."""
        attempt.is_orphan = True
        if attempt.agent is not None:
            attempt.agent.changed = True  # the monitor shows its retries
        attempt.process = Process(self._clock, self._live(attempt))

    def _live(self, attempt: Attempt) -> Generator[Event, object, None]:
        try:
            if attempt.has_slot:
                slot_at = attempt.started_at
            else:
                yield attempt.turn
                slot_at = self._clock.now
                self._serving.draw(attempt)
            self._in_service[attempt.task.index, attempt.number, attempt.copy] = _InService(
                attempt, slot_at, self._clock.now
            )
            yield self._serving.work(attempt)
            self._end(attempt, None)
        except Interrupt:
            self._end(attempt, AGENT_DOWN)

    def _end(self, attempt: Attempt, failure: Outcome | None) -> None:
        orphan = self._in_service.pop((attempt.task.index, attempt.number, attempt.copy), None)
        if orphan is not None:  # else it was still queued, and leaves nothing behind
            if self._budget is not None:
                self._budget.settle(attempt, self._clock.now)
            self._tell(orphan, failure, freed=True)
            self._manager.free_slot(attempt)

    def _tell(self, orphan: _InService, failure: Outcome | None, freed: bool) -> None:
        attempt, now = orphan.attempt, self._clock.now
        task, agent = attempt.task, attempt.its_agent
        wave, since, reason = self._manager.wave, orphan.since, None if failure is None else failure.code
        orphan.since, orphan.is_told = now, True
        attempt.serving_since = None if freed else attempt.serving_since
        self._log.add(
            OrphanServed(
                task.index, task.task_id, wave, attempt.number, agent.index, agent.agent_id, attempt.slot,
                orphan.slot_at, since, now, freed, reason, attempt.copy,
            )
        )  # fmt: skip

    def end_wave(self) -> None:
        """Tell what orphans worked in a wave that ends now; they go on."""
        for key in sorted(self._in_service):
            self._tell(self._in_service[key], None, freed=False)

    def cut(self) -> None:
        """End those that are in service, because the run ends."""
        for key in sorted(self._in_service):
            orphan = self._in_service[key]
            if not (orphan.is_told and orphan.since == self._clock.now):  # else all is told at the end of the wave
                self._tell(orphan, RUN_ENDED, freed=True)
        self._in_service.clear()
