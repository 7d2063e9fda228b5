"""The faults that were put in on purpose: which of them the detectors found, and whether the system came back."""

from sim.document.blocks import Block, Heading, Note, Paragraph, table
from sim.document.quantity import count, duration
from sim.document.text import given
from sim.report.facts import InjectedFacts, LabelFacts, ReportFacts
from sim.report.layout import cut, cut_note

_HEADER = ["fault", "from", "to", "agents", "found", "as before, after"]
_NAMED = 3


def faults(facts: ReportFacts) -> list[Block]:
    """Return the section on faults; nothing where none was put in on purpose."""
    injected = facts.injected
    if injected is None:
        return []
    first, last, left_out = cut(injected.labels)
    gap = [["..."] * len(_HEADER)] if left_out else []
    rows = [*map(_cells, first), *gap, *map(_cells, last)]
    return [
        Heading("Faults put in on purpose"),
        Paragraph(f"{_score(injected)} {_recovered(injected)}"),
        table(_HEADER, rows, numbers_from=len(_HEADER)),
        *cut_note(left_out, "fault", "tables/injected.parquet"),
        Note(
            "A fault is found where an anomaly touches one of its agents, or names none, while the fault lasts, within "
            f"{duration(injected.window_s)} (`monitor.window`) after it, or at the end of its wave. As before: from "
            "which window on tasks wait no longer and succeed no less than in any window before the first fault, "
            "counted from the end of the fault."
        ),
    ]


def _score(injected: InjectedFacts) -> str:
    found = sum(label.delay_s is not None for label in injected.labels)
    missed = len(injected.labels) - found
    told = f"Of {count(len(injected.labels), 'fault')} the detector found {found} and missed {missed}"
    if not injected.anomalies:
        return f"{told}; it reported no anomaly."
    anomalies = count(injected.anomalies, "anomaly", "anomalies")
    if not injected.false:
        return f"{told}; {'its anomaly belongs' if injected.anomalies == 1 else f'its {anomalies} belong'} to them."
    return f"{told}; of its {anomalies} {injected.false} {'is' if injected.false == 1 else 'are'} of none of them."


def _recovered(injected: InjectedFacts) -> str:
    if injected.recovered is None:
        return "Whether the system recovered cannot be told: that takes tasks in five windows before the first fault."
    if injected.recovered:
        return "The system recovered: waiting and success came back to what they were before the first fault."
    return (
        "The system has not recovered within this run: waiting or success stayed worse than at any time before the "
        "first fault. Where the fault is over, it is stuck by itself."
    )


def _cells(label: LabelFacts) -> list[str]:
    return [
        label.kind,
        duration(label.from_s),
        "to the end" if label.to_s is None else duration(label.to_s),
        _named(label.agents),
        "missed" if label.delay_s is None else f"after {duration(label.delay_s)}",
        "n/a" if label.recovery_s is None else duration(label.recovery_s),
    ]


def _named(ids: tuple[str, ...]) -> str:
    if not ids:
        return "all arrivals"
    shown = [given(agent_id, 40) for agent_id in ids[:_NAMED]]
    return ", ".join(shown) + (f" and {len(ids) - _NAMED} more" if len(ids) > _NAMED else "")
