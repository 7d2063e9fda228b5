"""A run as OpenTelemetry spans of agents (OTLP/JSON, GenAI conventions): a span a task, below it one an attempt.

Source: OpenTelemetry, "Semantic conventions for generative AI", and the JSON encoding of OTLP. `buddy-sim fit` reads it
back to the same attempts.
"""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sim.record.result import RunResult
from sim.report.traces.rows import Row, rows

Span = dict[str, Any]
INTERNAL, ERROR = 1, 2
_SECOND_NS = 1_000_000_000


def otlp_trace(result: RunResult) -> dict[str, Any]:
    """Return a document of spans; attempts that never began service are left out.

    Args:
        result: of a run.
    """
    trace = _digest(f"{result.scenario.fingerprint()} {result.summary.seed} {result.summary.replication}", 32)
    attempts: dict[str, list[Row]] = defaultdict(list)
    for row in rows(result, "attempts"):
        if row["served"] > 0.0:
            attempts[row["task_id"]].append(row)
    epoch_ns = _nanoseconds(result.scenario.epoch)
    spans = [span for task, own in attempts.items() for span in _task(trace, task, own, epoch_ns)]
    resource = {"attributes": _attributes({"service.name": "buddy-sim", "buddy_sim.scenario": result.scenario.name})}
    return {"resourceSpans": [{"resource": resource, "scopeSpans": [{"scope": {"name": "buddy-sim"}, "spans": spans}]}]}


def _nanoseconds(epoch: datetime) -> int:
    """Whole nanoseconds since 1970: a float has not enough digits."""
    since = epoch - datetime(1970, 1, 1, tzinfo=epoch.tzinfo)
    return (since // timedelta(microseconds=1)) * 1000


def _task(trace: str, task: str, attempts: Sequence[Row], epoch_ns: int) -> list[Span]:
    parent = _digest(f"{trace} {task}", 16)
    start = min(row["started_at"] for row in attempts)
    end = max(row["ended_at"] for row in attempts)
    whole = _span(trace, parent, None, f"task {task}", (start, end), epoch_ns, {"buddy_sim.task.id": task})
    return [whole, *(_attempt(trace, parent, task, row, epoch_ns) for row in attempts)]


def _attempt(trace: str, parent: str, task: str, row: Row, epoch_ns: int) -> Span:
    attributes: dict[str, Any] = {
        "gen_ai.operation.name": "invoke_agent",
        "gen_ai.agent.name": row["agent_id"],
        "buddy_sim.task.id": task,
        "buddy_sim.attempt": row["attempt"],
    }
    if not row["succeeded"]:
        attributes["error.type"] = row["error_class"]
    number = _digest(f"{parent} {row['attempt']}", 16)
    name, span = f"invoke_agent {row['agent_id']}", (row["started_at"], row["ended_at"])
    made = _span(trace, number, parent, name, span, epoch_ns, attributes)
    return made if row["succeeded"] else {**made, "status": {"code": ERROR}}


def _span(
    trace: str,
    number: str,
    parent: str | None,
    name: str,
    times_s: tuple[float, float],
    epoch_ns: int,
    attributes: Mapping[str, Any],
) -> Span:
    start, end = (epoch_ns + round(moment * _SECOND_NS) for moment in times_s)
    return {
        "traceId": trace,
        "spanId": number,
        **({} if parent is None else {"parentSpanId": parent}),
        "name": name,
        "kind": INTERNAL,
        "startTimeUnixNano": str(start),
        "endTimeUnixNano": str(end),
        "attributes": _attributes(attributes),
    }


def _attributes(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"key": key, "value": _value(value)} for key, value in values.items()]


def _value(value: Any) -> dict[str, Any]:
    return {"intValue": str(value)} if isinstance(value, int) else {"stringValue": str(value)}


def _digest(text: str, digits: int) -> str:
    """Return an id that is the same whenever the run is: spans can be found again."""
    return hashlib.sha256(text.encode()).hexdigest()[:digits]
