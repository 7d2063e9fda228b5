"""The smallest fleet to be turned over: each requirement's metric over the number of agents, with its limit."""

from collections.abc import Sequence
from typing import Any

from sim.document.html.chart import Chart
from sim.measures.metrics.catalogue import metric_info
from sim.measures.questions.evidence import Meets
from sim.report.comparison.metric_text import label
from sim.report.html.plain import short
from sim.study.asking.requirement_text import agents, bounds_text, limit_text, mean_text, requirement_text
from sim.study.questions.smallest_fleet.answer import FleetAnswer


def fleet_charts(answer: FleetAnswer) -> Sequence[Chart]:
    """Return the chart of the sizes that were run.

    Args:
        answer: what was found.
    """
    told = "Means with the bounds that the verdicts rest on; the line across is the limit."
    told += " Choose a requirement above." if len(answer.requirements) > 1 else ""
    choices = [_choice(answer, number) for number in range(len(answer.requirements))]
    return (Chart("plot", "What each number of agents gives", told, {"choices": choices}),)


def _choice(answer: FleetAnswer, number: int) -> dict[str, Any]:
    requirement = answer.requirements[number]
    series = []
    for verdict in Meets:
        points = []
        for found in answer.examined:
            if answer.known(found.size) is not verdict:
                continue
            evidence = found.evidence[number]
            low, high = evidence.bounds(found.level)
            text = f"{agents(found.size)}: {mean_text(evidence)} ({bounds_text(evidence, found.level)}), {verdict}"
            points.append(
                {"x": found.size, "y": short(evidence.mean), "low": short(low), "high": short(high), "text": text}
            )
        if points:
            series.append({"name": verdict.value, "joined": False, "points": points})
    return {
        "label": requirement_text(requirement),
        "x": {"label": "agents", "unit": "", "whole": True},
        "y": {"label": label(requirement.metric), "unit": metric_info(requirement.metric).unit},
        "rules": [{"at": requirement.limit, "text": f"{requirement.operator} {limit_text(requirement)}"}],
        "series": series,
    }
