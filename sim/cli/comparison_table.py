"""What a comparison shows on stdout: a table a metric, with the verdict, and where the results are."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from sim.document.quantity import count, percent
from sim.document.terminal import aligned
from sim.document.text import plain_text
from sim.measures.comparison.result import Comparison, MetricComparison
from sim.report.comparison.advice import advice
from sim.report.comparison.completeness import marked, without_values
from sim.report.comparison.metric_text import change, label, range_of, span, unit_of, value
from sim.report.comparison.undecided import of_runs, skewed, what_would_tell


def show_comparison(comparison: Comparison, notes: Sequence[str], target: Path) -> None:
    """Print a comparison for people."""
    for line in lines(comparison, notes, target):
        click.echo(line)


def lines(comparison: Comparison, notes: Sequence[str], target: Path) -> Iterator[str]:
    """Return what is printed, line by line.

    Args:
        comparison: what was found.
        notes: how it was run.
        target: the result folder.
    """
    runs = count(comparison.replications, "replication")
    alternatives = count(len(comparison.alternatives), "alternative")
    yield f"{comparison.scenario}: {alternatives}, {runs} on common random numbers"
    for entry in comparison.metrics:
        if entry.leader is not None:
            yield ""
            yield f"{label(entry.metric)}"
            yield aligned(list(_rows(entry, comparison)))
    missing = without_values(comparison)
    if missing is not None:
        yield ""
        yield missing
    yield ""
    said = advice(comparison, quote=str)
    if said:
        yield from map(plain_text, said)
        yield ""
    yield from notes
    if comparison.failed:
        yield f"{count(comparison.failed, 'run')} failed; runs.parquet says why"
    yield f"report   {(target / 'report.md').as_posix()}"
    yield f"results  {target.as_posix()}"


def _rows(entry: MetricComparison, comparison: Comparison) -> Iterator[Sequence[str]]:
    sure = percent(comparison.confidence)
    means = unit_of(entry.metric, (mean.mean for mean in entry.means.values()))
    changes = unit_of(entry.metric, (pair.difference for pair in entry.differences.values()))
    yield ("  alternative", "mean", f"{sure} interval", "best", f"against {entry.baseline}", "verdict")
    for name in comparison.alternatives:
        mean = entry.means[name]
        found = entry.differences.get(name)
        against = ""
        if found is not None:
            ends = span(entry.metric, found.low, found.high, changes)
            against = f"{change(entry.metric, found.difference, changes)} ({ends}){skewed(found)}"
        yield (
            f"  {name}",
            f"{marked(entry, name, value(entry.metric, mean.mean, means))}{of_runs(entry, comparison, name)}",
            range_of(entry.metric, mean.low, mean.high, means),
            percent(entry.probability_of_best[name]),
            against,
            "baseline" if found is None else _verdict(entry, name),
        )


def _verdict(entry: MetricComparison, name: str) -> str:
    told = what_would_tell(entry, name)
    return f"{entry.differences[name].verdict.value}{f': {told}' if told else ''}"
