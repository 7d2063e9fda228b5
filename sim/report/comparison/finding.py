"""The finding of a comparison in a sentence a metric: who, by how much, how sure."""

from sim.document.quantity import joined, percent
from sim.document.text import given, strong
from sim.measures.comparison.result import Comparison, MetricComparison
from sim.measures.comparison.verdict import Verdict
from sim.report.comparison.completeness import why_missing, why_open, without_values
from sim.report.comparison.metric_text import change, label, span, unit_of

MOST_NAMED = 4
"""Alternatives of one verdict that a sentence names one by one; of more it tells how many they are."""


def headline(comparison: Comparison) -> list[str]:
    """Return one sentence for each metric, in the order asked for, and one for all of which no run has a value."""
    said = [finding(entry) for entry in comparison.metrics if entry.leader is not None]
    missing = without_values(comparison)
    return said if missing is None else [*said, f"{missing[:1].upper()}{missing[1:]}."]


def finding(entry: MetricComparison) -> str:
    """Return what one metric says of the alternatives, in a sentence.

    Args:
        entry: the metric.
    """
    if entry.leader is None:
        why = why_missing(entry)
        return f"{strong(label(entry.metric))}: no run has a value{f', since {why}' if why else ''}."
    groups = {
        verdict: [name for name, found in entry.differences.items() if found.verdict is verdict] for verdict in Verdict
    }
    base = f"`{given(entry.baseline)}`"
    parts = [
        *_directed(entry, groups[Verdict.BETTER], f"better than {base}"),
        *_directed(entry, groups[Verdict.WORSE], f"worse than {base}"),
    ]
    same, open_ = groups[Verdict.NO_PRACTICAL_DIFFERENCE], groups[Verdict.UNDECIDED]
    if same:
        parts.append(f"{_names(same)} {_verb(same)} no practical difference from {base}")
    if open_ and entry.incomparable is not None:
        reasons = joined(list(dict.fromkeys(entry.reasons.get(name) or entry.incomparable for name in open_)))
        parts.append(f"{_names(open_)} {'is' if len(open_) == 1 else 'are'} neither better nor worse: {reasons}")
    elif open_:
        why = why_open([entry])
        parts.append(f"{_names(open_)} cannot be told from {base}{f', since {why}' if why else ' yet'}")
    chance = entry.probability_of_best.get(entry.leader)
    best = "" if chance is None else f" Best with probability {percent(chance)}: `{given(entry.leader)}`."
    return f"{strong(_upper(label(entry.metric)))}: {'; '.join(parts) or 'there is only one alternative'}.{best}"


def _directed(entry: MetricComparison, names: list[str], what: str) -> list[str]:
    if len(names) > MOST_NAMED:
        return [_summed(entry, names, what)]
    sentences = []
    for name in names:
        found = entry.differences[name]
        low, high = found.low, found.high
        way = "lower" if (found.difference or 0.0) < 0.0 else "higher"
        unit = unit_of(entry.metric, (found.difference, low, high))
        by = change(entry.metric, found.difference, unit)[1:]
        if low is not None and high is not None and low * high > 0.0:
            near, far = sorted((abs(low), abs(high)))
            sure = f"{change(entry.metric, near, unit)[1:]} to {change(entry.metric, far, unit)[1:]}"
        else:
            sure = span(entry.metric, low, high, unit)
        sentences.append(f"`{given(name)}` is {what}: {by} {way} ({sure})")
    return sentences


def _summed(entry: MetricComparison, names: list[str], what: str) -> str:
    found = [entry.differences[name].difference or 0.0 for name in names]
    way = "lower" if found[0] < 0.0 else "higher"
    near, far = min(found, key=abs), max(found, key=abs)
    unit = unit_of(entry.metric, (near, far))
    reach = f"{change(entry.metric, near, unit)[1:]} to {change(entry.metric, far, unit)[1:]}"
    return f"{len(names)} others are {what}: {reach} {way}"


def _names(names: list[str]) -> str:
    shown = names if len(names) <= MOST_NAMED else names[: MOST_NAMED - 1]
    others = [f"{len(names) - len(shown)} others"] if len(names) > len(shown) else []
    return joined([*(f"`{given(name)}`" for name in shown), *others])


def _verb(names: list[str]) -> str:
    return "makes" if len(names) == 1 else "make"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
