"""Orphans: attempts whose time is up, and which their agents serve all the same."""

from collections.abc import Callable, Mapping

import numpy as np

from sim.engine.columns import WHOLE
from sim.engine.kernel import trace
from sim.engine.kernel.kernel import NEEDS_ORPHANS
from sim.engine.mechanism import InRun, Mechanism
from sim.engine.mechanisms.timeouts import may_time_out
from sim.engine.rows import RowsOfRun
from sim.engine.run import KernelRun
from sim.record.patience_rows import OrphanServed
from sim.record.rows import Row
from sim.scenario import Scenario

_AT_FIRST = 64  # orphans at once for which there is room
_OF_ATTEMPTS = (
    "agent slot expected_s since served_s undone_s worked_s length_s queued_at ticket key child sibling before "
    "number_of due"
)
_OF_ORPHANS = "orphan_slot_at orphan_since orphan_u orphan_factor orphan_point"
_WHOLE_OF_ORPHANS = "orphan_task orphan_next orphan_told spare"


class _Room(InRun):
    """Room for orphans behind the tasks, more of it whenever there are none to spare."""

    def __init__(self, run: KernelRun) -> None:
        super().__init__(run)
        self._orphans = _AT_FIRST
        columns, tasks = run.columns, len(run.tasks)
        columns.fill("first_orphan", tasks, -1, WHOLE)
        columns.fill("in_order_of_tasks", run.prepared.most_slots, 0, WHOLE)
        columns.fill(_OF_ORPHANS, _AT_FIRST, 0.0)
        columns.fill(_WHOLE_OF_ORPHANS, _AT_FIRST, 0, WHOLE)
        columns.lengthen(_OF_ATTEMPTS, tasks + _AT_FIRST)
        columns.set({"tasks": tasks})
        self._spare(tasks, _AT_FIRST)

    def _spare(self, first: int, number: int) -> None:
        self.run.columns.raw("spare")[:number] = np.arange(first, first + number)
        self.run.columns.set({"spares": number})

    def _grow(self) -> None:
        more, tasks = self._orphans, len(self.run.tasks)
        self._orphans += more
        self.run.columns.lengthen(f"{_OF_ORPHANS} {_WHOLE_OF_ORPHANS}", self._orphans)
        self.run.columns.lengthen(_OF_ATTEMPTS, tasks + self._orphans)
        self._spare(tasks + more, more)

    def answers(self) -> Mapping[int, Callable[[], None]]:
        return {NEEDS_ORPHANS: self._grow}


def _served(rows: RowsOfRun, j: int) -> Row:
    index, number, agent, slot, slot_at, since, at, freed, failure = rows.at(
        "served_orphan_task served_orphan_attempt served_orphan_agent served_orphan_slot served_orphan_slot_at "
        "served_orphan_since served_orphan_at served_orphan_freed served_orphan_failure",
        j,
    )
    outcome = rows.failures[failure]
    return OrphanServed(
        index, rows.run.tasks.task_id[index], rows.wave, number, agent, rows.agents[agent].agent_id, slot, slot_at,
        since, at, bool(freed), None if outcome is None else outcome.code,
    )  # fmt: skip


def _not_covered(scenario: Scenario) -> str | None:
    """Return what orphans are not covered beside: their class and what is reserved for them would be theirs alone."""
    if not _used(scenario) or not (scenario.failures or scenario.budget):
        return None
    return f"retry.orphans: serve beside {'failures' if scenario.failures else 'a budget'} is not covered by the engine"


def _used(scenario: Scenario) -> bool:
    return scenario.retry.orphans == "serve" and may_time_out(scenario)


ORPHANS = Mechanism(
    name="orphans",
    keys={"RetrySpec": "orphans"},
    not_covered=_not_covered,
    used=_used,
    off={"leaves_orphans": False, "tasks": 0, "spares": 0, "served_orphans": 0},
    numbers=lambda _: {"leaves_orphans": True, "served_orphans": 0},
    of_rows={
        "served_orphan_slot_at": 0.0, "served_orphan_since": 0.0, "served_orphan_at": 0.0, "served_orphan_task": 0,
        "served_orphan_attempt": 0, "served_orphan_agent": 0, "served_orphan_slot": 0, "served_orphan_freed": 0,
        "served_orphan_failure": 0,
    },
    in_run=_Room,
    rows={trace.ORPHAN_SERVED: _served},
    by_log=True,
)  # fmt: skip
