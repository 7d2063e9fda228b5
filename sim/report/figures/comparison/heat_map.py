"""A sweep of two numeric keys as heat maps, a metric each, with values in the cells where they have room."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import Colormap, Normalize
from matplotlib.patches import Rectangle

from sim.measures.comparison.result import Comparison, MetricComparison
from sim.measures.metrics.catalogue import metric_info
from sim.report.figures.comparison.metric_axis import MetricScale, finite, heading, metric_scale, ticked
from sim.report.figures.comparison.small_multiples import own_axes
from sim.report.figures.comparison.swept_axes import Sweep, SweptAxis, level_text
from sim.report.figures.picture import Picture, picture
from sim.report.figures.source import Floats
from sim.report.figures.style import INK, MUTED, SMALL, TINY, styled
from sim.report.figures.text import shown, text_width

LEAST_LEVELS = 3
"""A key with fewer levels is better shown as lines."""
_MISSING = "#DDDDDD"
_BAR_IN = 0.1


class _Colors(NamedTuple):
    map: Colormap
    norm: Normalize


def is_grid(sweep: Sweep) -> bool:
    """Return whether a sweep is a full grid of two numeric keys, neither of them with but two levels."""
    fine = all(axis.numeric and len(axis.levels) >= LEAST_LEVELS for axis in sweep.axes)
    return len(sweep.axes) == 2 and fine and sweep.complete()


def heat_map_picture(comparison: Comparison, sweep: Sweep, title: str, subtitle: str) -> Picture:
    """Return a heat map for each metric; the best cells are framed.

    Args:
        comparison: of the sweep's points.
        sweep: a grid, see `is_grid`.
        title: the finding.
        subtitle: what is shown.
    """
    across, up = _sides(sweep)
    with styled():
        grid = own_axes(len(comparison.metrics), 0.0, left_in=0.7, gap_in=1.5, right_in=0.8)
        figure = picture(grid.body_in, title, f"{subtitle} Darker is worse; a frame marks the best.")
        for number, entry in enumerate(comparison.metrics):
            axes = grid.panel(figure, number)
            _draw(axes, entry, _table(entry, sweep, across, up), grid.width_in, grid.height_in)
            _dress(axes, sweep.axes[across], sweep.axes[up], grid.width_in, grid.height_in)
            grid.headed(axes, heading(entry.metric))
        return figure


def _sides(sweep: Sweep) -> tuple[int, int]:
    """Return which key goes across and which up: the one with more levels across."""
    return (1, 0) if len(sweep.axes[1].levels) > len(sweep.axes[0].levels) else (0, 1)


def _table(entry: MetricComparison, sweep: Sweep, across: int, up: int) -> Floats:
    """Return means by level of the key that goes up, and of the one that goes across; NaN without one."""
    table = np.full((len(sweep.axes[up].levels), len(sweep.axes[across].levels)), np.nan)
    for name, setting in sweep.settings.items():
        mean = entry.means[name].mean if name in entry.means else None
        row, column = sweep.axes[up].levels.index(setting[up]), sweep.axes[across].levels.index(setting[across])
        table[row, column] = np.nan if mean is None else mean
    return table


def _draw(axes: Axes, entry: MetricComparison, table: Floats, width_in: float, height_in: float) -> None:
    higher = metric_info(entry.metric).higher_is_better
    # Light is better, whichever way that is: the eye goes there.
    colors = colormaps["cividis" if higher else "cividis_r"].with_extremes(bad=_MISSING)
    known = finite(table.ravel().tolist())
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    norm = Normalize(low, high if high > low else low + 1.0)
    axes.imshow(table, origin="lower", aspect="auto", cmap=colors, norm=norm, interpolation="nearest")
    scale = metric_scale(entry.metric, known)
    _write_values(axes, table, scale, _Colors(colors, norm), (width_in, height_in))
    if known and high > low:
        best = high if higher else low
        for row, column in np.argwhere(table == best).tolist():
            for width, color in ((3.4, "white"), (1.6, INK)):
                frame = Rectangle((column - 0.46, row - 0.46), 0.92, 0.92, fill=False, edgecolor=color, linewidth=width)
                axes.add_patch(frame)
    _color_bar(axes, _Colors(colors, norm), scale, entry.metric, (width_in, height_in))


def _write_values(axes: Axes, table: Floats, scale: MetricScale, colors: _Colors, size_in: tuple[float, float]) -> None:
    texts = cell_texts(table, scale)
    for size in (SMALL, TINY):
        needed = max(text_width(text, size) for row in texts for text in row) + 0.1
        if needed <= size_in[0] / table.shape[1] and size / 72.0 + 0.08 <= size_in[1] / table.shape[0]:
            break
    else:
        return
    for row, column in np.ndindex(*table.shape):
        red, green, blue, _ = colors.map(colors.norm(table[row, column]))
        dark = 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2 < 0.18
        color = "white" if dark and np.isfinite(table[row, column]) else INK
        axes.text(
            column, row, texts[row][column], size=size, color=color, ha="center", va="center_baseline", zorder=4
        )  # fmt: skip


def cell_texts(table: Floats, scale: MetricScale) -> list[list[str]]:
    """Return the values of a table with as many decimals as tell its cells apart.

    Args:
        table: NaN where there is no value.
        scale: in which they are shown.

    >>> cell_texts(np.array([[60.0, 90.0], [np.nan, 7230.0]]), MetricScale("min", 60.0))
    [['1', '2'], ['n/a', '120']]
    >>> cell_texts(np.array([[0.951, 0.957]]), MetricScale("%", 0.01))
    [['95.10', '95.70']]
    """
    shown_values = table / scale.size
    known = shown_values[np.isfinite(shown_values)]
    # Two digits of what they differ by; three of what is the same everywhere.
    spread = float(np.ptp(known)) if known.size else 0.0
    size, digits = (spread, 2) if spread > 0.0 else (float(np.abs(known).max(initial=0.0)), 3)
    decimals = 0 if size == 0.0 else max(0, min(4, digits - 1 - int(np.floor(np.log10(size)))))
    return [["n/a" if np.isnan(value) else f"{value:.{decimals}f}" for value in row] for row in shown_values.tolist()]


def _color_bar(axes: Axes, colors: _Colors, scale: MetricScale, metric: str, size_in: tuple[float, float]) -> None:
    bar = axes.inset_axes((1.0 + 0.12 / size_in[0], 0.0, _BAR_IN / size_in[0], 1.0))
    low, high = colors.norm.vmin or 0.0, colors.norm.vmax or 1.0
    ramp = np.linspace(low, high, 128)[:, np.newaxis]
    bar.imshow(
        ramp, origin="lower", aspect="auto", cmap=colors.map, norm=colors.norm, extent=(0.0, 1.0, low, high)
    )  # fmt: skip
    bar.set_xticks([])
    bar.yaxis.tick_right()
    ticked(bar, scale, "y", size_in[1], SMALL)
    bar.spines[["top", "right", "left", "bottom"]].set_visible(False)
    bar.yaxis.set_label_position("right")
    info = metric_info(metric)
    said = ("higher is better" if info.higher_is_better else "lower is better") if info.has_direction else ""
    texts = filter(None, (scale.unit and f"({scale.unit})", said))
    bar.set_ylabel("   ".join(texts), size=SMALL, color=MUTED, labelpad=3.0)


def _dress(axes: Axes, across: SweptAxis, up: SweptAxis, width_in: float, height_in: float) -> None:
    for place, text in _ticks(across, width_in, wide=True):
        axes.text(
            place, -0.05 / height_in, text, transform=axes.get_xaxis_transform(), size=SMALL, ha="center", va="top"
        )  # fmt: skip
    axes.set_xticks([])
    ticks = _ticks(up, height_in, wide=False)
    axes.set_yticks([place for place, _ in ticks], labels=[text for _, text in ticks])
    axes.tick_params(length=0.0, labelsize=SMALL)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.set_xlabel(shown(across.label, 46), size=SMALL, labelpad=16.0)
    axes.set_ylabel(shown(up.label, max(14, int(height_in / 0.075))), size=SMALL, labelpad=3.0)


def _ticks(axis: SweptAxis, length_in: float, wide: bool) -> Sequence[tuple[int, str]]:
    texts = [level_text(level) for level in axis.levels]
    needed = max(text_width(text, SMALL) for text in texts) + 0.08 if wide else 0.16
    every = max(1, int(np.ceil(needed * len(texts) / length_in)))
    return [(place, texts[place]) for place in range(0, len(texts), every)]
