"""The option --engine, short for `--set engine=NAME`."""

import click

ENGINE = click.option(
    "--engine",
    type=click.Choice(["auto", "simpy", "compiled"]),
    help="The model, or the compiled engine; `auto` takes this where it covers the scenario.  [default: auto]",
)


def with_engine_option(overrides: tuple[str, ...], engine: str | None) -> tuple[str, ...]:
    """Return the settings of a command with those of --engine.

    Args:
        overrides: of `--set`.
        engine: the option; None: it was not given.

    >>> with_engine_option(("seed=7",), "simpy")
    ('seed=7', 'engine=simpy')
    """
    return overrides if engine is None else (*overrides, f"engine={engine}")
