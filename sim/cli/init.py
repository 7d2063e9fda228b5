"""buddy-sim init: a commented scenario to start from."""

from pathlib import Path

import click

_HELP = """Write a commented scenario to start from, as NAME.yaml (scenario.yaml). A file that exists is kept.

\b
Examples:
  buddy-sim init
  buddy-sim init my-fleet
  buddy-sim init my-fleet --from breakdowns
"""
_PLACEHOLDER = "NAME_OF_THE_SCENARIO"
SCHEMA = "scenario.schema.json"
_EDITOR = f"""# yaml-language-server: $schema={SCHEMA}
# (An editor completes and checks the keys once this is run beside the file: buddy-sim schema > {SCHEMA})
"""


@click.command(help=_HELP)
@click.argument("name", required=False)
@click.option("--from", "shipped", metavar="SCENARIO", help="Copy one that ships; `buddy-sim scenarios` lists them.")
def command(name: str | None, shipped: str | None) -> None:
    """Write the starter file."""
    import re

    from sim.cli.failure import FAILED, INPUT_WRONG, CommandFailed
    from sim.scenario.values.quantities import NAME_PATTERN

    name = (name if name is not None else Path(shipped or "scenario").name).removesuffix(".yaml").removesuffix(".yml")
    text = _starter(name) if shipped is None else _copy_of(shipped, name)
    if not re.fullmatch(NAME_PATTERN, name) or name.startswith("-") or len(name) > 64:
        expected = "at most 64 letters, digits and . _ - (no dot or dash at the start)"
        raise CommandFailed([f"{name!r} is not a name for a scenario; expected {expected}"], INPUT_WRONG)
    path = Path(f"{name}.yaml")
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(_EDITOR + text)
    except FileExistsError:
        raise CommandFailed([f"{path}: exists already; choose another name, or move it away"], INPUT_WRONG) from None
    except OSError as error:
        raise CommandFailed([f"{path}: cannot be written: {error.strerror}"], FAILED) from error
    click.echo(f"{path} is written. Run it with: buddy-sim run {path}")


def _starter(name: str) -> str:
    from importlib.resources import files

    return files("sim.cli").joinpath("starter.yaml").read_text(encoding="utf-8").replace(_PLACEHOLDER, name)


def _copy_of(shipped: str, name: str) -> str:
    import re

    from sim.cli.failure import INPUT_WRONG, CommandFailed
    from sim.scenario.reading.messages import choices
    from sim.scenario.shipped import every_name, shipped_folder

    shipped = shipped.removesuffix(".yaml")
    if shipped not in every_name():
        raise CommandFailed([f"--from: the scenario {choices(shipped, every_name())}"], INPUT_WRONG)
    text = (shipped_folder() / f"{shipped}.yaml").read_text(encoding="utf-8")
    # The commands in its comments are then those for the copy.
    text = text.replace(f"scenarios/{shipped}.yaml", f"{name}.yaml")
    return re.sub(rf"^name: {re.escape(Path(shipped).name)}$", f"name: {name}", text, flags=re.MULTILINE)
