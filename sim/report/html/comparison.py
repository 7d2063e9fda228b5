"""A comparison to be turned over: what each alternative changes, each alternative by itself, what was swept."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sim.document.html.chart import Chart
from sim.document.quantity import NOT_DEFINED, percent
from sim.document.text import given
from sim.measures.comparison.result import BEST, Comparison, MetricComparison
from sim.measures.comparison.verdict import Verdict
from sim.measures.metrics.catalogue import metric_info
from sim.report.comparison.completeness import marked
from sim.report.comparison.metric_text import change, label, range_of, span, unit_of, value
from sim.report.comparison.rows_shown import rows_shown
from sim.report.figures.comparison.short_names import short_names
from sim.report.html.plain import short
from sim.report.html.swept import swept

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS = 60
DRAWN = ("differences", "alternatives", "sweep")
"""Pictures of a study that these charts show too."""

_MARKS = {Verdict.BETTER: "better", Verdict.WORSE: "worse"}


def comparison_charts(comparison: Comparison, runs: "pd.DataFrame | None" = None) -> list[Chart]:
    """Return the charts of a comparison or a sweep, the one that shows the verdict first.

    Args:
        comparison: what was found.
        runs: runs.parquet, whose columns tell what was swept; None: it is not shown.
    """
    entries = [entry for entry in comparison.metrics if entry.leader is not None]
    if not entries:
        return []
    names = rows_shown(comparison, MOST_ROWS)
    left_out = len(comparison.alternatives) - len(names)
    rest = f" {left_out} alternatives are left out here; `differences.parquet` has all." if left_out else ""
    charts = [_differences(comparison, entries, names, rest)] if len(names) > 1 else []
    if runs is not None and (axes := swept(comparison, entries, runs)) is not None:
        charts.append(axes)
    return [*charts, _alternatives(comparison, entries, names, rest)]


def _differences(comparison: Comparison, entries: Sequence[MetricComparison], names: Sequence[str], rest: str) -> Chart:
    base = "the best of each metric" if comparison.baseline == BEST else f"`{given(comparison.baseline)}`"
    told = (
        f"Mean difference in paired replications with {percent(comparison.confidence)} intervals that hold together. A "
        f"triangle is better, a square worse, a dot not decided or no practical difference.{rest}"
    )
    choices = [_difference_choice(entry, names) for entry in entries]
    return Chart("intervals", f"What each alternative changes against {base}", told, {"choices": choices})


def _difference_choice(entry: MetricComparison, names: Sequence[str]) -> dict[str, Any]:
    info = metric_info(entry.metric)
    found = [(name, entry.differences[name]) for name in names if name in entry.differences]
    unit = unit_of(entry.metric, (pair.difference for _, pair in found))
    brief = short_names(names)
    rows = []
    for name, pair in found:
        by = change(entry.metric, pair.difference, unit)
        ends = span(entry.metric, pair.low, pair.high, unit)
        rows.append(
            {
                "name": brief[name],
                "value": short(pair.difference),
                "low": short(pair.low),
                "high": short(pair.high),
                "short": f"{by}, {pair.verdict}",
                "text": f"{name} against {entry.baseline}: {by} ({ends}), {pair.verdict}",
                "mark": _MARKS.get(pair.verdict, ""),
            }
        )
    better = "" if not info.has_direction else f" ({'more' if info.higher_is_better else 'less'} is better)"
    shown = "points" if info.unit == "0..1" else info.unit
    return {"label": label(entry.metric), "axis": f"difference in {label(entry.metric)}{better}", "unit": shown,
            "zero": True, "rows": rows}  # fmt: skip


def _alternatives(
    comparison: Comparison, entries: Sequence[MetricComparison], names: Sequence[str], rest: str
) -> Chart:
    told = f"Means over replications with {percent(comparison.confidence)} intervals, each by itself.{rest}"
    choices = [_mean_choice(entry, names) for entry in entries]
    return Chart("intervals", "Each alternative by itself", told, {"choices": choices})


def _mean_choice(entry: MetricComparison, names: Sequence[str]) -> dict[str, Any]:
    unit = unit_of(entry.metric, (entry.means[name].mean for name in names))
    brief = short_names(names)
    rows = []
    for name in names:
        mean = entry.means[name]
        told = marked(entry, name, value(entry.metric, mean.mean, unit))
        ends = range_of(entry.metric, mean.low, mean.high, unit)
        rows.append(
            {
                "name": brief[name],
                "value": short(mean.mean),
                "low": short(mean.low),
                "high": short(mean.high),
                "short": told,
                "text": f"{name}: {told}" + ("" if ends == NOT_DEFINED else f" ({ends})"),
                "mark": "base" if name == entry.baseline else "",
            }
        )
    info = metric_info(entry.metric)
    return {"label": label(entry.metric), "axis": label(entry.metric), "unit": info.unit, "zero": False, "rows": rows}
