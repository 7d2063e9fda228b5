"""How a mean settles as replications come in: the picture that shows whether there are enough."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.measures.comparison.rare_failures import share_bounds
from sim.measures.comparison.sample import Array, known


class Convergence(NamedTuple):
    """Four columns of one length: after so many replications, the mean and its interval, in the metric's unit."""

    replications: npt.NDArray[np.int64]
    mean: Array
    low: Array
    high: Array


def convergence(
    values: npt.ArrayLike,
    confidence: float = 0.95,
    tasks: float | None = None,
    within: tuple[float, float] = (-np.inf, np.inf),
) -> Convergence:
    """Return the running mean with its interval, as in `mean_interval`, from the second replication on.

    The interval is that of a look at this number alone: over a whole curve the truth leaves it more often.

    Args:
        values: one number a replication, in order, (replications,); NaN, where there is none, is passed over.
        confidence: of each interval.
        tasks: a run, where the values are shares of them; None where they are not.
        within: the least and the greatest value that there can be.

    Returns:
        Columns of length replications - 1; empty with fewer than two.

    >>> curve = convergence([10.0, 14.0, 12.0])
    >>> curve.replications.tolist(), curve.mean.tolist()
    ([2, 3], [12.0, 12.0])
    >>> curve.low.round(4).tolist()  # 12 - 12.7062 * 2; 12 - 4.3027 * 2 / sqrt(3)
    [-13.4124, 7.0317]

    Source: Robinson, "Simulation: The Practice of Model Development and Use", 2nd ed., section 9.6 (the graphical
        method).
    """
    from scipy.special import stdtrit

    numbers = known(values)
    n = np.arange(2, numbers.size + 1)
    if n.size == 0:
        none = np.empty(0)
        return Convergence(n, none, none, none)
    # Around the overall mean the sums of squares lose nothing.
    centre = numbers.mean()
    total, squares = np.cumsum(numbers - centre)[1:], np.cumsum((numbers - centre) ** 2)[1:]
    variance = np.maximum(0.0, squares - total**2 / n) / (n - 1)
    half = stdtrit(n - 1, 0.5 + confidence / 2.0) * np.sqrt(variance / n)
    mean = centre + total / n
    low, high = mean - half, mean + half
    if tasks:
        least = share_bounds(mean, tasks * n, 0.5 - confidence / 2.0)
        low, high = np.minimum(low, least.low).clip(min=0.0), np.maximum(high, least.high).clip(max=1.0)
    return Convergence(n, mean, np.minimum(mean, low.clip(min=within[0])), np.maximum(mean, high.clip(max=within[1])))
