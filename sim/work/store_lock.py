"""One study at a time works on a folder of finished runs: two would count, and one would remove, each other's.

The operating system holds the lock, and drops it with the process, however that ends: there are no stale ones.
"""

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from sim.report.publish import OutputRefused

if sys.platform != "win32":
    import fcntl

LOCK_FILE = ".lock"


class StoreInUse(OutputRefused):
    """Another study is at work on the same finished runs; nothing was changed."""


@contextmanager
def only_one(directory: Path) -> Iterator[None]:
    """Hold a folder, which is made where there is none, for one study.

    Args:
        directory: of the finished runs.

    Raises:
        StoreInUse: another study holds it.
        OSError: there can be no such folder.
    """
    made = not directory.exists()
    directory.mkdir(parents=True, exist_ok=True)
    lock = _acquired(directory / LOCK_FILE)
    try:
        yield
    finally:
        if lock is not None:
            with suppress(OSError):
                (directory / LOCK_FILE).unlink()
            os.close(lock)
        if made:
            with suppress(OSError):  # nothing came into it
                directory.rmdir()


def _acquired(path: Path) -> int | None:
    """Return the open file that holds the lock; None where files cannot be locked."""
    if sys.platform == "win32":
        return None
    while True:
        lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            raise StoreInUse(f"{path.parent}: {_holder(path)}; wait for it, or choose another folder") from None
        except OSError:  # of a file system that knows no locks
            os.close(lock)
            return None
        if _is_at(path, lock):
            with suppress(OSError):
                os.ftruncate(lock, 0)
                os.write(lock, f"{os.getpid()} {socket.gethostname()}\n".encode())
            return lock
        os.close(lock)  # the one before has just removed it


def _is_at(path: Path, lock: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(lock))
    except FileNotFoundError:
        return False


def _holder(path: Path) -> str:
    try:
        process, _, host = path.read_text(encoding="utf-8", errors="replace").strip().partition(" ")
        since = datetime.fromtimestamp(path.stat().st_mtime, UTC).astimezone()
        if process.isdecimal():
            return f"process {process} on {host} has been working on these runs since {since:%Y-%m-%d %H:%M:%S}"
    except OSError:
        pass
    return "another process is working on these runs"
