"""A chunk of work, as it travels to a worker, and what comes back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sim.record.collector import collector_paused
from sim.scenario import Scenario
from sim.work.arithmetic import arithmetic
from sim.work.measure import Measure, RunRow
from sim.work.pace import Stopwatch
from sim.work.run_keys import Inputs, code_version


@dataclass(frozen=True, slots=True)
class Stretch:
    """Replications of one point, one after another."""

    point: int  # index in design order
    first: int  # the first replication
    count: int

    def runs(self) -> Iterator[tuple[int, int]]:
        """Return (point, replication) of each run."""
        return ((self.point, self.first + number) for number in range(self.count))


@dataclass(frozen=True)
class Job:
    """What the runs of one point need."""

    scenario: Scenario
    seed: int
    inputs: Inputs


@dataclass(frozen=True)
class Chunk:
    """Runs in design order, with all that a worker must know."""

    stretches: tuple[Stretch, ...]
    jobs: dict[int, Job]  # of each point in the stretches
    measure: Measure
    code: str  # the version of the program that asks
    arithmetic: str  # how the machine of that program calculates
    limit_s: float  # after this long the rest is handed back

    def runs(self) -> list[tuple[int, int]]:
        """Return (point, replication) of each run, in order."""
        return [run for stretch in self.stretches for run in stretch.runs()]


@dataclass(frozen=True)
class Done:
    """The first runs of a chunk, and the time they took."""

    rows: tuple[tuple[int, RunRow], ...]  # (point, row), in the chunk's order
    seconds: float


class OtherProgram(Exception):
    """A worker would give other numbers than the program that asks: by its version, or by its processor."""


def work(chunk: Chunk) -> Done:
    """Run a chunk, in whatever process this is; hand back what is done when its time is over, at least one run.

    Raises:
        OtherProgram: the code here is not the one that the results would be filed under.
    """
    if code_version() != chunk.code:
        raise OtherProgram(
            "a worker found another version of buddy-sim, Python, simpy, numpy or scipy than this program began with: "
            "install the same everywhere, and edit nothing while a study runs; what is finished is kept"
        )
    if arithmetic() != chunk.arithmetic:
        raise OtherProgram(
            "the processor of a worker calculates otherwise, in the last digits, than the one of this program, and a "
            "study must not mix the two: use machines of one kind; what is finished is kept"
        )
    watch = Stopwatch()
    rows: list[tuple[int, RunRow]] = []
    with collector_paused():  # it looks at everything that is imported, and finds little: once a chunk is enough
        for point, replication in chunk.runs():
            job = chunk.jobs[point]
            rows.append((point, chunk.measure(job.scenario, job.seed, replication, job.inputs)))
            if watch.seconds() >= chunk.limit_s:
                break
    return Done(tuple(rows), watch.seconds())


def stretches_of(runs: Sequence[tuple[int, int]]) -> list[Stretch]:
    """Return (point, replication) pairs as stretches, in their order.

    >>> stretches_of([(0, 3), (0, 4), (1, 0)])
    [Stretch(point=0, first=3, count=2), Stretch(point=1, first=0, count=1)]
    """
    found: list[Stretch] = []
    for point, replication in runs:
        last = found[-1] if found else None
        if last is not None and last.point == point and last.first + last.count == replication:
            found[-1] = Stretch(point, last.first, last.count + 1)
        else:
            found.append(Stretch(point, replication, 1))
    return found
