"""The name of a file or folder on the command line."""

from typing import TypeVar

import click

Names = TypeVar("Names")


def not_empty(ctx: click.Context | None, param: click.Parameter | None, value: Names) -> Names:
    """Refuse an empty name: an unset variable of the shell leaves one, and it would mean the folder itself.

    Args:
        ctx: of the command.
        param: the argument or option.
        value: the name, or names.

    Raises:
        click.BadParameter: a name is empty.

    >>> not_empty(None, None, "first.yaml")
    'first.yaml'
    """
    names = value if isinstance(value, tuple) else (value,)
    if "" in names:
        raise click.BadParameter("the name is empty", ctx, param)
    return value
