"""OpenTelemetry spans of agents (OTLP/JSON, GenAI or OpenInference): a document, or an object a line."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sim.fit.opened import head
from sim.fit.reader import Columns, LogError, Reader

AGENT_OPERATIONS = ("invoke_agent", "invoke_workflow")
ERROR_CODE = 2


def _claims(path: Path) -> bool:
    return path.is_file() and "resourceSpans" in head(path)


def _read(path: Path, asked: Mapping[str, str]) -> Columns:
    if asked:
        raise LogError("the fields of spans are known: --map does not go with them")
    spans: list[dict[str, Any]] = []
    torn = 0
    for item in _objects(path):
        if item is None:
            torn += 1
            continue
        spans += [span for group in _list(item, "resourceSpans") for scope in _list(group, "scopeSpans")
                  for span in _list(scope, "spans") if isinstance(span, dict)]  # fmt: skip
    chosen = _attempts(spans)
    if not chosen:
        raise LogError(
            f"{path} holds no span of an agent; expected gen_ai.operation.name = invoke_agent, or AGENT spans"
        )
    values = _columns(chosen)
    notes = (f"{len(chosen)} of {len(spans)} spans are attempts: {_what(chosen[0][1])}",
             "spans of one name below one parent are attempts at one task")  # fmt: skip
    return Columns(values, torn, notes)


def _objects(path: Path) -> Iterator[Any]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise LogError(f"{path} cannot be read: {error.strerror or error}") from error
    try:
        yield json.loads(data)
        return
    except (ValueError, RecursionError):
        pass  # more than one document: one a line
    for line in data.splitlines():
        if line.strip():
            try:
                yield json.loads(line)
            except (ValueError, RecursionError):
                yield None


def _list(value: Any, name: str) -> list[Any]:
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, list) else []


def _attributes(span: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for item in _list(span, "attributes"):
        value = item.get("value") if isinstance(item, dict) else None
        if isinstance(value, dict) and isinstance(item.get("key"), str):
            found[item["key"]] = next((_plain(kind, content) for kind, content in value.items()), None)
    return found


def _plain(kind: str, content: Any) -> Any:
    if kind == "intValue":
        try:
            return int(content)
        except (TypeError, ValueError):
            return None
    return content


def _what(attributes: Mapping[str, Any]) -> str:
    return str(attributes.get("gen_ai.operation.name") or attributes.get("openinference.span.kind") or "")


def _attempts(spans: list[dict[str, Any]]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Return the spans that are attempts: of agents; where there are none, the calls of models."""
    known = [(span, _attributes(span)) for span in spans]
    for operations in (AGENT_OPERATIONS, ("AGENT",), ("chat",), ("LLM",)):
        chosen = [(span, attributes) for span, attributes in known if _what(attributes) in operations]
        if chosen:
            return chosen
    return []


def _columns(chosen: list[tuple[dict[str, Any], dict[str, Any]]]) -> dict[str, list[Any]]:
    values: dict[str, list[Any]] = {name: [] for name in
        ("task", "agent", "start", "end", "outcome", "error", "input_tokens", "output_tokens", "run")}  # fmt: skip
    for span, attributes in chosen:
        parent = span.get("parentSpanId") or attributes.get("gen_ai.conversation.id") or attributes.get("session.id")
        named = attributes.get("buddy_sim.task.id")  # attempts of other agents at a task are spans of other names
        values["task"].append(named or f"{parent or span.get('traceId')} {span.get('name', '')}".strip())
        values["agent"].append(
            attributes.get("gen_ai.agent.name") or attributes.get("agent.name")
            or attributes.get("gen_ai.agent.id") or attributes.get("gen_ai.request.model") or span.get("name")
        )  # fmt: skip
        values["start"].append(_seconds(span.get("startTimeUnixNano")))
        values["end"].append(_seconds(span.get("endTimeUnixNano")))
        status = span.get("status")
        is_error = isinstance(status, dict) and status.get("code") in (ERROR_CODE, "STATUS_CODE_ERROR")
        error = attributes.get("error.type") or attributes.get("exception.type")
        values["outcome"].append(not (is_error or error))
        values["error"].append(error or ("error" if is_error else None))
        values["input_tokens"].append(
            attributes.get("gen_ai.usage.input_tokens", attributes.get("llm.token_count.prompt"))
        )
        values["output_tokens"].append(
            attributes.get("gen_ai.usage.output_tokens", attributes.get("llm.token_count.completion"))
        )
        values["run"].append("")
    return values


def _seconds(nanoseconds: Any) -> float | None:
    """Whole seconds and the rest apart: nanoseconds since 1970 need more digits than a float has."""
    try:
        whole = int(nanoseconds)
    except (TypeError, ValueError):
        return None
    return whole // 1_000_000_000 + (whole % 1_000_000_000) / 1e9


READER = Reader("otel", "OpenTelemetry spans of agents, OTLP/JSON", _claims, _read)
