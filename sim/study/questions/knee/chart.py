"""The knee to be turned over: throughput over the number of agents, and where resampled replications have the knee."""

from collections.abc import Sequence
from typing import Any

from sim.document.html.chart import Chart
from sim.document.quantity import NOT_DEFINED, percent
from sim.report.html.plain import short
from sim.study.asking.requirement_text import agents
from sim.study.questions.knee.answer import KneeAnswer
from sim.study.questions.knee.report import per_hour


def knee_charts(answer: KneeAnswer) -> Sequence[Chart]:
    """Return the chart of the knee.

    Args:
        answer: what was found.
    """
    told = (
        f"Means with {percent(answer.confidence)} intervals. Choose above to see the share of resamples with their "
        "knee at each size."
    )
    return (
        Chart("plot", "What each number of agents gives", told, {"choices": [_throughput(answer), _shares(answer)]}),
    )


def _throughput(answer: KneeAnswer) -> dict[str, Any]:
    points = []
    for size, mean in zip(answer.sizes, answer.curve, strict=True):
        ends = NOT_DEFINED if mean.low is None else f"{per_hour(mean.low)} to {per_hour(mean.high)}"
        text = f"{agents(size)}: {per_hour(mean.mean)} ({ends}){', the knee' if size == answer.at else ''}"
        numbers = {"y": mean.mean, "low": mean.low, "high": mean.high}
        hourly = {name: None if value is None else short(3600.0 * value) for name, value in numbers.items()}
        points.append({"x": size, **hourly, "text": text})
    return _choice("throughput", "tasks an hour", "", points)


def _shares(answer: KneeAnswer) -> dict[str, Any]:
    points = [
        {
            "x": size,
            "y": short(share),
            "low": None,
            "high": None,
            "text": f"{agents(size)}: the knee of {percent(share)}",
        }
        for size, share in zip(answer.sizes, answer.knee.shares, strict=False)
    ]
    return _choice("knee here", "share of resamples", "0..1", points)


def _choice(label: str, unit_told: str, unit: str, points: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "label": label,
        "x": {"label": "agents", "unit": "", "whole": True},
        "y": {"label": unit_told, "unit": unit},
        "rules": [],
        "series": [{"name": label, "joined": True, "points": points}],
    }
