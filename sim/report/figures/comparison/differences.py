"""Paired differences to the baseline, with the band of what does not matter, and the verdict on each."""

from collections import Counter
from collections.abc import Iterator, Sequence

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.document.quantity import count, percent
from sim.measures.comparison.result import BEST, Comparison, MetricComparison
from sim.measures.comparison.verdict import Verdict
from sim.measures.metrics.catalogue import metric_info
from sim.report.comparison.rows_shown import rows_shown, told
from sim.report.figures.comparison.metric_axis import (
    direction,
    heading,
    limits,
    metric_scale,
    ticked,
)
from sim.report.figures.comparison.row_panels import fitting
from sim.report.figures.comparison.verdict_marks import MARKS, draw_interval, verdict_handles
from sim.report.figures.picture import Picture, empty_picture, picture
from sim.report.figures.style import INK, MUTED, SMALL, TINY, styled
from sim.report.figures.text import shown

BAND = "#DCE9F2"
_COLUMNS, _MOST_COLUMNS = 3, 5
_WIDE_IN = 1.9  # from here on there is room for more words


def differences_picture(comparison: Comparison) -> Picture:
    """Return every difference to the baseline with its interval, one panel a metric.

    All intervals of a panel hold together. The band is as wide as the least difference that matters, to both sides.

    Args:
        comparison: of at least two alternatives.
    """
    if not any(entry.differences for entry in comparison.metrics):
        return empty_picture("There is only one alternative, so there is no difference", comparison.scenario)
    names = rows_shown(comparison)
    together = f"Intervals of a metric hold together at {percent(comparison.confidence)}."
    with styled():
        panels = fitting(names, [heading(entry.metric) for entry in comparison.metrics], _COLUMNS, _MOST_COLUMNS)
        subtitle = f"{told(comparison, names)} Difference = alternative \u2212 {_baseline(comparison)}. {together}"
        figure = picture(panels.body_in, differences_title(comparison), subtitle)
        for number, entry in enumerate(comparison.metrics):
            axes = panels.panel(figure, number, heading(entry.metric))
            draw_differences(axes, entry, names, panels.width_in)
        panels.key(figure, list(difference_handles(comparison.metrics, names)))
        return figure


def differences_title(comparison: Comparison) -> str:
    """Return how many differences got which verdict, in plain words."""
    found = Counter(pair.verdict for entry in comparison.metrics for pair in entry.differences.values())
    parts = [f"{found[verdict]} {verdict}" for verdict in Verdict if found[verdict]]
    total = sum(found.values())
    return f"{count(total, 'difference')} to {_baseline(comparison)}: {', '.join(parts)}"


def _baseline(comparison: Comparison) -> str:
    return "the best of each metric" if comparison.baseline == BEST else shown(comparison.baseline, 60)


def draw_differences(
    axes: Axes, entry: MetricComparison, names: Sequence[str], width_in: float, words: bool = False
) -> None:
    """Draw the differences of one metric.

    Args:
        axes: of a row panel.
        entry: the metric.
        names: of the rows.
        width_in: of the axes, in inches.
        words: write each verdict at the right of its row.
    """
    ends: list[float | None] = [0.0, entry.delta, -entry.delta]
    for name in names:
        if (pair := entry.differences.get(name)) is not None:
            ends += [pair.low, pair.high, pair.difference]
    axes.set_xlim(*limits(ends))
    axes.axvspan(-entry.delta, entry.delta, facecolor=BAND, linewidth=0.0, zorder=0.5)
    axes.axvline(0.0, color=INK, linewidth=0.9, linestyle=(0, (4, 2)), zorder=1)
    for row, name in enumerate(names):
        _draw_row(axes, entry, name, row, width_in, words)
    scale = metric_scale(entry.metric, ends, change=True)
    ticked(axes, scale, "x", width_in, SMALL, signed=True)
    axes.set_xlabel(caption(entry.metric, scale.unit, width_in), size=SMALL, labelpad=2.0)


def _draw_row(axes: Axes, entry: MetricComparison, name: str, row: int, width_in: float, words: bool) -> None:
    beside = axes.get_yaxis_transform()
    pair = entry.differences.get(name)
    word = "baseline" if name == entry.baseline else "no value"
    if pair is not None and pair.difference is not None:
        mark = MARKS[pair.verdict]
        draw_interval(axes, mark, pair.difference, row, pair.low, pair.high)
        word = mark.word
    elif not words:
        left, right = axes.get_xlim()
        side = ("right", f"{word} ") if -left > right else ("left", f" {word}")
        axes.text(0.0, row, side[1], size=TINY, color=MUTED, ha=side[0], va="center_baseline")
    if words:
        strong = pair is not None and pair.verdict in (Verdict.BETTER, Verdict.WORSE)
        axes.text(
            1.0 + 0.1 / width_in, row, word, transform=beside, size=TINY if "\n" in word else SMALL,
            color=INK if strong else MUTED, weight="bold" if strong else "normal", va="center", linespacing=1.0,
        )  # fmt: skip


def difference_handles(entries: Sequence[MetricComparison], names: Sequence[str]) -> Iterator[Artist]:
    """Return the entries of a legend for what occurs in some panels of differences."""
    pairs = [pair for entry in entries for name, pair in entry.differences.items() if name in names]
    yield from verdict_handles(pair.verdict for pair in pairs if pair.difference is not None)
    yield Line2D([], [], color=INK, linewidth=0.9, linestyle=(0, (4, 2)), label="baseline")
    if any(entry.delta > 0.0 for entry in entries):
        yield Patch(facecolor=BAND, label="too small to matter")


def caption(metric: str, unit: str, width_in: float) -> str:
    """Return what stands below an x axis: the unit, and which way is better.

    >>> caption("makespan", "min", 2.5), caption("makespan", "min", 1.2)
    ('(min)   ← lower is better', '(min)  ← better')
    """
    if width_in >= _WIDE_IN:
        return "   ".join(filter(None, (unit and f"({unit})", direction(metric))))
    if not metric_info(metric).has_direction:
        return unit and f"({unit})"
    short = "better →" if metric_info(metric).higher_is_better else "← better"
    return "  ".join(filter(None, (unit and f"({unit})", short)))
