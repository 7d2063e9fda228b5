"""`buddy-sim replay`: recorded attempts under another strategy, in another order, on another fleet."""

from pathlib import Path

import click

from sim.cli.file_name import not_empty
from sim.cli.logs import fail_on_log, reading_logs

_EPILOG = """\b
Examples:
  buddy-sim replay prod.csv
  buddy-sim replay prod.csv --order longest_first
  buddy-sim replay prod.csv --strategy load_balanced --agents 8
  buddy-sim replay prod.csv --agents fast=4,slow=2
"""
_MOST_SLOTS = 100_000


def _agents(context: click.Context, parameter: click.Parameter, given: str | None) -> int | dict[str, int] | None:
    if given is None:
        return None
    parts = [part.rpartition("=") for part in given.split(",")]
    try:
        numbers = [int(number) for _, _, number in parts]
    except ValueError:
        numbers = [0]
    named = [name.strip() for name, sign, _ in parts if sign and name.strip()]
    if not all(1 <= number <= _MOST_SLOTS for number in numbers) or len(named) not in (0, len(parts)):
        told = f"{given!r} is neither a number such as 8 nor slots such as fast=4,slow=2"
        raise click.BadParameter(told, context, parameter)
    if not named and len(parts) > 1:
        told = f"{given!r} is more than one number; name agents as in fast=4,slow=2"
        raise click.BadParameter(told, context, parameter)
    return dict(zip(named, numbers, strict=True)) if named else numbers[0]


@click.command("replay", epilog=_EPILOG)
@click.argument("logs", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="LOG...")
@reading_logs
@click.option("--strategy", metavar="NAME", help="Who gets which task.  [default: whoever is free, in the order]")
@click.option(
    "--order", type=click.Choice(["recorded", "longest_first"]), default="recorded", show_default=True,
    help="Of the tasks; longest first by what they took in the other runs.",
)  # fmt: skip
@click.option("--agents", callback=_agents, metavar="N", help="How many, or slots of each: fast=4,slow=2.")
@click.option("--apart", is_flag=True, help="Agents were recorded as fleets by themselves: replay each by itself.")
@click.option("--out", callback=not_empty, metavar="DIR", help="Result folder.  [default: reports/NAME-replay]")
@click.option("--name", metavar="NAME", help="Of the record.  [default: that of the log]")
@click.option("--html/--no-html", default=True, help="Write the report as an HTML page too.  [default: html]")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def command(
    logs: tuple[Path, ...],
    named: str | None,
    asked: dict[str, str],
    strategy: str | None,
    order: str,
    agents: int | dict[str, int] | None,
    apart: bool,
    out: str | None,
    name: str | None,
    html: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Ask what if of recorded attempts.

    The attempts of each run, as long and with the outcomes that they had, are given out by another strategy, in another
    order or on another number of agents; the difference to the record has its interval over runs. Runs that stalled,
    which no scenario explains, are named.
    """
    from sim.cli.failure import INPUT_WRONG, CommandFailed, expected_failures
    from sim.cli.study import command_line
    from sim.fit.scenario_data import plain_name
    from sim.fit.session import read_record
    from sim.report.publish import check_target
    from sim.study.replaying.folder import write_replay
    from sim.study.replaying.page import finding, plain
    from sim.study.replaying.what_if import LONGEST_FIRST, WhatIf, replay_runs

    if strategy is not None and order == LONGEST_FIRST:
        raise CommandFailed(["--order is that of tasks which whoever is free takes; leave --strategy out"], INPUT_WRONG)
    with expected_failures(as_json):
        chosen = plain_name(name or logs[0].stem)
        target = Path(out) if out is not None else Path("reports") / f"{chosen}-replay"
        check_target(target)
    number, slots = (agents, None) if isinstance(agents, int) else (None, agents)
    what_if = WhatIf(strategy, order, slots, number)
    with fail_on_log(logs, as_json), expected_failures(as_json):
        record = read_record(logs, named, asked)
        runs = replay_runs(record, what_if, apart)
    with expected_failures(as_json, writing=True):
        write_replay(runs, what_if, chosen, record.notes, target, command_line(), html)
    if as_json:
        from sim.record.files import json_text

        click.echo(json_text({**plain(runs, what_if), "output": target.as_posix()}))
    elif not quiet:
        from sim.document.text import plain_text

        for line in finding(runs, what_if):
            click.echo(plain_text(line))
        click.echo(f"\nreport   {(target / 'report.md').as_posix()}\nresults  {target.as_posix()}")
