"""A run as Chrome trace events: a process an agent, a thread a slot; for Perfetto and chrome://tracing.

Source: "Trace Event Format", the Chromium project.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from sim.record.result import RunResult
from sim.report.traces.events import FLEET, MICROSECONDS, Event, agents_of, freed_at, had_slot, instant, slice_of
from sim.report.traces.rows import Row, rows, whole
from sim.report.traces.trouble import breakers, faults, starts_at_limits, waits_at_limits
from sim.workload.depends_on_field import parents


def chrome_trace(result: RunResult) -> dict[str, Any]:
    """Return a document of trace events.

    Attempts are slices of the slot that served them, waits at limits lie within them; other waits, back-off, outages
    and faults that were put in are slices of their own tracks; arrows lead from an attempt to the next one of its task
    and from a task to those that depend on it; marks stand where limits refused, breakers moved and anomalies were
    found; counters follow queues, busy slots, and what runs at limits. Times are the virtual ones, in microseconds.

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
            *waits_at_limits(result),
            *starts_at_limits(result),
            *faults(result),
            *breakers(result),
            *_anomalies(result),
        ],
        "displayTimeUnit": "ms",
        "otherData": {"scenario": result.scenario.name, "seed": str(result.summary.seed)},
    }


def _names(result: RunResult) -> Iterator[Event]:
    yield _meta(FLEET, None, "process_name", "fleet")
    for agent_id, (process, slots) in agents_of(result).items():
        yield _meta(process, None, "process_name", agent_id)
        yield {**_meta(process, None, "process_sort_index", ""), "args": {"sort_index": process}}
        for slot in range(slots):
            yield _meta(process, slot, "thread_name", f"slot {slot}")
        yield _meta(process, slots, "thread_name", "down")


def _meta(process: int, thread: int | None, name: str, value: str) -> Event:
    event = {"name": name, "ph": "M", "pid": process, "args": {"name": value}}
    return event if thread is None else {**event, "tid": thread}


def _attempts(result: RunResult) -> Iterator[Event]:
    agents = agents_of(result)
    for row in rows(result, "attempts"):
        if not had_slot(row):
            continue
        yield {
            **slice_of(row["task_id"], "attempt", row["slot_at"], freed_at(row)),
            "pid": agents[row["agent_id"]][0],
            "tid": row["slot"],
            "args": {
                "attempt": row["attempt"],
                "copy": row["copy"],
                "outcome": "succeeded" if row["succeeded"] else row["error_class"],
                "served_s": row["served"],
                "predicted_success": row["predicted_success"],
            },
        }


def _waits(result: RunResult) -> Iterator[Event]:
    """Waits and back-off overlap at will: nestable asynchronous slices, one track a task."""
    agents = agents_of(result)
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
    agents = agents_of(result)
    end = max([0.0, *(row["ended_at"] for row in rows(result, "waves"))])
    for row in rows(result, "outages"):
        process, slots = agents[row["agent_id"]]
        until = max(end, row["started_at"]) if row["ended_at"] is None else row["ended_at"]
        yield {**slice_of("down", "outage", row["started_at"], until), "pid": process, "tid": slots,
               "args": {"queued": row["queued"]}}  # fmt: skip


def _flows(result: RunResult) -> Iterator[Event]:
    agents = agents_of(result)
    served: dict[str, list[Row]] = defaultdict(list)
    for row in rows(result, "attempts"):
        if had_slot(row) and not row["copy"]:
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
    leaves = max(whole(earlier["started_at"], MICROSECONDS), whole(freed_at(earlier), MICROSECONDS) - 1)
    ends = (("s", earlier, leaves), ("f", later, whole(later["started_at"], MICROSECONDS)))
    for phase, row, moment in ends:
        event = {"name": name, "cat": name, "ph": phase, "id": number, "ts": moment,
                 "pid": agents[row["agent_id"]][0], "tid": row["slot"]}  # fmt: skip
        yield {**event, "bp": "e"} if phase == "f" else event


def _counters(result: RunResult) -> Iterator[Event]:
    agents = agents_of(result)
    for row in rows(result, "samples"):
        process = FLEET if row["agent_id"] is None else agents[row["agent_id"]][0]
        for name, column in (("queue", "queue_length"), ("busy slots", "busy_slots"), ("up", "up")):
            yield {"name": name, "ph": "C", "ts": whole(row["at"], MICROSECONDS), "pid": process,
                   "args": {name: row[column]}}  # fmt: skip


def _anomalies(result: RunResult) -> Iterator[Event]:
    for row in rows(result, "anomalies"):
        found = instant(f"{row['anomaly_type']} ({row['severity']})", "anomaly", row["detected_at"], FLEET, "g")
        yield {**found, "args": {"anomaly": row["anomaly_id"]}}
