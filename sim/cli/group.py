"""The group of all commands: imports a command when it is named, and turns every end into an exit code."""

import gc
import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

import click

from sim.cli.failure import FAILED, INTERRUPTED, CommandFailed, os_error_told
from sim.cli.repeating import ARGUMENTS
from sim.cli.streams import loss_of_output

# The command's help must not cost the imports of all of them: name -> first line of its help.
_COMMANDS = {
    "run": "Run a scenario and write its results.",
    "compare": "Compare strategies, or any setting, on common random numbers.",
    "sweep": "Run a scenario over the values of its keys.",
    "sensitivity": "Find out which keys of a scenario move its results.",
    "smallest-fleet": "Find how few agents meet requirements, with confidence.",
    "knee": "Find from where on more agents no longer pay.",
    "retry-setting": "Find the cheapest retry setting that meets requirements.",
    "warmup": "Propose a warm-up for tasks that come in a stream.",
    "fit": "Fit a scenario to logs of executed tasks.",
    "validate-forecast": "Put forecasts from logs to the test.",
    "replay": "Ask what if of recorded attempts.",
    "trace": "Write the result of a run as a trace.",
    "explain": "Tell the story of a task, an anomaly or an instant of a run.",
    "diff": "Tell what differs between two runs, and where they part.",
    "plot": "Draw the pictures of a result folder again.",
    "report": "Print the report of a result folder.",
    "validate": "Check scenario files and the data that they name.",
    "strategies": "List the assignment strategies.",
    "schema": "Print the JSON Schema of scenarios, studies or result files.",
    "scenarios": "List the scenarios that ship with the program.",
    "init": "Write a commented scenario to start from.",
}

_ONE_RUN = "run"
"""Goes on without the collector of cycles, as a run does anyway: it would look through all that is imported, again and
again, which is an eighth of a small run. Commands of many runs, each of which leaves cycles, need it."""

_NO_MEMORY = "there is not enough memory for this; make the waves or the fleet smaller (a previous result is intact)"

_HELP = """Simulate fleets of agents that work off waves of tasks, on a virtual clock.

\b
A first run:
  buddy-sim init first              writes first.yaml
  buddy-sim run first.yaml          runs it; results in reports/first/
  buddy-sim report reports/first    prints the report

\b
Exit codes: 0 done; 2 the input is wrong, nothing was run or written;
1 the run or a write failed, a previous result is intact; 130 interrupted.
"""


class LazyGroup(click.Group):
    """Finds each command in the module of its name."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """Return the names of all commands, in the order of their use."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # as above
        """Return a command by its name, imported now."""
        if cmd_name not in _COMMANDS:
            return None
        if cmd_name != _ONE_RUN:
            gc.enable()
        command = import_module(f"sim.cli.{cmd_name.replace('-', '_')}").command
        assert isinstance(command, click.Command)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Keep what was typed, for results that tell how to repeat them."""
        ctx.meta[ARGUMENTS] = tuple(args)
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; a name that there is not is answered with the nearest one."""
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            from sim.scenario.reading.messages import choices

            raise click.UsageError(f"the command {choices(args[0], list(_COMMANDS))}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # as above
        """Write the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Do what was asked; an end that click would take for its own is told in our words."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise CommandFailed(["interrupted"], INTERRUPTED, _wants_json(ctx)) from None
        except BrokenPipeError as error:  # click: "nobody reads our output", but that raises nothing here
            raise CommandFailed([f"the command failed: {os_error_told(error)}"], FAILED, _wants_json(ctx)) from error

    def main(  # type: ignore[override]  # it always exits
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **_: Any
    ) -> NoReturn:
        """Run the command named by the arguments and exit."""
        arguments = list(sys.argv[1:] if args is None else args)
        code = self._exit_code(arguments, prog_name or "buddy-sim")
        lost = loss_of_output()
        if code == 0 and lost is not None:
            click.echo(f"the output could not be printed: {lost.strerror or lost}", err=True)
            code = FAILED
        sys.exit(code)

    def _exit_code(self, arguments: list[str], prog_name: str) -> int:
        try:
            code = super().main(arguments, prog_name, standalone_mode=False)
            return code if isinstance(code, int) else 0
        except click.ClickException as error:
            error.show()
            if not isinstance(error, CommandFailed) and "--json" in arguments:
                CommandFailed([error.format_message()], error.exit_code, as_json=True).show_json()
            return error.exit_code
        except (click.Abort, KeyboardInterrupt):
            CommandFailed(["interrupted"], INTERRUPTED, as_json="--json" in arguments).show()
            return INTERRUPTED
        except MemoryError:
            CommandFailed([_NO_MEMORY], FAILED, as_json="--json" in arguments).show()
            return FAILED
        except Exception as error:  # noqa: BLE001 - the last line of defence: a person must not meet a traceback
            return _unexpected(error, "--json" in arguments)


def _wants_json(ctx: click.Context) -> bool:
    return "--json" in ctx.meta.get(ARGUMENTS, ())


def _unexpected(error: Exception, as_json: bool) -> int:
    if os.environ.get("BUDDY_SIM_DEBUG") == "1":
        traceback.print_exception(error)
    CommandFailed(
        [
            f"unexpected error inside buddy-sim: {type(error).__name__}: {error}",
            "This is a defect of the program, not of your input. Set BUDDY_SIM_DEBUG=1 to see where it happened.",
        ],
        FAILED,
        as_json,
    ).show()
    return FAILED


@click.group(
    "buddy-sim",
    cls=LazyGroup,
    help=_HELP,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option("--version", is_flag=True, help="Print the version and exit.")
@click.pass_context
def group(ctx: click.Context, version: bool) -> None:
    """Print the version, or the help where no command is named."""
    if version:
        from sim.version import __version__

        click.echo(f"buddy-sim {__version__}")
    elif ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())
