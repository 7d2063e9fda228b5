"""The laws of faults that are put in on purpose: what is told of them happens, and nothing uses slots that are gone."""

from bisect import bisect_right
from collections.abc import Iterator
from math import isclose

from sim.record.rows import Injected
from sim.record.sorted_log import SortedLog
from sim.record.task_laws import TOLERANCE_S

FAULTS = ("outage", "speed", "reliability", "capacity", "surge")


def faults_make_sense(log: SortedLog) -> Iterator[str]:
    """A fault is of a known kind, ends after it began, and strikes agents of the fleet; a surge strikes none."""
    for row in log.injected:
        told = f"the {row.kind} at {row.at} s"
        if row.kind not in FAULTS or (row.until is not None and row.until < row.at):
            yield f"{told} ends at {row.until} s"
        if bool(row.agents) == (row.kind == "surge") or not set(row.agents) <= set(log.agent_ids):
            yield f"{told} strikes {', '.join(row.agents) or 'nobody'}"


def outages_hold(log: SortedLog) -> Iterator[str]:
    """While an outage lasts that was put in on purpose, every agent of it is down, whatever else holds it down."""
    index_of = {agent_id: agent for agent, agent_id in enumerate(log.agent_ids)}
    for row in log.injected:
        if row.kind == "outage":
            for agent_id in row.agents:
                if agent_id in index_of and not _down_throughout(log, index_of[agent_id], row):
                    yield f"{agent_id} is up during the outage from {row.at} s to {row.until} s"


def _down_throughout(log: SortedLog, agent: int, row: Injected) -> bool:
    down, until = log.down[agent], row.until
    if until is None or until == row.at:
        return down.holds(row.at) or until == row.at
    return isclose(down.seconds(row.at, until), until - row.at, abs_tol=TOLERANCE_S)


def slots_that_are_gone_serve_nothing(log: SortedLog) -> Iterator[str]:
    """No attempt starts on an agent that has as many under way as it has slots at that moment."""
    for agent, times in log.slots.items():
        works = [work for slot in range(log.capacities[agent]) for work in log.work_on[agent, slot]]
        works = [work for work in works if work.end > work.start]
        starts, ends = sorted(work.start for work in works), sorted(work.end for work in works)
        changes = [at for at, _ in times]
        for start in starts:
            under_way = bisect_right(starts, start) - bisect_right(ends, start)
            begun = bisect_right(changes, start)  # decisions come after changes in an instant
            slots = times[begun - 1][1] if begun else log.capacities[agent]
            if under_way > slots:
                yield f"agent {agent}: {under_way} attempts are under way at {start} s, and it has {slots} slots"


FAULT_LAWS = (faults_make_sense, outages_hold, slots_that_are_gone_serve_nothing)
