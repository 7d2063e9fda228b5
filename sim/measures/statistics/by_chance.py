"""What the metrics of a wave show by chance alone, with perfect predictions and an even assignment.

A wave is small: twenty tasks on four agents miss a load balance of 0.70 more often than not although nothing is wrong.
These values stand beside the targets, so that a reader can tell bad luck from trouble.
"""

from math import sqrt

import numpy as np
import numpy.typing as npt

from sim.measures.statistics.intervals import normal_quantile
from sim.measures.statistics.poisson_binomial import mean_absolute_deviation


def accuracy_by_chance(predicted: npt.ArrayLike) -> float | None:
    """Return the expected accuracy of a planner whose predictions are exactly true; None without tasks.

    accuracy = 1 - abs(mean predicted - mean observed), the expectation over the outcomes of independent tasks.

    Args:
        predicted: chances of success, 0..1, one a task.

    >>> accuracy_by_chance([0.5, 0.5])  # off by 0.5 with probability 1/2, else exact
    0.75
    """
    p = np.asarray(predicted, dtype=float)
    return None if p.size == 0 else 1.0 - mean_absolute_deviation(p) / p.size


def balance_by_chance(seconds: npt.ArrayLike, agents: int) -> float | None:
    """Return the load balance to be expected where the work is dealt evenly by number; None where there is none.

    Each agent's load is a sum of m = tasks / agents times with the coefficient of variation c of all of them,
    about normal with relative deviation s = c / sqrt(m). The least and the greatest of n normal loads lie
    e = Phi^-1((n - 0.375) / (n + 0.25)) deviations from the mean, so the balance is about (1 - s e) / (1 + s e).

    Args:
        seconds: worked on each task.
        agents: among whom they are dealt.

    >>> balance_by_chance([30.0, 30.0, 30.0, 30.0], agents=2)
    1.0
    >>> round(balance_by_chance([10.0, 20.0, 30.0, 40.0] * 5, agents=4), 3)  # c = 0.447, s = 0.2, e = 1.049
    0.653

    Source: Blom, "Statistical Estimates and Transformed Beta-Variables", 1958 (expected normal order statistics).
    """
    times = np.asarray(seconds, dtype=float)
    loads = min(agents, times.size)
    if loads == 0 or float(times.sum()) <= 0.0:
        return None
    if loads == 1:
        return 1.0
    s = float(times.std() / times.mean()) / sqrt(times.size / loads)
    extreme = s * normal_quantile((loads - 0.375) / (loads + 0.25))
    return max(0.0, (1.0 - extreme) / (1.0 + extreme))
