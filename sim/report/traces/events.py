"""Pieces of Chrome trace events: slices, instants, and where an agent's processes and threads are.

Source: "Trace Event Format", the Chromium project.
"""

from typing import Any

from sim.record.result import RunResult
from sim.report.traces.rows import Row, whole

Event = dict[str, Any]
FLEET = 0
"""The process that stands for the fleet as a whole: its counters, faults and anomalies."""

MICROSECONDS = 1_000_000


def agents_of(result: RunResult) -> dict[str, tuple[int, int]]:
    """Return process number and slots of each agent, the most that it ever had.

    Args:
        result: of a run.
    """
    slots = {agent_id: spec.capacity for agent_id, spec in result.scenario.fleet.agents_by_id()}
    attempts = result.tables["attempts"]
    for agent_id, slot in zip(attempts["agent_id"], attempts["slot"], strict=True):
        if slot is not None and slot >= slots[agent_id]:
            slots[agent_id] = slot + 1
    return {agent_id: (place + 1, most) for place, (agent_id, most) in enumerate(slots.items())}


def slice_of(name: str, category: str, start_s: float, end_s: float) -> Event:
    """Return a slice of a track, without its place.

    Args:
        name, category: what it is called, and what kind it is of.
        start_s, end_s: virtual seconds.

    >>> slice_of("task_1_0", "attempt", 1.0, 2.5)
    {'name': 'task_1_0', 'cat': 'attempt', 'ph': 'X', 'ts': 1000000, 'dur': 1500000}
    """
    start, end = whole(start_s, MICROSECONDS), whole(end_s, MICROSECONDS)
    return {"name": name, "cat": category, "ph": "X", "ts": start, "dur": end - start}


def instant(name: str, category: str, at_s: float, process: int, scope: str = "p") -> Event:
    """Return a mark at one instant.

    Args:
        name, category: what it is called, and what kind it is of.
        at_s: virtual seconds.
        process: that it belongs to.
        scope: `p`: of its process; `g`: of the whole trace.

    >>> instant("refused", "limit", 1.5, 3)
    {'name': 'refused', 'cat': 'limit', 'ph': 'i', 's': 'p', 'ts': 1500000, 'pid': 3, 'tid': 0}
    """
    return {"name": name, "cat": category, "ph": "i", "s": scope, "ts": whole(at_s, MICROSECONDS), "pid": process,
            "tid": 0}  # fmt: skip


def freed_at(row: Row) -> float:
    """Return when an attempt left its slot: with its end, or later where it was served on for nobody.

    Args:
        row: of the table `attempts`.
    """
    freed = row.get("freed_at")
    return float(row["ended_at"] if freed is None else freed)


def had_slot(row: Row) -> bool:
    """Whether an attempt took time of a slot, or started there: one that a gate or a limit refused did not.

    Args:
        row: of the table `attempts`.
    """
    return row["slot"] is not None and (bool(row["approved"]) or freed_at(row) > row["slot_at"])
