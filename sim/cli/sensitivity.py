"""`buddy-sim sensitivity`: which keys of a scenario move its results."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.failure import INPUT_WRONG, CommandFailed, expected_failures
from sim.cli.file_name import not_empty, scenario_file
from sim.cli.foresight import tell_foreseen
from sim.cli.number_types import Runs
from sim.cli.study import (
    Manner,
    command_line,
    in_manner,
    progress_wanted,
    refuse_lost,
    show_progress,
    with_workers,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.scenario.varying.study_spec import SensitivitySpec
    from sim.study.sensitivity.assess import SensitivityStudy
    from sim.study.sensitivity.design import SensitivityPlan
    from sim.work.store import RunStore
    from sim.work.workers import Workers

_EPILOG = """\b
Examples:
  buddy-sim sensitivity scenarios/four-agents.yaml --vary "fleet.agents.0.speed=0.5..2" --vary retry.max_retries=0..5
  buddy-sim sensitivity scenarios/breakdowns.yaml --vary "fleet.breakdowns.mtbf=10min..2h" \\
      --vary assignment.strategy=round_robin,load_balanced --vary retry.max_retries=0..5 --method sobol --points 64
  buddy-sim sensitivity study.yaml --preview
"""


@click.command("sensitivity", epilog=_EPILOG)
@click.argument("file", callback=scenario_file, metavar="SCENARIO|STUDY")
@click.option(
    "--vary", "vary", multiple=True, metavar="KEY=VALUES", help="A range such as `0.5..2`, or values. Repeatable."
)
@click.option("--where", "where", multiple=True, metavar="CONDITION", help="What every point must fulfil. Repeatable.")
@click.option(
    "--method",
    type=click.Choice(["morris", "sobol"]),
    help="morris: mean effects, few runs; sobol: shares of the variance, many.  [default: morris]",
)
@click.option("--trajectories", type=click.IntRange(2), metavar="R", help="Of morris.  [default: 20]")
@click.option("--points", type=click.IntRange(2), metavar="N", help="Of sobol, a power of 2.  [default: 128]")
@click.option("--set", "overrides", multiple=True, metavar="KEY=VALUE", help="Holds for every point. Repeatable.")
@click.option("--replications", type=Runs(2), metavar="N", help="Runs of each point.  [default: 10]")
@click.option("--metrics", metavar="A,B,..", help="What is looked at; docs/reference/metrics.md lists them.")
@click.option("--seed", type=int, metavar="N", help="Seed of every random draw; beats the file's.")
@click.option("--preview", is_flag=True, help="Count the runs, and time a few; write nothing.")
@click.option("--out", callback=not_empty, metavar="DIR", help="Result folder.  [default: reports/NAME-sensitivity]")
@in_manner
def command(
    file: str,
    vary: tuple[str, ...],
    where: tuple[str, ...],
    method: str | None,
    trajectories: int | None,
    points: int | None,
    overrides: tuple[str, ...],
    replications: int | None,
    metrics: str | None,
    seed: int | None,
    preview: bool,
    out: str | None,
    manner: Manner,
) -> None:
    """Find out which keys of a scenario move its results, and by how much.

    Each --vary is a factor: a range, or a list of values. The points of a design over all of them are run in several
    replications, on common random numbers; what chance adds is told. A study file holds it all.
    """
    from sim.report.publish import check_target
    from sim.study.sensitivity.assess import METRICS, REPLICATIONS, check_request
    from sim.study.sensitivity.design import plan_sensitivity

    with expected_failures(manner.as_json):
        spec = _spec(file, method, trajectories, points, manner.as_json)
        plan, study = plan_sensitivity(file, vary, where, overrides, seed, spec)
        name = plan.runs.points[0].scenario.name
        target = Path(out) if out is not None else Path("reports") / f"{name}-sensitivity"
        if not preview:
            check_target(target)
    asked = tuple(metrics.split(",")) if metrics else (study.metrics if study is not None else ()) or METRICS
    runs = replications or (study.replications if study is not None else None) or REPLICATIONS
    try:
        check_request(runs, asked)
    except ValueError as error:
        raise CommandFailed([str(error)], INPUT_WRONG, manner.as_json) from error
    if preview:
        from sim.cli.study_preview import show_preview
        from sim.work.runs import for_metrics

        show_preview(for_metrics(plan.runs, asked), runs, target, manner, _heads(plan))
        return
    _run(plan, target, runs, asked, manner)


def _run(plan: "SensitivityPlan", target: Path, replications: int, metrics: "Sequence[str]", manner: Manner) -> None:
    from sim.cli.sensitivity_table import show_sensitivity
    from sim.record.files import json_text
    from sim.study.sensitivity.assess import sensitivity
    from sim.study.sensitivity.files import write_sensitivity

    def ask(store: "RunStore", workers: "Workers") -> "SensitivityStudy":
        return sensitivity(plan, store, workers, replications, metrics, progress_wanted(manner, show_progress))

    tell_foreseen((point.scenario for point in plan.runs.points), manner.quiet)
    study = with_workers(ask, target, manner)
    with expected_failures(manner.as_json, writing=True):
        write_sensitivity(study, target, command_line(), plots=manner.plots, html=manner.html)
    if manner.as_json:
        click.echo(json_text({**study.sensitivity.content(), "output": target.as_posix()}))
    elif not manner.quiet:
        show_sensitivity(study.sensitivity, target)
    refuse_lost(len(study.outcome.lost), study.outcome.is_complete)


def _spec(
    file: str, method: str | None, trajectories: int | None, points: int | None, as_json: bool
) -> "SensitivitySpec | None":
    """Return method and size as the options say, each in place of the study file's; None where they say nothing."""
    from sim.scenario.varying.study_file import is_study, read_study
    from sim.scenario.varying.study_spec import SensitivitySpec

    given = {"method": method, "trajectories": trajectories, "points": points}
    said = {name: value for name, value in given.items() if value is not None}
    if not said:
        return None
    base = (read_study(file).spec.sensitivity if is_study(file) else None) or SensitivitySpec()
    chosen = method or base.method
    foreign = "points" if chosen == "morris" else "trajectories"
    if foreign in said:
        own = "--trajectories" if chosen == "morris" else "--points"
        message = f"--{foreign} is not for the method {chosen}; expected {own}, or the other method"
        raise CommandFailed([message], INPUT_WRONG, as_json)
    return SensitivitySpec.model_validate({**base.model_dump(), **said})


def _heads(plan: "SensitivityPlan") -> list[str]:
    from sim.document.terminal import aligned

    spec = plan.spec
    size = f"{spec.trajectories} trajectories" if spec.method == "morris" else f"{spec.points} points a sample"
    rows = [(f"  {name}", values) for name, values in zip(plan.factors, plan.values, strict=True)]
    return [f"{spec.method}, {size}, over", *aligned(rows).split("\n")]
