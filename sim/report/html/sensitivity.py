"""What moves each metric, to be turned over: a row a factor, in the metric that is chosen."""

from collections.abc import Sequence
from typing import Any

from sim.document.html.chart import Chart
from sim.document.quantity import percent
from sim.measures.metrics.catalogue import metric_info
from sim.measures.sensitivity.assessment import Effect, FactorIndex, MetricSensitivity, Sensitivity
from sim.measures.sensitivity.morris import Morris
from sim.report.comparison.metric_text import change, label
from sim.report.html.plain import short


def sensitivity_charts(found: Sensitivity) -> Sequence[Chart]:
    """Return the chart of a sensitivity study; none where nothing is known.

    Args:
        found: what a study came to.
    """
    entries = [entry for entry in found.metrics if entry.factors]
    if not entries:
        return ()
    what = "Change of the metric over the factor's whole range" if found.method == "morris" else "Share of the variance"
    told = (
        f"{what}, with {percent(found.confidence)} intervals. A triangle moves the metric; a dot is not told from "
        "chance, or changes nothing."
    )
    return (Chart("intervals", "What moves what", told, {"choices": [_choice(entry, found) for entry in entries]}),)


def _choice(entry: MetricSensitivity, found: Sensitivity) -> dict[str, Any]:
    unit = metric_info(entry.metric).unit
    if found.method == "morris":
        axis, shown = f"mean size of the change in {label(entry.metric)}", "points" if unit == "0..1" else unit
    else:
        axis, shown = f"share of the variance of {label(entry.metric)}", "0..1"
    rows = [_row(entry, factor) for factor in entry.ranked()]
    return {"label": label(entry.metric), "axis": axis, "unit": shown, "zero": True, "rows": rows}


def _row(entry: MetricSensitivity, factor: FactorIndex) -> dict[str, Any]:
    index = factor.index
    size: float | None
    low: float | None
    high: float | None
    if isinstance(index, Morris):
        size, low, high = index.mu_star, index.low, index.high
        told = change(entry.metric, size)[1:]
        chance = f"; by chance alone {change(entry.metric, index.mu_star_noise)[1:]}"
    else:
        size, low, high = index.total, index.total_low, index.total_high
        told, chance = percent(size), ""
    return {
        "name": factor.name,
        "value": short(size),
        "low": short(low),
        "high": short(high),
        "short": f"{told}, {factor.effect}",
        "text": f"{factor.name}: {told}, {factor.effect}{chance}",
        "mark": "better" if factor.effect is Effect.MOVES else "",
    }
