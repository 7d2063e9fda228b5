"""What held a run up, as trace events: waits and refusals at limits, faults that were put in, breakers' moves."""

from collections.abc import Iterator

from sim.record.outcomes import RATE_LIMITED
from sim.record.result import RunResult
from sim.report.run_time import end_s
from sim.report.traces.events import FLEET, MICROSECONDS, Event, agents_of, had_slot, instant, slice_of
from sim.report.traces.rows import rows, whole

FAULTS = 1
"""The thread of the fleet's process on which faults are slices, the first of as many as lie over each other."""


def waits_at_limits(result: RunResult) -> Iterator[Event]:
    """Yield a slice within each attempt that kept its slot at a limit, and a mark for each that one refused.

    Args:
        result: of a run.
    """
    agents = agents_of(result)
    for row in rows(result, "attempts"):
        process = FLEET if row["agent_id"] is None else agents[row["agent_id"]][0]
        name = row["limit"] or "a limit"
        if row["error_class"] == RATE_LIMITED.code and not row["approved"]:
            yield instant(f"{row['task_id']} refused by {name}", "limit", row["ended_at"], process)
        elif had_slot(row) and row["slot_at"] < row["started_at"]:
            until = min(row["started_at"], row["ended_at"]) if row["approved"] else row["slot_at"]
            if until > row["slot_at"]:
                held = slice_of(f"waits at {name}", "limit", row["slot_at"], until)
                yield {**held, "pid": process, "tid": row["slot"]}


def starts_at_limits(result: RunResult) -> Iterator[Event]:
    """Yield counters of how many attempts run, and of how many a limit has refused so far, where there are limits.

    Args:
        result: of a run.
    """
    if not result.scenario.limits:
        return
    moves: list[tuple[float, int, int]] = []
    for row in rows(result, "attempts"):
        if row["error_class"] == RATE_LIMITED.code and not row["approved"]:
            moves.append((row["ended_at"], 0, 1))
        elif row["approved"]:
            moves += [(row["started_at"], 1, 0), (row["ended_at"], -1, 0)]
    running = refused = 0
    for at, by, more in sorted(moves):
        running, refused = running + by, refused + more
        for name, value in (("running", running), ("refused so far", refused)):
            yield {"name": name, "ph": "C", "ts": whole(at, MICROSECONDS), "pid": FLEET, "args": {name: value}}


def faults(result: RunResult) -> Iterator[Event]:
    """Yield a slice for each fault that was put in on purpose, on threads of the fleet.

    Args:
        result: of a run.
    """
    last, free_from = end_s(result.tables), list[float]()
    for row in rows(result, "injected"):
        until = max(row["from"], last if row["to"] is None else row["to"])
        lane = next((place for place, free in enumerate(free_from) if free <= row["from"]), len(free_from))
        free_from[lane : lane + 1] = [until]
        fault = slice_of(row["kind"], "fault", row["from"], until)
        yield {**fault, "pid": FLEET, "tid": FAULTS + lane, "args": {"agents": row["agents"]}}


def breakers(result: RunResult) -> Iterator[Event]:
    """Yield a mark wherever a circuit breaker came to another state.

    Args:
        result: of a run.
    """
    agents = agents_of(result)
    for row in rows(result, "breakers"):
        process = agents[row["name"]][0] if row["of"] == "agent" else FLEET
        told = f"breaker of {row['name']}: {row['state'].replace('_', ' ')}"
        yield instant(told, "breaker", row["from"], process)
