"""Health and metrics wave by wave; the reader chooses which."""

from typing import Any

from sim.document.html.chart import Chart
from sim.document.quantity import percent, score
from sim.measures.metrics.wave_catalogue import WAVE_METRICS
from sim.record.tables import Columns
from sim.report.html.plain import short
from sim.scenario import Scenario

_UNLESS_MORE = 2  # waves, of which one is better told in words


def over_waves(waves: Columns, scenario: Scenario) -> Chart | None:
    """Return the health score and each metric of the waves; None of a single wave.

    Args:
        waves: the table of that name.
        scenario: with the targets of the metrics.
    """
    numbers = waves["wave"]
    if len(numbers) < _UNLESS_MORE or all(value is None for value in waves["health_score"]):
        return None
    choices = [_choice("health_score", "health score", waves, None)]
    for name, metric in WAVE_METRICS.items():
        choices.append(_choice(name, metric.label, waves, float(getattr(scenario.monitor.targets, name))))
    first, last = waves["health_score"][0], waves["health_score"][-1]
    title = f"Health went from {score(first)} after the first wave to {score(last)} after the last"
    told = "A point a wave. Choose a metric above; the line across is its target."
    return Chart("plot", title, told, {"choices": choices})


def _choice(name: str, label: str, waves: Columns, target: float | None) -> dict[str, Any]:
    shown = score if name == "health_score" else percent
    points = [
        {"x": wave, "y": short(value), "low": None, "high": None, "text": f"wave {wave}: {label} {shown(value)}"}
        for wave, value in zip(waves["wave"], waves[name], strict=True)
    ]
    ends, unit = ([0, 100], "") if name == "health_score" else ([0, 1], "0..1")
    rules = [] if target is None else [{"at": target, "text": f"target {percent(target)}"}]
    return {
        "label": label,
        "x": {"label": "wave", "unit": "", "whole": True},
        "y": {"label": label, "unit": unit, "ends": ends},
        "rules": rules,
        "series": [{"name": label, "joined": True, "points": points}],
    }
