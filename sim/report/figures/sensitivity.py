"""What moves each metric: a row a factor, a panel a metric, with intervals and what chance alone would show."""

from collections.abc import Iterator, Sequence

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.document.quantity import count, percent
from sim.measures.sensitivity.assessment import Effect, FactorIndex, MetricSensitivity, Sensitivity
from sim.measures.sensitivity.morris import Morris
from sim.measures.sensitivity.sobol import Sobol
from sim.report.comparison.metric_text import change
from sim.report.figures.comparison.metric_axis import MetricScale, heading, limits, metric_scale, ticked
from sim.report.figures.comparison.row_panels import fitting
from sim.report.figures.picture import Picture, empty_picture, picture
from sim.report.figures.style import INK, MUTED, NAVY, SMALL, TINY, VERMILLION, styled
from sim.report.figures.text import shown
from sim.report.sensitivity.finding import nothing_moves

_CHANCE = "#CFCFCF"
_COLUMNS, _MOST_COLUMNS = 3, 5
_APART = 0.17  # of a row, above and below its middle


def sensitivity_picture(found: Sensitivity) -> Picture:
    """Return the indices of every metric, factors in the order of the first one.

    Args:
        found: what a sensitivity study came to.
    """
    entries = [entry for entry in found.metrics if entry.factors]
    if not entries:
        return empty_picture("Too few values are known to say what moves anything", found.scenario)
    names = [factor.name for factor in entries[0].ranked()]
    with styled():
        panels = fitting(names, [heading(entry.metric) for entry in entries], _COLUMNS, _MOST_COLUMNS)
        figure = picture(panels.body_in, sensitivity_title(entries[0]), _subtitle(found))
        for number, entry in enumerate(entries):
            axes = panels.panel(figure, number, heading(entry.metric))
            _draw(axes, entry, names, panels.width_in)
        panels.key(figure, list(_handles(found.method)))
        return figure


def sensitivity_title(entry: MetricSensitivity) -> str:
    """Return what moves the metric most, in plain words."""
    first = entry.ranked()[0]
    if first.effect is not Effect.MOVES:
        return f"{heading(entry.metric)}: {nothing_moves(entry)}"
    name = shown(first.name, 60)
    if isinstance(first.index, Morris):
        size = change(entry.metric, first.index.mu_star)[1:]
        return f"{heading(entry.metric)}: {name} moves it most, by {size} on average over its range"
    share = "" if first.index.total is None else f", with {percent(first.index.total)} of the variance"
    return f"{heading(entry.metric)}: {name} moves it most{share}"


def _subtitle(found: Sensitivity) -> str:
    size = f"{count(found.points, 'point')} in {count(found.replications, 'replication')} each"
    what = (
        "Change of the metric over the factor's whole range." if found.method == "morris" else "Shares of the variance."
    )
    return f"{shown(found.scenario, 60)}: {size}. {what} Intervals: {percent(found.confidence)}."


def _draw(axes: Axes, entry: MetricSensitivity, names: Sequence[str], width_in: float) -> None:
    by_name = {factor.name: factor for factor in entry.factors}
    ends: list[float | None] = [0.0]
    for row, name in enumerate(names):
        index = by_name[name].index
        if isinstance(index, Morris):
            ends += _draw_morris(axes, index, by_name[name], row)
        else:
            ends += _draw_sobol(axes, index, by_name[name], row)
    axes.axvline(0.0, color=INK, linewidth=0.9, zorder=1)
    axes.set_xlim(*limits(ends if any(ends) else [0.0, 1.0]))
    if isinstance(entry.factors[0].index, Morris):
        scale = metric_scale(entry.metric, ends, change=True)
        unit = f"({scale.unit})" if scale.unit else ""
    else:
        scale, unit = MetricScale("%", 0.01), "(% of the variance)"
    ticked(axes, scale, "x", width_in, SMALL)
    axes.set_xlabel(unit, size=SMALL, labelpad=2.0)


def _draw_morris(axes: Axes, index: Morris, factor: FactorIndex, row: int) -> list[float | None]:
    _draw_chance(axes, index.mu_star_noise, row)
    _draw_index(axes, index.mu_star, index.low, index.high, row - _APART, factor.effect is Effect.MOVES)
    axes.plot([index.sigma], [row + _APART], marker="^", markersize=5.5, markerfacecolor="white",
              markeredgecolor=VERMILLION, markeredgewidth=1.2, zorder=4)  # fmt: skip
    return [index.low, index.high, index.mu_star, index.sigma, index.mu_star_noise]


def _draw_sobol(axes: Axes, index: Sobol, factor: FactorIndex, row: int) -> list[float | None]:
    if index.total is None or index.first is None:
        told = "does not vary" if index.total_raw is None else "too much chance to tell"
        axes.text(
            0.02, row, told, transform=axes.get_yaxis_transform(), size=TINY, color=MUTED,
            va="center_baseline",
        )  # fmt: skip
        return []
    _draw_chance(axes, index.total_noise or 0.0, row)
    _draw_index(axes, index.total, index.total_low, index.total_high, row - _APART, factor.effect is Effect.MOVES)
    _draw_line(axes, index.first_low, index.first_high, row + _APART, VERMILLION)
    axes.plot([index.first], [row + _APART], marker="^", markersize=5.5, markerfacecolor="white",
              markeredgecolor=VERMILLION, markeredgewidth=1.2, zorder=4)  # fmt: skip
    return [*index[:6], index.total_noise]


def _draw_chance(axes: Axes, size: float, row: int) -> None:
    axes.barh(row, size, height=0.84, color=_CHANCE, linewidth=0.0, zorder=0.5)


def _draw_index(axes: Axes, at: float, low: float | None, high: float | None, row: float, moves: bool) -> None:
    _draw_line(axes, low, high, row, NAVY)
    axes.plot([at], [row], marker="o", markersize=6.0, markerfacecolor=NAVY if moves else "white",
              markeredgecolor=NAVY, markeredgewidth=1.2, zorder=4)  # fmt: skip


def _draw_line(axes: Axes, low: float | None, high: float | None, row: float, color: str) -> None:
    if low is not None and high is not None:
        axes.plot([low, high], [row, row], color=color, linewidth=1.8, solid_capstyle="butt", zorder=3)


def _handles(method: str) -> Iterator[Artist]:
    index, other = ("mu*", "sigma") if method == "morris" else ("total", "alone")
    yield Line2D([], [], color=NAVY, linewidth=1.8, marker="o", markersize=6.0, label=f"{index}, moves the metric")
    yield Line2D([], [], color=NAVY, linewidth=1.8, marker="o", markersize=6.0, markerfacecolor="white",
                 markeredgewidth=1.2, label=f"{index}, not told from chance")  # fmt: skip
    width = 0.0 if method == "morris" else 1.8
    yield Line2D([], [], color=VERMILLION, linewidth=width, marker="^", markersize=5.5,
                 markerfacecolor="white", markeredgewidth=1.2, label=other)  # fmt: skip
    yield Patch(facecolor=_CHANCE, label=f"{index} by chance alone")
