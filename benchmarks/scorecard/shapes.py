"""What a metric looks like over runs: distributions whose means and quantiles are known."""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import bdtr, ndtri

Array = npt.NDArray[np.float64]

MEAN = 10.0


class Shape(NamedTuple):
    """A distribution of one metric over runs.

    Args:
        name: as the page calls it.
        of: its inverse distribution function.
        mean: the true one.
        deviation: the true standard deviation.
        metric: of the program, whose unit and direction the numbers have.
        tasks: a run, where the metric is a share of them.
    """

    name: str
    of: Callable[[Array], Array]
    mean: float = MEAN
    deviation: float = MEAN
    metric: str = "mean_response"
    tasks: float | None = None


def _lognormal(cv: float) -> Shape:
    s = math.sqrt(math.log(1.0 + cv**2))
    return Shape(f"lognormal, cv {cv:g}", lambda u: MEAN * np.exp(s * ndtri(u) - s * s / 2.0), MEAN, cv * MEAN)


def _rare(chance: float) -> Shape:
    """A run takes 10 s, but for one in so many, which takes 110 s (an outage)."""
    name = f"constant, but for {100 * chance:g} % of the runs"
    spread = 100.0 * math.sqrt(chance * (1.0 - chance))
    return Shape(name, lambda u: np.where(u > 1.0 - chance, 110.0, 10.0), 10.0 + 100.0 * chance, spread)


def share(success: float, tasks: int) -> Shape:
    """Return the share of a run's tasks that succeed, each by itself."""
    below = bdtr(np.arange(tasks), tasks, success)
    return Shape(
        f"share {success:g} of {tasks} tasks",
        lambda u: np.searchsorted(below, u) / tasks,
        success,
        math.sqrt(success * (1.0 - success) / tasks),
        "success_rate",
        float(tasks),
    )


NORMAL = Shape("normal, cv 0.3", lambda u: MEAN + 3.0 * ndtri(u), MEAN, 3.0)
EXPONENTIAL = Shape("exponential", lambda u: -MEAN * np.log1p(-u))
LOGNORMAL_1, LOGNORMAL_2, LOGNORMAL_4 = _lognormal(1.0), _lognormal(2.0), _lognormal(4.0)
# Of the fifth that is not 0, exponential with mean 50: variance 0.2 * 2 * 50^2 - 10^2.
ZEROS = Shape("80 % zeros", lambda u: -50.0 * np.log1p(-np.maximum(0.0, (u - 0.8) / 0.2)), MEAN, 30.0)
RARE_1, RARE_5 = _rare(0.01), _rare(0.05)
TIES = Shape("ties (9, 10 or 11)", lambda u: 9.0 + np.floor(3.0 * u), MEAN, math.sqrt(2.0 / 3.0))
SHARE_99, SHARE_995, SHARE_95 = share(0.99, 20), share(0.995, 5), share(0.95, 20)

SHAPES = (
    NORMAL, EXPONENTIAL, LOGNORMAL_1, LOGNORMAL_2, LOGNORMAL_4, ZEROS, RARE_1, RARE_5, TIES, SHARE_99, SHARE_995,
    SHARE_95,
)  # fmt: skip
