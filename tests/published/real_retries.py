"""Recorded attempts of real agents, and the simulated ones that are held against them.

`python -m tests.published.real_retries` prints the table of docs/background/validation.md.

Of each task several attempts of one agent are known; that one of k succeeds, whichever they are, is what k - 1 retries
give. Attempts of one task are far from independent: with `truth.dispersion` fitted to pairs of attempts the simulated
shares lie in the intervals of the recorded ones, also of 3, 4 and 5 attempts, and those of independent attempts do not.
Intervals are 95 %, by bootstrap over tasks.
"""

import csv
import sys
from collections import defaultdict
from functools import cache
from itertools import combinations
from math import comb
from pathlib import Path

import numpy as np
import numpy.typing as npt

import sim
from sim.experiment.run import Run
from sim.luck import Luck
from sim.workload.source import load_tasks

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
TAU = DATA / "agent_runs" / "tau_bench_gpt4o_airline_runs.csv"
TERMINAL = DATA / "terminal_bench" / "trials.csv"
RECORDED = TAU.is_file() and TERMINAL.is_file()

Solved = npt.NDArray[np.float64]
"""1 or 0, [task][attempt]."""
TASKS = 4000
BOOTSTRAP = 2000


def tau_bench() -> Solved:
    with TAU.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    solved = np.zeros((50, 4))
    for row in rows:
        solved[int(row["task_id"]), int(row["trial"])] = float(row["reward"])
    return solved


def terminal_bench() -> dict[str, Solved]:
    with TERMINAL.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    tasks = sorted({row["task"] for row in rows})
    solved: dict[str, Solved] = defaultdict(lambda: np.zeros((len(tasks), 5)))
    for row in rows:
        solved[row["agent"]][tasks.index(row["task"]), int(row["run"]) - 1] = row["resolved"] == "1"
    return dict(solved)


def within(solved: Solved, k: int) -> npt.NDArray[np.float64]:
    """Chance of each task that one of k of its attempts succeeds, over all choices of k."""
    n = solved.shape[1]
    return np.array([1.0 - comb(n - int(c), k) / comb(n, k) for c in solved.sum(axis=1)])


def all_of(solved: Solved, k: int) -> npt.NDArray[np.float64]:
    n = solved.shape[1]
    return np.array([comb(int(c), k) / comb(n, k) for c in solved.sum(axis=1)])


def interval(of_tasks: npt.NDArray[np.float64]) -> tuple[float, float]:
    chosen = np.random.default_rng(1).integers(len(of_tasks), size=(BOOTSTRAP, len(of_tasks)))
    low, high = np.quantile(of_tasks[chosen].mean(axis=1), [0.025, 0.975])
    return float(low), float(high)


def fitted(solved: Solved) -> tuple[float, float]:
    """Mean and dispersion, by the chance that two attempts of a task both succeed: E p^2 = m^2 + r m (1 - m)."""
    mean, both = float(solved.mean()), float(all_of(solved, 2).mean())
    return mean, (both - mean**2) / (mean * (1.0 - mean))


def run_of(scenario: sim.Scenario) -> Run:
    harness = sim.Phase21Harness(scenario, feedback=False)  # its signals take longer than the run
    harness.run_phase21()
    return Run(harness)


@cache
def simulated(mean: float, dispersion: float, attempts: int, **truth: float) -> list[float]:
    """Shares of tasks that are solved within 1, 2, .. attempts in a run of the simulator."""
    scenario = sim.parse_scenario(
        {
            "name": "again",
            "seed": 1,
            "fleet": {"agents": [{"name": "agent", "capacity": 100}]},
            "workload": {"kind": "synthetic", "tasks_per_wave": TASKS, "duration": 60, "predicted_success": mean},
            "truth": {"dispersion": dispersion, **truth},
            "retry": {"max_retries": attempts - 1, "base": 0},
            "monitor": {"interval": "1d"},
        }
    )
    tasks = run_of(scenario).tasks
    solved_at = tasks["attempts"][tasks["status"] == "completed"]
    return [float((solved_at <= k).sum()) / TASKS for k in range(1, attempts + 1)]


SHARED = 0.81
"""`truth.shared`, fitted to how often two agents both solve a task."""


@cache
def true_chances(mean: float, dispersion: float, shared: float, agents: int = 2) -> npt.NDArray[np.float64]:
    scenario = sim.parse_scenario(
        {
            "name": "another",
            "fleet": {"agents": [{"name": "agent", "count": agents}]},
            "workload": {"kind": "synthetic", "tasks_per_wave": 20_000, "predicted_success": mean},
            "truth": {"dispersion": dispersion, "shared": shared},
        }
    )
    ids = tuple(f"agent_{number}" for number in range(agents))
    return load_tasks(scenario, Luck(1), ids).tasks.true_success


