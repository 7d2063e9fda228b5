"""`buddy-sim retry-setting`: the cheapest retry setting that meets requirements, and survives breakdowns."""

from typing import TYPE_CHECKING

import click

from sim.cli.failure import expected_failures
from sim.cli.file_name import not_empty, scenario_file
from sim.cli.foresight import tell_foreseen
from sim.cli.question import (
    answer_question,
    asking_confidence,
    asking_inputs,
    asking_limits,
    asking_looks,
    asking_overrides,
    asking_seed,
    table_lines,
    target_of,
)
from sim.cli.study import Manner, in_manner

if TYPE_CHECKING:
    from sim.study.questions.retry_setting.asking import RetryStudy

_EPILOG = """\b
Examples:
  buddy-sim retry-setting scenarios/breakdowns.yaml --meet "success_rate >= 0.97"
  buddy-sim retry-setting scenarios/breakdowns.yaml --vary retry.max_retries=1,3 --vary retry.base=1s,1min \\
      --meet "success_rate >= 99%, p95_response <= 1h" --minimise makespan
"""


@click.command("retry-setting", epilog=_EPILOG)
@click.argument("scenario", callback=scenario_file)
@asking_limits
@click.option(
    "--vary", multiple=True, metavar="KEY=V1,V2", help="Settings, all combined.  [default: retry.max_retries=0..6]"
)
@click.option("--where", multiple=True, metavar="CONDITION", help="Keep only settings that fulfil it. Repeatable.")
@click.option("--minimise", default="wasted_work", show_default=True, metavar="METRIC", help="What is to be small.")
@asking_confidence
@asking_looks
@asking_overrides
@asking_seed
@click.option("--out", callback=not_empty, metavar="DIR", help="Result folder.  [default: reports/NAME-retry-setting]")
@asking_inputs
@in_manner
def command(
    scenario: str,
    meet: str,
    vary: tuple[str, ...],
    where: tuple[str, ...],
    minimise: str,
    confidence: float,
    replications: str | None,
    overrides: tuple[str, ...],
    seed: int | None,
    out: str | None,
    input_uncertainty: bool,
    manner: Manner,
) -> None:
    """Find the cheapest retry setting that meets requirements, with confidence.

    A setting meets `success_rate >= 0.97` where the mean of that metric over all replications there could be is 97 % or
    more. Of those that are shown to, the one with the least mean wasted work (--minimise) is the answer, if the paired
    differences in cost are sure. Where the scenario has breakdowns, each setting is run without them too.
    """
    from sim.measures.questions.requirement import parse_requirements
    from sim.study.asking.runs import parse_looks
    from sim.study.questions.retry_setting.asking import cost_metric, plan_settings, retry_setting

    with expected_failures(manner.as_json):
        requirements, cost = parse_requirements(meet), cost_metric(minimise)
        planned = parse_looks(replications)
        settings = plan_settings(scenario, vary, where, overrides, seed)
        target = target_of(out, settings.plan.points[0].scenario.name, "retry-setting")
    tell_foreseen((point.scenario for point in settings.plan.points), manner.quiet)
    answer_question(
        lambda store, workers, tell: retry_setting(
            settings, requirements, store, workers, cost, confidence, planned, tell, goes_on=replications is None
        ),
        "retry-setting",
        _lines,
        target,
        manner,
        input_uncertainty,
    )


def _lines(study: "RetryStudy") -> list[str]:
    from sim.study.questions.retry_setting.report import columns, finding, notes, rows

    answer = study.answer
    return table_lines(finding(answer), notes(answer), [columns(answer), *rows(answer)])
