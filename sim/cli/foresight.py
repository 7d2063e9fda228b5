"""Tells on stderr what a scenario will cost, before it runs."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from sim.scenario import Scenario

_MOST_TOLD = 5
_MOST_LOOKED_AT = 100


def tell_foreseen(scenarios: "Iterable[Scenario]", quiet: bool = False, name: str | None = None) -> None:
    """Print what can be foreseen of scenarios that are about to be run.

    Args:
        scenarios: the points of a study, or one.
        quiet: print nothing.
        name: stands before each line; absent: "note".
    """
    if quiet:
        return
    for line in lines(scenarios):
        click.echo(f"{name or 'note'}: {line}", err=True)


def lines(scenarios: "Iterable[Scenario]") -> list[str]:
    """Return what can be foreseen of some scenarios, spread over all: each sentence once, and of many the first."""
    from sim.experiment.foresight import foreseen

    every = list(scenarios)
    some = every[:: 1 + len(every) // _MOST_LOOKED_AT]
    told = list(dict.fromkeys(sentence for scenario in some for sentence in foreseen(scenario)))
    more = [f"and {len(told) - _MOST_TOLD} more of this kind"] if len(told) > _MOST_TOLD else []
    return told[:_MOST_TOLD] + more
