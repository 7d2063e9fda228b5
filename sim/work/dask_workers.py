"""A Dask cluster: a scheduler and workers that somebody else has started, on this machine or many."""

import asyncio
import logging
import re
from concurrent.futures import CancelledError, Future
from typing import Any

from sim.work.chunk import Chunk, Done, work
from sim.work.execution_error import ExecutionError, WrongAddress
from sim.work.pace import Stopwatch

_ADDRESS = re.compile(r"(?:(?:tcp|tls|ws|wss)://)?(?:\[[0-9a-fA-F:.%]+\]|[^\s:/\[\]]+):([0-9]{1,5})")
_ANSWER_S = 5
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
        check_scheduler(scheduler)
        try:
            self._client: Any = untyped.Client(scheduler, timeout=f"{_ANSWER_S}s", set_as_default=False)
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


def check_scheduler(address: str) -> None:
    """See that a Dask scheduler answers at an address, before a client waits for it much longer.

    Raises:
        WrongAddress: it is none.
        ExecutionError: nobody answers there, or somebody else.
    """
    match = _ADDRESS.fullmatch(address)
    if match is None or not 0 < int(match[1]) < 65536:
        raise WrongAddress(f"{address!r} is no address of a Dask scheduler; expected one such as tcp://host:8786")
    try:
        kind = asyncio.run(_identity(address))
    except TimeoutError:
        raise ExecutionError(f"no Dask scheduler answers at {address} within {_ANSWER_S} s") from None
    except Exception as error:  # noqa: BLE001 - anything may stand behind a port, and be taken for a message of Dask
        raise ExecutionError(f"no Dask scheduler answers at {address}: {error}") from None
    if kind != "Scheduler":
        raise ExecutionError(f"at {address} answers no Dask scheduler, but a {kind}")


async def _identity(address: str) -> str:
    """Return what Dask calls the process behind an address."""
    from distributed.comm.core import connect

    async with asyncio.timeout(_ANSWER_S):
        untyped: Any = connect
        comm: Any = await untyped(address, timeout=_ANSWER_S)
        try:
            await comm.write({"op": "identity", "reply": True})
            return str((await comm.read()).get("type"))
        finally:
            comm.abort()
