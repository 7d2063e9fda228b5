"""What each choice brings and costs, over all metrics at once: the table under the advice."""

from collections.abc import Sequence

from sim.document.blocks import Block, table
from sim.document.quantity import NOT_DEFINED, percent
from sim.document.text import given, strong
from sim.measures.comparison.result import Comparison, MetricComparison
from sim.report.comparison.completeness import marked
from sim.report.comparison.metric_text import change, label, unit_of, value


def price_table(comparison: Comparison, names: Sequence[str]) -> Block:
    """Return a row for each alternative: what it is in the baseline's row, and how others differ from it.

    Args:
        comparison: with at least one metric that has a value.
        names: of the alternatives that are shown.
    """
    entries = [entry for entry in comparison.metrics if entry.leader is not None]
    columns = [_column(entry, names) for entry in entries]
    rows = [
        [strong(given(name)) if name in comparison.front else given(name), *cells]
        for name, *cells in zip(names, *columns, strict=True)
    ]
    header = ["", *(label(entry.metric) for entry in entries)]
    if len(entries) > 1 and comparison.chance_on_front and len(names) == len(comparison.alternatives):
        header.append("on the front with probability")
        rows = [[*row, percent(comparison.chance_on_front[name])] for row, name in zip(rows, names, strict=True)]
    return table(header, rows)


def _column(entry: MetricComparison, names: Sequence[str]) -> list[str]:
    means = unit_of(entry.metric, (entry.means[name].mean for name in names))
    found = {name: entry.differences[name] for name in names if name in entry.differences}
    changes = unit_of(entry.metric, (pair.difference for pair in found.values()))
    cells = []
    for name in names:
        pair = found.get(name)
        if pair is None:
            cells.append(marked(entry, name, value(entry.metric, entry.means[name].mean, means)))
        elif pair.difference is None:
            cells.append(NOT_DEFINED)
        else:
            cells.append(f"{change(entry.metric, pair.difference, changes)}, {pair.verdict}")
    return cells
