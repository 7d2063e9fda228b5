"""`buddy-sim fit`: from logs of executed tasks to a scenario."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.file_name import not_empty

if TYPE_CHECKING:
    from sim.fit.session import Fitted

_EPILOG = """\b
Examples:
  buddy-sim fit prod.csv
  buddy-sim fit prod.csv --map agent=worker --map start=started_at --out reports/prod
  buddy-sim fit reports/four-agents
  buddy-sim fit spans.json --format otel --json
"""


def _mapping(context: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    asked: dict[str, str] = {}
    for text in given:
        for pair in text.split(","):
            ours, sign, theirs = pair.partition("=")
            if not sign or not ours.strip():
                raise click.BadParameter(f"{pair!r} is not OURS=THEIRS, such as agent=worker", context, parameter)
            asked[ours.strip()] = theirs.strip()
    return asked


@click.command("fit", epilog=_EPILOG)
@click.argument("logs", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="LOG...")
@click.option("--out", callback=not_empty, metavar="DIR", help="Result folder.  [default: reports/NAME-fit]")
@click.option("--name", metavar="NAME", help="Of the scenario.  [default: that of the log]")
@click.option("--format", "named", metavar="FORMAT", help="Of the logs.  [default: found out]")
@click.option(
    "--map", "asked", multiple=True, callback=_mapping, metavar="OURS=THEIRS",
    help="Which column of a table is ours: task, agent, start, end, seconds, outcome, ... Repeatable.",
)  # fmt: skip
@click.option(
    "--outages", type=click.Path(path_type=Path), metavar="FILE", help="Table of outages: agent, start, end or seconds."
)
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=42, show_default=True, help="Of scenario and tests.")
@click.option("--plots/--no-plots", default=True, help="Draw a picture too.  [default: plots]")
@click.option("--html/--no-html", default=True, help="Write the report as an HTML page too.  [default: html]")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def command(
    logs: tuple[Path, ...],
    out: str | None,
    name: str | None,
    named: str | None,
    asked: dict[str, str],
    outages: Path | None,
    seed: int,
    plots: bool,
    html: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Fit a scenario to logs of executed tasks.

    Tables, own results, harness results and OpenTelemetry spans are read.
    Service times, success and what a second try is worth, differences of agents and tasks, slots, arrivals and drift
    are estimated, each with its interval and test. The result folder holds scenario.yaml, ready to run, and report.md,
    which says how far to trust it. What a line of a log lacks is counted and told, never guessed.
    """
    from sim.cli.failure import INPUT_WRONG, CommandFailed, expected_failures
    from sim.cli.study import command_line
    from sim.fit.reader import LogError
    from sim.fit.scenario_data import plain_name
    from sim.fit.session import fit_logs
    from sim.report.publish import check_target
    from sim.study.fitting.folder import write_fit

    with expected_failures(as_json):
        chosen = plain_name(name or logs[0].stem)
        target = Path(out) if out is not None else Path("reports") / f"{chosen}-fit"
        check_target(target)
    try:
        fitted = fit_logs(logs, seed, named, asked, outages)
    except LogError as error:
        raise CommandFailed([str(error)], INPUT_WRONG, as_json) from error
    with expected_failures(as_json, writing=True):
        write_fit(fitted, chosen, seed, target, command_line(), plots, html)
    _show(fitted, target, as_json, quiet)


def _show(fitted: "Fitted", target: Path, as_json: bool, quiet: bool) -> None:
    from sim.document.text import plain_text
    from sim.fit.page import doubts, finding
    from sim.fit.plain_answer import content
    from sim.record.files import json_text

    if as_json:
        click.echo(json_text({**content(fitted), "output": target.as_posix()}))
    elif not quiet:
        for line in (*finding(fitted.record, fitted.estimates), *doubts(fitted.record, fitted.estimates)):
            click.echo(plain_text(line))
        scenario = (target / "scenario.yaml").as_posix()
        click.echo(f"\nscenario {scenario}\nreport   {(target / 'report.md').as_posix()}\nresults  {target.as_posix()}")
