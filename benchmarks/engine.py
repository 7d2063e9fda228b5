"""The engine on workload W, against a plain SimPy loop and against the model, as ratios of processor time.

    python -m benchmarks.engine [--rounds 7]

What is compared takes turns, so that a machine that is busy with other things is so for all of it. "Kernel" is one run
with every row noted and draws included, from the tasks to the end; "replication" is all that a study does of a run of
500 tasks: tasks drawn, run, metrics. The first is held against the plain loop, which draws too, and reaches the same
makespan to the bit; the second against the same replication by the model, without samples and detector, and with them.
"""

import argparse
import gc
from collections.abc import Callable
from statistics import median
from time import process_time
from typing import Any

from benchmarks.plain_loop import PlainLoop
from benchmarks.workload_w import scenario_data
from sim.engine.library import Library, library, uncompiled
from sim.engine.replications import Replications
from sim.scenario import Scenario
from sim.scenario.load import parse_scenario
from sim.work.measure import measure, measure_unwatched

TASKS, STUDY_TASKS = 5000, 500


def seconds(work: Callable[[], Any]) -> float:
    """Return the processor seconds that a piece of work takes, garbage of others aside."""
    gc.collect()
    began = process_time()
    work()
    return process_time() - began


def kernel_run(scenario: Scenario, found: Library) -> Callable[[], float]:
    """Return what runs the kernel once and gives the makespan; its tasks are drawn beforehand, as the plain loop's."""
    runs = Replications(scenario, found)
    workload, luck = runs.workload(scenario.seed, 0)

    def work() -> float:
        run = runs.run(workload, luck)
        runs.put_back(run)
        return float(run.kernel.now)

    return work


def spent(works: dict[str, Callable[[], Any]], rounds: int) -> dict[str, float]:
    """Return the median processor time of each piece of work, by name; they take turns."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds + 1):
        for name, work in works.items():
            times[name].append(seconds(work))
    return {name: median(found[1:]) for name, found in times.items()}  # the first imports


def report(rounds: int) -> str:
    """Return what was measured, in lines."""
    large, study = parse_scenario(scenario_data(TASKS)), parse_scenario(scenario_data(STUDY_TASKS))
    by_model = study.with_({"engine": "simpy"})
    compiled, text = kernel_run(large, library()), kernel_run(large, uncompiled("asked for"))
    ends = {PlainLoop(TASKS).run(), compiled(), text()}
    if len(ends) != 1:
        raise AssertionError(f"the plain loop and the kernel end at different times: {ends}")
    times = spent(
        {
            "plain loop": lambda: PlainLoop(TASKS).run(),
            "kernel": compiled,
            "its text": text,
            "study, watched, model": lambda: measure(by_model, 0, 0),
            "study, model": lambda: measure_unwatched(by_model, 0, 0),
            "study, engine": lambda: measure_unwatched(study, 0, 0),
        },
        rounds,
    )
    plain, engine = times["plain loop"], times["study, engine"]
    told = "compiled" if library().is_compiled else "NOT compiled here: the same as its text"
    return "\n".join(
        [
            f"workload W, {TASKS} tasks, median of {rounds} rounds; the kernel is {told}",
            f"  plain SimPy loop / kernel          {plain / times['kernel']:6.1f}   (goal 100)",
            f"  kernel's text uncompiled / plain   {times['its text'] / plain:6.2f}   (goal at most 2.5)",
            f"  kernel                             {1e9 * times['kernel'] / TASKS:6.0f}   ns a task, draws included",
            f"a replication of a study, {STUDY_TASKS} tasks: engine {1000 * engine:.2f} ms",
            f"  model / engine                     {times['study, model'] / engine:6.1f}",
            f"  model, watched / engine            {times['study, watched, model'] / engine:6.1f}   (goal 50)",
        ]
    )


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    print(report(parser.parse_args().rounds))


if __name__ == "__main__":
    main()
