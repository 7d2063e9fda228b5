"""The name of a file or folder on the command line."""

from typing import TypeVar, cast

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


def scenario_file(ctx: click.Context | None, param: click.Parameter | None, value: Names) -> Names:
    """Refuse an empty name, and take the name of a scenario that ships for its file.

    Args:
        ctx: of the command.
        param: the argument.
        value: the name, or names.

    Raises:
        click.BadParameter: a name is empty.

    >>> scenario_file(None, None, "first.yaml"), scenario_file(None, None, "four-agents") == "four-agents"
    ('first.yaml', False)
    """
    from sim.scenario.shipped import scenario_path

    names = not_empty(ctx, param, value)
    if isinstance(names, tuple):
        return cast("Names", tuple(map(scenario_path, names)))
    return cast("Names", scenario_path(str(names)))
