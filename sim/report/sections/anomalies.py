"""What to do, and each anomaly: what was seen, what it means."""

from sim.report.actions import LONG, SEVERITIES, actions
from sim.report.escape import inline
from sim.report.evidence import kind_of, meaning_of, seen
from sim.report.facts import AnomalyFacts, FaultFacts, ReportFacts
from sim.report.layout import cut, cut_note, table
from sim.report.quantity import count, duration, joined

_HEADER = ["wave", "found at", "over at", "agents", "tasks", "what was seen"]
_NAMED = 4  # agents or tasks named in a cell


def anomalies(facts: ReportFacts) -> list[str]:
    """Return the recommendations, and the anomalies by kind, gravest first."""
    parts = ["## Anomalies and recommendations", *_recommendations(facts)]
    groups: dict[tuple[int, str], list[AnomalyFacts]] = {}
    for anomaly in facts.anomalies:
        groups.setdefault((SEVERITIES.index(anomaly.severity), kind_of(anomaly)), []).append(anomaly)
    for (rank, kind), members in sorted(groups.items(), key=lambda item: item[0]):
        parts += _kind(SEVERITIES[rank], kind, members)
    return [*parts, *_faults(facts.faults)]


def _recommendations(facts: ReportFacts) -> list[str]:
    found = actions(facts)
    if not found:
        return ["No anomaly was found, and no target was missed. There is nothing to do."]
    lines = [f"{place}. {action.why} {action.what}" for place, action in enumerate(found, start=1)]
    none = [] if facts.anomalies else ["No anomaly was found."]
    return [*none, "What to do, most urgent first:", "\n".join(lines)]


def _kind(severity: str, kind: str, members: list[AnomalyFacts]) -> list[str]:
    first, last, left_out = cut(members)
    gap = [["..."] * len(_HEADER)] if left_out else []
    rows = [*map(_cells, first), *gap, *map(_cells, last)]
    advice = dict.fromkeys(inline(anomaly.recommendation, LONG) for anomaly in members)
    return [
        f"### {kind} ({severity}, {count(len(members), 'time')})",
        f"{meaning_of(members[0])} {' '.join(list(advice)[:_NAMED])}",
        table(_HEADER, rows, numbers_from=len(_HEADER)),
        *cut_note(left_out, "line", "tables/anomalies.parquet"),
    ]


def _cells(anomaly: AnomalyFacts) -> list[str]:
    return [
        str(anomaly.wave),
        duration(anomaly.detected_s),
        "still open" if anomaly.closed_s is None else duration(anomaly.closed_s),
        _named(anomaly.agents),
        _named(anomaly.tasks),
        seen(anomaly),
    ]


def _named(ids: tuple[str, ...]) -> str:
    if not ids:
        return "none"
    shown = [inline(text, 40) for text in ids[:_NAMED]]
    return ", ".join(shown) if len(ids) <= _NAMED else f"{', '.join(shown)} and {len(ids) - _NAMED} more"


def _faults(faults: tuple[FaultFacts, ...]) -> list[str]:
    if not faults:
        return []
    where = joined(list(dict.fromkeys(inline(fault.where) for fault in faults)))
    caught = count(sum(fault.times for fault in faults), "exception")
    story = f"The run went on without what {where} should have decided. {caught}, with tracebacks in `run.log`."
    header = ["where", "times", "first at", "the first", "instead"]
    return ["### Exceptions caught inside the run", story, table(header, map(_fault, faults), numbers_from=5)]


def _fault(fault: FaultFacts) -> list[str]:
    what = f"{inline(fault.error_type)}: {inline(fault.message, 200)}"
    return [inline(fault.where), str(fault.times), duration(fault.first_s), what, inline(fault.fallback)]
