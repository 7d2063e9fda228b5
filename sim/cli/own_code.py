"""`--no-plugins`: the option of every command that runs something."""

import click


def _refuse(context: click.Context, _option: click.Parameter, refused: bool) -> None:
    if refused:
        from sim.plugins.own_code import OwnCode, own_code_is

        context.with_resource(own_code_is(OwnCode.REFUSE))


NO_PLUGINS = click.option(
    "--no-plugins",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_refuse,
    help="Refuse a scenario that names code of its own (FILE.py:NAME, or an installed plug-in).",
)
