"""Calibration: of the tasks that the planner gave a chance of 0.8, did eight in ten succeed?"""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sim.document.quantity import count, percent
from sim.measures.metrics.calibration import BINS, calibrated_calibration_error, expected_calibration_error
from sim.report.figures.picture import MARGIN_IN, Picture, empty_picture, picture, place
from sim.report.figures.reliability import Point, calibration_title, outcomes, points_of
from sim.report.figures.source import Floats, PictureSource
from sim.report.figures.style import INK, MUTED, NAVY, RULE, SKY, SMALL, TEXT, TINY, VERMILLION, WIDTH_IN, styled

_SQUARE_IN, _COUNTS_IN, _BOTTOM_IN, _LEFT_IN, _GAP_IN = 4.0, 0.95, 0.5, 0.8, 0.16
_SIDE_IN = 5.4  # left end of what stands beside

_BESIDE: dict[str, Any] = {
    "textcoords": "offset points", "size": TEXT, "va": "center_baseline", "annotation_clip": False
}  # fmt: skip


def calibration_picture(source: PictureSource) -> Picture:
    """Return the reliability diagram of a run's predictions.

    Observed against predicted success in bins of 0.1 with exact 95 % intervals, the number of tasks in each bin,
    and the expected calibration error beside what a calibrated planner with the same predictions would show by chance.

    Args:
        source: table `tasks`.
    """
    predicted, observed = outcomes(source)
    where = f"{source.name}, seed {source.seed}"
    if not predicted.size:
        return empty_picture("No attempt got past the gates, so there is nothing to hold predictions against", where)
    held = "final outcome" if source.meaning == "task" else "first attempt past the gates"
    subtitle = f"{where}. {count(predicted.size, 'task')}, each by its {held}."
    with styled():
        body = _BOTTOM_IN + _COUNTS_IN + _GAP_IN + _SQUARE_IN + 0.1
        figure = picture(body, calibration_title(predicted, observed), subtitle)
        points = points_of(predicted, observed)
        above = place(figure, _LEFT_IN, _BOTTOM_IN + _COUNTS_IN + _GAP_IN, _SQUARE_IN, _SQUARE_IN)
        draw_points(above, points)
        _draw_counts(place(figure, _LEFT_IN, _BOTTOM_IN, _SQUARE_IN, _COUNTS_IN), points)
        side = place(figure, _SIDE_IN, _BOTTOM_IN, WIDTH_IN - _SIDE_IN - 0.55 - MARGIN_IN, 1.3)
        _draw_errors(side, predicted, observed)
        above.legend(
            loc="upper left", bbox_to_anchor=((_SIDE_IN - _LEFT_IN - 0.15) / _SQUARE_IN, 1.0), labelspacing=0.9
        )
        return figure


def draw_points(axes: Axes, points: list[Point]) -> None:
    """Draw observed against predicted success, bin by bin; the x axis is left without numbers.

    Args:
        axes: empty.
        points: from `points_of`.
    """
    axes.plot(
        [0.0, 1.0], [0.0, 1.0], color=MUTED, linewidth=1.0, linestyle="dashed", label="perfect: observed = predicted"
    )
    for agrees, color, marker, name in (
        (True, NAVY, "o", "observed, with its 95 % interval"),
        (False, VERMILLION, "D", "observed, where the interval\nexcludes what was predicted"),
    ):
        mine = [point for point in points if point.agrees is agrees]
        if mine:
            x = [point.bin.mean_predicted for point in mine]
            y = np.array([point.bin.observed_rate for point in mine])
            ends = np.array([point.interval for point in mine]).T
            reach = np.maximum(np.abs(ends - y), 0.0)
            axes.errorbar(
                x, y, yerr=reach, linestyle="none", marker=marker, markersize=6.0, color=color, ecolor=color,
                elinewidth=1.4, capsize=3.0, markeredgecolor=INK, markeredgewidth=0.6, label=name, zorder=3,
            )  # fmt: skip
    axes.text(0.02, 0.97, "planner too gloomy", size=SMALL, color=MUTED, va="top")
    axes.text(0.98, 0.03, "planner too hopeful", size=SMALL, color=MUTED, ha="right")
    _shares(axes)
    axes.set_ylim(-0.02, 1.02)
    axes.set_yticks(np.linspace(0.0, 1.0, 6), labels=["0", "20", "40", "60", "80", "100"])
    axes.set_ylabel("observed success (%)")
    axes.tick_params(axis="x", labelbottom=False)
    axes.grid(color=RULE, linewidth=0.5)


def _draw_counts(axes: Axes, points: list[Point]) -> None:
    most = max(point.bin.tasks for point in points)
    for point in points:
        low, high, tasks = point.bin.low, point.bin.high, point.bin.tasks
        axes.bar(low, tasks, high - low, align="edge", color=SKY, edgecolor=INK, linewidth=0.6)
        size = SMALL if tasks < 10_000 else TINY
        axes.text((low + high) / 2, tasks + 0.04 * most, f"{tasks}", size=size, ha="center", va="bottom")
    _shares(axes)
    axes.set_ylim(0.0, 1.3 * most)
    axes.yaxis.set_major_locator(MaxNLocator(2, integer=True))
    axes.set_ylabel("tasks")
    axes.set_xlabel("predicted success (%)")


def _shares(axes: Axes) -> None:
    axes.set_xlim(-0.02, 1.02)
    axes.set_xticks(np.linspace(0.0, 1.0, BINS + 1), labels=[str(10 * tick) for tick in range(BINS + 1)])
    axes.set_axisbelow(True)


def _draw_errors(axes: Axes, predicted: Floats, observed: Floats) -> None:
    error, by_chance = expected_calibration_error(predicted, observed), calibrated_calibration_error(predicted)
    assert error is not None
    assert by_chance is not None
    bars = (
        (3.0, error, NAVY, "of these predictions"),
        (1.0, by_chance, "#BDBDBD", "of a calibrated planner, by chance"),
    )
    for y, value, color, name in bars:
        axes.barh(y, 100 * value, height=0.8, color=color, edgecolor=INK, linewidth=0.6)
        axes.annotate(percent(value), (100 * value, y), xytext=(4.0, 0.0), **_BESIDE)
        axes.annotate(name, (0.0, y + 0.9), size=SMALL, va="center_baseline", annotation_clip=False)
    axes.set_xlim(0.0, 100 * max(error, by_chance, 0.01) * 1.05)
    axes.set_ylim(0.4, 4.3)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(4))
    axes.set_xlabel("points of 100")
    axes.set_title("expected calibration error (ECE)", size=TEXT, loc="left", pad=8.0)
