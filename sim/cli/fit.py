"""`buddy-sim fit`: from logs of executed tasks to a scenario."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.file_name import not_empty
from sim.cli.logs import fail_on_log, holding_out, reading_logs, shown_parts
from sim.cli.number_types import Runs

if TYPE_CHECKING:
    from sim.fit.session import Fitted
    from sim.study.forecasting.holding_out import HeldOut

_EPILOG = """\b
Examples:
  buddy-sim fit prod.csv
  buddy-sim fit prod.csv --map agent=worker --map start=started_at --out reports/prod
  buddy-sim fit reports/four-agents
  buddy-sim fit spans.json --format otel --json
  buddy-sim fit trials.csv --holdout
"""


@click.command("fit", epilog=_EPILOG)
@click.argument("logs", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="LOG...")
@click.option("--out", callback=not_empty, metavar="DIR", help="Result folder.  [default: reports/NAME-fit]")
@click.option("--name", metavar="NAME", help="Of the scenario.  [default: that of the log]")
@reading_logs
@click.option(
    "--outages", type=click.Path(path_type=Path), metavar="FILE", help="Table of outages: agent, start, end or seconds."
)
@click.option(
    "--tasks", type=click.Choice(["same", "alike"]),
    help="The recorded tasks once more, or others like them.  [default: same where runs repeat them]",
)  # fmt: skip
@click.option("--holdout", is_flag=True, help="Put forecasts to the test too: parts of the record from the rest.")
@click.option(
    "--replications", type=Runs(39), default=199, show_default=True, metavar="N", help="Runs behind each such forecast."
)
@holding_out
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
    tasks: str | None,
    holdout: bool,
    by: str | None,
    apart: bool,
    replications: int,
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
    from sim.cli.failure import expected_failures
    from sim.cli.study import command_line
    from sim.fit.scenario_data import plain_name
    from sim.fit.session import fit_logs
    from sim.report.publish import check_target
    from sim.study.fitting.folder import Wanted, write_fit
    from sim.study.forecasting.holding_out import hold_out

    with expected_failures(as_json):
        chosen = plain_name(name or logs[0].stem)
        target = Path(out) if out is not None else Path("reports") / f"{chosen}-fit"
        check_target(target)
    with fail_on_log(logs, as_json):
        fitted = fit_logs(logs, seed, named, asked, outages)
    with fail_on_log(logs, as_json), shown_parts(quiet or as_json) as tell:
        tested = hold_out(fitted.record, seed, by, replications, apart, tell) if holdout else None
    with expected_failures(as_json, writing=True):
        write_fit(fitted, Wanted(chosen, seed, tasks, tested), target, command_line(), plots, html)
    _show(fitted, tested, target, as_json, quiet)


def _show(fitted: "Fitted", tested: "HeldOut | None", target: Path, as_json: bool, quiet: bool) -> None:
    from sim.document.text import plain_text
    from sim.fit.page import doubts, finding
    from sim.fit.plain_answer import content
    from sim.record.files import json_text
    from sim.study.forecasting.page import lines, plain

    if as_json:
        forecast = None if tested is None else plain(tested.trust, tested.forecasts)
        click.echo(json_text({**content(fitted), "forecast": forecast, "output": target.as_posix()}))
    elif not quiet:
        for line in (*finding(fitted.record, fitted.estimates), *doubts(fitted.record, fitted.estimates)):
            click.echo(plain_text(line))
        if tested is not None:
            for line in lines(tested.trust, tested.forecasts):
                click.echo(plain_text(line))
        scenario = (target / "scenario.yaml").as_posix()
        click.echo(f"\nscenario {scenario}\nreport   {(target / 'report.md').as_posix()}\nresults  {target.as_posix()}")
