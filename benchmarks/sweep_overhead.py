"""What the machinery of a study costs beside its simulation: dispatch, store, statistics, tables.

    python -m benchmarks.sweep_overhead [--quick] [--replications 250] [--rounds 3] [--jobs 2] [--stored 100000]

The same runs, 500 tasks * 4 strategies * 250 replications, are done in a plain loop of `measure` without files, by a
comparison in this process, and by one on all cores. They take turns, a third of the replications at a time, and the
medians over the rounds are shown: a machine that is busy with other things is so for all three. Machinery is told in
processor time, of all processes; the two comparisons differ by the start of the workers, which import what they need.
The share of perfect scaling is on the wall, and means something only where the cores are free.
"""

import argparse
import os
import resource
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.workload_w import scenario_data
from sim.experiment.scenario_input import parse_scenario
from sim.scenario import Scenario
from sim.study.comparison.compare import compare, plan_comparison
from sim.study.comparison.terms import Budget, Terms
from sim.work.measure import RunRow, measure, metric_names
from sim.work.run_keys import Inputs
from sim.work.runs import Plan, compute
from sim.work.store import RunStore
from sim.work.tables import write_study_tables
from sim.work.workers import SerialWorkers, Workers, open_workers

STRATEGIES = ("round_robin", "load_balanced", "priority_based", "confidence_based")
CHUNK_RUNS = 25  # a second of work


@dataclass(frozen=True)
class Cost:
    """Seconds of a piece of work: on the wall, and of the processor, by all processes that took part."""

    wall: float
    processor: float


def cost(work: Callable[[], object]) -> Cost:
    """Return what a piece of work costs."""
    wall, processor = perf_counter(), _processor()
    work()
    return Cost(perf_counter() - wall, _processor() - processor)


def _processor() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


