"""How to read the report of a comparison, a sentence an item."""

import math
from collections.abc import Iterator

from sim.document.quantity import count, joined, percent
from sim.measures.comparison.families import family_of
from sim.measures.comparison.quantile import least_replications
from sim.measures.comparison.result import Comparison
from sim.measures.comparison.unseen import runs_to_see, unseen_share
from sim.measures.metrics.catalogue import SHARES_OF_TASKS
from sim.report.comparison.metric_text import change, label


def legend(comparison: Comparison) -> Iterator[str]:
    """Return what the words and numbers of a comparison mean."""
    sure = percent(comparison.confidence)
    p95, p99 = (least_replications(q, comparison.confidence) for q in (95, 99))
    entries = [entry for entry in comparison.metrics if entry.leader is not None]
    shares = [label(entry.metric) for entry in entries if entry.metric in SHARES_OF_TASKS]
    least = f"; of the {joined(shares)} at least that of as many independent tasks (Wilson)" if shares else ""
    yield (
        f"Interval of a mean: Student's t over replications, {sure}{least}; further out on the side of a long tail "
        "(Hall); where all values are the same, as far as others can be, or open."
    )
    yield (
        "p95 and p99 over runs: how much a run takes, or gives, at most in 95 and 99 of 100; they are shown with order "
        f"statistics as their intervals, which are there from {p95} and {p99} replications on."
    )
    yield from _assumed(comparison)
    yield (
        f"Differences are paired, replication by replication; all intervals of a metric hold together at {sure} "
        "(Bonferroni), and each verdict is read from its interval; where what matters is a share of the baseline's "
        "mean, as surely as these runs know that mean."
    )
    yield (
        "Verdict: *better* and *worse* say that the interval leaves out 0, so the direction is sure; *no practical "
        "difference* says that it holds nothing that matters; *undecided* is neither. Beside it stands how many "
        "replications would probably (80 %) tell, if the difference and its spread are what they seem; or why none is "
        "known to."
    )
    if any(pair.skewed is not None for entry in entries for pair in entry.differences.values()):
        yield (
            "Skewed: the differences have a long tail, and 25 times their squared skewness are wanted (Cochran). The "
            "interval reaches further on that side; how far is less sure than of others."
        )
    if entries:
        deltas = ", ".join(
            f"{label(each.metric)} {change(each.metric, each.delta)[1:]}{' (as asked)' if each.delta_is_given else ''}"
            for each in entries
        )
        yield f"What matters: {deltas}."
    yield _what_decides(comparison, len({family_of(entry.metric) for entry in entries}))
    yield (
        "In bold at the top: on the front, which means that no other alternative is shown to be better in one metric "
        "and not worse, by what matters, in any. On the front with probability: the share of bootstrap resamples of "
        "whole replications in which no other alternative has means as good in all metrics."
    )
    yield (
        "Best with probability: the chance that the alternative's true mean is the best, given these replications and "
        "nothing known before."
    )
    yield (
        "Luck shared saved: how many times more replications independent runs would have needed for the same interval."
    )


def _assumed(comparison: Comparison) -> Iterator[str]:
    """Return what no interval holds: runs of a kind that these replications did not show."""
    if len(comparison.certain) == len(comparison.alternatives):
        yield "Nothing is left to chance in these scenarios: every replication is the same, and one run is the truth."
        return
    error = 1.0 - comparison.confidence
    if comparison.replications > 0:
        share = math.floor(1.0 / unseen_share(comparison.replications, error))
        yield (
            f"Assumed: no kind of run that these {count(comparison.replications, 'replication')} did not show matters. "
            f"One that comes once in {share} runs would hardly have been missed ({percent(error)}); to see one "
            f"that comes once in 100 takes {runs_to_see(error)}."
        )


def _what_decides(comparison: Comparison, questions: int) -> str:
    no_worse = "every other metric is shown to be worse by no more than what matters"
    if comparison.primary is not None:
        return f"Decides: the {label(comparison.primary)}. A change is advised where it is better and {no_worse}."
    among = f"an error of {percent(1.0 - comparison.confidence)} that {questions} questions share"
    shared = f" at {among} (the mean and the percentiles of one time are one)" if questions > 1 else ""
    return (
        f"No metric is named as the one that decides (--primary): a change is advised where some metric is better"
        f"{shared} and {no_worse}."
    )
