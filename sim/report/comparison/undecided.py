"""What would decide an undecided difference, in words; and what makes a number less sure than it looks."""

from sim.document.quantity import count
from sim.measures.comparison.paired import PairedDifference
from sim.measures.comparison.result import Comparison, MetricComparison
from sim.measures.comparison.verdict import Verdict


def rounded_up(number: int) -> int:
    """Return a number of replications with no more digits than a forecast is worth: two.

    >>> [rounded_up(number) for number in (7, 43, 238, 1201)]
    [7, 43, 240, 1300]
    """
    unit = int("1" + "0" * max(0, len(str(number)) - 2))
    return -(-number // unit) * unit


def what_would_tell(entry: MetricComparison, name: str) -> str | None:
    """Return what would decide a difference; None where it is decided, or nothing is known to.

    Args:
        entry: the metric.
        name: of the alternative.
    """
    found, reason = entry.differences[name], entry.reasons.get(name)
    if reason:
        return reason
    if found.verdict is not Verdict.UNDECIDED or found.needed is None:
        return None
    alike = "all the same; " if found.all_the_same else ""
    return f"{alike}about {count(rounded_up(found.needed), 'replication')}"


def skewed(found: PairedDifference) -> str:
    """Return a warning behind an interval that rests on few and skewed differences; empty where it does not.

    Args:
        found: the difference.
    """
    return "" if found.skewed is None else f" (skewed: wants {count(rounded_up(found.skewed), 'replication')})"


def of_runs(entry: MetricComparison, comparison: Comparison, name: str) -> str:
    """Return behind a mean over how many runs it is, where some have no value or it was dropped; else empty.

    Args:
        entry: the metric.
        comparison: that it belongs to.
        name: of the alternative.
    """
    runs, missing = comparison.runs_of(name), entry.missing.get(name, 0)
    if missing:
        return f" ({runs - missing} of {runs} runs)"
    return f" ({runs} runs)" if runs < comparison.replications else ""
