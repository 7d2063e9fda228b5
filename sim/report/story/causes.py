"""Why a task waited in a queue: what of the time its agent was down, and who was served meanwhile."""

from math import fsum
from typing import NamedTuple

from sim.document.quantity import count, duration, joined
from sim.document.text import given
from sim.record.result import RunResult
from sim.record.tables import Line, lines
from sim.report.run_time import end_s
from sim.report.story.stretches import Stretch

_NAMED = 3


class Served(NamedTuple):
    """Another task that an agent served in a stretch of time."""

    task_id: str
    overlap_s: float


def down_s(result: RunResult, agent: str | None, start_s: float, until_s: float) -> float:
    """Return how long an agent was down between two times.

    Args:
        result: of the run.
        agent: its id; None: no agent, which is never down.
        start_s, until_s: virtual seconds.
    """
    last = end_s(result.tables)
    return fsum(
        max(0.0, min(until_s, last if row["ended_at"] is None else row["ended_at"]) - max(start_s, row["started_at"]))
        for row in lines(result.tables["outages"])
        if row["agent_id"] == agent
    )


def served_by(result: RunResult, agent: str | None, start_s: float, until_s: float) -> list[Served]:
    """Return what an agent had in its slots between two times, the longest first.

    Args:
        result: of the run.
        agent: its id; None: none.
        start_s, until_s: virtual seconds.
    """
    found = []
    for row in lines(result.tables["attempts"]):
        if row["agent_id"] == agent and row["slot_at"] is not None:
            overlap = min(until_s, _freed(row)) - max(start_s, row["slot_at"])
            if overlap > 0.0:
                found.append(Served(row["task_id"], overlap))
    return sorted(found, key=lambda one: -one.overlap_s)


def why_waiting(result: RunResult, stretch: Stretch) -> str:
    """Return why a task waited in a queue, in half a sentence."""
    reasons = []
    down = down_s(result, stretch.agent, stretch.start_s, stretch.end_s)
    if down > 0.0:
        reasons.append(f"the agent was down for {duration(down)} of it")
    others = served_by(result, stretch.agent, stretch.start_s, stretch.end_s)
    if others:
        names = [given(one.task_id, 40) for one in others[:_NAMED]]
        more = f" and {count(len(others) - _NAMED, 'other')}" if len(others) > _NAMED else ""
        reasons.append(f"its slots served {', '.join(names)}{more}")
    return joined(reasons) if reasons else "no slot took it"


def _freed(row: Line) -> float:
    return float(row["ended_at"] if row["freed_at"] is None else row["freed_at"])
