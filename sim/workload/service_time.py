"""How long one attempt takes, relative to the true mean of its task: a factor whose mean is 1."""

from collections.abc import Callable
from typing import Protocol

import numpy as np
import numpy.typing as npt

from sim.luck.inverse_cdf import quantile
from sim.scenario import Constant, Distribution, Empirical

Array = npt.NDArray[np.float64]


class Shape(Protocol):
    """A duration of which only the shape is known; its mean comes with the task."""

    def with_mean(self, mean: float) -> Distribution:
        """The distribution of this shape with the given mean in seconds."""


def service_factors(duration: Distribution | Shape | None, u: Array) -> Array:
    """Return the factors by which attempts take longer or shorter than their task's mean, by inverse CDF.

    Args:
        duration: the workload's `duration`: a distribution, a shape, or None for no variation.
        u: uniforms of the attempts, strictly between 0 and 1, one dimension.

    Returns:
        Array of the same length: value of the distribution at u, divided by its mean; exactly 1.0 where the
        duration does not vary.

    >>> from sim.scenario import Exponential
    >>> service_factors(Exponential(mean=30.0), np.array([0.5])).round(6).tolist()  # ln 2
    [0.693147]
    >>> service_factors(None, np.array([0.5])).tolist()
    [1.0]
    """
    return _curve(duration)(u)


def _curve(duration: Distribution | Shape | None) -> Callable[[Array], Array]:
    distribution = _as_distribution(duration)
    if distribution is None or isinstance(distribution, Constant) or distribution.mean == 0.0:
        return np.ones_like
    mean = distribution.mean
    if isinstance(distribution, Empirical):
        # `quantile` of the same values, but sorted once and not again for every single attempt.
        factors = np.sort(np.asarray(distribution.values, dtype=np.float64)) / mean
        return lambda u: factors[np.minimum((u * len(factors)).astype(np.int64), len(factors) - 1)]
    return lambda u: quantile(distribution, u) / mean


def _as_distribution(duration: Distribution | Shape | None) -> Distribution | None:
    if duration is None or isinstance(duration, Distribution):
        return duration
    return duration.with_mean(1.0)
