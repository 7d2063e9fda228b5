"""Runs a study's work on any workers; each chunk that is finished is kept at once.

What a run comes to depends on its scenario, seed and replication alone: how the work is cut, who does it, and in
which order it is done change nothing but the time that it takes.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from contextlib import suppress
from dataclasses import dataclass

from sim.experiment.chunk import Chunk, Done, Job, Stretch, stretches_of
from sim.experiment.measure import MISSING, Measure, RunRow, described, measure
from sim.experiment.pace import Pace, Progress
from sim.experiment.run_keys import code_version
from sim.experiment.workers import Workers

Keep = Callable[[Sequence[tuple[int, RunRow]]], None]
"""Takes (point, row) of the runs of a chunk that are finished, in design order."""

CHUNK_S = 1.0
_LOOK_S = 2.0
"""So often the workers are looked at, while none of them has anything to say."""
_GRACE_S = 2.0
"""So long an interrupted study waits for the chunks that are under way."""


@dataclass(frozen=True)
class Lost:
    """A run that was tried, and tried again, and could not be finished."""

    point: int
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
        self._left = 0  # runs in `_waiting`
        self._suspects: deque[tuple[tuple[int, int], ...]] = deque()  # runs that may have killed their worker
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
            while self._waiting or self._suspects or self._under_way:
                if self._suspects and not self._under_way:
                    self._try_alone(self._suspects.popleft())
                elif not self._suspects:
                    self._hand_out()
                self._collect()
                if self._tell is not None:
                    self._tell(self._pace.progress(self._done, len(self.lost), total))
        except BaseException:
            self._wind_up()
            raise
        return self.lost

    def _hand_out(self) -> None:
        """Keep every worker busy, and one chunk ready for each."""
        while self._waiting and len(self._under_way) < 2 * self._workers.jobs:
            stretches = self._next(self._pace.chunk_size(self._left))
            self._submit(stretches)

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
        chunk = Chunk(tuple(stretches), jobs, self._measure, code_version(), self._chunk_s)
        self._under_way[self._workers.submit(chunk)] = chunk

    def _collect(self) -> None:
        """Wait for some chunk, and take all that are finished."""
        finished, _ = wait(self._under_way, timeout=_LOOK_S, return_when=FIRST_COMPLETED)
        if not finished:
            self._workers.check()
        broken: list[Chunk] = []
        for future in [future for future in self._under_way if future in finished]:
            chunk = self._under_way.pop(future)
            try:
                self._take(chunk, future.result())
            except self._workers.died as error:
                broken.append(chunk)
                reason = f"its worker ended: {described(error).splitlines()[0]}"
        if broken and self._workers.retries_itself:
            self._give_up([run for chunk in broken for run in chunk.runs()], reason)
        elif broken:
            self._suspect(broken)

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
                self._look_at(point, row)

    def _look_at(self, point: int, row: RunRow) -> None:
        """Give up a run that its worker could not do, or have it tried again where memory was short."""
        run = (point, row.replication)
        if (row.error or "").startswith("MemoryError") and run not in self._retried:
            self._retried.add(run)
            self._suspects.append((run,))
        else:
            self._give_up([run], row.error or "")

    def _suspect(self, broken: Sequence[Chunk]) -> None:
        """Start fresh workers; one of the chunks under way has ended its worker, and nobody knows which."""
        for future, chunk in self._under_way.items():
            future.cancel()
            broken = [*broken, chunk]
        self._under_way.clear()
        self._suspects.extend(tuple(chunk.runs()) for chunk in broken)
        self._workers.renew()

    def _put_back(self, runs: Sequence[tuple[int, int]]) -> None:
        self._waiting.extendleft(reversed(stretches_of(runs)))
        self._left += len(runs)
