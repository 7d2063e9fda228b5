"""Alternatives side by side: mean, interval and single replications, and beside them the differences."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.document.quantity import percent
from sim.measures.comparison.result import Comparison, MetricComparison
from sim.measures.comparison.verdict import Verdict
from sim.report.comparison.metric_text import label, value
from sim.report.comparison.rows_shown import rows_shown, told
from sim.report.figures.comparison.differences import caption, difference_handles, draw_differences
from sim.report.figures.comparison.metric_axis import heading, limits, metric_scale, ticked
from sim.report.figures.comparison.replications import by_alternative
from sim.report.figures.comparison.row_panels import PAGE_IN, RowPanels, fitting, row_panels
from sim.report.figures.comparison.verdict_marks import BASELINE, MARKS, Mark, draw_interval, handle, verdict_handles
from sim.report.figures.picture import Picture, empty_picture, picture
from sim.report.figures.source import Floats
from sim.report.figures.style import INK, MUTED, SMALL, TINY, styled
from sim.report.figures.text import shown

if TYPE_CHECKING:
    import pandas as pd

MOST_DOTS = 60
"""Replications of an alternative that are shown one by one; more are shown by their percentiles."""
_DOTS, _RANGE = "#9E9E9E", "#C9C9C9"
_WORDS_IN = 0.85
_COLUMNS, _MOST_COLUMNS = 3, 5
_MARK = 0.75  # of the size of marks: intervals of means are short beside the spread of replications
_GOLDEN = 0.6180339887498949


def alternatives_picture(comparison: Comparison, runs: "pd.DataFrame | None" = None) -> Picture:
    """Return the alternatives side by side, in design order, one panel a metric.

    Every row has the mean with its interval, marked by its verdict, over the replications; beside it stands the paired
    difference to the baseline, unless there are too many alternatives and metrics for that on one page.

    Args:
        comparison: of the alternatives.
        runs: runs.parquet; without it there are percentiles in place of single replications.
    """
    if all(entry.leader is None for entry in comparison.metrics):
        return empty_picture("No run has a value, so there is nothing to compare", comparison.scenario)
    names = rows_shown(comparison)
    with styled():
        panels, beside = _panels(comparison, names)
        sure = percent(comparison.confidence)
        subtitle = f"{told(comparison, names)} Means with {sure} intervals."
        if beside:
            subtitle += f" Differences are paired; those of a metric hold together at {sure}."
        figure = picture(panels.body_in, alternatives_title(comparison), subtitle)
        for number, entry in enumerate(comparison.metrics):
            axes = panels.panel(figure, 2 * number if beside else number, heading(entry.metric))
            _draw_means(axes, entry, names, _dots(runs, entry.metric, comparison), panels.width_in)
            if beside:
                axes = panels.panel(figure, 2 * number + 1, _beside(entry))
                draw_differences(axes, entry, names, panels.width_in, words=True)
        dots = runs is not None and comparison.replications <= MOST_DOTS
        panels.key(figure, list(_handles(comparison.metrics, names, dots, beside)))
        return figure


def _panels(comparison: Comparison, names: Sequence[str]) -> tuple[RowPanels, bool]:
    """Return the panels, and whether the differences stand beside the means."""
    if any(entry.differences for entry in comparison.metrics):
        heads = [text for entry in comparison.metrics for text in (heading(entry.metric), _beside(entry))]
        panels = row_panels(names, heads, 2, _WORDS_IN)
        if panels.body_in <= PAGE_IN:
            return panels, True
    return fitting(names, [heading(entry.metric) for entry in comparison.metrics], _COLUMNS, _MOST_COLUMNS), False


def _beside(entry: MetricComparison) -> str:
    return f"Difference to {shown(entry.baseline)}"


def alternatives_title(comparison: Comparison) -> str:
    """Return who leads in the first metric, and how sure that is, in plain words."""
    entries = [entry for entry in comparison.metrics if entry.leader is not None]
    entry = next((entry for entry in entries if entry.counts), entries[0])
    leader = entry.leader
    if entry.incomparable is not None:
        return f"{heading(entry.metric)}: {entry.incomparable}"
    assert leader is not None
    mean = f"{shown(leader, 60)} with {value(entry.metric, entry.means[leader].mean)}"
    return f"Best mean {label(entry.metric)}: {mean}; {_sure(entry, leader)}"


def _sure(entry: MetricComparison, leader: str) -> str:
    pair, base = entry.differences.get(leader), shown(entry.baseline, 60)
    if pair is not None:
        return {
            Verdict.BETTER: f"it is better than {base}",
            Verdict.WORSE: f"it is worse than {base}",
            Verdict.NO_PRACTICAL_DIFFERENCE: f"that is no practical difference from {base}",
            Verdict.UNDECIDED: f"it cannot be told from {base} yet",
        }[pair.verdict]
    others = len(entry.differences)
    worse = sum(found.verdict is Verdict.WORSE for found in entry.differences.values())
    if not others:
        return "there is no other"
    if worse == others:
        return "all others are worse" if others > 1 else "the other is worse"
    return f"of {others} others {worse or 'none'} {'are' if worse > 1 else 'is'} sure to be worse"


def _dots(runs: "pd.DataFrame | None", metric: str, comparison: Comparison) -> Mapping[str, Floats] | None:
    if runs is None or comparison.replications > MOST_DOTS:
        return None
    return by_alternative(runs, metric)


def _draw_means(
    axes: Axes, entry: MetricComparison, names: Sequence[str], dots: Mapping[str, Floats] | None, width_in: float
) -> None:
    drawn: list[float | None] = []
    base = entry.means[entry.baseline].mean
    if base is not None:
        axes.axvline(base, color=INK, linewidth=0.9, linestyle=(0, (4, 2)), zorder=1)
    for row, name in enumerate(names):
        mean = entry.means[name]
        drawn += [mean.low, mean.mean, mean.high]
        if dots is not None:
            drawn += _draw_dots(axes, dots.get(name, np.empty(0)), row)
        else:
            drawn += _draw_range(axes, entry, name, row)
        if mean.mean is None:
            axes.text(
                0.02, row, "no value", transform=axes.get_yaxis_transform(), size=TINY, color=MUTED,
                va="center_baseline",
            )  # fmt: skip
        else:
            draw_interval(axes, _mark(entry, name), mean.mean, row, mean.low, mean.high, scale=_MARK)
    axes.set_xlim(*limits(drawn))
    scale = metric_scale(entry.metric, drawn)
    ticked(axes, scale, "x", width_in, SMALL)
    axes.set_xlabel(caption(entry.metric, scale.unit, width_in), size=SMALL, labelpad=2.0)


def _mark(entry: MetricComparison, name: str) -> Mark:
    pair = entry.differences.get(name)
    return BASELINE if pair is None else MARKS[pair.verdict]


def _draw_dots(axes: Axes, values: Floats, row: int) -> list[float | None]:
    # A replication stands at the same height in each row: what they share can be seen.
    height = row + 0.62 * ((np.arange(values.size) * _GOLDEN) % 1.0 - 0.5)
    axes.plot(values, height, linestyle="none", marker=".", markersize=3.8, color=_DOTS, markeredgewidth=0.0, zorder=2)
    return [float(end) for end in (np.nanmin(values), np.nanmax(values))] if np.isfinite(values).any() else []


def _draw_range(axes: Axes, entry: MetricComparison, name: str, row: int) -> list[float | None]:
    spread = entry.quantiles[name]
    low, middle, high = (spread[q].quantile for q in (5, 50, 95))
    if low is None or middle is None or high is None:
        return []
    axes.barh(row, high - low, left=low, height=0.5, color=_RANGE, linewidth=0.0, zorder=1.5)
    axes.plot([middle, middle], [row - 0.25, row + 0.25], color="white", linewidth=1.2, zorder=1.6)
    return [low, high]


def _handles(entries: Sequence[MetricComparison], names: Sequence[str], dots: bool, beside: bool) -> Iterator[Artist]:
    if dots:
        yield Line2D([], [], linestyle="none", marker=".", markersize=5.0, color=_DOTS, label="one replication")
    else:
        yield Patch(facecolor=_RANGE, label="5 % to 95 % of replications")
    yield handle(BASELINE)
    if beside:
        yield from (found for found in difference_handles(entries, names) if found.get_label() != "baseline")
    else:
        pairs = (entry.differences[name] for entry in entries for name in names if name in entry.differences)
        yield from verdict_handles(pair.verdict for pair in pairs)
