"""Exceptions inside a run: caught where a part can be replaced, told, logged, and never lost."""

import traceback
from collections.abc import Callable
from pathlib import PurePath

from sim.record.log import RunLog
from sim.record.rows import FaultCaught

CAUGHT = (Exception, SystemExit)
"""What a part that can be replaced may throw; one that calls `sys.exit` does not end the program. Ctrl-C does."""


class RunAborted(Exception):
    """An exception was caught inside a run that was asked to be strict."""


class Faults:
    """Catches what goes wrong inside a run.

    Args:
        log: where a FaultCaught row goes for each exception.
        now: returns the virtual time in seconds.
        tell: receives the text for people (to stderr, say).
        strict: abort the run instead of going on.

    >>> log = RunLog(("agent_0",))
    >>> faults = Faults(log, now=lambda: 3.5)
    >>> try:
    ...     1 / 0
    ... except ZeroDivisionError as error:
    ...     faults.caught(error, wave=1, where="policy my_policy", fallback="load_balanced decided")
    >>> log.of(FaultCaught)[0].error_type
    'ZeroDivisionError'
    """

    def __init__(
        self,
        log: RunLog,
        now: Callable[[], float],
        tell: Callable[[str], None] | None = None,
        strict: bool = False,
    ) -> None:
        self._log = log
        self._now = now
        self._tell = tell
        self._strict = strict
        self.lines: list[str] = []  # of run.log

    def note(self, text: str) -> None:
        """Write one line to the run's log, with the virtual time."""
        self.lines.append(f"[{self._now():.3f} s] {text}")

    def caught(self, error: BaseException, wave: int, where: str, fallback: str) -> None:
        """Record an exception and what is done instead.

        Raises:
            RunAborted: when the run is strict.
        """
        name, message = type(error).__name__, str(error)
        self.note(f"{where}: {name}: {message}; {fallback}\n{stack(error)}")
        if self._tell is not None:
            self._tell(self.lines[-1])
        if self._strict:
            raise RunAborted(f"{where}: {name}: {message} (strict: the run was aborted)") from error
        self._log.add(FaultCaught(self._now(), wave, where, name, message, fallback))


def stack(error: BaseException) -> str:
    """Return where an exception was raised, a line a frame."""
    # File names without folders: the log is the same wherever the package is installed.
    frames = traceback.extract_tb(error.__traceback__)
    return "\n".join(f"    {PurePath(f.filename).name}:{f.lineno} in {f.name}: {f.line}" for f in frames)
