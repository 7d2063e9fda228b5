"""buddy-sim validate: is a scenario file fit to run?"""

import click

from sim.cli.file_name import scenario_file

_HELP = """Check scenario files, and the data files that they name, without running anything.

Every problem is told at once, with file, line and key. Exit code 2 when any file has one. Code of one's own that a
scenario names (FILE.py:NAME) is not run: only whether the file is there is checked.

\b
Examples:
  buddy-sim validate scenarios/four-agents.yaml
  buddy-sim validate scenarios/*.yaml
"""


@click.command(help=_HELP)
@click.argument("scenarios", nargs=-1, required=True, type=click.Path(), callback=scenario_file, metavar="SCENARIO...")
def command(scenarios: tuple[str, ...]) -> None:
    """Load each file; print ok or its problems."""
    from sim.cli.failure import INPUT_WRONG
    from sim.cli.foresight import tell_foreseen
    from sim.experiment.scenario_input import scenario_of
    from sim.plugins.own_code import OwnCode, own_code_is
    from sim.scenario.reading.problems import ScenarioError, one_line

    wrong = 0
    for scenario in scenarios:
        try:
            with own_code_is(OwnCode.LOOK):
                loaded = scenario_of(scenario)
        except ScenarioError as error:
            wrong += 1
            click.echo(str(error), err=True)
        else:
            click.echo(one_line(f"{scenario}: ok"))
            tell_foreseen([loaded], name=one_line(scenario))
    if wrong:
        raise SystemExit(INPUT_WRONG)
