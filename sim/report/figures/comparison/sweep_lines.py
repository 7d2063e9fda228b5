"""A sweep as lines: a metric over one numeric key, a line for each setting of the other keys."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.measures.comparison.mean import MeanInterval
from sim.measures.comparison.result import Comparison, MetricComparison
from sim.report.figures.comparison.metric_axis import (
    finite,
    heading,
    limits,
    metric_scale,
    ticked,
    upright,
)
from sim.report.figures.comparison.series_style import SERIES, SeriesStyle
from sim.report.figures.comparison.small_multiples import own_axes
from sim.report.figures.comparison.swept_axes import Level, Lines, Sweep, level_text
from sim.report.figures.picture import MARGIN_IN, Picture, picture
from sim.report.figures.source import Floats
from sim.report.figures.style import RULE, SMALL, WIDTH_IN, styled
from sim.report.figures.text import shown, text_width

_SPREAD = 0.012  # of the axis: lines stand apart, so that their intervals do not cover each other


def sweep_lines_picture(comparison: Comparison, sweep: Sweep, lines: Lines, title: str, subtitle: str) -> Picture:
    """Return a panel a metric, with means and intervals along the axis.

    Args:
        comparison: of the sweep's points.
        sweep: where each alternative stands.
        lines: as `lines_of` gives them.
        title: the finding.
        subtitle: what is shown.
    """
    axis = sweep.axes[lines.along]
    keys = [other.key for place, other in enumerate(sweep.axes) if place != lines.along]
    with styled():
        handles = [] if len(lines.series) == 1 else _handles(keys, list(lines.series))
        columns = _legend_columns(handles)
        key_in = 0.17 * -(-len(handles) // columns) + 0.12 if handles else 0.0
        grid = own_axes(len(comparison.metrics), key_in)
        figure = picture(grid.body_in, title, subtitle)
        for number, entry in enumerate(comparison.metrics):
            axes = grid.panel(figure, number)
            _draw(axes, entry, sweep, lines, grid.width_in, grid.height_in)
            grid.headed(axes, heading(entry.metric))
            axes.set_xlabel(shown(axis.label, 46), size=SMALL, labelpad=2.0)
        if handles:
            figure.legend(
                handles=handles, loc="lower left", ncols=columns, borderaxespad=0.0, borderpad=0.1, handlelength=3.2,
                bbox_to_anchor=(MARGIN_IN / WIDTH_IN, 0.1 / figure.get_figheight()), columnspacing=1.3,
            )  # fmt: skip
        return figure


def _draw(axes: Axes, entry: MetricComparison, sweep: Sweep, lines: Lines, width_in: float, height_in: float) -> None:
    levels = np.array([float(level) for level in sweep.axes[lines.along].levels])
    step = _SPREAD * (levels[-1] - levels[0])
    ends: list[float | None] = []
    for place, names in enumerate(lines.series.values()):
        x = np.array([float(sweep.settings[name][lines.along]) for name in names])
        means = [entry.means[name] for name in names]
        _draw_line(axes, x + step * (place - (len(lines.series) - 1) / 2), means, SERIES[place])
        ends += [end for mean in means for end in (mean.low, mean.mean, mean.high)]
    axes.set_ylim(*limits(ends))
    scale = metric_scale(entry.metric, ends)
    ticked(axes, scale, "y", height_in, SMALL)
    room = 0.05 * (levels[-1] - levels[0])
    axes.set_xlim(levels[0] - room, levels[-1] + room)
    _tick_levels(axes, levels.tolist(), width_in)
    axes.grid(axis="y", color=RULE, linewidth=0.5)
    axes.set_axisbelow(True)
    said = "   ".join(filter(None, (scale.unit and f"({scale.unit})", upright(entry.metric))))
    axes.set_ylabel(said, size=SMALL, labelpad=2.0)
    if not finite(ends):
        axes.text(0.5, 0.5, "no value", transform=axes.transAxes, size=SMALL, ha="center")


def _draw_line(axes: Axes, x: Floats, means: Sequence[MeanInterval], style: SeriesStyle) -> None:
    y, low, high = (
        np.array([np.nan if end is None else end for end in column])
        for column in zip(*((mean.mean, mean.low, mean.high) for mean in means), strict=True)
    )
    axes.vlines(x, low, high, color=style.color, linewidth=1.4, zorder=2)
    for end in (low, high):
        axes.plot(x, end, linestyle="none", marker="_", markersize=5.0, color=style.color, zorder=2)
    axes.plot(
        x, y, color=style.color, linewidth=1.5, linestyle=style.dash, marker=style.marker, markersize=5.0,
        markeredgecolor="white", markeredgewidth=0.5, zorder=3,
    )  # fmt: skip


def _tick_levels(axes: Axes, levels: Sequence[float], width_in: float) -> None:
    """Put a tick at each level where their numbers have room, else at round numbers."""
    texts = [level_text(level) for level in levels]
    inch = width_in / (axes.get_xlim()[1] - axes.get_xlim()[0])
    gaps = np.diff(levels) * inch
    widths = np.array([text_width(text, SMALL) for text in texts])
    if (gaps >= (widths[1:] + widths[:-1]) / 2 + 0.08).all():
        axes.set_xticks(levels, labels=texts)
    axes.tick_params(axis="x", labelsize=SMALL, length=3.0)


def _handles(keys: Sequence[str], series: Sequence[tuple[Level, ...]]) -> list[Line2D]:
    short = len(keys) == 1 and all(isinstance(level, str) for (level, *_) in series)
    return [
        Line2D(
            [], [], color=style.color, linestyle=style.dash, marker=style.marker, markersize=5.0, linewidth=1.5,
            markeredgecolor="white", markeredgewidth=0.5, label=shown(_said(keys, levels, short), 90),
        )
        for levels, style in zip(series, SERIES, strict=False)
    ]  # fmt: skip


def _said(keys: Sequence[str], levels: tuple[Level, ...], short: bool) -> str:
    if short:
        return level_text(levels[0])
    return ", ".join(f"{key}={level_text(level)}" for key, level in zip(keys, levels, strict=True))


def _legend_columns(handles: Sequence[Line2D]) -> int:
    widest = max((text_width(str(handle.get_label()), SMALL) + 0.75 for handle in handles), default=1.0)
    return max(1, min(len(handles), int((WIDTH_IN - 2 * MARGIN_IN) / widest)))
