"""Which alternatives a picture shows, where there are more than a page has rows."""

from collections.abc import Sequence

from sim.document.quantity import count
from sim.measures.comparison.result import Comparison, MetricComparison
from sim.measures.metrics.catalogue import metric_info
from sim.report.comparison.metric_text import label

MOST_ROWS = 24


def best_first(entry: MetricComparison) -> list[str]:
    """Return the alternatives that have a mean, the best first."""
    known = [(mean.mean, name) for name, mean in entry.means.items() if mean.mean is not None]
    sign = -1.0 if metric_info(entry.metric).higher_is_better else 1.0
    return [name for _, name in sorted(known, key=lambda pair: sign * pair[0])]


def rows_priced(comparison: Comparison, most: int = MOST_ROWS) -> tuple[str, ...]:
    """Return all alternatives, or the baselines, then those on the front, then the best, in design order.

    Args:
        comparison: with at least one metric.
        most: alternatives to return.
    """
    return _kept(comparison, most, comparison.front)


def rows_shown(comparison: Comparison, most: int = MOST_ROWS) -> tuple[str, ...]:
    """Return all alternatives, or the baselines and the best by the first metric, in design order.

    Args:
        comparison: with at least one metric.
        most: alternatives to return.
    """
    return _kept(comparison, most, ())


def _kept(comparison: Comparison, most: int, first: Sequence[str]) -> tuple[str, ...]:
    if len(comparison.alternatives) <= most:
        return comparison.alternatives
    wanted = dict.fromkeys([*(entry.baseline for entry in comparison.metrics), *first])
    wanted.update(dict.fromkeys(best_first(comparison.metrics[0])))
    wanted.update(dict.fromkeys(comparison.alternatives))
    kept = set(list(wanted)[:most])
    return tuple(name for name in comparison.alternatives if name in kept)


def told(comparison: Comparison, names: Sequence[str]) -> str:
    """Return which alternatives are shown and how often each was run, as a sentence."""
    runs = count(comparison.replications, "replication")
    if len(names) == len(comparison.alternatives):
        shown = count(len(names), "alternative")
    else:
        first = label(comparison.metrics[0].metric)
        shown = f"{len(names)} of {len(comparison.alternatives)} alternatives (the baseline and the best by {first})"
    failed = f"; {count(comparison.failed, 'run')} failed" if comparison.failed else ""
    return f"{comparison.scenario}: {shown}, {runs} each{failed}."
