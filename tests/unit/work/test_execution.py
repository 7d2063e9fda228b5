"""How work is cut, handed out, lost and tried again: with workers that do as they are told."""

from collections import Counter
from concurrent.futures import BrokenExecutor, Future

import pytest

from sim.work import chunk as chunk_module
from sim.work.chunk import Chunk, Done, Job, OtherProgram, Stretch, work
from sim.work.execution import Execution, Lost
from sim.work.execution_error import ExecutionError
from sim.work.measure import RunRow
from sim.work.pace import Pace, Progress
from sim.work.workers import SerialWorkers, open_workers

POINTS = 3


class Scripted(SerialWorkers):
    """Several workers, of which those end that meet a deadly run; all chunks that are under way end with them."""

    died = (BrokenExecutor,)

    def __init__(self, deadly=(), jobs: int = 2) -> None:
        self.jobs, self.ahead = jobs, jobs
        self.deadly = set(deadly)
        self.renewed = 0
        self.sizes: list[int] = []
        self.pool: list[tuple[Future[Done], Chunk]] = []

    def submit(self, chunk: Chunk) -> "Future[Done]":
        self.sizes.append(len(chunk.runs()))
        future: Future[Done] = Future()
        self.pool.append((future, chunk))
        return future

    def check(self) -> None:
        """Called while nothing is finished: now something is."""
        killers = [chunk for _, chunk in self.pool if self.deadly.intersection(chunk.runs())]
        for future, chunk in self.pool:
            if future.set_running_or_notify_cancel():
                if killers:
                    future.set_exception(BrokenExecutor("a worker is gone"))
                else:
                    future.set_result(work(chunk))
        self.pool.clear()

    def renew(self) -> None:
        self.renewed += 1


def ok(scenario, seed, replication, inputs) -> RunRow:
    return RunRow(replication, "ok")


@pytest.fixture
def execute(make_scenario, monkeypatch):
    """Runs 10 replications of 3 points -> (kept runs, lost runs)."""
    monkeypatch.setattr("sim.work.execution._LOOK_S", 0.0)
    jobs = {point: Job(make_scenario({"seed": point}), point, ()) for point in range(POINTS)}

    def run(workers, measure=ok, keep=None, tell=None, chunk_s=100.0):
        kept: Counter[tuple[int, int]] = Counter()
        take = keep or (lambda rows: kept.update((point, row.replication) for point, row in rows))
        lost = Execution(jobs, workers, take, tell, measure, chunk_s).run([Stretch(p, 0, 10) for p in range(POINTS)])
        return kept, lost

    return run


def everything(but=()) -> Counter[tuple[int, int]]:
    return Counter(
        {(point, number): 1 for point in range(POINTS) for number in range(10) if (point, number) not in but}
    )


def test_every_run_is_done_once(execute) -> None:
    assert execute(SerialWorkers()) == (everything(), [])
    assert execute(Scripted()) == (everything(), [])


def test_a_chunk_hands_back_what_its_time_does_not_allow(execute) -> None:
    """With no time at all, each chunk does one run, and the others are handed out again."""
    assert execute(SerialWorkers(), chunk_s=0.0) == (everything(), [])


def test_rows_are_kept_in_design_order_within_a_chunk(execute) -> None:
    chunks: list[list[tuple[int, int]]] = []
    execute(SerialWorkers(), keep=lambda rows: chunks.append([(point, row.replication) for point, row in rows]))
    assert all(chunk == sorted(chunk) for chunk in chunks)
    assert sum(len(chunk) for chunk in chunks) == 30


def test_a_run_that_ends_every_worker_is_found_and_given_up(execute) -> None:
    workers = Scripted(deadly=[(1, 4)])
    kept, lost = execute(workers)
    assert kept == everything(but=[(1, 4)])
    assert lost == [Lost(1, 4, "its worker ended: BrokenExecutor: a worker is gone")]
    # Once in the pool, once with its chunk alone, and once on its own (unless its chunk was itself alone).
    assert 2 <= workers.renewed <= 3


def test_two_such_runs_in_different_chunks(execute) -> None:
    kept, lost = execute(Scripted(deadly=[(0, 0), (2, 9)], jobs=4))
    assert kept == everything(but=[(0, 0), (2, 9)])
    assert sorted((run.point, run.replication) for run in lost) == [(0, 0), (2, 9)]


def test_a_worker_that_ends_once_costs_nothing(execute) -> None:
    workers = Scripted(deadly=[(1, 4)])
    workers.renew = workers.deadly.clear  # type: ignore[method-assign]
    assert execute(workers) == (everything(), [])


