"""buddy-sim scenarios: the scenarios that ship with the program."""

import click

_HELP = """List the scenarios that ship with the program, each with the question that it asks.

Their names stand for their files wherever a command takes a scenario. Those in incidents/ are failures of real fleets,
rebuilt small: each file says which setting shows it and which one cures it.

\b
Examples:
  buddy-sim scenarios
  buddy-sim run four-agents
  buddy-sim compare breakdowns --vary fleet.breakdowns.failover=wait,reassign
  buddy-sim init mine --from four-agents
"""


@click.command(help=_HELP)
def command() -> None:
    """Print names and questions."""
    from sim.scenario.shipped import every_name, head_of, shipped_folder

    for name in every_name():
        click.echo(f"{name}\n  {head_of(shipped_folder() / f'{name}.yaml').question}")
