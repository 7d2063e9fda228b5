"""What the machinery of a study costs: dispatch, store and tables, as a share of the simulation itself.

    python -m benchmarks.sweep_overhead [--replications 25] [--jobs 2] [--tasks 500]

The same runs are done in a plain loop of `measure` without files, by a study in this process, and by a study on all
cores; in turns, one replication more each time, so that a machine that is busy with other things is so for all three
alike. Times are on the wall and of the processor; only their ratios mean anything.
"""

import argparse
import os
import resource
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from benchmarks.workload_w import scenario_data
from sim.experiment.measure import measure
from sim.experiment.scenario_input import parse_scenario
from sim.experiment.store import RunStore
from sim.experiment.study_input import plan_points
from sim.experiment.study_runs import Plan, compute, metric_arrays
from sim.experiment.study_tables import write_study_tables
from sim.experiment.workers import Workers, open_workers
from sim.scenario.axes import strategy_axis

STRATEGIES = "round_robin,load_balanced,priority_based,confidence_based"


@dataclass
class Cost:
    """Seconds so far."""

    wall: float = 0.0
    processor: float = 0.0  # of this process and of those that it has waited for

    def add(self, work: Callable[[], None]) -> None:
        wall, processor = perf_counter(), _processor()
        work()
        self.wall += perf_counter() - wall
        self.processor += _processor() - processor


def _processor() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def plain_loop(plan: Plan, first: int, count: int) -> None:
    for point in plan.points:
        for replication in range(first, first + count):
            measure(point.scenario, plan.seed, replication)


def study(plan: Plan, replications: int, folder: Path, workers: Workers) -> None:
    store = RunStore(folder / "store")
    outcome = compute(plan, replications, store, workers)
    assert outcome.is_complete
    metric_arrays(plan, replications, store, ["health_score", "success_rate", "makespan"])
    write_study_tables(folder, plan, replications, store)


def measured(plan: Plan, replications: int, rounds: int, jobs: int) -> dict[str, Cost]:
    costs = {"plain loop": Cost(), "study, 1 process": Cost(), f"study, {jobs} processes": Cost()}
    plain, serial, parallel = costs.values()
    plain_loop(plan, 0, 1)  # imports
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as many, open_workers("serial") as here:
        for number in range(rounds):
            first, last = number * replications // rounds, (number + 1) * replications // rounds
            plain.add(lambda first=first, last=last: plain_loop(plan, first, last - first))  # type: ignore[misc]
            serial.add(lambda last=last: study(plan, last, Path(one), here))  # type: ignore[misc]

        def in_processes() -> None:
            with open_workers("joblib", jobs) as workers:
                study(plan, replications, Path(many), workers)

        parallel.add(in_processes)
    return costs


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--tasks", type=int, default=500)
    parser.add_argument("--replications", type=int, default=25)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
    given = parser.parse_args()
    plan = plan_points(parse_scenario(scenario_data(given.tasks)), [strategy_axis(STRATEGIES)])
    runs = given.replications * len(plan.points)
    costs = measured(plan, given.replications, 5, given.jobs)
    plain = costs["plain loop"]
    out = sys.stdout.write
    out(f"{given.tasks} tasks x {len(plan.points)} strategies x {given.replications} replications = {runs} runs\n")
    out(f"{'':24}{'wall s':>10}{'cpu s':>10}{'ms a run':>10}{'machinery':>12}{'of perfect':>12}\n")
    for name, cost in costs.items():
        share = (cost.processor - plain.processor) / plain.processor
        jobs = given.jobs if "processes" in name else 1
        scaling = plain.wall / jobs / cost.wall
        out(f"{name:24}{cost.wall:10.2f}{cost.processor:10.2f}{1000 * cost.processor / runs:10.2f}")
        out(f"{share:12.1%}{scaling:12.0%}\n")


if __name__ == "__main__":
    main()
