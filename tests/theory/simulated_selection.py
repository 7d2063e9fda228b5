"""Procedure KN on the simulator's own runs, in the slippage configuration: the best is better by delta, the rest equal.

One agent works off ten tasks, so that the makespan is a sum of ten service times, whichever waves they are in. Luck is
keyed by wave and position: alternatives that cut the ten tasks into waves in other ways have the same mean, and share
the luck of a few tasks only.
"""

from dataclasses import replace

from sim.scenario.load import parse_scenario
from sim.study.comparison.compare import compare, plan_comparison
from sim.study.comparison.terms import Budget, Terms
from sim.work.workers import SerialWorkers
from tests.theory.comparison_cases import Selections, Share
from tests.theory.replication import scenario_data
from tests.theory.simulated_coverage import SEED, RunsInMemory

TASKS, MEAN_S, CV = 10, 10.0, 0.5
DELTA_S = CV * MEAN_S  # a standard deviation of the makespan / sqrt(10), as the procedure's authors test it
SCENARIO = scenario_data(
    workload={
        "kind": "synthetic",
        "waves": 3,
        "tasks_per_wave": [8, 1, 1],
        "duration": {"kind": "gamma", "mean": MEAN_S, "cv": CV},
        "predicted_success": 1.0,
    }
)
BEST_MEAN_S = MEAN_S - DELTA_S / TASKS
APART = (
    "layout=early: {workload.tasks_per_wave: [8, 1, 1]}, middle: {workload.tasks_per_wave: [1, 8, 1]}, "
    f"best: {{workload.tasks_per_wave: [1, 1, 8], workload.duration.mean: {BEST_MEAN_S}}}"
)
"""Three alternatives that share the luck of three tasks in ten."""


def selections(macro: int, delta: float = DELTA_S) -> Selections:
    """Let `compare` choose by makespan, again and again.

    Args:
        macro: how many choices, each with a seed of its own.
        delta: least difference that the procedure is told to detect; the true one is `DELTA_S`.
    """
    plan = plan_comparison(parse_scenario(SCENARIO), vary=[APART])
    best = [point.name for point in plan.points].index("best")
    terms = Terms(("makespan",), budget=Budget(select_best="makespan"), deltas={"makespan": delta})
    right, runs = 0, 0
    for number in range(macro):
        store = RunsInMemory()
        fresh = replace(plan, seed=SEED + number)
        study = compare(fresh, store, SerialWorkers(), terms)
        right += study.stop.selected == best
        runs += sum(len(list(store.rows(key, study.stop.replications))) for key in study.plan.keys)
    return Selections(Share(right, macro), runs / macro)
