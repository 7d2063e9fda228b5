"""Whether chances of success mean what they say: of the tasks at 0.8, do eight in ten succeed?"""

from collections.abc import Callable
from math import fsum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.measures.statistics.poisson_binomial import mean_absolute_deviation, pmf

BINS = 10


class ReliabilityBin(NamedTuple):
    """The tasks whose predicted chance lies in [low, high); the last bin holds 1 as well."""

    low: float
    high: float
    tasks: int
    mean_predicted: float
    observed_rate: float


def bin_index(predicted: npt.ArrayLike, bins: int = BINS) -> npt.NDArray[np.int64]:
    """Return the confidence bin of each predicted chance, from 0.

    >>> bin_index([0.0, 0.7, 0.79, 1.0]).tolist()
    [0, 7, 7, 9]
    """
    chances = np.asarray(predicted, dtype=float)
    return np.clip((chances * bins).astype(np.int64), 0, bins - 1)


def bin_of(predicted: float, bins: int = BINS) -> int:
    """Return the confidence bin of one predicted chance (see `bin_index`).

    >>> bin_of(0.7)
    7
    """
    return max(0, min(int(predicted * bins), bins - 1))


def bin_text(index: int, bins: int = BINS) -> str:
    """Return the name of a confidence bin.

    >>> bin_text(7)
    '0.7-0.8'
    """
    return f"{index / bins:.1f}-{(index + 1) / bins:.1f}"


def brier_score(predicted: npt.ArrayLike, observed: npt.ArrayLike) -> float | None:
    """Return the mean squared difference of chance and outcome: 0 is perfect, 0.25 a coin; None without any.

    Args:
        predicted: chances of success, 0..1.
        observed: 1 for a success, 0 for a failure, in the same order.

    >>> brier_score([0.5, 1.0], [1, 1])
    0.125

    Source: Brier, "Verification of forecasts expressed in terms of probability", Monthly Weather Review 78,
        1950.
    """
    chances, outcomes = np.asarray(predicted, dtype=float), np.asarray(observed, dtype=float)
    return float(np.square(chances - outcomes).mean()) if chances.size else None


def reliability_table(
    predicted: npt.ArrayLike, observed: npt.ArrayLike, bins: int = BINS
) -> tuple[ReliabilityBin, ...]:
    """Return what was predicted and observed in each confidence bin that holds a task.

    Args:
        predicted: chances of success, 0..1.
        observed: 1 for a success, 0 for a failure, in the same order.
        bins: number of bins of equal width.

    >>> reliability_table([0.75, 0.75, 0.25], [1, 0, 0])[1]
    ReliabilityBin(low=0.7, high=0.8, tasks=2, mean_predicted=0.75, observed_rate=0.5)

    Source: Murphy, Winkler, "Reliability of subjective probability forecasts", Applied Statistics 26, 1977.
    """
    chances, outcomes = np.asarray(predicted, dtype=float), np.asarray(observed, dtype=float)
    place = bin_index(chances, bins)
    table = []
    for b in np.unique(place).tolist():
        members = place == b
        table.append(
            ReliabilityBin(
                b / bins,
                (b + 1) / bins,
                int(members.sum()),
                float(chances[members].mean()),
                float(outcomes[members].mean()),
            )
        )
    return tuple(table)


def expected_calibration_error(predicted: npt.ArrayLike, observed: npt.ArrayLike, bins: int = BINS) -> float | None:
    """Return the mean over tasks of abs(mean predicted - observed rate) of their bin; None without tasks.

    Args:
        predicted: chances of success, 0..1.
        observed: 1 for a success, 0 for a failure, in the same order.
        bins: number of bins of equal width.

    >>> expected_calibration_error([0.75, 0.75, 0.25, 0.25], [1, 0, 0, 0])
    0.25

    Source: Naeini, Cooper, Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning",
        AAAI 2015.
    """
    table = reliability_table(predicted, observed, bins)
    tasks = sum(row.tasks for row in table)
    if not tasks:
        return None
    return fsum(row.tasks * abs(row.mean_predicted - row.observed_rate) for row in table) / tasks


def calibrated_calibration_error(
    predicted: npt.ArrayLike, bins: int = BINS, pmf: Callable[[npt.ArrayLike], npt.NDArray[np.float64]] = pmf
) -> float | None:
    """Return the calibration error that a perfect planner with these predictions would show by chance.

    In a bin with chances p_1 .. p_m a perfect planner is off by abs(R - sum p) / m, R being the number of
    successes of independent trials with these chances; so the value is the sum over bins of E abs(R - sum
    p), divided by the number of tasks, each expectation as in `mean_absolute_deviation`.

    Args:
        predicted: chances of success, 0..1.
        bins: number of bins of equal width.
        pmf: of the number of successes; another one must give the same bits.

    >>> calibrated_calibration_error([0.5, 0.5])  # two fair coins are off by 1/2 on average: 0.5 / 2
    0.25

    Source: Broecker, Smith, "Increasing the reliability of reliability diagrams", Weather and Forecasting
        22, 2007
    (consistency under the planner's own chances).
    """
    chances = np.asarray(predicted, dtype=float)
    if not chances.size:
        return None
    place = bin_index(chances, bins)
    off = fsum(mean_absolute_deviation(chances[place == b], pmf) for b in np.unique(place).tolist())
    return off / chances.size
