"""buddy-sim run: a scenario file -> a result folder and a summary."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.engine_option import ENGINE, with_engine_option
from sim.cli.file_name import not_empty, scenario_file
from sim.cli.own_code import NO_PLUGINS

if TYPE_CHECKING:
    from sim.experiment.one_run import Followed

_HELP = """Run a scenario once on the virtual clock, and write its results.

\b
Examples:
  buddy-sim run scenarios/four-agents.yaml
  buddy-sim run scenarios/four-agents.yaml --no-plots
  buddy-sim run scenarios/four-agents.yaml --seed 7 --out reports/seed-7
  buddy-sim run scenarios/four-agents.yaml --set retry.max_retries=5 --set fleet.agents.0.count=8
  buddy-sim run scenarios/four-agents.yaml --json | python3 -m json.tool
  buddy-sim run scenarios/four-agents.yaml --live --speed 120

The same scenario and seed give the same bytes. Results appear whole or not at all; a folder that exists is
replaced only when it is an earlier result and holds nothing else.
"""


@contextmanager
def watched(live: bool, shown: bool, speed: float) -> "Iterator[Callable[[Followed], None] | None]":
    """Give what watches a run that is to be looked at live; None where nobody looks."""
    if not live:
        yield None
        return
    if not shown:
        click.echo("--live shows nothing here, since stderr is no terminal; the run goes on without it", err=True)
        yield None
        return
    from sim.cli.live import LiveView

    with LiveView(speed) as view:
        yield view.watch


@click.command(help=_HELP)
@click.argument("scenario", type=click.Path(), callback=scenario_file)
@click.option(
    "--out",
    type=click.Path(),
    callback=not_empty,
    metavar="DIR",
    help="Result folder.  [default: reports/NAME of the scenario]",
)
@click.option("--seed", type=int, metavar="N", help="Seed of every random draw; beats the file's.")
@click.option(
    "--set",
    "overrides",
    multiple=True,
    metavar="KEY=VALUE",
    help="Set a key of the scenario by its dotted path, such as retry.max_retries=5. Repeatable.",
)
@click.option("--plots/--no-plots", default=True, help="Draw pictures too.  [default: plots]")
@click.option("--html/--no-html", default=True, help="Write the report as an HTML page too.  [default: html]")
@click.option("--strict", is_flag=True, help="Abort at the first exception inside a policy, gate, learner or detector.")
@click.option("--live", is_flag=True, help="Show agents, queues and health on the terminal while it runs.")
@click.option("--speed", type=click.FloatRange(min=0.0, min_open=True), default=60.0, show_default=True, metavar="X",
              help="Of --live: virtual seconds a second.")  # fmt: skip
@ENGINE
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object: the summary, and the result folder.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
@NO_PLUGINS
def command(
    scenario: str,
    out: str | None,
    seed: int | None,
    overrides: tuple[str, ...],
    plots: bool,
    html: bool,
    strict: bool,
    live: bool,
    speed: float,
    engine: str | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Load, check the target, run, write, show."""
    from sim.cli.failure import expected_failures
    from sim.cli.foresight import tell_foreseen
    from sim.cli.progress import Progress, wanted
    from sim.cli.show import show_json, show_run
    from sim.experiment.one_run import Manner, one_run
    from sim.experiment.run import Run
    from sim.experiment.scenario_input import scenario_of
    from sim.report.publish import check_target

    with expected_failures(as_json):
        loaded = scenario_of(scenario, overrides=with_engine_option(overrides, engine), seed=seed)
        target = Path(out) if out is not None else Path("reports") / loaded.name
        check_target(target)
    tell_foreseen([loaded], quiet)
    shown = wanted(as_json, quiet)
    with Progress(shown and not live) as progress:
        with expected_failures(as_json), watched(live, shown, speed) as watch:
            finished = Run(one_run(loaded, Manner(strict=strict, tell=progress.tell, follow=watch or progress.watch)))
        progress.enter("writing the results")
        with expected_failures(as_json, writing=True):
            finished.write(target, plots=plots, tell=progress.tell, html=html)
    if as_json:
        show_json(finished, target)
    elif not quiet:
        show_run(finished, target)
