"""What a comparison cannot show: by runs that are cut off, and where a warm-up leaves nothing to count."""

from collections.abc import Iterator, Mapping, Sequence

from sim.document.quantity import count, joined
from sim.measures.comparison.result import Comparison, MetricComparison
from sim.report.comparison.metric_text import label
from sim.report.lower_bound import AT_LEAST, warmup_text

_MOST_NAMED = 4


def marked(entry: MetricComparison, name: str, text: str) -> str:
    """Return the text of an alternative's value, marked where it is a lower bound.

    Args:
        entry: the metric.
        name: of the alternative.
        text: the value with its unit.
    """
    return f"{AT_LEAST}{text}" if entry.cut_off.get(name) else text


def why_missing(entry: MetricComparison) -> str | None:
    """Return why no run has a value of a metric, where that is the warm-up; else None.

    Args:
        entry: the metric.
    """
    if entry.leader is None and any(entry.empty.values()):
        return "the warm-up leaves no task to count"
    return None


def without_values(comparison: Comparison) -> str | None:
    """Return that no run has a value of some metrics, and why where that is the warm-up; None: each has values.

    Args:
        comparison: what was found.
    """
    missing = [entry for entry in comparison.metrics if entry.leader is None]
    if not missing:
        return None
    whys = {why_missing(entry) for entry in missing}
    why = whys.pop() if len(whys) == 1 else None
    return f"no run has a value of the {joined([label(entry.metric) for entry in missing])}{f': {why}' if why else ''}"


def why_open(entries: Sequence[MetricComparison], name: str | None = None) -> str | None:
    """Return why no number of replications tells, where every undecided difference has such a reason; else None.

    Args:
        entries: metrics with a difference that is undecided.
        name: of the alternative; None: of all.
    """
    reasons = [
        entry.reasons.get(each)
        for entry in entries
        for each, found in entry.differences.items()
        if name in (None, each) and found.verdict.value == "undecided"
    ]
    known = [reason for reason in reasons if reason is not None]
    return joined(list(dict.fromkeys(known))) if known and len(known) == len(reasons) else None


def completeness_notes(comparison: Comparison, warmups_s: Mapping[str, float]) -> Iterator[str]:
    """Return a sentence on cut-off runs, and one on each metric that a warm-up leaves without a value.

    Args:
        comparison: what was found.
        warmups_s: length of each alternative's warm-up.
    """
    cut_off = [entry for entry in comparison.metrics if any(entry.cut_off.values())]
    if cut_off:
        runs = {name: max(entry.cut_off[name] for entry in cut_off) for name in comparison.alternatives}
        whose = _named([f"{name}: {number}" for name, number in runs.items() if number])
        yield (
            f"The end of the run cuts tasks off (runs of {whose}). What is marked {AT_LEAST.strip()} is a lower bound "
            f"of the {joined([label(entry.metric) for entry in cut_off])}, and proves nothing about who is lower, "
            "whatever the number of replications. A longer horizon would tell."
        )
    for entry in comparison.metrics:
        empty = {name: number for name, number in entry.empty.items() if number and warmups_s[name] > 0.0}
        if empty:
            longest = max(warmups_s[name] for name in empty)
            without = sum(number for number in empty.values())
            yield (
                f"The {label(entry.metric)} has no value in {count(without, 'run')} "
                f"({_named(list(empty))}): {warmup_text(longest)}, and no number of replications would. "
                "Let metrics.warmup end before the last tasks are released."
            )


def _named(texts: Sequence[str]) -> str:
    more = len(texts) - _MOST_NAMED
    return joined([*texts[:_MOST_NAMED], count(more, "other")] if more > 0 else list(texts))
