"""The command that repeats a result: what was typed, without what only says how it was to be worked and shown."""

import shlex
from collections.abc import Iterator, Sequence

import click

ARGUMENTS = "buddy-sim arguments"
"""Where the group leaves what was typed, in `click.Context.meta`."""


def command_to_repeat(without: Sequence[str]) -> str:
    """Return the running command as it was typed, without some of its options.

    A result must not tell how it was worked: resumed or at once, by one process or by many, it is the same to the byte.

    Args:
        without: the names of parameters that are left out.

    >>> @click.command("compare")
    ... @click.option("--jobs", type=int)
    ... @click.option("--resume", is_flag=True)
    ... @click.option("--seed", type=int)
    ... def command(**values: object) -> None:
    ...     print(command_to_repeat(["jobs", "resume"]))
    >>> typed = ["--jobs=2", "--seed", "7", "--resume"]
    >>> with command.make_context("compare", list(typed)) as context:
    ...     context.meta[ARGUMENTS] = ("compare", *typed)
    ...     command.invoke(context)
    buddy-sim compare --seed 7
    """
    context = click.get_current_context()
    dropped = [option for option in context.command.params if option.name in without]
    flags = {name for option in dropped if _is_flag(option) for name in (*option.opts, *option.secondary_opts)}
    valued = {name for option in dropped if not _is_flag(option) for name in option.opts}
    return shlex.join(["buddy-sim", *_kept(context.meta.get(ARGUMENTS, ()), flags, valued)])


def _kept(arguments: Sequence[str], flags: set[str], valued: set[str]) -> Iterator[str]:
    rest = iter(arguments)
    for argument in rest:
        if argument == "--":  # what follows are no options
            yield argument
            yield from rest
        elif argument in valued:
            next(rest, None)
        elif argument not in flags and argument.partition("=")[0] not in valued:
            yield argument


def _is_flag(option: click.Parameter) -> bool:
    return isinstance(option, click.Option) and option.is_flag
