"""Standard streams that cannot end a command: a study of hours must not be lost to a word that nobody reads.

What stands on the other side of stdout may go away (`| head`), be full (a disk), or never have been there (`>&-`).
None of that is an exception inside the program: what cannot be printed is dropped, and whether it was is asked at the
end. So a broken pipe that does raise is some other pipe, and is told.
"""

import errno
import io
import os
import sys
from contextlib import suppress
from typing import TextIO


class Outlet(io.TextIOWrapper):
    """A text stream that takes everything, and remembers why the first loss happened."""

    lost: OSError | None = None

    def write(self, text: str, /) -> int:
        """Write what can be written; after a loss drop everything."""
        if self.lost is None:
            try:
                return super().write(text)
            except OSError as error:
                self.lost = error
        return len(text)

    def flush(self) -> None:
        """Hand over what is written, as far as it can be."""
        if self.lost is None:
            try:
                super().flush()
            except OSError as error:
                self.lost = error


def use_sound_streams() -> None:
    """Open what the caller has closed of descriptors 0, 1 and 2, and let nothing that is printed raise an error.

    A closed descriptor would be given to the next file or pipe that is opened: what is printed would go there, and
    worker processes would take it for their output. Streams that somebody has put in place stay.
    """
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            _open_nowhere(descriptor)
    if sys.platform == "win32":  # its consoles are no files
        return
    if sys.stdout is sys.__stdout__:
        sys.stdout = _sound(1, sys.stdout)
    if sys.stderr is sys.__stderr__:
        sys.stderr = _sound(2, sys.stderr)


def loss_of_output() -> OSError | None:
    """Return why something printed on stdout did not arrive; None where all did, or nobody wanted to read on."""
    with suppress(AttributeError, ValueError):  # where there is no stdout, or a closed one
        sys.stdout.flush()
    lost = getattr(sys.stdout, "lost", None)
    return None if lost is not None and lost.errno == errno.EPIPE else lost


def _open_nowhere(descriptor: int) -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    if nowhere != descriptor:
        os.dup2(nowhere, descriptor)
        os.close(nowhere)
    os.set_inheritable(descriptor, True)  # also the workers' streams must be open


def _sound(descriptor: int, stream: TextIO | None) -> TextIO:
    encoding = stream.encoding if stream is not None else "utf-8"
    if stream is not None:
        with suppress(OSError):
            stream.flush()
    raw = io.FileIO(descriptor, "w", closefd=False)
    at_once = descriptor == 2 or raw.isatty()
    # What cannot be encoded is shown escaped, as Python does on stderr.
    return Outlet(io.BufferedWriter(raw), encoding, errors="backslashreplace", line_buffering=at_once)
