"""`buddy-sim compare`: alternatives on common random numbers."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.failure import INPUT_WRONG, CommandFailed, expected_failures
from sim.cli.file_name import not_empty, scenario_file
from sim.cli.number_types import Finite, Runs
from sim.cli.study import RUN_FOLDERS, Manner, asking_how_surely, in_manner, run_study, said_how_surely

if TYPE_CHECKING:
    from sim.study.comparison.terms import Budget

_EPILOG = """\b
Examples:
  buddy-sim compare scenarios/straggler.yaml --strategies round_robin,load_balanced
  buddy-sim compare scenarios/breakdowns.yaml --vary fleet.breakdowns.failover=wait,reassign
  buddy-sim compare scenarios/four-agents.yaml --vary retry.max_retries=0,3 --metrics success_rate,wasted_work
  buddy-sim compare scenarios/four-agents.yaml --strategies round_robin,load_balanced --precision 0.02
  buddy-sim compare scenarios/breakdowns.yaml --vary retry.max_retries=0,3 --precision 0.05 --precision-of differences
  buddy-sim compare scenarios/four-agents.yaml --strategies round_robin,load_balanced --primary makespan
  buddy-sim compare today.yaml tomorrow.yaml --seed 7
  buddy-sim compare scenarios/breakdowns.yaml --vary retry.max_retries=0,3 --delta makespan=30s --delta success_rate=2%
"""


@click.command("compare", epilog=_EPILOG)
@click.argument("scenarios", nargs=-1, required=True, callback=scenario_file, metavar="SCENARIO...")
@click.option("--strategies", metavar="A,B,..", help="Assignment strategies to compare.")
@click.option("--vary", "vary", multiple=True, metavar="KEY=V1,V2", help="Any key of the scenario. Repeatable.")
@click.option("--where", "where", multiple=True, metavar="CONDITION", help="Keep only alternatives that fulfil it.")
@click.option("--set", "overrides", multiple=True, metavar="KEY=VALUE", help="Holds for every alternative.")
@click.option("--replications", type=Runs(2), metavar="N", help="Runs of each alternative.  [default: 30]")
@click.option("--precision", type=Finite(), metavar="REL", help="Run until every mean is this precise, such as 0.02.")
@click.option(
    "--precision-of",
    type=click.Choice(["means", "differences"]),
    default="means",
    help="Of what; differences: as a share of the baseline's mean.  [default: means]",
)
@click.option("--select-best", metavar="METRIC", help="Run until the best is chosen with a guarantee; needs --delta.")
@asking_how_surely
@click.option("--metrics", metavar="A,B,..", help="What is compared; docs/reference/metrics.md lists them.")
@click.option("--primary", metavar="METRIC", help="What decides, if no other metric is shown to be worse.")
@click.option("--baseline", metavar="NAME", help="Compare with this alternative, or `best`.  [default: the first]")
@click.option("--seed", type=int, metavar="N", help="Seed of every random draw; beats the file's.")
@click.option("--out", callback=not_empty, metavar="DIR", help="Result folder.  [default: reports/NAME-compare]")
@click.option("--input-uncertainty", is_flag=True, help="Of a fitted scenario: draw what is only estimated, too.")
@RUN_FOLDERS
@in_manner
def command(
    scenarios: tuple[str, ...],
    strategies: str | None,
    vary: tuple[str, ...],
    where: tuple[str, ...],
    overrides: tuple[str, ...],
    replications: int | None,
    precision: float | None,
    precision_of: str,
    select_best: str | None,
    deltas: tuple[str, ...],
    confidence: str | None,
    metrics: str | None,
    primary: str | None,
    baseline: str | None,
    seed: int | None,
    out: str | None,
    input_uncertainty: bool,
    folders: bool,
    manner: Manner,
) -> None:
    """Compare alternatives on common random numbers.

    Strategies, the values of any key, or several scenarios, each with the same luck; for each metric the paired
    difference to a baseline with its interval, and a verdict in words.
    """
    from sim.report.publish import check_target
    from sim.study.comparison.compare import plan_comparison
    from sim.study.comparison.terms import Terms, usual_metrics

    budget = _budget(replications, precision, precision_of, select_best, manner.as_json)
    least, sure = said_how_surely(deltas, confidence, manner.as_json, select_best)
    chosen = tuple(strategies.split(",")) if strategies else ()
    with expected_failures(manner.as_json):
        plan = plan_comparison(scenarios, chosen, vary, where, overrides, seed)
        target = Path(out) if out is not None else Path("reports") / f"{plan.points[0].scenario.name}-compare"
        check_target(target)
    names = tuple(metrics.split(",")) if metrics else usual_metrics(plan)
    run_study(plan, target, Terms(names, baseline, budget, least, sure, primary), manner, folders, input_uncertainty)


def _budget(
    replications: int | None, precision: float | None, precision_of: str, select_best: str | None, as_json: bool
) -> "Budget":
    from sim.study.comparison.terms import REPLICATIONS, Budget, check_precision_of

    chosen = [
        name
        for name, value in (
            ("--replications", replications),
            ("--precision", precision),
            ("--select-best", select_best),
        )
        if value is not None
    ]
    problems = []
    if len(chosen) > 1:
        problems.append(f"{' and '.join(chosen)} exclude each other; keep one")
    if precision is not None and not 0.0 < precision < 1.0:
        problems.append(f"--precision: {precision} is not between 0 and 1; 0.02 asks for the mean +- 2 %")
    try:
        check_precision_of(precision, precision_of)
    except ValueError as error:
        problems.append(f"--precision-of: {error}")
    if problems:
        raise CommandFailed(problems, INPUT_WRONG, as_json)
    return Budget(replications or REPLICATIONS, precision, precision_of, select_best)
