"""What a worker process does before its first run: it imports what runs need, and ends with its parent."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection

# Workers are as many as cores; more threads in each would only be in the way.
SINGLE_THREADED = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)
_LOOK_S = 1.0
DEAF_TO = [signal.SIGINT, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]


# `python -m joblib..`, as loky starts its workers, would look for joblib in the current folder first.
_ENVIRONMENT = {"PYTHONSAFEPATH": "1"}
_STREAMS = ("stdout", "stderr")


def environment() -> dict[str, str]:
    """Return what the environment of a worker holds beside that of its parent."""
    return {**SINGLE_THREADED, **_ENVIRONMENT}


def prepare(parent: int, lifeline: Connection) -> None:
    """Warm up this process, once.

    Args:
        parent: process that must be alive while this one is; it may be gone already.
        lifeline: a pipe whose other end only the parent holds.
    """
    with suppress(ValueError):
        for number in DEAF_TO:
            signal.signal(number, signal.SIG_IGN)  # the parent decides what Ctrl-C means
    threading.Thread(target=_end_with, args=(parent, lifeline), daemon=True).start()
    for module in ("sim.work.measure", "sim.policies.catalogue", "scipy.special"):
        import_module(module)


def _end_with(parent: int, lifeline: Connection) -> None:
    """End this process when its parent is gone: a killed parent cannot say goodbye."""
    # The pipe ends with its last holder, and a child that the parent has forked may hold it too; the number of the
    # parent changes where systems have such a thing as orphans.
    while os.getppid() == parent and not _has_ended(lifeline):
        pass
    os._exit(1)


def _has_ended(lifeline: Connection) -> bool:
    try:
        return lifeline.poll(_LOOK_S)
    except OSError:
        return True


@contextmanager
def starting_workers() -> Iterator[None]:
    """Start processes that hear no signal of the terminal, import nothing of the current folder, and can print.

    The terminal sends Ctrl-C to all of its processes, and this one decides what it means.
    """
    environment_before = {name: os.environ.get(name) for name in _ENVIRONMENT}
    streams_before = {name: getattr(sys, name) for name in _STREAMS}
    os.environ.update(_ENVIRONMENT)  # also for the processes that loky and multiprocessing start beside the workers
    try:
        with open(os.devnull, "w", encoding="utf-8") as nowhere, _blocked():  # noqa: PTH123 - no file of anybody's
            for name, stream in streams_before.items():
                if stream is None:  # loky flushes them
                    setattr(sys, name, nowhere)
            yield
    finally:
        for name, stream in streams_before.items():
            setattr(sys, name, stream)
        for name, value in environment_before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def _blocked() -> Iterator[None]:
    if not hasattr(signal, "pthread_sigmask"):  # Windows: the worker itself turns a deaf ear, once it runs
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, DEAF_TO)  # what comes meanwhile is heard afterwards
    try:
        resource_tracker.ensure_running()  # which loky needs, and which unblocks what is blocked when it starts
        signal.pthread_sigmask(signal.SIG_BLOCK, DEAF_TO)
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
