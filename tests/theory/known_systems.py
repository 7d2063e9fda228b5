"""Scenarios over a finite horizon whose true means are known in closed form, each with alternatives to compare.

Nothing here is asymptotic: the formulas hold for the tasks that are simulated, from an empty start.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.theory.replication import scenario_data


@dataclass(frozen=True, eq=False)
class KnownSystem:
    """A scenario, its alternatives, and what is true of them.

    Args:
        key: name of its tests.
        what: as the table of docs/background/comparing.md shows it.
        scenario: content of a scenario file.
        vary: the axis of the alternatives, the first of them the baseline.
        replications: of each alternative in one comparison.
        means: by metric, the true mean over replications of each alternative.
        quantiles: by metric and percent, the true quantile over replications of each alternative.
    """

    key: str
    what: str
    scenario: Mapping[str, Any]
    vary: str
    replications: int
    means: Mapping[str, Sequence[float]]
    quantiles: Mapping[tuple[str, int], Sequence[float]] = field(default_factory=dict)


def retries() -> KnownSystem:
    """Attempts fail with chance q and are repeated at once, r times at most: geometric sums of q.

    The agent is never idle, so the makespan is the work of all attempts together. A duration does not depend on how
    its attempt ends, so that sums of attempts are numbers of attempts times their mean.
    """
    q, tasks, mean_s, allowed = 0.6, 8, 10.0, (1, 0, 2, 3)
    attempts = [sum(q**j for j in range(r + 1)) for r in allowed]
    return KnownSystem(
        key="retries",
        what="retries at once, 8 tasks, an attempt fails with 0.6; 1, 0, 2 or 3 retries",
        scenario=scenario_data(
            fleet={"agents": [{"name": "agent"}]},
            workload={
                "kind": "synthetic",
                "tasks_per_wave": tasks,
                "duration": {"kind": "gamma", "mean": mean_s, "cv": 0.5},
                "predicted_success": 1.0 - q,
            },
            retry={"base": 0},
        ),
        vary=f"retry.max_retries={','.join(map(str, allowed))}",
        replications=30,
        means={
            "success_rate": [1.0 - q ** (r + 1) for r in allowed],
            "wasted_work": [tasks * mean_s * q * number for number in attempts],
            "makespan": [tasks * mean_s * number for number in attempts],
        },
    )


def parallel() -> KnownSystem:
    """Tasks that start together on slots of their own: the makespan is the maximum of exponential times.

    Its mean is mean * (1 + 1/2 + .. + 1/n), its distribution function (1 - exp(-t / mean))^n.
    """
    tasks, mean_s, speeds = 6, 30.0, (1.0, 1.25)
    harmonic = sum(1.0 / j for j in range(1, tasks + 1))
    quantiles = {q: -mean_s * math.log(1.0 - (q / 100.0) ** (1.0 / tasks)) for q in (5, 50, 95, 99)}
    return KnownSystem(
        key="parallel",
        what="6 exponential tasks side by side; speed 1 or 1.25",
        scenario=scenario_data(
            fleet={"agents": [{"name": "agent", "capacity": tasks}]},
            workload={
                "kind": "synthetic",
                "tasks_per_wave": tasks,
                "duration": {"kind": "exponential", "mean": mean_s},
                "predicted_success": 1.0,
            },
        ),
        vary=f"fleet.agents.0.speed={','.join(map(str, speeds))}",
        replications=60,
        means={"makespan": [mean_s * harmonic / speed for speed in speeds]},
        quantiles={("makespan", q): [value / speed for speed in speeds] for q, value in quantiles.items()},
    )


def breakdowns() -> KnownSystem:
    """One agent that breaks down at rate 1/mtbf while it works: what is lost, and what is only delayed.

    `resume`: work w meets w / mtbf breakdowns on average, each as long as a repair: w (1 + mttr / mtbf).
    `restart`: a task of length d takes (mtbf + mttr) (exp(d / mtbf) - 1), the classical time to completion.

    Source: Trivedi, "Probability and Statistics with Reliability, Queuing, and Computer Science Applications", 2nd
        ed., chapter 8 (completion time of a job with restarts).
    """
    tasks, length_s, mtbf_s, mttr_s = 10, 30.0, 60.0, 15.0
    resumed = tasks * length_s * (1.0 + mttr_s / mtbf_s)
    restarted = tasks * (mtbf_s + mttr_s) * math.expm1(length_s / mtbf_s)
    return KnownSystem(
        key="breakdowns",
        what="breakdowns every minute of work, tasks of half a minute; what was begun is resumed or restarted",
        scenario=scenario_data(
            fleet={
                "agents": [{"name": "agent"}],
                "breakdowns": {"mtbf": mtbf_s, "mttr": mttr_s},
            },
            workload={
                "kind": "synthetic",
                "tasks_per_wave": tasks,
                "duration": {"kind": "constant", "value": length_s},
                "predicted_success": 1.0,
            },
        ),
        vary="fleet.breakdowns.on_breakdown=resume,restart",
        replications=30,
        means={"makespan": [resumed, restarted]},
    )


def short_queue() -> KnownSystem:
    """The first tasks of an M/M/1 queue that starts empty: what an arrival finds is a Markov chain.

    Below a load of 1 the mean wait is so skewed that Student's t itself, on numbers drawn without any simulator, holds
    it less often than it promises: 93.7 % at load 0.8 and 60 replications.
    """
    tasks, loads = 10, (1.5, 2.5)
    return KnownSystem(
        key="queue",
        what="the first 10 tasks of M/M/1 from empty; load 1.5 or 2.5",
        scenario=scenario_data(
            fleet={"agents": [{"name": "agent"}]},
            workload={
                "kind": "synthetic",
                "tasks_per_wave": tasks,
                "arrivals": {"kind": "poisson", "rate": loads[0]},
                "duration": {"kind": "exponential", "mean": 1},
                "predicted_success": 1.0,
            },
        ),
        vary=f"workload.arrivals.rate={','.join(map(str, loads))}",
        replications=60,
        means={"mean_wait": [mean_wait_from_empty(load, tasks) for load in loads]},
    )


def mean_wait_from_empty(load: float, tasks: int) -> float:
    """Return the expected mean wait of the first tasks of M/M/1 with mean service time 1.

    An arrival that finds i tasks waits i on average. Between two arrivals each departure comes first with chance
    1 / (1 + load), as long as somebody is there.
    """
    departs = 1.0 / (1.0 + load)
    found, total = [1.0], 0.0  # chance of finding 0, 1, ..
    for _ in range(tasks):
        total += math.fsum(i * chance for i, chance in enumerate(found))
        after = [0.0] * (len(found) + 1)
        for i, chance in enumerate(found):
            for left in range(i + 2):
                gone = i + 1 - left
                after[left] += chance * departs**gone * (1.0 - departs if left else 1.0)
        found = after
    return total / tasks


SYSTEMS = (retries(), parallel(), breakdowns(), short_queue())
