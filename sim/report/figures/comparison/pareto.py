"""Two metrics against each other: which alternatives are worth a choice, and what one costs in the other."""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.document.quantity import percent
from sim.measures.comparison.mean import MeanInterval
from sim.measures.comparison.result import BEST, Comparison, MetricComparison
from sim.measures.metrics.catalogue import metric_info
from sim.report.comparison.metric_text import label
from sim.report.comparison.rows_shown import told
from sim.report.figures.comparison.free_places import Box
from sim.report.figures.comparison.metric_axis import (
    direction,
    heading,
    in_brackets,
    limits,
    metric_scale,
    ticked,
    upright,
)
from sim.report.figures.comparison.pareto_front import pareto_front
from sim.report.figures.comparison.point_names import MANY, Names, named, write_key, write_names
from sim.report.figures.picture import MARGIN_IN, Picture, empty_picture, picture, place
from sim.report.figures.style import INK, MUTED, NAVY, RULE, SKY, SMALL, TEXT, WIDTH_IN, styled
from sim.report.figures.text import shown

_LEFT_IN, _BOTTOM_IN, _HEIGHT_IN, _RIGHT_IN = 0.85, 0.9, 4.6, 0.25
_WIDTH_IN = WIDTH_IN - _LEFT_IN - _RIGHT_IN - MARGIN_IN
_OTHERS, _ARMS = "#B8B8B8", "#D8D8D8"


class _Point(NamedTuple):
    name: str
    x: MeanInterval
    y: MeanInterval

    @property
    def at(self) -> tuple[float, float]:
        assert self.x.mean is not None
        assert self.y.mean is not None
        return self.x.mean, self.y.mean


class _Inches(NamedTuple):
    """Limits of the axes."""

    left: float
    right: float
    low: float
    high: float

    def at(self, x: float, y: float) -> tuple[float, float]:
        across, up = (x - self.left) / (self.right - self.left), (y - self.low) / (self.high - self.low)
        return _WIDTH_IN * across, _HEIGHT_IN * up


def pareto_picture(comparison: Comparison, x_metric: str, y_metric: str, not_beaten: Collection[str]) -> Picture:
    """Return the means of two metrics, an alternative a point, with the Pareto front and whoever may be on it.

    Args:
        comparison: that has both metrics.
        x_metric: along the x axis.
        y_metric: along the y axis.
        not_beaten: alternatives that no other one is shown to beat in the two.
    """
    x, y = comparison.metric(x_metric), comparison.metric(y_metric)
    points = _points(comparison, x, y)
    if not points:
        return empty_picture("No alternative has both metrics, so there is no front", comparison.scenario)
    higher = metric_info(x_metric).higher_is_better, metric_info(y_metric).higher_is_better
    corners = [points[number] for number in pareto_front([point.at for point in points], higher)]
    front = [point for point in points if point.name in not_beaten] or corners
    with_arms = next((some for some in (points, front) if len(some) <= MANY), corners)
    scale = _scale(points, with_arms)
    with styled():
        names = named(
            {point.name: scale.at(*point.at) for point in points},
            [point.name for point in front],
            _roles(comparison, x, y),
            {point.name: list(_arms(point, scale)) for point in with_arms},
            Box(0.02, 0.0, _WIDTH_IN + _RIGHT_IN, _HEIGHT_IN),
        )
        title = pareto_title([point.name for point in front], len(points), (x_metric, y_metric))
        bottom = _BOTTOM_IN + names.key_in
        figure = picture(bottom + _HEIGHT_IN + 0.1, title, _subtitle(comparison, len(with_arms) < len(points)))
        axes = place(figure, _LEFT_IN, bottom, _WIDTH_IN, _HEIGHT_IN)
        _dress(axes, x, y, scale)
        _draw_stairs(axes, corners, higher)
        _draw_points(axes, points, {point.name for point in front}, {point.name for point in corners}, with_arms)
        write_names(axes, (_WIDTH_IN, _HEIGHT_IN), names)
        _key(figure, names, len(front) < len(points), {p.name for p in front} != {p.name for p in corners})
        return figure


def pareto_title(front: Sequence[str], points: int, metrics: tuple[str, str]) -> str:
    """Return how many alternatives are worth a choice, in plain words.

    >>> pareto_title(["fast"], 4, ("makespan", "success_rate"))
    'fast is shown to be the best choice in both makespan and success rate'
    >>> pareto_title(["fast", "safe"], 4, ("makespan", "success_rate"))
    '2 of 4 alternatives are worth a choice between makespan and success rate'
    """
    both = " and ".join(map(label, metrics))
    if len(front) == 1:
        return f"{shown(front[0], 60)} is shown to be the best choice in both {both}"
    return f"{len(front)} of {points} alternatives are worth a choice between {both}"


def _points(comparison: Comparison, x: MetricComparison, y: MetricComparison) -> list[_Point]:
    found = (_Point(name, x.means[name], y.means[name]) for name in comparison.alternatives)
    return [point for point in found if point.x.mean is not None and point.y.mean is not None]


