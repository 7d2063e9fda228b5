"""The retry settings to be turned over: what each must keep to and what it costs, in the metric that is chosen."""

from collections.abc import Sequence
from typing import Any

from sim.document.html.chart import Chart
from sim.document.quantity import NOT_DEFINED, percent
from sim.measures.metrics.catalogue import metric_info
from sim.measures.questions.evidence import Meets
from sim.report.comparison.metric_text import label, range_of, unit_of, value
from sim.report.figures.comparison.short_names import short_names
from sim.report.html.plain import short
from sim.study.asking.requirement_text import limit_text
from sim.study.questions.retry_setting.answer import RetryAnswer

MOST_ROWS = 60
_MARKS = {Meets.YES: "better", Meets.NO: "worse", Meets.UNDECIDED: ""}


def retry_charts(answer: RetryAnswer) -> Sequence[Chart]:
    """Return the chart of the settings.

    Args:
        answer: what was found.
    """
    told = (
        f"Means with {percent(answer.confidence)} intervals. A triangle meets the requirements, a square does not, a "
        "dot is undecided."
    )
    left_out = len(answer.settings) - MOST_ROWS
    if left_out > 0:
        told += f" {left_out} settings are left out here; `answer.json` has all."
    choices = [_choice(answer, metric) for metric in answer.settings[0].means]
    return (Chart("intervals", "What each setting gives", told, {"choices": choices}),)


def _choice(answer: RetryAnswer, metric: str) -> dict[str, Any]:
    shown = answer.settings[:MOST_ROWS]
    unit = unit_of(metric, (found.means[metric].mean for found in shown))
    brief = short_names([found.name for found in shown])
    rows = []
    for place, found in enumerate(shown):
        mean, verdict = found.means[metric], answer.race.verdicts[place]
        ends = range_of(metric, mean.low, mean.high, unit)
        told = value(metric, mean.mean, unit)
        chosen = ", the choice" if place == answer.race.chosen else ""
        rows.append(
            {
                "name": brief[found.name],
                "value": short(mean.mean),
                "low": short(mean.low),
                "high": short(mean.high),
                "short": f"{told}{chosen}",
                "text": f"{found.name}: {told}{'' if ends == NOT_DEFINED else f' ({ends})'}, {verdict}{chosen}",
                "mark": _MARKS[verdict],
            }
        )
    limits = [one for one in answer.requirements if one.metric == metric]
    asked = "".join(f", {one.operator} {limit_text(one)} asked for" for one in limits)
    unit_name = metric_info(metric).unit
    return {"label": label(metric), "axis": f"{label(metric)}{asked}", "unit": unit_name, "zero": False, "rows": rows}