def test_workers_that_try_again_themselves_are_believed(execute) -> None:
    """A cluster has tried the chunk on several machines already: it is given up as a whole."""

    class Cluster(Scripted):
        retries_itself = True

        def check(self) -> None:
            for future, chunk in self.pool:
                future.set_running_or_notify_cancel()
                if self.deadly.intersection(chunk.runs()):
                    future.set_exception(BrokenExecutor("killed four workers\nwith details"))
                else:
                    future.set_result(work(chunk))
            self.pool.clear()

    kept, lost = execute(Cluster(deadly=[(1, 4)]))
    gone = {(run.point, run.replication) for run in lost}
    assert (1, 4) in gone
    assert kept == everything(but=gone)
    assert {run.reason for run in lost} == {"its worker ended: BrokenExecutor: killed four workers"}


def test_memory_is_tried_again_alone_in_fresh_workers(execute) -> None:
    tries: Counter[tuple[int, int]] = Counter()

    def short(scenario, seed, replication, inputs) -> RunRow:
        tries[seed, replication] += 1
        lacks = (seed, replication) == (1, 3) or ((seed, replication) == (2, 5) and tries[2, 5] == 1)
        return RunRow(replication, "missing", "MemoryError") if lacks else RunRow(replication, "ok")

    workers = Scripted()
    kept, lost = execute(workers, short)
    assert kept == everything(but=[(1, 3)])
    assert lost == [Lost(1, 3, "MemoryError")]
    assert (tries[1, 3], tries[2, 5], tries[0, 0]) == (2, 2, 1)
    assert workers.renewed == 2


def test_other_lacks_of_the_machine_are_told_at_once(execute) -> None:
    def unreadable(scenario, seed, replication, inputs) -> RunRow:
        return RunRow(
            replication, "missing" if replication == 3 else "ok", "OSError: disk" if replication == 3 else None
        )

    kept, lost = execute(SerialWorkers(), unreadable)
    assert sorted((run.point, run.replication) for run in lost) == [(0, 3), (1, 3), (2, 3)]
    assert sum(kept.values()) == 27


def test_failed_runs_are_results(execute) -> None:
    kept, lost = execute(SerialWorkers(), lambda s, seed, number, i: RunRow(number, "failed", "ValueError"))
    assert (kept, lost) == (everything(), [])


def test_another_version_of_the_program_is_refused(execute, monkeypatch) -> None:
    monkeypatch.setattr(chunk_module, "code_version", lambda: "another")
    with pytest.raises(OtherProgram, match="install the same everywhere"):
        execute(SerialWorkers())


def test_an_interrupt_keeps_what_is_finished(execute) -> None:
    """The second of the chunks is stored when Ctrl-C comes; what the others have finished is stored on the way out."""
    kept: list[int] = []

    def keep(rows) -> None:
        kept.append(len(rows))
        if len(kept) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        execute(Scripted(jobs=2), keep=keep)
    # Four chunks were under way: the first is stored, the second interrupted, the others are stored in passing.
    assert len(kept) == 4


def test_a_full_disk_ends_the_study(execute) -> None:
    def keep(rows) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        execute(SerialWorkers(), keep=keep)


def test_progress_is_told_after_each_chunk(execute) -> None:
    told: list[Progress] = []
    execute(SerialWorkers(), tell=told.append)
    assert (told[0].done, told[0].total) == (0, 30)  # at once: the first chunk may take long
    assert told[-1].done == told[-1].total == 30
    assert told[-1].seconds_left == 0
    assert [progress.done for progress in told] == sorted(progress.done for progress in told)


def test_chunks_are_about_equal_in_time_and_smaller_towards_the_end() -> None:
    pace = Pace(jobs=2, chunk_s=1.0)
    assert pace.chunk_size(left=1000) == 1
    pace.took(runs=1, seconds=0.5)  # the first run imports things
    for _ in range(20):
        pace.took(runs=100, seconds=1.0)
    assert 95 <= pace.chunk_size(left=10_000) <= 100
    # 200 left for two workers: 50 each now, and 50 each later.
    assert pace.chunk_size(left=200) == 50
    # Not below a fourth of the usual size, nor more than there are.
    assert 20 <= pace.chunk_size(left=40) <= 25
    assert pace.chunk_size(left=3) == 3


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"backend": "slurm"}, "the backend 'slurm' is unknown; expected serial, joblib, dask"),
        ({"jobs": 0}, "0 jobs; expected at least 1"),
        ({"backend": "dask"}, "needs the address of a scheduler"),
        ({"backend": "joblib", "scheduler": "tcp://x:1"}, "a scheduler is for the backend dask"),
    ],
)
def test_workers_that_there_are_not(options, message: str) -> None:
    with pytest.raises(ExecutionError, match=message), open_workers(**options):
        pass


def test_one_job_needs_no_process() -> None:
    with open_workers(jobs=1) as workers:
        assert isinstance(workers, SerialWorkers)