class Timed:
    """`measure`, and the processor seconds spent in it."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self, scenario: Scenario, seed: int, replication: int, inputs: Inputs | None = None) -> RunRow:
        began = time.process_time()
        row = measure(scenario, seed, replication, inputs)
        self.seconds += time.process_time() - began
        return row


def plain_loop(plan: Plan, replications: int) -> None:
    """Run everything, and keep nothing."""
    for point in plan.points:
        for replication in range(replications):
            measure(point.scenario, plan.seed, replication)


def study(plan: Plan, replications: int, workers: Workers, timed: Timed | None = None) -> None:
    """Do what the command does: run, store, compare, write the tables."""
    with tempfile.TemporaryDirectory() as folder:
        store = RunStore(Path(folder) / "store")
        if timed is not None:  # and nothing is left to run for `compare`
            compute(plan, replications, store, workers, measure=timed)
        found = compare(plan, store, workers, Terms(budget=Budget(replications)))
        assert found.stop.outcome.is_complete
        write_study_tables(Path(folder), plan, replications, store)


def on_all_cores(plan: Plan, replications: int, jobs: int) -> None:
    """Do it in processes, their start and end included."""
    with open_workers("joblib", jobs) as workers:
        study(plan, replications, workers)


@dataclass(frozen=True)
class Round:
    """What one round has measured."""

    plain: Cost
    serial: Cost
    parallel: Cost
    simulating: float  # processor seconds inside the runs of the comparison in this process


def one_round(plan: Plan, replications: int, jobs: int) -> Round:
    """Do the same runs in the three ways."""
    timed = Timed()
    return Round(
        cost(lambda: plain_loop(plan, replications)),
        cost(lambda: study(plan, replications, SerialWorkers(), timed)),
        cost(lambda: on_all_cores(plan, replications, jobs)),
        timed.seconds,
    )


def machinery(plan: Plan, replications: int, rounds: int, jobs: int) -> Iterator[str]:
    """Yield what dispatch, store, statistics and tables cost, as lines."""
    plain_loop(plan, 1)  # imports
    workers = cost(lambda: on_all_cores(plan, 2, jobs)).processor - cost(lambda: plain_loop(plan, 2)).processor
    found = [one_round(plan, max(2, replications // rounds), jobs) for _ in range(rounds)]
    inside = median(r.serial.processor / r.simulating - 1.0 for r in found)
    serial = median(r.serial.processor / r.plain.processor - 1.0 for r in found)
    spread = median((r.parallel.processor - workers) / r.plain.processor - 1.0 for r in found)
    scaling = median(r.plain.wall / jobs / r.parallel.wall for r in found)
    runs = len(plan.points) * max(2, replications // rounds)
    yield f"{rounds} rounds of {runs} runs, {1000 * median(r.plain.processor for r in found) / runs:.1f} ms a run"
    yield f"{'machinery, one process: of its own simulation':56}{inside:7.1%}"
    yield f"{'the same, against the plain loop':56}{serial:7.1%}"
    yield f"{f'{jobs} processes, against the plain loop':56}{spread:7.1%}   (and {workers:.1f} s to start and end them)"
    yield f"{f'{jobs} processes, of perfect scaling on the wall':56}{scaling:7.1%}   (load of the machine {_load()})"


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


def instant(_scenario: Scenario, _seed: int, replication: int, _inputs: Inputs | None = None) -> RunRow:
    """Stand for a run: numbers that differ from one to the next, and five waves."""
    numbers = tuple(float((replication * 7919 + 31 * place) % 10_007) for place in range(len(metric_names())))
    return RunRow(
        replication, "ok", metrics=numbers, waves=tuple((wave, 90.0 + wave, *[0.9] * 6) for wave in range(1, 6))
    )


@contextmanager
def stored(plan: Plan, replications: int) -> Iterator[Path]:
    """Give a folder with so many runs of each alternative, in chunks as they come from runs of 40 ms."""
    with tempfile.TemporaryDirectory() as folder:
        store = RunStore(Path(folder))
        for point, key in zip(plan.points, plan.keys, strict=True):
            for first in range(0, replications, CHUNK_RUNS):
                numbers = range(first, min(first + CHUNK_RUNS, replications))
                store.add([(key, instant(point.scenario, plan.seed, number)) for number in numbers])
        yield Path(folder)


def memory(plan: Plan, few: int, many: int) -> str:
    """Return by how much the peak grows with a replication, as a line."""
    peaks = [_peak(plan, replications) for replications in (few, many)]
    growth = (peaks[1] - peaks[0]) / ((many - few) * len(plan.points))
    sizes = " and ".join(f"{peak / 2**20:.0f} MB" for peak in peaks)
    return f"{f'memory at {few} and {many} replications':56}{sizes}: {growth:.0f} bytes a run"


def _peak(plan: Plan, replications: int) -> int:
    with stored(plan, replications) as folder, tempfile.TemporaryDirectory() as out:
        tracemalloc.start()
        store = RunStore(folder)
        compare(plan, store, SerialWorkers(), Terms(budget=Budget(replications)))
        write_study_tables(Path(out), plan, replications, store)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    return peak


def aggregation(plan: Plan, runs: int) -> Iterator[str]:
    """Yield how long it takes to make a comparison, and tables, of runs that are stored."""
    replications = runs // len(plan.points)
    with stored(plan, replications) as folder, tempfile.TemporaryDirectory() as out:
        terms = Terms(budget=Budget(replications))
        compared = cost(lambda: compare(plan, RunStore(folder), SerialWorkers(), terms))
        store = RunStore(folder)
        tables = cost(lambda: write_study_tables(Path(out), plan, replications, store))
        files = sum(1 for _ in folder.iterdir())
    for what, spent in (("compared", compared), ("written as tables", tables)):
        title = f"{runs:,} stored runs in {files:,} files, {what}"
        yield f"{title:56}{spent.processor:6.1f} s   ({spent.wall:.1f} s on the wall)"


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="a twentieth of everything, for a first look")
    parser.add_argument("--tasks", type=int, default=500)
    parser.add_argument("--replications", type=int, default=250)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
    parser.add_argument("--stored", type=int, default=100_000)
    given = parser.parse_args()
    less = 20 if given.quick else 1
    plan = plan_comparison(parse_scenario(scenario_data(given.tasks)), STRATEGIES)
    for line in machinery(plan, given.replications // less, given.rounds, given.jobs):
        _show(line)
    _show(memory(plan, 1_000 // less, 10_000 // less))
    for line in aggregation(plan, given.stored // less):
        _show(line)


def _show(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
