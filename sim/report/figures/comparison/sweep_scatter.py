"""A sweep as dots: each metric over each numeric key, where points are scattered too widely for lines or a heat map."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.measures.comparison.result import Comparison, MetricComparison
from sim.report.figures.comparison.metric_axis import heading, limits, metric_scale, ticked, upright
from sim.report.figures.comparison.series_style import SERIES, SeriesStyle
from sim.report.figures.comparison.small_multiples import SmallMultiples
from sim.report.figures.comparison.swept_axes import Sweep, SweptAxis, level_text
from sim.report.figures.picture import MARGIN_IN, Picture, picture
from sim.report.figures.style import INK, RULE, SMALL, TEXT, WIDTH_IN, styled
from sim.report.figures.text import shown

MOST_KEYS, MOST_METRICS = 3, 4
_KEY_IN = 0.34
_ALL = "(all)"
_APART = 0.014  # of the axis: points that differ in a name alone must not cover each other


def sweep_scatter_picture(comparison: Comparison, sweep: Sweep, title: str, subtitle: str) -> Picture | None:
    """Return a panel a metric and numeric key, with the mean of every point and its interval; None without such a key.

    Where exactly one key has few names as its values, they differ in colour and shape. The best mean has a ring.

    Args:
        comparison: of the sweep's points.
        sweep: where each alternative stands.
        title: the finding.
        subtitle: what is shown.
    """
    places = [place for place, axis in enumerate(sweep.axes) if axis.numeric][:MOST_KEYS]
    if not places:
        return None
    entries = comparison.metrics[:MOST_METRICS]
    left_out = sum(axis.numeric for axis in sweep.axes) - len(places)
    if left_out:
        subtitle += f" {left_out} more {'key' if left_out == 1 else 'keys'} not shown."
    named = _named_axis(sweep)
    names = [_ALL] if named is None else [level_text(level) for level in sweep.axes[named].levels]
    with styled():
        height = min(2.2, 8.6 / len(entries) - 0.8)
        grid = SmallMultiples(len(places), len(entries), height, 0.62, 0.3, 0.34, _KEY_IN + 0.1, 0.46)
        figure = picture(grid.body_in, title, subtitle)
        for row, entry in enumerate(entries):
            for column, place in enumerate(places):
                axes = grid.panel(figure, row * len(places) + column)
                _draw(axes, entry, sweep, place, named, height)
                _dress(axes, sweep.axes[place], entry.metric if column == 0 else None)
            grid.headed(figure.axes[row * len(places)], heading(entry.metric))
        figure.legend(
            handles=_handles(names), loc="lower left", ncols=len(names) + 1, borderaxespad=0.0, borderpad=0.1,
            bbox_to_anchor=(MARGIN_IN / WIDTH_IN, 0.1 / figure.get_figheight()), handletextpad=0.4, fontsize=SMALL,
        )  # fmt: skip
        return figure


def _named_axis(sweep: Sweep) -> int | None:
    named = [place for place, axis in enumerate(sweep.axes) if not axis.numeric]
    return named[0] if len(named) == 1 and len(sweep.axes[named[0]].levels) <= len(SERIES) else None


def _draw(axes: Axes, entry: MetricComparison, sweep: Sweep, place: int, named: int | None, height_in: float) -> None:
    levels = [float(level) for level in sweep.axes[place].levels]
    apart = 0.0 if named is None else _APART * (levels[-1] - levels[0])
    ends: list[float | None] = []
    for name, setting in sweep.settings.items():
        mean = entry.means[name]
        ends += [mean.low, mean.mean, mean.high]
        if mean.mean is None:
            continue
        series = 0 if named is None else sweep.axes[named].levels.index(setting[named])
        style, x = SERIES[series], float(setting[place]) + apart * series
        if mean.low is not None and mean.high is not None:
            axes.plot([x, x], [mean.low, mean.high], color=style.color, linewidth=0.8, alpha=0.6, zorder=2)
        axes.plot([x], [mean.mean], **_look(style), zorder=3)
        if name == entry.leader:
            axes.plot([x], [mean.mean], marker="o", markersize=11.0, markerfacecolor="none", markeredgecolor=INK,
                      markeredgewidth=1.2, zorder=4)  # fmt: skip
    axes.set_ylim(*limits(ends))
    ticked(axes, metric_scale(entry.metric, ends), "y", height_in, SMALL)
    axes.grid(axis="y", color=RULE, linewidth=0.5)
    axes.set_axisbelow(True)


def _look(style: SeriesStyle) -> dict[str, Any]:
    return {"marker": style.marker, "color": style.color, "markersize": 5.0, "markeredgecolor": "white",
            "markeredgewidth": 0.5, "linestyle": "none"}  # fmt: skip


def _dress(axes: Axes, axis: SweptAxis, metric: str | None) -> None:
    levels = np.array([float(level) for level in axis.levels])
    room = 0.05 * (levels[-1] - levels[0])
    axes.set_xlim(levels[0] - room, levels[-1] + room)
    axes.locator_params(axis="x", nbins=5)
    axes.tick_params(axis="x", labelsize=SMALL, length=3.0)
    axes.set_xlabel(shown(axis.key, 36), size=SMALL, labelpad=2.0)
    if metric is None:
        axes.tick_params(axis="y", labelleft=False)
    else:
        unit = metric_scale(metric, axes.get_ylim()).unit
        said = "   ".join(filter(None, (unit and f"({unit})", upright(metric))))
        axes.set_ylabel(said, size=SMALL if len(said) < 30 else TEXT - 2.0, labelpad=2.0)


def _handles(names: Sequence[str]) -> list[Line2D]:
    dots = [
        Line2D([], [], label="one point" if name == _ALL else shown(name, 30), **_look(style))
        for name, style in zip(names, SERIES, strict=False)
    ]
    ring = Line2D([], [], linestyle="none", marker="o", markersize=9.0, markerfacecolor="none", markeredgecolor=INK,
                  markeredgewidth=1.2, label="best mean")  # fmt: skip
    return [*dots, ring]
