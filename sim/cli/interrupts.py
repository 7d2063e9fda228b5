"""What Ctrl-C, `kill` and a terminal that hangs up do to a command: exit code 130, and no traceback, at any moment.

While a command is still being imported nothing has been begun, and an exception would surface wherever it likes, in the
middle of other people's modules: the process just ends. From the first work on the signal is a KeyboardInterrupt, so
that what was begun is cleaned up.
"""

import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NoReturn

_EXIT_CODE = 130
_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")


def end_at_once() -> None:
    """Let a signal end the process without a word, until work begins."""
    sys.unraisablehook = _keep_interrupts
    _install(_end)


def begin_work() -> None:
    """Let a signal raise KeyboardInterrupt from now on, where it would have ended the process."""
    with suppress(ValueError):  # outside of the main thread there is nothing to install
        if any(signal.getsignal(number) is _end for number in _signals()):
            _install(_interrupt)


def ignore() -> None:
    """Let signals do nothing any more: everything is done, and the exit code stands."""
    with suppress(ValueError):
        _install(signal.SIG_IGN)
    # Python remembers a KeyboardInterrupt that crossed text which was executed (the making of a dataclass, say), though
    # it was caught further out, and would end the process by the signal instead of the exit code. The next text that is
    # executed makes it forget.
    exec("")  # noqa: S102 - an empty text of our own


def _signals() -> list[int]:
    return [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]


def _install(handler: Callable[[int, Any], Any] | signal.Handlers) -> None:
    for number in _signals():
        # `nohup`, or a shell that starts something in its background, has decided otherwise.
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, handler)


def _end(_signal: int, _frame: object) -> NoReturn:
    os._exit(_EXIT_CODE)


def _interrupt(_signal: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt


def _keep_interrupts(lost: "sys.UnraisableHookArgs") -> None:
    # Raised inside a destructor or a callback of the import system, it would only be printed: raise it again outside.
    if isinstance(lost.exc_value, KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
    else:
        sys.__unraisablehook__(lost)
