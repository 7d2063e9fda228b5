"""Who does the work: this process, processes on all cores, or a Dask cluster."""

import os
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Future
from contextlib import contextmanager
from multiprocessing import Pipe
from typing import Any, Protocol

from sim.work.chunk import Chunk, Done, work
from sim.work.execution_error import ExecutionError
from sim.work.worker_process import environment, prepare, starting_workers

BACKENDS = ("serial", "joblib", "dask")


class Workers(Protocol):
    """Takes chunks of work, and gives their results in any order."""

    jobs: int
    """How many chunks are worked on at a time."""
    ahead: int
    """How many more may wait for a worker that becomes free."""
    died: tuple[type[BaseException], ...]
    """What a chunk's result raises when its worker is gone."""
    retries_itself: bool
    """Whether such a chunk was already given to a fresh worker, and others go on undisturbed."""

    def submit(self, chunk: Chunk) -> "Future[Done]":
        """Take a chunk."""
        ...

    def renew(self) -> None:
        """Replace every worker by a fresh one; chunks under way are lost."""
        ...

    def check(self) -> None:
        """Raise ExecutionError where no result can come any more."""
        ...

    def stop(self) -> None:
        """End all workers, at work or not."""
        ...


@contextmanager
def open_workers(
    backend: str | None = None, jobs: int | None = None, scheduler: str | None = None
) -> Iterator[Workers]:
    """Give workers, ready for any number of studies, and end them afterwards.

    Args:
        backend: `serial` (this process), `joblib` (processes on this machine) or `dask`; absent: joblib where there
            is more than one job, dask where a scheduler is named.
        jobs: processes; absent: one a core.
        scheduler: address of a Dask scheduler, such as `tcp://host:8786`.

    Raises:
        ExecutionError: the backend is unknown, not installed, or does not answer.
        WrongAddress: that of the scheduler cannot be one.

    >>> with open_workers("serial") as workers:
    ...     workers.jobs
    1
    """
    workers = _opened(backend, jobs, scheduler)
    try:
        yield workers
    finally:
        workers.stop()


def _opened(backend: str | None, jobs: int | None, scheduler: str | None) -> Workers:
    if jobs is not None and jobs < 1:
        raise ExecutionError(f"{jobs} jobs; expected at least 1")
    if backend not in (None, *BACKENDS):
        raise ExecutionError(f"the backend {backend!r} is unknown; expected {', '.join(BACKENDS)}")
    if scheduler is not None and backend not in (None, "dask"):
        raise ExecutionError(f"a scheduler is for the backend dask, not {backend}")
    if backend == "dask" or scheduler is not None:
        if scheduler is None:
            raise ExecutionError("the backend dask needs the address of a scheduler, such as tcp://host:8786")
        from sim.work.dask_workers import DaskWorkers

        return DaskWorkers(scheduler)
    if backend == "serial":
        return SerialWorkers()
    wanted = jobs or cores()
    return SerialWorkers() if backend is None and wanted == 1 else ProcessWorkers(wanted)


def cores() -> int:
    """Return how many processes this machine can run at a time."""
    import joblib

    return int(joblib.cpu_count())


class SerialWorkers:
    """This process, one chunk after another."""

    jobs = 1
    ahead = 0
    died: tuple[type[BaseException], ...] = ()
    retries_itself = False

    def submit(self, chunk: Chunk) -> "Future[Done]":
        """Do the chunk's work now."""
        future: Future[Done] = Future()
        future.set_running_or_notify_cancel()
        try:
            future.set_result(work(chunk))
        except Exception as error:  # noqa: BLE001 - the future raises it, as those of the other workers do
            future.set_exception(error)
        return future

    def renew(self) -> None:
        """Nothing can be renewed here."""

    def check(self) -> None:
        """All is well."""

    def stop(self) -> None:
        """Nothing is under way."""


class ProcessWorkers:
    """Processes on this machine, by joblib's loky: fresh interpreters, whatever the main module is.

    Args:
        jobs: how many.
    """

    died: tuple[type[BaseException], ...] = (BrokenExecutor,)
    retries_itself = False

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self.ahead = jobs
        self._lifeline, self._held = Pipe(duplex=False)  # its end is heard by the workers
        self._pool = self._started()

    def submit(self, chunk: Chunk) -> "Future[Done]":
        """Queue a chunk for the next worker that is free; raise ExecutionError where none can be started."""
        with _startable():
            future: Future[Done] = self._pool.submit(work, chunk)
        return future

    def renew(self) -> None:
        """Kill all workers and start as many; raise ExecutionError where they do not even start."""
        self.stop()
        self._pool = self._started()
        try:
            with _startable():
                started = self._pool.submit(int)
            started.result()
        except BrokenExecutor as error:
            raise ExecutionError(f"the worker processes end as soon as they start: {error}") from None

    def check(self) -> None:
        """Nothing to look at: a worker that dies says so itself."""

    def stop(self) -> None:
        """Kill all workers."""
        self._pool.shutdown(wait=True, kill_workers=True)

    def _started(self) -> Any:
        from joblib.externals.loky import ProcessPoolExecutor

        with _startable():
            return ProcessPoolExecutor(
                max_workers=self.jobs,
                initializer=prepare,
                initargs=(os.getpid(), self._lifeline),
                env=environment(),
            )


@contextmanager
def _startable() -> Iterator[None]:
    """Start processes: workers, and those that loky and multiprocessing start beside them."""
    try:
        with starting_workers():
            yield
    except OSError as error:  # such as the broken pipe of a helper that has ended at once
        told = f"worker processes cannot be started here ({error.strerror or error})"
        raise ExecutionError(f"{told}; with --jobs 1 this process does the runs itself") from error
