"""What to do, and each anomaly: what was seen, what it means."""

from dataclasses import replace

from sim.document.blocks import Block, Heading, Items, Paragraph, table
from sim.document.quantity import count, duration, joined
from sim.document.text import given
from sim.report.actions import LONG, SEVERITIES, actions
from sim.report.evidence import kind_of, meaning_of, seen
from sim.report.facts import AnomalyFacts, FaultFacts, ReportFacts
from sim.report.layout import cut, cut_note

_HEADER = ["wave", "found at", "over at", "agents", "tasks", "what was seen"]
_NAMED = 4  # agents or tasks named in a cell


def anomalies(facts: ReportFacts) -> list[Block]:
    """Return the recommendations, and the anomalies by kind, gravest first."""
    parts = [Heading("Anomalies and recommendations"), *_recommendations(facts)]
    groups: dict[tuple[int, str], list[AnomalyFacts]] = {}
    for anomaly in facts.anomalies:
        groups.setdefault((SEVERITIES.index(anomaly.severity), kind_of(anomaly)), []).append(anomaly)
    for (rank, kind), members in sorted(groups.items(), key=lambda item: item[0]):
        parts += _kind(SEVERITIES[rank], kind, members)
    return [*parts, *_faults(facts.faults)]


def _recommendations(facts: ReportFacts) -> list[Block]:
    urgent = actions(facts)
    if not urgent:
        return [Paragraph("No anomaly was found, and no target was missed. There is nothing to do.")]
    lines = tuple(f"{action.why} {action.what}" for action in urgent)
    none = [] if facts.anomalies else [Paragraph("No anomaly was found.")]
    return [*none, Paragraph("What to do, most urgent first:"), Items(lines, numbered=True)]


def _kind(severity: str, kind: str, members: list[AnomalyFacts]) -> list[Block]:
    first, last, left_out = cut(members)
    gap = [["..."] * len(_HEADER)] if left_out else []
    rows = [*map(_cells, first), *gap, *map(_cells, last)]
    anchors = [one.anchor for one in first] + [""] * len(gap) + [one.anchor for one in last]
    advice = dict.fromkeys(given(anomaly.recommendation, LONG) for anomaly in members)
    return [
        Heading(f"{kind} ({severity}, {count(len(members), 'time')})", level=3),
        Paragraph(f"{meaning_of(members[0])} {' '.join(list(advice)[:_NAMED])}"),
        replace(table(_HEADER, rows, numbers_from=len(_HEADER)), anchors=tuple(anchors)),
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
    shown = [given(text, 40) for text in ids[:_NAMED]]
    return ", ".join(shown) if len(ids) <= _NAMED else f"{', '.join(shown)} and {len(ids) - _NAMED} more"


def _faults(faults: tuple[FaultFacts, ...]) -> list[Block]:
    if not faults:
        return []
    where = joined(list(dict.fromkeys(given(fault.where) for fault in faults)))
    caught = count(sum(fault.times for fault in faults), "exception")
    story = f"The run went on without what {where} should have decided. {caught}, with tracebacks in `run.log`."
    header = ["where", "times", "first at", "the first", "instead"]
    return [
        Heading("Exceptions caught inside the run", level=3),
        Paragraph(story),
        table(header, map(_fault, faults), numbers_from=5),
    ]


def _fault(fault: FaultFacts) -> list[str]:
    what = f"{given(fault.error_type)}: {given(fault.message, 200)}"
    return [given(fault.where), str(fault.times), duration(fault.first_s), what, given(fault.fallback)]
