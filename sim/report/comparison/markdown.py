"""report.md of a comparison: the finding first, then the numbers behind it."""

from collections.abc import Iterator

from sim.measures.comparison.metric_catalogue import SHARES_OF_TASKS
from sim.measures.comparison.result import Comparison, MetricComparison
from sim.report.comparison.advice import advice
from sim.report.comparison.finding import headline
from sim.report.comparison.metric_text import change, label, range_of, span, value
from sim.report.escape import inline
from sim.report.layout import blocks, table
from sim.report.quantity import NOT_DEFINED, count, joined, number, percent

_SPREAD = (5, 50, 95)  # percentiles over replications that the report shows
_EXTREMES = (95, 99)  # and those with an interval


def render_comparison(comparison: Comparison, command: str, notes: tuple[str, ...] = ()) -> str:
    """Return the report of a comparison as Markdown: the same comparison gives the same text.

    Args:
        comparison: what was found.
        command: that repeats it.
        notes: how it was run, one sentence each.
    """
    return blocks(_parts(comparison, command, notes))


def _parts(comparison: Comparison, command: str, notes: tuple[str, ...]) -> Iterator[str]:
    alternatives = count(len(comparison.alternatives), "alternative")
    yield f"# Comparison: {inline(comparison.scenario)}"
    yield from advice(comparison)
    yield (
        f"{alternatives.capitalize()} in {count(comparison.replications, 'replication')} each, on common random "
        "numbers: in each replication all of them met the same tasks, the same luck and the same outages."
    )
    yield "\n".join(f"- {sentence}" for sentence in headline(comparison))
    if comparison.failed:
        yield (
            f"**{count(comparison.failed, 'run').capitalize()} failed** and count in no mean; "
            "`runs.parquet` says why, run by run."
        )
    yield from (f"{note}" for note in notes)
    for entry in comparison.metrics:
        yield f"## {label(entry.metric).capitalize()}"
        yield _alternatives(entry, comparison)
        yield _extremes(entry, comparison)
        if entry.differences:
            yield _differences(entry)
    yield "## How to read this"
    yield _legend(comparison)
    yield "## How to repeat it"
    yield f"    {command}"


def _alternatives(entry: MetricComparison, comparison: Comparison) -> str:
    sure = percent(comparison.confidence)
    header = ["alternative", "mean", f"{sure} interval", "5 % / 50 % / 95 % of runs", "best with probability"]
    rows = []
    for name in comparison.alternatives:
        mean, spread = entry.means[name], entry.quantiles[name]
        rows.append(
            [
                f"{inline(name)}{' (baseline)' if name == entry.baseline else ''}",
                value(entry.metric, mean.mean),
                range_of(entry.metric, mean.low, mean.high),
                " / ".join(value(entry.metric, spread[q].quantile) for q in _SPREAD),
                percent(entry.probability_of_best[name]),
            ]
        )
    return table(header, rows)


def _extremes(entry: MetricComparison, comparison: Comparison) -> str:
    sure = percent(comparison.confidence)
    header = ["over runs", *(cell for q in _EXTREMES for cell in (f"p{q}", f"{sure} interval"))]
    rows = []
    for name in comparison.alternatives:
        found = [entry.quantiles[name][q] for q in _EXTREMES]
        cells = [
            cell
            for at in found
            for cell in (value(entry.metric, at.quantile), range_of(entry.metric, at.low, at.high))
        ]  # fmt: skip
        rows.append([inline(name), *cells])
    return table(header, rows)


def _differences(entry: MetricComparison) -> str:
    header = ["against the baseline", "difference", "interval", "verdict", "luck shared saved"]
    rows = []
    for name, found in entry.differences.items():
        saved = found.variance_reduction
        rows.append(
            [
                inline(name),
                change(entry.metric, found.difference),
                span(entry.metric, found.low, found.high),
                f"**{found.verdict}**",
                NOT_DEFINED if saved is None else f"x {number(saved)}",
            ]
        )
    return table(header, rows)


def _legend(comparison: Comparison) -> str:
    sure = percent(comparison.confidence)
    deltas = ", ".join(
        f"{label(entry.metric)} {change(entry.metric, entry.delta)[1:]}{' (as asked)' if entry.delta_is_given else ''}"
        for entry in comparison.metrics
    )
    shares = [label(entry.metric) for entry in comparison.metrics if entry.metric in SHARES_OF_TASKS]
    least = f"; of the {joined(shares)} at least that of as many independent tasks (Wilson)" if shares else ""
    sentences = [
        f"Interval of a mean: Student's t over replications, {sure}{least}.",
        (
            "p95 and p99 over runs: how much a run takes, or gives, at most in 95 and 99 of 100; their intervals are "
            "order statistics, which are there from 59 and 299 replications on."
        ),
        (
            f"Differences are paired, replication by replication; all intervals of a metric hold together at {sure} "
            "(Bonferroni), and each verdict is read from its interval."
        ),
        (
            "Verdict: *better* and *worse* say that the interval leaves out 0, so the direction is sure; *no practical "
            "difference* says that it holds nothing that matters; *undecided* says that more replications are needed."
        ),
        f"What matters: {deltas}.",
        (
            "Best with probability: the share of bootstrap resamples of whole replications in which the alternative "
            "has the best mean."
        ),
        "Luck shared saved: how many times more replications independent runs would have needed for the same interval.",
    ]
    return "\n".join(f"- {sentence}" for sentence in sentences)
