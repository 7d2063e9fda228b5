"""How confidence, and what came of it, moved over the waves."""

from collections.abc import Mapping, Sequence

from sim.measures.statistics.trend import Trend, trend
from sim.record.views import SystemHealth

Trajectories = dict[str, dict[str, object]]
"""The way of each metric over the waves, by its name."""


SHARES = ("success_rate", "accuracy")
"""Metrics of a wave that stray from one to the next as shares of its tasks do, or more."""


def trajectories(healths: Sequence[SystemHealth], tasks: Sequence[int] | None = None) -> Trajectories:
    """Return how confidence (mean predicted success), success rate and accuracy moved over the waves.

    Args:
        healths: the health after each wave, in order.
        tasks: of each of these waves; None: not known, and how far shares of them stray at least is not reckoned with.

    >>> trajectories([])["confidence"]["values"]
    []
    """
    waves = [health.wave for health in healths]
    return {
        name: trajectory(waves, [health.metrics[name] for health in healths], tasks if name in SHARES else None)
        for name in ("confidence", "success_rate", "accuracy")
    }


def trajectory(
    waves: Sequence[int], values: Sequence[float | None], tasks: Sequence[int] | None = None
) -> dict[str, object]:
    """Return a metric's way over the waves: its values, its trend, and a forecast for the next wave.

    Slope, direction and forecast are None under five waves with a value. The forecast keeps to 0..1.

    Args:
        waves: numbers of the waves, ascending.
        values: of a metric within 0..1, one a wave; None where not defined.
        tasks: of each wave, where the values are shares of them.

    >>> way = trajectory([1, 2, 3, 4, 5], [0.5, 0.6, 0.7, 0.8, 0.9])
    >>> way["direction"], round(way["forecast"], 9)
    ('improving', 1.0)
    """
    line = trend_of(waves, values, tasks)
    return {"waves": list(waves), "values": list(values), **_described(line)}


def trend_of(waves: Sequence[int], values: Sequence[float | None], tasks: Sequence[int] | None = None) -> Trend | None:
    """Return the trend of those values that are defined.

    Args:
        waves: numbers of the waves, ascending.
        values: one a wave; None where not defined.
        tasks: of each wave, where the values are shares of them.
    """
    places = [place for place, value in enumerate(values) if value is not None]
    return trend(
        [waves[place] for place in places],
        [value for value in values if value is not None],
        tasks=None if tasks is None else [tasks[place] for place in places],
    )


def _described(line: Trend | None) -> Mapping[str, object]:
    if line is None:
        names = ("slope", "slope_interval", "direction", "forecast", "forecast_interval")
        return dict.fromkeys(names)
    return {
        "slope": line.slope,
        "slope_interval": list(line.slope_interval),
        "direction": line.direction,
        "forecast": _share(line.forecast),
        "forecast_interval": [_share(end) for end in line.forecast_interval],
    }


def _share(value: float) -> float:
    return min(1.0, max(0.0, value))
