"""What a study saves by computing only what it keeps: a replication of 500 tasks, whole and lean.

    python -m benchmarks.replication_speed [--tasks 500] [--runs 15]

Whole is the run that `sim.run` does, but for the learning signals: fleet sampled, anomalies looked for, metrics of
each agent in each wave. Lean is what a study runs that asks for no anomalies. They take turns, so that a machine that
is busy with other things is so for both; told is processor time.
"""

import argparse
from collections.abc import Callable
from statistics import median
from time import process_time

from benchmarks.workload_w import scenario_data
from sim.experiment.harness import Phase21Harness
from sim.experiment.scenario_input import parse_scenario
from sim.scenario import Scenario
from sim.work.measure import measure_unwatched


def whole(scenario: Scenario, replication: int) -> None:
    harness = Phase21Harness(scenario, replication=replication, feedback=False)
    harness.run_phase21()
    for health in harness.healths:
        harness.executor.collect_execution_metrics(health.wave)
        harness.monitor.calculate_metrics(health.wave)


def lean(scenario: Scenario, replication: int) -> None:
    measure_unwatched(scenario, scenario.seed, replication)


def seconds(work: Callable[[Scenario, int], None], scenario: Scenario, replication: int) -> float:
    began = process_time()
    work(scenario, replication)
    return process_time() - began


def report(tasks: int = 500, runs: int = 15) -> str:
    """Return what was measured, in a sentence."""
    scenario = parse_scenario({**scenario_data(tasks), "engine": "simpy"})
    spent: dict[str, list[float]] = {"whole": [], "lean": []}
    for replication in range(runs + 1):
        for work in (whole, lean):
            spent[work.__name__].append(seconds(work, scenario, replication))
    found = {name: median(times[1:]) for name, times in spent.items()}  # the first imports
    whole_ms, lean_ms = (1000.0 * found[name] for name in ("whole", "lean"))
    return (
        f"a replication of {tasks} tasks, median of {runs}: whole {whole_ms:.1f} ms, "
        f"as a study runs it {lean_ms:.1f} ms, {whole_ms / lean_ms:.2f} times faster (goal 1.7)"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--tasks", type=int, default=500)
    parser.add_argument("--runs", type=int, default=15)
    given = parser.parse_args()
    print(report(given.tasks, given.runs))


if __name__ == "__main__":
    main()
