"""How confidence, and what came of it, moved over the waves."""

from collections.abc import Mapping, Sequence

from sim.measures.trend import Trend, trend
from sim.record.views import SystemHealth

Trajectories = dict[str, dict[str, object]]
"""The way of each metric over the waves, by its name."""


def trajectories(healths: Sequence[SystemHealth]) -> Trajectories:
    """Return how confidence (mean predicted success), success rate and accuracy moved over the waves.

    Args:
        healths: the health after each wave, in order.

    >>> trajectories([])["confidence"]["values"]
    []
    """
    waves = [health.wave for health in healths]
    return {
        name: trajectory(waves, [health.metrics[name] for health in healths])
        for name in ("confidence", "success_rate", "accuracy")
    }


def trajectory(waves: Sequence[int], values: Sequence[float | None]) -> dict[str, object]:
    """Return a metric's way over the waves: its values, its trend, and a forecast for the next wave.

    Slope, direction and forecast are None under three waves with a value. The forecast keeps to 0..1.

    Args:
        waves: numbers of the waves, ascending.
        values: of a metric within 0..1, one a wave; None where not defined.

    >>> way = trajectory([1, 2, 3], [0.7, 0.8, 0.9])
    >>> way["direction"], round(way["forecast"], 9)
    ('improving', 1.0)
    """
    points = [(wave, value) for wave, value in zip(waves, values, strict=True) if value is not None]
    line = trend([wave for wave, _ in points], [value for _, value in points])
    return {"waves": list(waves), "values": list(values), **_described(line)}


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
