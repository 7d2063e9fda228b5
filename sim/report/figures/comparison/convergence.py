"""Convergence: how the mean of each metric, and its interval, settle as replications come in."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from sim.document.quantity import count, percent
from sim.measures.comparison.convergence import Convergence, convergence
from sim.measures.comparison.result import Comparison, MetricComparison
from sim.measures.metrics.catalogue import SHARES_OF_TASKS, greatest
from sim.report.comparison.metric_text import label
from sim.report.comparison.rows_shown import rows_shown, told
from sim.report.figures.comparison.metric_axis import (
    heading,
    in_brackets,
    limits,
    metric_scale,
    ticked,
)
from sim.report.figures.comparison.replications import by_alternative
from sim.report.figures.comparison.small_multiples import SmallMultiples
from sim.report.figures.picture import MARGIN_IN, Picture, empty_picture, picture
from sim.report.figures.style import INK, MUTED, NAVY, SKY, SMALL, WIDTH_IN, styled
from sim.report.figures.text import shown, wrapped

if TYPE_CHECKING:
    import pandas as pd

MOST_ALTERNATIVES, MOST_METRICS = 4, 6
_POINTS = 400  # of a curve that are drawn
_SETTLED = 5  # replications from which on an interval must lie within the axes
_KEY_IN = 0.28


class Widest(NamedTuple):
    """The mean known least well: its interval reaches so far to both sides, as a share of the mean."""

    metric: str
    alternative: str
    share: float


def convergence_picture(comparison: Comparison, runs: "pd.DataFrame") -> Picture:
    """Return the running mean with its interval, a row of panels a metric, a column an alternative.

    Args:
        comparison: of the alternatives; of more than four, the baseline and the best by the first metric are shown.
        runs: runs.parquet.
    """
    names = rows_shown(comparison, MOST_ALTERNATIVES)
    curves = {
        entry.metric: _curves(runs, entry.metric, names, comparison) for entry in comparison.metrics[:MOST_METRICS]
    }
    entries = [entry for entry in comparison.metrics[:MOST_METRICS] if curves[entry.metric]]
    if not entries:
        return empty_picture("One replication has no interval, so there is no convergence", comparison.scenario)
    with styled():
        grid = _grid(len(names), len(entries))
        figure = picture(grid.body_in, convergence_title(comparison), _subtitle(comparison, names, len(entries)))
        for row, entry in enumerate(entries):
            _draw_row(figure, grid, row, entry, names, curves[entry.metric])
        _key(figure, percent(comparison.confidence))
        return figure


def widest(comparison: Comparison) -> Widest | None:
    """Return the mean with the widest interval as a share of itself; None where no mean has one."""
    found = [
        Widest(entry.metric, name, (mean.high - mean.low) / 2.0 / abs(mean.mean))
        for entry in comparison.metrics
        for name, mean in entry.means.items()
        if mean.mean and mean.low is not None and mean.high is not None
    ]
    return max(found, key=lambda entry: entry.share, default=None)


def convergence_title(comparison: Comparison) -> str:
    """Return how well the least known mean is known, in plain words."""
    after, least = f"After {count(comparison.replications, 'replication')}", widest(comparison)
    if least is None:
        return f"{after} no mean has an interval"
    if least.share == 0.0:
        return f"{after} no mean varies"
    which = f"{label(least.metric)} of {shown(least.alternative, 60)}"
    return f"{after} every mean is known to \u00b1{percent(least.share)} or better; least well: {which}"


def _subtitle(comparison: Comparison, names: Sequence[str], metrics: int) -> str:
    text = told(comparison, names)
    if metrics < len(comparison.metrics):
        text += f" The first {metrics} of {len(comparison.metrics)} metrics."
    return f"{text} An interval is that of a single look: over a whole curve the truth leaves it more often."


def _curves(
    runs: "pd.DataFrame", metric: str, names: Sequence[str], comparison: Comparison
) -> Mapping[str, Convergence]:
    values = by_alternative(runs, metric)
    tasks = comparison.tasks if metric in SHARES_OF_TASKS else {}
    found = {
        name: convergence(values[name], comparison.confidence, tasks.get(name), (0.0, greatest(metric)))
        for name in names
        if name in values
    }
    return {name: _drawn(curve) for name, curve in found.items() if curve.replications.size}


def _drawn(curve: Convergence) -> Convergence:
    """Return as many points of a curve as a picture can show, the last one among them."""
    size = curve.replications.size
    if size <= _POINTS:
        return curve
    # Denser at the start, where the curve moves.
    at = np.unique(np.geomspace(1, size, _POINTS).round().astype(int)) - 1
    return Convergence(*(column[at] for column in curve))


def _grid(columns: int, rows: int) -> SmallMultiples:
    height = min(1.8, 8.6 / rows - 0.36)
    return SmallMultiples(columns, rows, height, left_in=0.95, gap_in=0.2, head_in=0.36, foot_in=0.48 + _KEY_IN)


def _draw_row(
    figure: Picture,
    grid: SmallMultiples,
    row: int,
    entry: MetricComparison,
    names: Sequence[str],
    curves: Mapping[str, Convergence],
) -> None:
    ends = [float(end) for curve in curves.values() for end in _settled(curve)]
    low, high = limits(ends)
    scale = metric_scale(entry.metric, ends)
    last = max(int(curve.replications[-1]) for curve in curves.values())
    for column, name in enumerate(names):
        axes = grid.panel(figure, row * grid.columns + column)
        axes.set_ylim(low, high)
        axes.set_xlim(0.0, last * 1.03)
        ticked(axes, scale, "y", grid.height_in, SMALL)
        axes.xaxis.set_major_locator(MaxNLocator(4, integer=True, steps=[1, 2, 5, 10]))
        axes.tick_params(labelleft=column == 0, labelbottom=row == grid.rows - 1, length=3.0)
        if row == 0:
            grid.named(axes, name, bold=name == entry.baseline)
        if row == grid.rows - 1:
            axes.set_xlabel("replications", size=SMALL, labelpad=2.0)
        if column == 0:
            lines = wrapped(heading(entry.metric) + in_brackets(scale), grid.height_in + 0.2, SMALL)
            axes.set_ylabel("\n".join(lines), size=SMALL)
            axes.yaxis.set_label_coords(-0.5 / grid.width_in, 0.5)
        if name in curves:
            _draw(axes, curves[name])
        else:
            axes.text(0.5, 0.5, "no interval", transform=axes.transAxes, size=SMALL, color=MUTED, ha="center")


def _settled(curve: Convergence) -> list[float]:
    """Return the ends that the axes must hold: the first intervals are wider than all that follows."""
    start = min(int(np.searchsorted(curve.replications, _SETTLED)), curve.replications.size - 1)
    ends = np.concatenate([curve.low[start:], curve.high[start:]])
    held = ends[np.isfinite(ends)]
    return [float(end) for end in (held if held.size else curve.mean[start:])]


def _draw(axes: Axes, curve: Convergence) -> None:
    # Where an end is open there is no interval to fill.
    closed = np.isfinite(curve.low) & np.isfinite(curve.high)
    low, high = (np.where(closed, end, curve.mean) for end in (curve.low, curve.high))
    axes.fill_between(curve.replications, low, high, where=closed, facecolor=SKY, alpha=0.55, linewidth=0.0, zorder=1)
    axes.axhline(curve.mean[-1], color=INK, linewidth=0.9, linestyle=(0, (4, 2)), zorder=1.5)
    marker = "o" if curve.replications.size == 1 else None
    axes.plot(curve.replications, curve.mean, color=NAVY, linewidth=1.6, marker=marker, markersize=4.0, zorder=2)


def _key(figure: Picture, sure: str) -> None:
    handles = [
        Line2D([], [], color=NAVY, linewidth=1.6, label="mean of the replications so far"),
        Patch(facecolor=SKY, alpha=0.55, label=f"its {sure} interval"),
        Line2D([], [], color=INK, linewidth=0.9, linestyle=(0, (4, 2)), label="mean of all"),
    ]
    figure.legend(
        handles=handles, loc="lower left", ncols=3, borderaxespad=0.0, borderpad=0.1,
        bbox_to_anchor=(MARGIN_IN / WIDTH_IN, 0.1 / figure.get_figheight()), columnspacing=1.3,
    )  # fmt: skip
