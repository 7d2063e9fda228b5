"""What the commands that read logs have in common: how a log is named, read and refused."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from sim.cli.own_code import NO_PLUGINS

F = TypeVar("F", bound=Callable[..., Any])


def _mapping(context: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    asked: dict[str, str] = {}
    for text in given:
        for pair in text.split(","):
            ours, sign, theirs = pair.partition("=")
            if not sign or not ours.strip():
                raise click.BadParameter(f"{pair!r} is not OURS=THEIRS, such as agent=worker", context, parameter)
            asked[ours.strip()] = theirs.strip()
    return asked


def reading_logs(command: F) -> F:
    """Add the options that say how logs are read."""
    named = click.option(
        "--format",
        "named",
        metavar="FORMAT",
        help="Of the logs, or FILE.py:NAME, a reader of your own.  [default: found out]",
    )
    asked = click.option(
        "--map", "asked", multiple=True, callback=_mapping, metavar="OURS=THEIRS",
        help="Which column of a table is ours: task, agent, start, end, seconds, outcome, ... Repeatable.",
    )  # fmt: skip
    return NO_PLUGINS(named(asked(command)))


def holding_out(command: F) -> F:
    """Add the options that say how a record is cut."""
    by = click.option(
        "--by", type=click.Choice(["run", "time"]), help="How the record is cut.  [default: by run where there are 3]"
    )
    apart = click.option(
        "--apart", is_flag=True, help="Agents were recorded as fleets by themselves: forecast each by itself."
    )
    return by(apart(command))


@contextmanager
def fail_on_log(logs: Sequence[Path], as_json: bool) -> Iterator[None]:
    """End the command where a log cannot be read, or says too little.

    Args:
        logs: that are read.
        as_json: how it is told.
    """
    from sim.cli.failure import INPUT_WRONG, CommandFailed
    from sim.fit.reader import LogError

    try:
        yield
    except LogError as error:
        raise CommandFailed([str(error)], INPUT_WRONG, as_json) from error
    except ValueError as error:
        raise CommandFailed([f"{', '.join(map(str, logs))}: {error}"], INPUT_WRONG, as_json) from error


@contextmanager
def shown_parts(silent: bool) -> Iterator[Callable[[str], None] | None]:
    """Show on a terminal how far the forecasts are.

    Args:
        silent: show nothing.
    """
    import sys

    if silent or not sys.stderr.isatty():
        yield None
        return
    yield lambda told: click.echo(f"\r\x1b[K{told}", nl=False, err=True)
    click.echo("\r\x1b[K", nl=False, err=True)
