"""The axis of a metric: the unit that fits, which way is better, limits that hold what is drawn."""

from collections.abc import Iterable
from math import fsum, isfinite
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.measures.metrics.catalogue import metric_info
from sim.report.comparison.metric_text import label
from sim.report.figures.text import text_width
from sim.report.figures.time_axis import time_unit

_ROOM = 0.06  # of the axis, beyond what is drawn
_GREATEST = {"%": 1.0, "0 to 100": 100.0}
"""By unit, the greatest value that a metric can have: an interval may reach further, a tick would be nonsense."""


class MetricScale(NamedTuple):
    """The unit in which a metric is shown."""

    unit: str  # empty for a count or a number without unit
    size: float  # of the unit, in that of the metric


def metric_scale(metric: str, values: Iterable[float | None], change: bool = False) -> MetricScale:
    """Return the unit in which values of a metric are best read.

    Args:
        metric: its name.
        values: what is to be shown; None and NaN where there is none.
        change: they are differences.

    >>> metric_scale("makespan", [600.0, None]), metric_scale("success_rate", [0.5], change=True)
    (MetricScale(unit='min', size=60.0), MetricScale(unit='points', size=0.01))
    """
    unit = metric_info(metric).unit
    if unit == "s":
        longest = max((abs(value) for value in finite(values)), default=0.0)
        return MetricScale(*time_unit(longest))
    if unit == "0..1":
        return MetricScale("points" if change else "%", 0.01)
    return MetricScale("0 to 100" if unit == "0..100" and not change else unit.replace("0..100", "points"), 1.0)


def finite(values: Iterable[float | None]) -> list[float]:
    """Return the values that are numbers.

    >>> finite([1.0, None, float("nan")])
    [1.0]
    """
    return [value for value in values if value is not None and isfinite(value)]


def direction(metric: str) -> str:
    """Return which way along the x axis is better.

    >>> direction("makespan")
    '← lower is better'
    """
    if not metric_info(metric).has_direction:
        return ""
    return "higher is better →" if metric_info(metric).higher_is_better else "← lower is better"


def upright(metric: str) -> str:
    """Return which way along the y axis is better.

    >>> upright("makespan")
    '↓ lower is better'
    """
    if not metric_info(metric).has_direction:
        return ""
    return "↑ higher is better" if metric_info(metric).higher_is_better else "↓ lower is better"


def heading(metric: str) -> str:
    """Return a metric's name as a heading.

    >>> heading("p95_response")
    '95th percentile of the response time'
    """
    text = label(metric)
    return text[:1].upper() + text[1:]


def in_brackets(scale: MetricScale) -> str:
    """Return the unit as it stands behind the name of an axis, with a space before; empty without unit.

    >>> in_brackets(MetricScale("min", 60.0)), in_brackets(MetricScale("", 1.0))
    (' (min)', '')
    """
    return f" ({scale.unit})" if scale.unit else ""


def limits(values: Iterable[float | None]) -> tuple[float, float]:
    """Return limits of an axis that hold all values, with some room; never empty.

    >>> limits([0.0, 100.0]), limits([5.0, 5.0]), limits([])
    ((-6.0, 106.0), (4.7, 5.3), (0.0, 1.0))
    """
    known = finite(values)
    if not known:
        return 0.0, 1.0
    low, high = min(known), max(known)
    room = _ROOM * (high - low)
    if high - low <= 1e-9 * max(abs(low), abs(high)):
        room = _ROOM * abs(high) or 1.0
    return low - room, high + room


def ticked(axes: Axes, scale: MetricScale, which: str, length_in: float, size: float, signed: bool = False) -> None:
    """Put ticks at round numbers of the unit on an axis whose values are in the metric's own.

    Args:
        axes: with its limits set.
        scale: of the metric.
        which: `x` or `y`.
        length_in: of the axis, in inches.
        size: of the numbers, in points.
        signed: values above 0 have a plus.
    """
    axis = axes.xaxis if which == "x" else axes.yaxis
    low, high = axes.get_xlim() if which == "x" else axes.get_ylim()
    form = "+g" if signed else "g"

    def told(value: float) -> str:
        shown = round(value / scale.size, 9) + 0.0
        return "0" if shown == 0.0 else f"{shown:{form}}".replace("-", "\u2212")

    most = max(2, int(length_in / (0.45 if which == "x" else 0.3)))
    for bins in range(min(most, 8), 0, -1):
        locator = MaxNLocator(bins, steps=[1, 2, 2.5, 5, 10])
        found = [float(tick) * scale.size for tick in locator.tick_values(low / scale.size, high / scale.size)]
        ticks = [tick for tick in found if low <= tick <= high and tick <= _GREATEST.get(scale.unit, tick)]
        needed = fsum(text_width(told(tick), size) + 0.12 for tick in ticks)
        if ticks and (which == "y" or needed <= length_in):
            break
    axis.set_ticks(ticks)
    axis.set_major_formatter(FuncFormatter(lambda value, _: told(value)))
    axis.set_tick_params(labelsize=size, length=3.0)