def second_after_failure(first: Solved, second: Solved) -> npt.NDArray[np.float64]:
    """Of each task: share of pairs that fail at first and then succeed, and that fail at first."""
    fails = 1.0 - first.mean(axis=1)
    return np.column_stack([fails * second.mean(axis=1), fails])


def of_others(solved: dict[str, Solved]) -> npt.NDArray[np.float64]:
    pairs = [second_after_failure(solved[a], solved[b]) for a in solved for b in solved if a != b]
    return np.mean(pairs, axis=0)


def of_the_same(solved: dict[str, Solved]) -> npt.NDArray[np.float64]:
    fails_then_solves = [within(one, 2) - within(one, 1) for one in solved.values()]
    fails = [1.0 - within(one, 1) for one in solved.values()]
    return np.column_stack([np.mean(fails_then_solves, axis=0), np.mean(fails, axis=0)])


def ratio_interval(of_tasks: npt.NDArray[np.float64]) -> tuple[float, float]:
    chosen = np.random.default_rng(1).integers(len(of_tasks), size=(BOOTSTRAP, len(of_tasks)))
    means = of_tasks[chosen].mean(axis=1)
    low, high = np.quantile(means[:, 0] / means[:, 1], [0.025, 0.975])
    return float(low), float(high)


@cache
def simulated_second(mean: float, dispersion: float, shared: float) -> float:
    """P(second ok | first failed) where the second try is another agent's.

    One task at a time in a shared queue of two agents: the slot that has idled longest takes it, and that is never the
    one that has just failed.
    """
    scenario = sim.parse_scenario(
        {
            "name": "another",
            "seed": 1,
            "fleet": {"agents": [{"name": "agent", "count": 2}]},
            "workload": {
                "kind": "synthetic", "tasks_per_wave": TASKS, "duration": 1, "predicted_success": mean,
                "arrivals": {"kind": "renewal", "gap": 10},
            },
            "truth": {"dispersion": dispersion, "shared": shared},
            "assignment": {"strategy": "shared_queue"},
            "retry": {"max_retries": 1, "base": 0},
            "monitor": {"interval": "1d"},
        }
    )  # fmt: skip
    attempts = run_of(scenario).attempts
    by_task = attempts.groupby("task_id")["agent_id"]
    assert (by_task.nunique() == by_task.size()).all()  # never the same agent again
    second = attempts[attempts["attempt"] == 1]
    return float(second["succeeded"].mean())


def pooled(solved: dict[str, Solved]) -> tuple[float, float]:
    """Mean and dispersion of the agents together."""
    of_agents = [fitted(one) for one in solved.values()]
    return float(np.mean([mean for mean, _ in of_agents])), float(np.mean([dispersion for _, dispersion in of_agents]))


def one_of_agents(solved: dict[str, Solved], agents: int) -> npt.NDArray[np.float64]:
    """Chance of each task that one of so many different agents solves it at its first attempt."""
    chosen = combinations([one.mean(axis=1) for one in solved.values()], agents)
    return np.mean([1.0 - np.prod(1.0 - np.array(few), axis=0) for few in chosen], axis=0)


def rows() -> list[str]:
    """Recorded beside simulated shares, as lines of a table."""
    lines = [
        _row(
            f"tau-bench (gpt-4o), solved within {k} {'try' if k == 1 else 'tries'}",
            within(tau_bench(), k),
            *fitted(tau_bench()),
            4,
            k,
        )
        for k in (1, 2, 3, 4)
    ]
    for agent, solved in terminal_bench().items():
        lines += [
            _row(f"terminal-bench ({agent}), within {k}", within(solved, k), *fitted(solved), 5, k) for k in (2, 5)
        ]
    together = terminal_bench()
    mean, dispersion = pooled(together)
    other = of_others(together)
    low, high = ratio_interval(other)
    recorded = other[:, 0].mean() / other[:, 1].mean()
    found = [simulated_second(mean, dispersion, shared) for shared in (SHARED, 0.0)]
    name = f"terminal-bench, another agent's second try, `shared` {SHARED}"
    return [*lines, _line(name, recorded, low, high, *found)]


def _row(name: str, recorded: npt.NDArray[np.float64], mean: float, dispersion: float, attempts: int, k: int) -> str:
    name = f"{name}, `dispersion` {dispersion:.2f}"
    found = [simulated(mean, r, attempts)[k - 1] for r in (dispersion, 0.0)]
    return _line(name, float(recorded.mean()), *interval(recorded), *found)


def _line(name: str, recorded: float, low: float, high: float, found: float, independent: float) -> str:
    return f"| {name} | {recorded:.3f} | {low:.3f} to {high:.3f} | {found:.3f} | {independent:.3f} |"


if __name__ == "__main__":
    sys.stdout.write("\n".join(rows()) + "\n")
