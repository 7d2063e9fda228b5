"""`buddy-sim validate-forecast`: parts of a record are forecast from the rest of it, and compared."""

from pathlib import Path

import click

from sim.cli.file_name import not_empty
from sim.cli.logs import fail_on_log, holding_out, reading_logs, shown_parts
from sim.cli.number_types import Runs

_EPILOG = """\b
Examples:
  buddy-sim validate-forecast prod.csv
  buddy-sim validate-forecast prod.csv --by time
  buddy-sim validate-forecast trials.csv --map seconds=trial_s --apart
"""


@click.command("validate-forecast", epilog=_EPILOG)
@click.argument("logs", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="LOG...")
@reading_logs
@holding_out
@click.option(
    "--replications", type=Runs(39), default=199, show_default=True, metavar="N", help="Simulated runs of each part."
)
@click.option("--out", callback=not_empty, metavar="DIR", help="Result folder.  [default: reports/NAME-forecast]")
@click.option("--name", metavar="NAME", help="Of the record.  [default: that of the log]")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=42, show_default=True, help="Of the simulated runs.")
@click.option("--plots/--no-plots", default=True, help="Draw a picture too.  [default: plots]")
@click.option("--html/--no-html", default=True, help="Write the report as an HTML page too.  [default: html]")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def command(
    logs: tuple[Path, ...],
    named: str | None,
    asked: dict[str, str],
    by: str | None,
    apart: bool,
    replications: int,
    out: str | None,
    name: str | None,
    seed: int,
    plots: bool,
    html: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Put forecasts from logs to the test.

    The record is cut by run, or by time. Each part is forecast by a scenario fitted to the rest, given its tasks, their
    order and its slots, and compared with what came: error, bias, and how many of the intervals held. Parts that
    stalled, which no scenario explains, are named.
    """
    from sim.cli.failure import expected_failures
    from sim.cli.study import command_line
    from sim.fit.scenario_data import plain_name
    from sim.fit.session import read_record
    from sim.report.publish import check_target
    from sim.study.forecasting.folder import write_forecast
    from sim.study.forecasting.holding_out import hold_out
    from sim.study.forecasting.page import lines, plain

    with expected_failures(as_json):
        chosen = plain_name(name or logs[0].stem)
        target = Path(out) if out is not None else Path("reports") / f"{chosen}-forecast"
        check_target(target)
    with fail_on_log(logs, as_json), shown_parts(quiet or as_json) as tell:
        record = read_record(logs, named, asked)
        held_out = hold_out(record, seed, by, replications, apart, tell)
    with expected_failures(as_json, writing=True):
        write_forecast(held_out, chosen, record.notes, seed, target, command_line(), plots, html)
    if as_json:
        from sim.record.files import json_text

        click.echo(json_text({**plain(held_out.trust, held_out.forecasts), "output": target.as_posix()}))
    elif not quiet:
        from sim.document.text import plain_text

        for line in lines(held_out.trust, held_out.forecasts):
            click.echo(plain_text(line))
        click.echo(f"\nreport   {(target / 'report.md').as_posix()}\nresults  {target.as_posix()}")