def _roles(comparison: Comparison, x: MetricComparison, y: MetricComparison) -> dict[str, str]:
    if comparison.baseline != BEST:
        return {comparison.baseline: "baseline"}
    if x.baseline == y.baseline:
        return {x.baseline: "best in both"}
    return {entry.baseline: f"best in {label(entry.metric)}" for entry in (x, y)}


def _subtitle(comparison: Comparison, some: bool) -> str:
    whose = "intervals of the best" if some else "intervals"
    return f"{told(comparison, comparison.alternatives)} Means with {percent(comparison.confidence)} {whose}."


def _scale(points: Sequence[_Point], with_arms: Sequence[_Point]) -> _Inches:
    across = [point.at[0] for point in points] + [end for point in with_arms for end in (point.x.low, point.x.high)]
    up = [point.at[1] for point in points] + [end for point in with_arms for end in (point.y.low, point.y.high)]
    return _Inches(*limits(across), *limits(up))


def _dress(axes: Axes, x: MetricComparison, y: MetricComparison, scale: _Inches) -> None:
    axes.set_xlim(scale.left, scale.right)
    axes.set_ylim(scale.low, scale.high)
    wide = metric_scale(x.metric, (scale.left, scale.right))
    high = metric_scale(y.metric, (scale.low, scale.high))
    ticked(axes, wide, "x", _WIDTH_IN, SMALL)
    ticked(axes, high, "y", _HEIGHT_IN, SMALL)
    axes.set_xlabel(f"{heading(x.metric)}{in_brackets(wide)}   {direction(x.metric)}", size=TEXT)
    axes.set_ylabel(f"{heading(y.metric)}{in_brackets(high)}   {upright(y.metric)}", size=TEXT)
    axes.grid(color=RULE, linewidth=0.4)
    axes.set_axisbelow(True)


def _draw_stairs(axes: Axes, corners: Sequence[_Point], higher: tuple[bool, bool]) -> None:
    at = np.array([point.at for point in corners])
    # What lies behind the stairs is dominated: along them one metric stays while the other gets worse.
    axes.step(at[:, 0], at[:, 1], where="pre" if higher[0] else "post", color=SKY, linewidth=4.0, alpha=0.7, zorder=2.5)


def _draw_points(
    axes: Axes,
    points: Sequence[_Point],
    front: Collection[str],
    corners: Collection[str],
    with_arms: Collection[_Point],
) -> None:
    for point in points:
        mine = point.name in front
        if point in with_arms:
            _draw_arms(axes, point, NAVY if mine else _ARMS, 1.3 if mine else 1.0)
        filled = point.name in corners
        axes.plot(
            *([value] for value in point.at), marker="o" if mine else "s", markersize=7.0 if mine else 5.0,
            color=(NAVY if filled else "white") if mine else _OTHERS,
            markeredgecolor=(INK if filled else NAVY) if mine else MUTED, markeredgewidth=0.7 if filled else 1.3,
            zorder=4 if mine else 3, clip_on=False,
        )  # fmt: skip


def _draw_arms(axes: Axes, point: _Point, color: str, width: float) -> None:
    x, y = point.at
    if point.x.low is not None and point.x.high is not None:
        axes.plot([point.x.low, point.x.high], [y, y], color=color, linewidth=width, zorder=2)
    if point.y.low is not None and point.y.high is not None:
        axes.plot([x, x], [point.y.low, point.y.high], color=color, linewidth=width, zorder=2)


def _arms(point: _Point, scale: _Inches) -> Iterator[Box]:
    x, y = point.at
    if point.x.low is not None and point.x.high is not None:
        (left, at), (right, _) = scale.at(point.x.low, y), scale.at(point.x.high, y)
        yield Box(left, at - 0.015, right, at + 0.015)
    if point.y.low is not None and point.y.high is not None:
        (at, low), (_, high) = scale.at(x, point.y.low), scale.at(x, point.y.high)
        yield Box(at - 0.015, low, at + 0.015, high)


def _key(figure: Picture, names: Names, others: bool, unsure: bool) -> None:
    handles = [_handle("o", 7.0, NAVY, INK, "best means")]
    if unsure:
        handles.append(_handle("o", 7.0, "white", NAVY, "not shown to be beaten by them"))
    if others:
        handles.append(_handle("s", 5.0, _OTHERS, MUTED, "shown to be beaten"))
    figure.legend(
        handles=handles, loc="lower left", ncols=3, borderaxespad=0.0, borderpad=0.1,
        bbox_to_anchor=(MARGIN_IN / WIDTH_IN, (0.1 + names.key_in) / figure.get_figheight()), columnspacing=1.3,
    )  # fmt: skip
    write_key(figure, 0.05 + names.key_in, names)


def _handle(marker: str, size: float, face: str, edge: str, text: str) -> Line2D:
    line = _OTHERS if marker == "s" else NAVY
    return Line2D(
        [], [], color=line, marker=marker, markersize=size, markerfacecolor=face, markeredgecolor=edge, label=text
    )
