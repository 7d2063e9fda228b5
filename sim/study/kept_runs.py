"""The runs of a study that Python code asks for: where they are kept, and for how long."""

import shutil
import tempfile
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sim.work.store import RunStore
from sim.work.workers import Workers, open_workers

T = TypeVar("T")


def with_kept_runs(make: Callable[[RunStore, Workers], T], store: str | Path | None, jobs: int) -> T:
    """Return what is made of runs; without a folder of their own they live as long as that does.

    Args:
        make: does the runs.
        store: folder that keeps finished runs; None: a temporary one.
        jobs: processes; 1: this one.

    Raises:
        ExecutionError, OSError, KeyboardInterrupt: the work could not go on.

    >>> with_kept_runs(lambda store, workers: {type(store).__name__}, None, 1)
    {'RunStore'}
    """
    folder = Path(store) if store is not None else Path(tempfile.mkdtemp(prefix="buddy-sim-"))
    try:
        kept = RunStore(folder)
        with kept.held(), open_workers("serial" if jobs == 1 else "joblib", jobs) as workers:
            made = make(kept, workers)
    except BaseException:
        if store is None:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    if store is None:
        weakref.finalize(made, shutil.rmtree, folder, ignore_errors=True)
    return made
