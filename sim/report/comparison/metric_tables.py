"""The numbers of one metric of a comparison: means, spread over replications, differences to the baseline."""

from collections.abc import Iterator, Sequence

from sim.document.blocks import Block, table
from sim.document.quantity import NOT_DEFINED, number, percent
from sim.document.text import given, strong
from sim.measures.comparison.result import Comparison, MetricComparison
from sim.report.comparison.completeness import marked
from sim.report.comparison.metric_text import change, range_of, span, unit_of, value
from sim.report.comparison.undecided import of_runs, skewed, what_would_tell

_SPREAD = (5, 50, 95)  # percentiles over replications that are shown, if they have an interval
_EXTREMES = (95, 99)  # and those with an interval


def metric_tables(entry: MetricComparison, comparison: Comparison, names: Sequence[str]) -> Iterator[Block]:
    """Return the tables of a metric that have something to say.

    Args:
        entry: the metric, of which some run has a value.
        comparison: that it belongs to.
        names: of the alternatives that are shown.
    """
    yield _alternatives(entry, comparison, names)
    if any(entry.quantiles[name][q].low is not None for name in names for q in _EXTREMES):
        yield _extremes(entry, comparison, names)
    if any(found.difference is not None for found in entry.differences.values()):
        yield _differences(entry, names)


def _alternatives(entry: MetricComparison, comparison: Comparison, names: Sequence[str]) -> Block:
    sure = percent(comparison.confidence)
    unit = unit_of(entry.metric, (entry.means[name].mean for name in names))
    # A percentile of so few runs that nothing is known of how far off it is says too little to be shown.
    known = [q for q in _SPREAD if any(entry.quantiles[name][q].low is not None for name in names)]
    spread_head = [f"{' / '.join(f'{q} %' for q in known)} of runs"] if known else []
    header = ["alternative", "mean", f"{sure} interval", *spread_head, "best with probability"]
    rows = []
    for name in names:
        mean, spread = entry.means[name], entry.quantiles[name]
        rows.append(
            [
                f"{given(name)}{' (baseline)' if name == entry.baseline else ''}",
                f"{marked(entry, name, value(entry.metric, mean.mean, unit))}{of_runs(entry, comparison, name)}",
                range_of(entry.metric, mean.low, mean.high, unit),
                *(
                    [" / ".join(marked(entry, name, value(entry.metric, spread[q].quantile, unit)) for q in known)]
                    if known
                    else []
                ),
                percent(entry.probability_of_best[name]),
            ]
        )
    return table(header, rows)


def _extremes(entry: MetricComparison, comparison: Comparison, names: Sequence[str]) -> Block:
    sure = percent(comparison.confidence)
    known = [q for q in _EXTREMES if any(entry.quantiles[name][q].low is not None for name in names)]
    unit = unit_of(entry.metric, (entry.quantiles[name][q].quantile for name in names for q in known))
    header = ["over runs", *(cell for q in known for cell in (f"p{q}", f"{sure} interval"))]
    rows = []
    for name in names:
        found = [entry.quantiles[name][q] for q in known]
        cells = [
            cell
            for at in found
            for cell in (value(entry.metric, at.quantile, unit), range_of(entry.metric, at.low, at.high, unit))
        ]  # fmt: skip
        rows.append([given(name), *cells])
    return table(header, rows)


def _differences(entry: MetricComparison, names: Sequence[str]) -> Block:
    header = ["against the baseline", "difference", "interval", "verdict", "luck shared saved"]
    shown = [(name, entry.differences[name]) for name in names if name in entry.differences]
    unit = unit_of(entry.metric, (found.difference for _, found in shown))
    rows = []
    for name, found in shown:
        saved = found.variance_reduction
        rows.append(
            [
                given(name),
                change(entry.metric, found.difference, unit),
                f"{span(entry.metric, found.low, found.high, unit)}{skewed(found)}",
                f"{strong(found.verdict)}{_why(entry, name)}",
                NOT_DEFINED if saved is None else f"x {number(saved)}",
            ]
        )
    return table(header, rows)


def _why(entry: MetricComparison, name: str) -> str:
    told = what_would_tell(entry, name)
    return f" ({told})" if told else ""
