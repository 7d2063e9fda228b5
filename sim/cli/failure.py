"""How a command fails: one clear line a problem on stderr, an exit code, and JSON where it was asked for."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Any

import click

from sim.cli.interrupts import begin_work

FAILED = 1
INPUT_WRONG = 2
INTERRUPTED = 130


class CommandFailed(click.ClickException):
    """The expected end of a command that cannot do its work.

    Args:
        lines: what is wrong, one line each, for people.
        exit_code: of the process.
        as_json: print a JSON object on stdout as well.
        problems: the same for programs, one object each.
    """

    def __init__(
        self,
        lines: Sequence[str],
        exit_code: int,
        as_json: bool = False,
        problems: Sequence[dict[str, Any]] = (),
    ) -> None:
        super().__init__("\n".join(lines))
        self.lines = list(lines)
        self.code = exit_code
        self.as_json = as_json
        self.problems = list(problems)

    @property
    def exit_code(self) -> int:  # type: ignore[override]  # click's is a class variable, the same for all
        """The exit code of the process."""
        return self.code

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the lines on stderr, and the JSON object on stdout where it was asked for."""
        from sim.scenario.reading.problems import one_line

        for line in self.lines:
            click.echo(one_line(line), err=True, file=file)
        if self.as_json:
            self.show_json()

    def show_json(self) -> None:
        """Print the failure as one JSON object on stdout."""
        found = {"error": self.message, "exit_code": self.code, "problems": self.problems}
        click.echo(json.dumps(found, ensure_ascii=True))


@contextmanager
def expected_failures(as_json: bool = False, writing: bool = False) -> Iterator[None]:
    """Turn the errors that a command must expect into its failure.

    Args:
        as_json: print a JSON object on stdout as well.
        writing: the run is done and its files are being written: a refusal is then a failed write.
    """
    from sim.record.faults import RunAborted
    from sim.report.publish import OutputRefused
    from sim.scenario.reading.problems import ScenarioError

    begin_work()
    try:
        yield
    except ScenarioError as error:
        problems = [
            {"file": p.file, "line": p.line, "path": p.path or None, "message": p.message} for p in error.problems
        ]
        raise CommandFailed([str(p) for p in error.problems], INPUT_WRONG, as_json, problems) from error
    except OutputRefused as error:
        code = FAILED if writing else INPUT_WRONG
        raise CommandFailed([str(error)], code, as_json) from error
    except RunAborted as error:
        raise CommandFailed([f"the run failed: {error}"], FAILED, as_json) from error
    except OSError as error:
        doing = "the result could not be written" if writing else "the run failed"
        told = f"{doing}: {os_error_told(error)}; a previous result is intact"
        raise CommandFailed([told], FAILED, as_json) from error


def os_error_told(error: OSError) -> str:
    """Return what the system refused, and where.

    >>> os_error_told(OSError(28, "No space left on device", "runs.parquet"))
    'runs.parquet: No space left on device'
    """
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{error.strerror or error}"
