"""Two metrics against each other: which alternatives are worth a choice, and what one costs in the other."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.measures.comparison.mean import MeanInterval
from sim.measures.comparison.metric_catalogue import metric_info
from sim.measures.comparison.result import Comparison, MetricComparison
from sim.report.comparison.metric_text import label
from sim.report.comparison.rows_shown import told
from sim.report.figures.comparison.free_places import NEAR_IN, Box, free_place
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
from sim.report.figures.picture import MARGIN_IN, Picture, empty_picture, picture, place
from sim.report.figures.style import INK, MUTED, NAVY, RULE, SKY, SMALL, TEXT, WIDTH_IN, styled
from sim.report.figures.text import shown
from sim.report.quantity import percent

_LEFT_IN, _BOTTOM_IN, _HEIGHT_IN, _RIGHT_IN = 0.85, 0.9, 4.6, 0.25
_WIDTH_IN = WIDTH_IN - _LEFT_IN - _RIGHT_IN - MARGIN_IN
_MANY = 30  # points from which on those off the front have no name and no interval
_AWAY_IN = (NEAR_IN, 0.3, 0.5, 0.7, 0.9, 1.1, 1.3)
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


def pareto_picture(comparison: Comparison, x_metric: str, y_metric: str) -> Picture:
    """Return the means of two metrics, an alternative a point, with the Pareto front.

    The front is that of the means; where intervals reach over it, who is on it is not sure.

    Args:
        comparison: that has both metrics.
        x_metric: along the x axis.
        y_metric: along the y axis.
    """
    x, y = comparison.metric(x_metric), comparison.metric(y_metric)
    points = _points(comparison, x, y)
    if not points:
        return empty_picture("No alternative has both metrics, so there is no front", comparison.scenario)
    higher = metric_info(x_metric).higher_is_better, metric_info(y_metric).higher_is_better
    front = pareto_front([point.at for point in points], higher)
    sure = percent(comparison.confidence)
    subtitle = f"{told(comparison, comparison.alternatives)} Means with {sure} intervals."
    if len(points) > _MANY:
        subtitle = subtitle.replace("intervals.", "intervals of those on the front.")
    with styled():
        title = pareto_title([points[place].name for place in front], len(points), (x_metric, y_metric))
        figure = picture(_BOTTOM_IN + _HEIGHT_IN + 0.1, title, subtitle)
        axes = place(figure, _LEFT_IN, _BOTTOM_IN, _WIDTH_IN, _HEIGHT_IN)
        shown_points = points if len(points) <= _MANY else [points[place] for place in front]
        _dress(axes, x, y, points, shown_points)
        _draw(axes, points, front, higher)
        _name(axes, points, front, {x.baseline, y.baseline})
        _key(figure, len(front) < len(points))
        return figure


def pareto_title(front: Sequence[str], points: int, metrics: tuple[str, str]) -> str:
    """Return how many alternatives are worth a choice, in plain words.

    >>> pareto_title(["fast"], 4, ("makespan", "success_rate"))
    'fast has the best mean in both makespan and success rate'
    >>> pareto_title(["fast", "safe"], 4, ("makespan", "success_rate"))
    '2 of 4 alternatives are on the front of makespan and success rate'
    """
    both = " and ".join(map(label, metrics))
    if len(front) == 1:
        return f"{shown(front[0], 60)} has the best mean in both {both}"
    return f"{len(front)} of {points} alternatives are on the front of {both}"


def _points(comparison: Comparison, x: MetricComparison, y: MetricComparison) -> list[_Point]:
    found = (_Point(name, x.means[name], y.means[name]) for name in comparison.alternatives)
    return [point for point in found if point.x.mean is not None and point.y.mean is not None]


def _dress(
    axes: Axes, x: MetricComparison, y: MetricComparison, points: Sequence[_Point], with_intervals: Sequence[_Point]
) -> None:
    across = [point.at[0] for point in points] + [end for point in with_intervals for end in (point.x[1], point.x[2])]
    up = [point.at[1] for point in points] + [end for point in with_intervals for end in (point.y[1], point.y[2])]
    axes.set_xlim(*limits(across))
    axes.set_ylim(*limits(up))
    wide, high = metric_scale(x.metric, across), metric_scale(y.metric, up)
    ticked(axes, wide, "x", _WIDTH_IN, SMALL)
    ticked(axes, high, "y", _HEIGHT_IN, SMALL)
    axes.set_xlabel(f"{heading(x.metric)}{in_brackets(wide)}   {direction(x.metric)}", size=TEXT)
    axes.set_ylabel(f"{heading(y.metric)}{in_brackets(high)}   {upright(y.metric)}", size=TEXT)
    axes.grid(color=RULE, linewidth=0.4)
    axes.set_axisbelow(True)


def _draw(axes: Axes, points: Sequence[_Point], front: Sequence[int], higher: tuple[bool, bool]) -> None:
    corners = np.array([points[place].at for place in front])
    # What lies behind the stairs is dominated: along them one metric stays while the other gets worse.
    axes.step(
        corners[:, 0], corners[:, 1], where="pre" if higher[0] else "post", color=SKY, linewidth=4.0, alpha=0.7,
        zorder=2.5,
    )  # fmt: skip
    on_front = set(front)
    for number, point in enumerate(points):
        mine = number in on_front
        color, arms = (NAVY, NAVY) if mine else (_OTHERS, _ARMS)
        if mine or len(points) <= _MANY:
            (x, y), line = point.at, 1.3 if mine else 1.0
            if point.x.low is not None and point.x.high is not None:
                axes.plot([point.x.low, point.x.high], [y, y], color=arms, linewidth=line, zorder=2)
            if point.y.low is not None and point.y.high is not None:
                axes.plot([x, x], [point.y.low, point.y.high], color=arms, linewidth=line, zorder=2)
        axes.plot(
            *([value] for value in point.at), marker="o" if mine else "s", markersize=7.0 if mine else 5.0, color=color,
            markeredgecolor=INK if mine else MUTED, markeredgewidth=0.7, zorder=4 if mine else 3, clip_on=False,
        )  # fmt: skip


def _name(axes: Axes, points: Sequence[_Point], front: Sequence[int], baselines: set[str]) -> None:
    """Name the alternatives on the front, further away where it is crowded, then the others where there is room."""
    scale = _Inches(*axes.get_xlim(), *axes.get_ylim())
    places = [scale.at(*point.at) for point in points]
    taken = [Box(x - 0.06, y - 0.06, x + 0.06, y + 0.06) for x, y in places]
    arms = [arm for number in front for arm in _arms(points[number], scale)]
    page = Box(0.02, 0.0, _WIDTH_IN + _RIGHT_IN, _HEIGHT_IN)
    # From above: the next point's label then has to go elsewhere, not between a point and its own.
    for number in sorted(front, key=lambda number: -places[number][1]):
        text = _told(points[number].name, baselines)
        box = free_place(places[number], text, [*taken, *arms], page, _AWAY_IN)
        box = box or free_place(places[number], text, taken, page, _AWAY_IN)
        if box is not None:
            _write(axes, places[number], box, text, INK)
            taken.append(box)
    if len(points) > _MANY:
        return
    taken += [box for point in points for box in _arms(point, scale)]
    for number in (number for number in range(len(points)) if number not in front):
        text = _told(points[number].name, baselines)
        box = free_place(places[number], text, taken, page)
        if box is not None:
            _write(axes, places[number], box, text, MUTED)
            taken.append(box)


class _Inches(NamedTuple):
    """Limits of the axes."""

    left: float
    right: float
    low: float
    high: float

    def at(self, x: float, y: float) -> tuple[float, float]:
        across, up = (x - self.left) / (self.right - self.left), (y - self.low) / (self.high - self.low)
        return _WIDTH_IN * across, _HEIGHT_IN * up


def _told(name: str, baselines: set[str]) -> str:
    return shown(name, 44) + (" (baseline)" if name in baselines else "")


def _write(axes: Axes, point: tuple[float, float], box: Box, text: str, color: str) -> None:
    (x, y), middle = point, (box.bottom + box.top) / 2
    near = min(max(x, box.left), box.right), min(max(y, box.bottom), box.top)
    shares = [(px / _WIDTH_IN, py / _HEIGHT_IN) for px, py in (point, near, (box.left, middle))]
    if (near[0] - x) ** 2 + (near[1] - y) ** 2 > 0.2**2:
        axes.plot(
            *zip(*shares[:2], strict=True), transform=axes.transAxes, color=MUTED, linewidth=0.8, zorder=3.5
        )  # fmt: skip
    axes.text(
        *shares[2], text, transform=axes.transAxes, size=SMALL, va="center_baseline", color=color, zorder=5,
        bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 0.6},
    )  # fmt: skip


def _arms(point: _Point, scale: _Inches) -> Iterator[Box]:
    x, y = point.at
    if point.x.low is not None and point.x.high is not None:
        (left, at), (right, _) = scale.at(point.x.low, y), scale.at(point.x.high, y)
        yield Box(left, at - 0.015, right, at + 0.015)
    if point.y.low is not None and point.y.high is not None:
        (at, low), (_, high) = scale.at(x, point.y.low), scale.at(x, point.y.high)
        yield Box(at - 0.015, low, at + 0.015, high)


def _key(figure: Picture, others: bool) -> None:
    handles = [
        Line2D(
            [],
            [],
            color=NAVY,
            marker="o",
            markersize=7.0,
            markeredgecolor=INK,
            label="on the Pareto front",
        )
    ]
    if others:
        text = "another is at least as good in both and better in one"
        handles.append(Line2D([], [], color=_OTHERS, marker="s", markersize=5.0, markeredgecolor=MUTED, label=text))
    figure.legend(
        handles=handles, loc="lower left", ncols=2, borderaxespad=0.0, borderpad=0.1,
        bbox_to_anchor=(MARGIN_IN / WIDTH_IN, 0.1 / figure.get_figheight()), columnspacing=1.3,
    )  # fmt: skip
