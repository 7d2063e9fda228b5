"""Runs a study's work on any workers; each chunk that is finished is kept at once.

What a run comes to depends on its scenario, seed and replication alone: how the work is cut, who does it, and in
which order it is done change nothing but the time that it takes.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from contextlib import suppress
from dataclasses import dataclass

from sim.work.arithmetic import arithmetic
from sim.work.chunk import Chunk, Done, Job, Stretch, stretches_of
from sim.work.execution_error import ExecutionError
from sim.work.measure import MISSING, Measure, RunRow, described, measure
from sim.work.pace import Pace, Progress
from sim.work.run_keys import code_version
from sim.work.workers import Workers

Keep = Callable[[Sequence[tuple[int, RunRow]]], None]
"""Takes (point, row) of the runs of a chunk that are finished, in design order."""

CHUNK_S = 1.0
_NOT_SENT = "what the runs need cannot be sent to another process ({}); with one job this process does them itself"
_LOOK_S = 2.0
"""So often the workers are looked at, while none of them has anything to say."""
_GRACE_S = 2.0
"""So long an interrupted study waits for the chunks that are under way."""


@dataclass(frozen=True)
class Lost:
    """A run that was tried, and tried again, and could not be finished."""

    point: int  # its index in design order
    replication: int
    reason: str


class Execution:
    """One session of work on a study.

    Args:
        jobs: what the runs of each point need, by index of the point.
        workers: who does the work.
        keep: stores what is finished.
        tell: hears of the progress after each chunk.
        measure: does one run.
        chunk_s: seconds of work in a chunk.
    """

    def __init__(
        self,
        jobs: Mapping[int, Job],
        workers: Workers,
        keep: Keep,
        tell: Callable[[Progress], None] | None = None,
        measure: Measure = measure,
        chunk_s: float = CHUNK_S,
    ) -> None:
        self._jobs = jobs
        self._workers = workers
        self._keep = keep
        self._tell = tell
        self._measure = measure
        self._chunk_s = chunk_s
        self._pace = Pace(workers.jobs, chunk_s)
        self._waiting: deque[Stretch] = deque()
        self._left = 0  # runs that wait
        self._suspects: deque[_Suspect] = deque()
        self._alone: Chunk | None = None  # the last suspect
        self._short_of_memory: set[tuple[int, int]] = set()
        self._under_way: dict[Future[Done], Chunk] = {}
        self._done = 0
        self.lost: list[Lost] = []

    def run(self, stretches: Iterable[Stretch], already: int = 0) -> list[Lost]:
        """Do all the work, and return what could not be done.

        Args:
            stretches: what to do, in design order.
            already: runs that are done, for the progress.

        Raises:
            ExecutionError: the workers are gone; what was finished is kept.
            KeyboardInterrupt: likewise.
            OSError: what is finished could not be stored.
        """
        self._waiting = deque(stretches)
        self._left = sum(stretch.count for stretch in self._waiting)
        self._done = already
        total = already + self._left
        try:
            self._report(total)  # before the first chunk, which may take long
            while self._waiting or self._suspects or self._under_way:
                self._hand_out()
                self._collect()
                self._report(total)
        except BaseException:
            self._wind_up()
            raise
        return self.lost

    def _report(self, total: int) -> None:
        if self._tell is not None:
            self._tell(self._pace.progress(self._done, len(self.lost), total))

    def _hand_out(self) -> None:
        """Keep every worker busy, and one chunk ready for each; but a suspect is tried alone."""
        if self._suspects:
            if not self._under_way:
                self._try_alone(self._suspects.popleft())
            return
        while self._waiting and len(self._under_way) < self._workers.jobs + self._workers.ahead:
            self._submit(self._next(self._pace.chunk_size(self._left)))

    def _try_alone(self, suspect: "_Suspect") -> None:
        if suspect.fresh:
            self._workers.renew()
        self._submit(stretches_of(suspect.runs))
        self._alone = next(iter(self._under_way.values()), None)

    def _next(self, size: int) -> list[Stretch]:
        """Take the next runs from those that wait."""
        taken: list[Stretch] = []
        while size > 0 and self._waiting:
            stretch = self._waiting.popleft()
            count = min(size, stretch.count)
            taken.append(Stretch(stretch.point, stretch.first, count))
            if count < stretch.count:
                self._waiting.appendleft(Stretch(stretch.point, stretch.first + count, stretch.count - count))
            size -= count
            self._left -= count
        return taken

    def _submit(self, stretches: Sequence[Stretch]) -> None:
        jobs = {stretch.point: self._jobs[stretch.point] for stretch in stretches}
        chunk = Chunk(tuple(stretches), jobs, self._measure, code_version(), arithmetic(), self._chunk_s)
        try:
            self._under_way[self._workers.submit(chunk)] = chunk
        except self._workers.died:  # an idle worker has ended
            self._put_back(chunk.runs())
            self._recover([])

    def _collect(self) -> None:
        """Wait for some chunk, and take all that are finished."""
        finished, _ = wait(self._under_way, timeout=_LOOK_S, return_when=FIRST_COMPLETED)
        if not finished:
            self._workers.check()
        for future in [future for future in self._under_way if future in finished]:
            chunk = self._under_way.pop(future, None)
            if chunk is None:
                continue  # it went down with another one
            try:
                done = future.result()
            except self._workers.died as error:
                self._worker_ended(chunk, error)
            except CancelledError:  # by a scheduler that lost it
                self._workers.check()
                self._put_back(chunk.runs())
            except Exception as error:
                if type(error).__name__ == "PicklingError":  # of whichever library sends things
                    said = str(error.__cause__ or error).strip('"\n').splitlines()  # a whole traceback, of loky's
                    raise ExecutionError(_NOT_SENT.format(said[-1])) from error
                raise
            else:
                self._take(chunk, done)

    def _take(self, chunk: Chunk, done: Done) -> None:
        """Keep what a chunk has brought, and put back what it has not."""
        self._pace.took(len(done.rows), done.seconds)
        self._put_back(chunk.runs()[len(done.rows) :])
        finished = [(point, row) for point, row in done.rows if row.status != MISSING]
        if finished:
            self._keep(finished)
        self._done += len(finished)
        for point, row in done.rows:
            if row.status == MISSING:
                self._not_done((point, row.replication), row.error or "")

    def _not_done(self, run: tuple[int, int], reason: str) -> None:
        """Give up a run that its machine could not do, or have it tried again where memory was short."""
        if reason.startswith(MemoryError.__name__) and run not in self._short_of_memory:
            self._short_of_memory.add(run)
            self._suspects.append(_Suspect((run,), fresh=True))
        else:
            self.lost.append(Lost(*run, reason))

    def _worker_ended(self, chunk: Chunk, error: BaseException) -> None:
        """Find out which of the runs under way has ended its worker, and give it up."""
        runs = chunk.runs()
        if self._workers.retries_itself:
            self._give_up(runs, error)
        elif chunk is not self._alone:
            self._recover([chunk])
        elif len(runs) > 1:
            self._suspects.extend(_Suspect((run,)) for run in runs)
            self._recover([])
        else:
            self._give_up(runs, error)
            self._recover([])

    def _give_up(self, runs: Sequence[tuple[int, int]], error: BaseException) -> None:
        reason = f"its worker ended: {described(error).splitlines()[0]}"
        self.lost += [Lost(*run, reason) for run in runs]

    def _recover(self, suspects: list[Chunk]) -> None:
        """Start fresh workers, and have what was under way tried again, alone."""
        for future, chunk in self._under_way.items():
            if future.done() and not future.cancelled() and future.exception() is None:
                self._take(chunk, future.result())
            else:
                suspects.append(chunk)
        self._under_way.clear()
        self._suspects.extend(_Suspect(tuple(chunk.runs())) for chunk in suspects)
        self._workers.renew()

    def _put_back(self, runs: Sequence[tuple[int, int]]) -> None:
        self._waiting.extendleft(reversed(stretches_of(runs)))
        self._left += len(runs)

    def _wind_up(self) -> None:
        """Keep what is finished, or about to be, and drop the rest."""
        for future in self._under_way:
            future.cancel()
        with suppress(OSError):
            finished, _ = wait(self._under_way, timeout=_GRACE_S)
            for future in finished:
                if not future.cancelled() and future.exception() is None:
                    rows = [(point, row) for point, row in future.result().rows if row.status != MISSING]
                    self._keep(rows)


@dataclass(frozen=True, slots=True)
class _Suspect:
    """Runs of which one may have ended its worker."""

    runs: tuple[tuple[int, int], ...]
    fresh: bool = False  # in workers that have done nothing before
