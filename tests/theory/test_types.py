"""A queue of two types of task against the formula of Pollaczek and Khinchine.

Each interval is meant to miss in one of a thousand cases; the control is the formula for tasks of one type.
"""

from statistics import fmean

import numpy as np
from scipy import stats

import sim

ALPHA, LOAD = 0.001, 0.6
MEANS = {"short": 0.1, "long": 1.9}  # exponential each, as many of one as of the other: 1 s on average


def wait_s(seed: int, tasks: int = 2500, warm_up: int = 300) -> float:
    types = {name: {"share": 1, "duration": {"kind": "exponential", "mean": mean}} for name, mean in MEANS.items()}
    scenario = sim.parse_scenario(
        {
            "name": "mixture",
            "seed": seed,
            "fleet": {"agents": [{"name": "agent"}]},
            "workload": {
                "kind": "synthetic", "tasks_per_wave": tasks, "types": types, "predicted_success": 1.0,
                "arrivals": {"kind": "poisson", "rate": LOAD},
            },
            "monitor": {"interval": "1h"},
        }
    )  # fmt: skip
    harness = sim.Phase21Harness(scenario, feedback=False)
    harness.run_phase21()
    rows = sim.Run(harness).tasks.iloc[warm_up:]
    return fmean((rows["started_at"] - rows["released_at"]).tolist())


def mean_wait_s(second_moment: float) -> float:
    """Mean wait in M/G/1: rate * E S^2 / (2 (1 - load)); source: Kleinrock, "Queueing Systems" I, 1975, eq. 5.77."""
    return LOAD * second_moment / (2.0 * (1.0 - LOAD))


def test_two_types_wait_as_the_mixture_of_their_times_says():
    waits = [wait_s(seed) for seed in range(12)]
    half = stats.t.ppf(1.0 - ALPHA / 2.0, len(waits) - 1) * np.std(waits, ddof=1) / len(waits) ** 0.5
    mixture = fmean(2.0 * mean**2 for mean in MEANS.values())
    assert abs(fmean(waits) - mean_wait_s(mixture)) < half
    assert abs(fmean(waits) - mean_wait_s(2.0)) > half  # one type of the same mean
