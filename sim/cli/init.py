"""buddy-sim init: a commented scenario to start from."""

from pathlib import Path

import click

_HELP = """Write a commented scenario to start from, as NAME.yaml (scenario.yaml). A file that exists is kept.

\b
Examples:
  buddy-sim init
  buddy-sim init my-fleet
"""
_PLACEHOLDER = "NAME_OF_THE_SCENARIO"


@click.command(help=_HELP)
@click.argument("name", default="scenario")
def command(name: str) -> None:
    """Write the starter file."""
    import re

    from sim.cli.failure import FAILED, INPUT_WRONG, CommandFailed
    from sim.scenario.quantities import NAME_PATTERN

    name = name.removesuffix(".yaml").removesuffix(".yml")
    if not re.fullmatch(NAME_PATTERN, name) or name.startswith("-") or len(name) > 64:
        expected = "at most 64 letters, digits and . _ - (no dot or dash at the start)"
        raise CommandFailed([f"{name!r} is not a name for a scenario; expected {expected}"], INPUT_WRONG)
    path = Path(f"{name}.yaml")
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(_starter().replace(_PLACEHOLDER, name))
    except FileExistsError:
        raise CommandFailed([f"{path}: exists already; choose another name, or move it away"], INPUT_WRONG) from None
    except OSError as error:
        raise CommandFailed([f"{path}: cannot be written: {error.strerror}"], FAILED) from error
    click.echo(f"{path} is written. Run it with: buddy-sim run {path}")


def _starter() -> str:
    from importlib.resources import files

    return files("sim.cli").joinpath("starter.yaml").read_text(encoding="utf-8")
