"""How each metric depends on what was swept: lines along a numeric key, a line for each setting of the others."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sim.document.html.chart import Chart
from sim.document.quantity import percent
from sim.measures.comparison.result import Comparison, MetricComparison
from sim.measures.metrics.catalogue import metric_info
from sim.report.comparison.metric_text import label, range_of, unit_of, value
from sim.report.figures.comparison.swept_axes import Lines, Sweep, level_text, lines_of, sweep_of
from sim.report.html.plain import short

if TYPE_CHECKING:
    import pandas as pd


def swept(comparison: Comparison, entries: Sequence[MetricComparison], runs: "pd.DataFrame") -> Chart | None:
    """Return the chart of a sweep; None where no key is numeric, or its points are scattered.

    Args:
        comparison: of the sweep's points.
        entries: its metrics with a value.
        runs: runs.parquet.
    """
    sweep = sweep_of(runs)
    lines = lines_of(sweep)
    if lines is None or not set(sweep.settings) <= set(comparison.alternatives):
        return None
    axis = sweep.axes[lines.along]
    told = f"Means with {percent(comparison.confidence)} intervals. Choose a metric above."
    choices = [_choice(entry, sweep, lines) for entry in entries]
    return Chart("plot", f"How it depends on {axis.key}", told, {"choices": choices})


def _choice(entry: MetricComparison, sweep: Sweep, lines: Lines) -> dict[str, Any]:
    unit = unit_of(entry.metric, (mean.mean for mean in entry.means.values()))
    others = [axis.key for place, axis in enumerate(sweep.axes) if place != lines.along]
    axis = sweep.axes[lines.along]
    series = []
    for key, names in lines.series.items():
        points = []
        for name in names:
            mean = entry.means[name]
            ends = range_of(entry.metric, mean.low, mean.high, unit)
            points.append(
                {
                    "x": sweep.settings[name][lines.along],
                    "y": short(mean.mean),
                    "low": short(mean.low),
                    "high": short(mean.high),
                    "text": f"{name}: {value(entry.metric, mean.mean, unit)} ({ends})",
                }
            )
        named = ", ".join(f"{other}={level_text(level)}" for other, level in zip(others, key, strict=True))
        series.append({"name": named or label(entry.metric), "joined": True, "points": points})
    ticks = [{"at": level, "text": level_text(level)} for level in axis.levels]
    return {
        "label": label(entry.metric),
        "x": {"label": axis.label, "unit": "", **({"ticks": ticks} if len(ticks) <= 9 else {})},
        "y": {"label": label(entry.metric), "unit": metric_info(entry.metric).unit},
        "rules": [],
        "series": series,
    }
