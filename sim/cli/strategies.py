"""buddy-sim strategies: what `assignment.strategy` may be."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from sim.policies.strategy import Setting, Strategy

_HELP = """List the assignment strategies and their settings.

\b
A strategy and its settings stand in a scenario like this:
  assignment: {strategy: confidence_based, confidence_threshold: 0.8}
"""


@click.command(help=_HELP)
def command() -> None:
    """Print the catalogue."""
    from sim.policies.catalogue import strategies

    click.echo("\n\n".join("\n".join(_lines(strategy)) for strategy in strategies().values()))


def _lines(strategy: "Strategy") -> Iterable[str]:
    yield f"{strategy.name} ({strategy.kind})"
    yield f"  {strategy.summary}"
    yield from (_setting(setting) for setting in strategy.settings)


def _setting(setting: "Setting") -> str:
    default = f"{setting.default:g}" if isinstance(setting.default, int | float) else setting.default
    choices = f"; one of {', '.join(setting.choices)}" if setting.choices else ""
    return f"  {setting.name}: {default}  {setting.description.rstrip('.')}{choices}."
