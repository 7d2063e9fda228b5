"""The tables of a run: made from the log, on request."""

from collections.abc import Iterator, Sequence
from typing import Any

from sim.record.columns import Columns as Columns
from sim.record.columns import Table
from sim.record.fleet_tables import ANOMALIES, BREAKERS, EXCEPTIONS, INJECTED, OUTAGES, SAMPLES, WAVES
from sim.record.log import RunLog
from sim.record.task_tables import ASSIGNMENTS, ATTEMPTS, GATE_DECISIONS, TASKS
from sim.record.views import SystemHealth

Line = dict[str, Any]
"""A row of a table: its values by name of the column."""

TABLES: dict[str, Table[Any]] = {
    "tasks": TASKS,
    "attempts": ATTEMPTS,
    "assignments": ASSIGNMENTS,
    "waves": WAVES,
    "outages": OUTAGES,
    "injected": INJECTED,
    "breakers": BREAKERS,
    "samples": SAMPLES,
    "anomalies": ANOMALIES,
    "gate_decisions": GATE_DECISIONS,
    "exceptions": EXCEPTIONS,
}


def tables(log: RunLog, healths: Sequence[SystemHealth]) -> dict[str, Columns]:
    """Return every table of a run as columns by name.

    Args:
        log: the run's log.
        healths: the health after each wave, for the table `waves`.
    """
    return {name: table.filled(log, healths) for name, table in TABLES.items()}


def lines(table: Columns) -> Iterator[Line]:
    """Return the rows of a table one by one.

    >>> list(lines({"wave": [1, 2], "tasks": [20, 30]}))
    [{'wave': 1, 'tasks': 20}, {'wave': 2, 'tasks': 30}]
    """
    return (dict(zip(table, values, strict=True)) for values in zip(*table.values(), strict=True))
