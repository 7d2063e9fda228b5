"""An anomaly in words: of what kind it is, what was seen, and what it means.

The words stand in `sim.record.conditions`; here their fields are filled in, each by the formatter that it names. An
anomaly that the table does not have, found by a detector of one's own, is shown by its type and key by key.
"""

from collections.abc import Callable, Mapping
from string import Formatter
from typing import Any

from sim.document.quantity import count, duration, number, percent
from sim.document.text import given
from sim.record.conditions import Condition, Say, condition_of
from sim.report.facts import AnomalyFacts

Evidence = Mapping[str, Any]


def kind_of(anomaly: AnomalyFacts) -> str:
    """Return the kind of an anomaly in words."""
    condition = _condition(anomaly)
    return given(anomaly.anomaly_type.replace("_", " ").capitalize()) if condition is None else condition.title


def meaning_of(anomaly: AnomalyFacts) -> str:
    """Return what an anomaly means, in one sentence; nothing where its kind is not known."""
    condition = _condition(anomaly)
    return "" if condition is None else condition.meaning


def seen(anomaly: AnomalyFacts) -> str:
    """Return what was seen, as Markdown on one line; evidence of an unknown shape is shown key by key."""
    condition = _condition(anomaly)
    words = None if condition is None else _in_words(condition, anomaly.evidence)
    return _key_by_key(anomaly.evidence) if words is None else words


def _condition(anomaly: AnomalyFacts) -> Condition | None:
    return condition_of(anomaly.anomaly_type, anomaly.evidence)


def _in_words(condition: Condition, evidence: Evidence) -> str | None:
    try:
        parts = [words for choices in condition.seen if (words := _first(choices, evidence)) is not None]
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        return None
    return "; ".join(parts) or None


def _first(choices: tuple[Say, ...], evidence: Evidence) -> str | None:
    for say in choices:
        if all(evidence.get(field) is not None for field in (*fields_of(say), *say.needs)):
            return _filled(say.words, evidence)
    return None


def fields_of(say: Say) -> tuple[str, ...]:
    """Return the fields of the evidence that some words show.

    >>> fields_of(Say("{a:percent b} of {c:tasks}"))
    ('a', 'b', 'c')
    """
    fields: list[str] = []
    for _, name, spec, _ in Formatter().parse(say.words):
        fields += [name, *(spec or "").split()[1:]] if name else []
    return tuple(fields)


def _filled(words: str, evidence: Evidence) -> str:
    text = ""
    for plain, name, spec, _ in Formatter().parse(words):
        text += plain
        if name:
            formatter, *beside = (spec or "number").split()
            text += FORMATTERS[formatter](evidence[name], *(evidence[field] for field in beside))
    return text


def _key_by_key(e: Evidence) -> str:
    plain = [(key, value) for key, value in e.items() if isinstance(value, int | float | str)]
    shown = (f"{given(key)} {given(value) if isinstance(value, str) else number(value)}" for key, value in plain)
    return ", ".join(shown) or "see `tables/anomalies.parquet`"


def _by_gate(gates: list[Evidence]) -> str:
    return ", ".join(f"{given(str(g['gate']))} {g['verdict']} {g['refusals']}" for g in gates)


def _by_limit(limits: list[Evidence]) -> str:
    return ", ".join(f"{given(str(each['limit']))} {each['refusals']}" for each in limits)


def _outages(outages: list[Evidence]) -> str:
    first = outages[0]
    waited = f"{count(first['queued'], 'task')} waited at {given(first['agent_id'])} from {duration(first['at_s'])} on"
    return waited if len(outages) == 1 else f"{count(len(outages), 'outage')}; in the first {waited}"


FORMATTERS: Mapping[str, Callable[..., str]] = {
    "number": number,
    "percent": percent,
    "duration": duration,
    "text": lambda value: given(str(value), 160),
    "a_minute": lambda a_second: number(60.0 * a_second),
    "tasks": lambda value: count(value, "task"),
    "attempts": lambda value: count(value, "attempt"),
    "agents": lambda value: count(value, "agent"),
    "slots": lambda value: count(value, "slot"),
    "refusals": lambda value: count(value, "refusal"),
    "most": lambda by_agent: duration(max(by_agent.values())),
    "least": lambda by_agent: duration(min(by_agent.values())),
    "gates": _by_gate,
    "limits": _by_limit,
    "outages": _outages,
}
"""How a field is shown, by the name that stands behind it in the words."""
