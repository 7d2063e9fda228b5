"""`buddy-sim sweep`: a scenario over the values of its keys."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.failure import INPUT_WRONG, CommandFailed, expected_failures
from sim.cli.file_name import not_empty, scenario_file
from sim.cli.number_types import Runs
from sim.cli.study import (
    RUN_FOLDERS,
    Manner,
    asking_how_surely,
    in_manner,
    refuse_terms,
    run_study,
    said_how_surely,
)

if TYPE_CHECKING:
    from sim.scenario.varying.study_spec import StudySpec
    from sim.study.plan_input import Spread
    from sim.work.runs import Plan

_EPILOG = """\b
Examples:
  buddy-sim sweep scenarios/four-agents.yaml --vary "fleet.agents.0.count=2..8 step 2"
  buddy-sim sweep scenarios/breakdowns.yaml --vary retry.max_retries=0..4 --vary fleet.breakdowns.mtbf=1h,4h
  buddy-sim sweep scenarios/four-agents.yaml --vary "retry.base=0.5..8" --design latin_hypercube:12
  buddy-sim sweep study.yaml --resume
"""


@click.command("sweep", epilog=_EPILOG)
@click.argument("file", callback=scenario_file, metavar="SCENARIO|STUDY")
@click.option(
    "--vary", "vary", multiple=True, metavar="KEY=VALUES", help="Values, or a range `2..16 step 2`. Repeatable."
)
@click.option(
    "--where", "where", multiple=True, metavar="CONDITION", help="Keep only points that fulfil it. Repeatable."
)
@click.option("--design", metavar="KIND:N", help="N points spread over the ranges: latin_hypercube or sobol.")
@click.option("--set", "overrides", multiple=True, metavar="KEY=VALUE", help="Holds for every point. Repeatable.")
@click.option("--replications", type=Runs(1), metavar="N", help="Runs of each point.  [default: 20]")
@asking_how_surely
@click.option("--metrics", metavar="A,B,..", help="What is compared; docs/reference/metrics.md lists them.")
@click.option("--primary", metavar="METRIC", help="What decides, if no other metric is shown to be worse.")
@click.option("--baseline", metavar="NAME", help="Compare with this point.  [default: the best]")
@click.option("--seed", type=int, metavar="N", help="Seed of every random draw; beats the file's.")
@click.option("--preview", is_flag=True, help="List the points, count the runs, and time a few; write nothing.")
@click.option("--out", callback=not_empty, metavar="DIR", help="Result folder.  [default: reports/NAME-sweep]")
@RUN_FOLDERS
@in_manner
def command(
    file: str,
    vary: tuple[str, ...],
    where: tuple[str, ...],
    design: str | None,
    overrides: tuple[str, ...],
    replications: int | None,
    deltas: tuple[str, ...],
    confidence: str | None,
    metrics: str | None,
    primary: str | None,
    baseline: str | None,
    seed: int | None,
    preview: bool,
    out: str | None,
    folders: bool,
    manner: Manner,
) -> None:
    """Run a scenario over the values of its keys, on common random numbers.

    Every combination of the values of all --vary axes is a point; each is run in several replications. A study file
    holds it all.
    """
    from sim.report.publish import check_target
    from sim.study.comparison.terms import sweep_terms

    least, sure = said_how_surely(deltas, confidence, manner.as_json)
    asked = tuple(metrics.split(",")) if metrics else None
    with expected_failures(manner.as_json):
        plan, spec = _plan(file, vary, where, overrides, seed, _spread(design, manner.as_json), manner.as_json)
        terms = sweep_terms(plan, spec, replications, baseline, asked, least, sure, primary)
        target = Path(out) if out is not None else Path("reports") / f"{plan.points[0].scenario.name}-sweep"
        if not preview:
            check_target(target)
    if preview:
        from sim.cli.study_preview import show_preview
        from sim.work.runs import for_metrics

        refuse_terms(plan, terms, manner)
        show_preview(for_metrics(plan, terms.metrics), terms.budget.replications, target, manner)
        return
    run_study(plan, target, terms, manner, folders)


def _plan(
    file: str,
    vary: tuple[str, ...],
    where: tuple[str, ...],
    overrides: tuple[str, ...],
    seed: int | None,
    spread: "Spread | None",
    as_json: bool,
) -> "tuple[Plan, StudySpec | None]":
    from sim.scenario.varying.study_file import is_study
    from sim.study.plan_input import parse_axes, plan_file, plan_points

    if spread is None:
        return plan_file(file, vary, where, overrides, seed)
    if is_study(file):
        message = f"{file} is a study, which holds its design itself; --design is for a scenario"
        raise CommandFailed([message], INPUT_WRONG, as_json)
    axes, constraints = parse_axes(vary, where)
    return plan_points(file, axes, constraints, overrides, seed, spread), None


def _spread(design: str | None, as_json: bool) -> "Spread | None":
    from sim.study.plan_input import Spread

    if design is None:
        return None
    kind, _, points = design.partition(":")
    if kind == "latin_hypercube" and points.isdecimal():
        return Spread("latin_hypercube", int(points))
    if kind == "sobol" and points.isdecimal():
        return Spread("sobol", int(points))
    message = f"--design: {design!r} is not a design; expected latin_hypercube:N or sobol:N, such as latin_hypercube:20"
    raise CommandFailed([message], INPUT_WRONG, as_json)
