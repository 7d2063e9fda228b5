"""A run as Chrome trace events: a process an agent, a thread a slot; for Perfetto and chrome://tracing.

Source: "Trace Event Format", the Chromium project.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from sim.record.result import RunResult
from sim.report.traces.rows import Row, rows, whole
from sim.workload.depends_on_field import parents

Event = dict[str, Any]
FLEET = 0
"""The process that stands for the fleet as a whole: its counters and anomalies."""

MICROSECONDS = 1_000_000


def chrome_trace(result: RunResult) -> dict[str, Any]:
    """Return a document of trace events.

    Attempts are slices of the slot that served them; waits, back-off and outages are slices of their own tracks; arrows
    lead from an attempt to the next one of its task and from a task to those that depend on it; counters follow queues
    and busy slots. Times are the virtual ones, in microseconds.

    Args:
        result: of a run.
    """
    return {
        "traceEvents": [
            *_names(result),
            *_attempts(result),
            *_waits(result),
            *_outages(result),
            *_flows(result),
            *_counters(result),
            *_anomalies(result),
        ],
        "displayTimeUnit": "ms",
        "otherData": {"scenario": result.scenario.name, "seed": str(result.summary.seed)},
    }


def _agents(result: RunResult) -> dict[str, tuple[int, int]]:
    """Return process number and slots of each agent."""
    fleet = result.scenario.fleet.agents_by_id()
    return {agent_id: (place + 1, spec.capacity) for place, (agent_id, spec) in enumerate(fleet)}


def _names(result: RunResult) -> Iterator[Event]:
    yield _meta(FLEET, None, "process_name", "fleet")
    for agent_id, (process, slots) in _agents(result).items():
        yield _meta(process, None, "process_name", agent_id)
        yield {**_meta(process, None, "process_sort_index", ""), "args": {"sort_index": process}}
        for slot in range(slots):
            yield _meta(process, slot, "thread_name", f"slot {slot}")
        yield _meta(process, slots, "thread_name", "down")


def _meta(process: int, thread: int | None, name: str, value: str) -> Event:
    event = {"name": name, "ph": "M", "pid": process, "args": {"name": value}}
    return event if thread is None else {**event, "tid": thread}


def _attempts(result: RunResult) -> Iterator[Event]:
    agents = _agents(result)
    for row in rows(result, "attempts"):
        if row["slot"] is None or not row["approved"]:
            continue
        yield {
            **_slice(row["task_id"], "attempt", row["slot_at"], _freed(row)),
            "pid": agents[row["agent_id"]][0],
            "tid": row["slot"],
            "args": {
                "attempt": row["attempt"],
                "outcome": "succeeded" if row["succeeded"] else row["error_class"],
                "served_s": row["served"],
                "predicted_success": row["predicted_success"],
            },
        }


def _freed(row: Row) -> float:
    """When the attempt left its slot: with its end, or later where it was served on after a time-out."""
    freed = row.get("freed_at")
    return float(row["ended_at"] if freed is None else freed)


def _slice(name: str, category: str, start_s: float, end_s: float) -> Event:
    start, end = whole(start_s, MICROSECONDS), whole(end_s, MICROSECONDS)
    return {"name": name, "cat": category, "ph": "X", "ts": start, "dur": end - start}


def _waits(result: RunResult) -> Iterator[Event]:
    """Waits and back-off overlap at will: nestable asynchronous slices, one track a task."""
    agents = _agents(result)
    for row in rows(result, "attempts"):
        process = FLEET if row["agent_id"] is None else agents[row["agent_id"]][0]
        if row["started_at"] > row["queued_at"]:
            yield from _track("queued", row, process, row["queued_at"], row["started_at"])
        if row["backoff"]:
            yield from _track("back-off", row, process, row["ended_at"], row["ended_at"] + row["backoff"])


def _track(name: str, row: Row, process: int, start_s: float, end_s: float) -> Iterator[Event]:
    for phase, moment in (("b", start_s), ("e", end_s)):
        yield {
            "name": f"{row['task_id']} {name}",
            "cat": name,
            "ph": phase,
            "id": f"{row['task_id']} {row['attempt']}",
            "ts": whole(moment, MICROSECONDS),
            "pid": process,
            "tid": 0,
        }


def _outages(result: RunResult) -> Iterator[Event]:
    agents = _agents(result)
    end = max([0.0, *(row["ended_at"] for row in rows(result, "waves"))])
    for row in rows(result, "outages"):
        process, slots = agents[row["agent_id"]]
        until = max(end, row["started_at"]) if row["ended_at"] is None else row["ended_at"]
        yield {**_slice("down", "outage", row["started_at"], until), "pid": process, "tid": slots,
               "args": {"queued": row["queued"]}}  # fmt: skip


def _flows(result: RunResult) -> Iterator[Event]:
    agents = _agents(result)
    served: dict[str, list[Row]] = defaultdict(list)
    for row in rows(result, "attempts"):
        if row["slot"] is not None and row["approved"]:
            served[row["task_id"]].append(row)
    for task, own in served.items():
        for number, (earlier, later) in enumerate(pairwise(own)):
            yield from _arrow("retry", f"{task} {number}", earlier, later, agents)
    for row in rows(result, "tasks"):
        for parent, _ in parents(row["depends_on"] or ""):
            if served[parent] and served[row["task_id"]]:
                arrow = f"{parent} to {row['task_id']}"
                yield from _arrow("hand-off", arrow, served[parent][-1], served[row["task_id"]][0], agents)


def _arrow(name: str, number: str, earlier: Row, later: Row, agents: dict[str, tuple[int, int]]) -> Iterator[Event]:
    # An arrow leaves within its slice: a microsecond before the end, where there is one.
    leaves = max(whole(earlier["started_at"], MICROSECONDS), whole(_freed(earlier), MICROSECONDS) - 1)
    ends = (("s", earlier, leaves), ("f", later, whole(later["started_at"], MICROSECONDS)))
    for phase, row, moment in ends:
        event = {"name": name, "cat": name, "ph": phase, "id": number, "ts": moment,
                 "pid": agents[row["agent_id"]][0], "tid": row["slot"]}  # fmt: skip
        yield {**event, "bp": "e"} if phase == "f" else event


def _counters(result: RunResult) -> Iterator[Event]:
    agents = _agents(result)
    for row in rows(result, "samples"):
        process = FLEET if row["agent_id"] is None else agents[row["agent_id"]][0]
        for name, column in (("queue", "queue_length"), ("busy slots", "busy_slots"), ("up", "up")):
            yield {"name": name, "ph": "C", "ts": whole(row["at"], MICROSECONDS), "pid": process,
                   "args": {name: row[column]}}  # fmt: skip


def _anomalies(result: RunResult) -> Iterator[Event]:
    for row in rows(result, "anomalies"):
        yield {"name": f"{row['anomaly_type']} ({row['severity']})", "cat": "anomaly", "ph": "i", "s": "g",
               "ts": whole(row["detected_at"], MICROSECONDS), "pid": FLEET, "tid": 0,
               "args": {"anomaly": row["anomaly_id"]}}  # fmt: skip
