"""A Dask cluster: a scheduler and workers that somebody else has started, on this machine or many."""

import logging
from concurrent.futures import CancelledError, Future
from typing import Any

from sim.experiment.chunk import Chunk, Done, work
from sim.experiment.pace import Stopwatch
from sim.experiment.workers import ExecutionError

_START_S = 10
_PATIENCE_S = 30.0
"""So long a cluster may be without a worker: those that died are being restarted."""


class DaskWorkers:
    """The workers of a Dask cluster. One thread each suits them: `dask worker ADDRESS --nthreads 1 --nworkers auto`.

    Args:
        scheduler: its address, such as `tcp://host:8786`.
    """

    retries_itself = True

    def __init__(self, scheduler: str) -> None:
        try:
            import distributed
            from distributed.scheduler import KilledWorker
        except ImportError:
            raise ExecutionError("the backend dask is not installed; pip install 'buddy-sim[dask]'") from None
        self.died: tuple[type[BaseException], ...] = (KilledWorker,)
        logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # what goes wrong is said by `check`
        untyped: Any = distributed
        self._address = scheduler
        try:
            self._client: Any = untyped.Client(scheduler, timeout="5s", set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            raise ExecutionError(f"no Dask scheduler answers at {scheduler}: {error}") from None
        self._pool = self._client.get_executor(pure=False, retries=0)
        self._alone: Stopwatch | None = None
        self._await_workers()
        self.jobs = self.ahead = self._threads()

    def _await_workers(self) -> None:
        try:
            self._client.wait_for_workers(1, timeout=_START_S)
        except TimeoutError:
            self.stop()
            hint = f"start some: dask worker {self._address}"
            raise ExecutionError(f"the Dask scheduler at {self._address} has no workers; {hint}") from None

    def submit(self, chunk: Chunk) -> "Future[Done]":
        """Queue a chunk at the scheduler."""
        future: Future[Done] = self._pool.submit(work, chunk)
        return future

    def renew(self) -> None:
        """Dask does so by itself."""

    def check(self) -> None:
        """See that the scheduler answers, and has workers again before long."""
        if self._client.status != "running":
            raise ExecutionError(f"the Dask scheduler at {self._address} is gone")
        if self._threads() > 0:
            self._alone = None
        elif self._alone is None:
            self._alone = Stopwatch()
        elif self._alone.seconds() > _PATIENCE_S:
            raise ExecutionError(f"the Dask scheduler at {self._address} has no workers left")

    def stop(self) -> None:
        """Leave the cluster; chunks under way are given up."""
        self._pool.shutdown(wait=False)
        self._client.close(timeout=5)

    def _threads(self) -> int:
        try:
            threads: dict[str, Any] = self._client.nthreads()
        except (OSError, TimeoutError, CancelledError):
            return 0
        return sum(threads.values())
