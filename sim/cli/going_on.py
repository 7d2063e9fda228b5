"""How a study that cannot be finished ends: with what went wrong, what is kept, and how to go on."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sim.cli.failure import FAILED, INTERRUPTED, CommandFailed, os_error_told

if TYPE_CHECKING:
    from sim.work.store import RunStore

HOW = "; finished runs are kept: the same command with --resume goes on from there"


@contextmanager
def kept_when_it_ends(store: "RunStore", as_json: bool = False) -> Iterator[None]:
    """Turn whatever can end the work on a study into the failure of its command.

    Args:
        store: of its finished runs.
        as_json: print a JSON object on stdout as well.
    """
    from sim.work.chunk import OtherProgram
    from sim.work.execution_error import ExecutionError

    def failed(message: str, code: int = FAILED) -> CommandFailed:
        return CommandFailed([message + (HOW if store.keys() else "")], code, as_json)

    try:
        yield
    except KeyboardInterrupt:
        raise failed("interrupted", INTERRUPTED) from None
    except (ExecutionError, OtherProgram) as error:
        raise failed(str(error)) from error
    except OSError as error:
        raise failed(f"the runs cannot be stored: {os_error_told(error)}") from error
