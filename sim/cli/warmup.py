"""`buddy-sim warmup`: from when on a stream of tasks is steady."""

from pathlib import Path

import click

from sim.cli.file_name import not_empty, scenario_file
from sim.cli.number_types import Runs
from sim.cli.question import asking_overrides, asking_seed

_EPILOG = """\b
Examples:
  buddy-sim warmup stream.yaml
  buddy-sim warmup stream.yaml --replications 20 --set horizon=12h --out warmup.png
"""


@click.command("warmup", epilog=_EPILOG)
@click.argument("scenario", callback=scenario_file)
@click.option("--replications", type=Runs(2), default=10, show_default=True, metavar="N", help="Runs to average over.")
@asking_overrides
@asking_seed
@click.option("--out", callback=not_empty, metavar="FILE", help="The picture.  [default: reports/NAME-warmup.png]")
def command(scenario: str, replications: int, overrides: tuple[str, ...], seed: int | None, out: str | None) -> None:
    """Propose a warm-up for tasks that come in a stream.

    A stream begins with an empty fleet, which flatters response times. The response times of the n-th tasks are
    averaged over some replications, and MSER-5 says how many tasks to leave out. Beside it stands the mean response
    time of one run alone behind the warm-up, by batch means.
    """
    from sim.cli.failure import INPUT_WRONG, CommandFailed, expected_failures
    from sim.record.files import write_bytes
    from sim.report.figures.picture import png
    from sim.report.figures.warmup import warmup_picture
    from sim.study.steady_state.proposal import proposal_lines, propose_warmup

    with expected_failures():
        try:
            found = propose_warmup(scenario, replications, overrides, seed)
        except ValueError as error:
            raise CommandFailed([f"{scenario}: {error}"], INPUT_WRONG) from error
    for line in proposal_lines(found):
        click.echo(line)
    target = Path(out or f"reports/{found.scenario}-warmup.png")
    drawn = warmup_picture(found.scenario, found.released_s, found.found, found.warmup_s, found.replications)
    with expected_failures(writing=True):
        target.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(target, png(drawn))
    click.echo(f"picture  {target.as_posix()}")
