"""What a sensitivity study shows on stdout: a table a metric, the finding, and where the results are."""

from collections.abc import Iterator
from pathlib import Path

import click

from sim.document.quantity import count, percent
from sim.document.terminal import aligned
from sim.measures.sensitivity.assessment import Sensitivity
from sim.report.comparison.metric_text import label
from sim.report.sensitivity.index_table import index_cells, index_header
from sim.report.sensitivity.markdown import notes


def show_sensitivity(found: Sensitivity, target: Path) -> None:
    """Print a sensitivity study for people."""
    for line in _lines(found, target):
        click.echo(line)


def _lines(found: Sensitivity, target: Path) -> Iterator[str]:
    size = f"{count(found.points, 'point')}, {count(found.replications, 'replication')} on common random numbers"
    yield f"{found.scenario}: {found.method}, {count(len(found.factors), 'factor')}, {size}"
    for entry in found.metrics:
        yield ""
        share = None if entry.noise is None else entry.noise.share
        told = "" if share is None else f" (chance: {percent(share)} of the variance between points)"
        yield f"{label(entry.metric)}{told}"
        head, *others = index_header(found.method, found.confidence)
        yield aligned([[f"  {head}", *others], *([f"  {row[0]}", *row[1:]] for row in index_cells(entry))])
    yield ""
    yield from notes(found)
    yield f"report   {(target / 'report.md').as_posix()}"
    yield f"results  {target.as_posix()}"
