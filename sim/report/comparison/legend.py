"""How to read the report of a comparison, a sentence an item."""

from collections.abc import Iterator

from sim.document.quantity import joined, percent
from sim.measures.comparison.quantile import least_replications
from sim.measures.comparison.result import Comparison
from sim.measures.metrics.catalogue import SHARES_OF_TASKS
from sim.report.comparison.metric_text import change, label


def legend(comparison: Comparison) -> Iterator[str]:
    """Return what the words and numbers of a comparison mean."""
    sure = percent(comparison.confidence)
    p95, p99 = (least_replications(q, comparison.confidence) for q in (95, 99))
    entries = [entry for entry in comparison.metrics if entry.leader is not None]
    shares = [label(entry.metric) for entry in entries if entry.metric in SHARES_OF_TASKS]
    least = f"; of the {joined(shares)} at least that of as many independent tasks (Wilson)" if shares else ""
    yield f"Interval of a mean: Student's t over replications, {sure}{least}."
    yield (
        "p95 and p99 over runs: how much a run takes, or gives, at most in 95 and 99 of 100; they are shown with order "
        f"statistics as their intervals, which are there from {p95} and {p99} replications on."
    )
    yield (
        f"Differences are paired, replication by replication; all intervals of a metric hold together at {sure} "
        "(Bonferroni), and each verdict is read from its interval."
    )
    yield (
        "Verdict: *better* and *worse* say that the interval leaves out 0, so the direction is sure; *no practical "
        "difference* says that it holds nothing that matters; *undecided* says that more replications are needed, or, "
        "where a reason stands beside it, that none would tell."
    )
    if entries:
        deltas = ", ".join(
            f"{label(each.metric)} {change(each.metric, each.delta)[1:]}{' (as asked)' if each.delta_is_given else ''}"
            for each in entries
        )
        yield f"What matters: {deltas}."
    yield (
        "In bold at the top: on the front, which means that no other alternative is shown to be better in one metric "
        "and not worse, by what matters, in any."
    )
    yield (
        "Best with probability: the share of bootstrap resamples of whole replications in which the alternative has "
        "the best mean."
    )
    yield (
        "Luck shared saved: how many times more replications independent runs would have needed for the same interval."
    )
