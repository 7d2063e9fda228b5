"""Alternatives that turn tasks away: who is turned away does not wait long, which is no merit."""

from math import sqrt

import numpy as np

from sim.measures.comparison.bounds import Estimate, one_sided_p
from sim.measures.comparison.outlook import subtract
from sim.measures.comparison.sample import Array, sample


def excess(unserved: Array, reference: Array, alpha: float) -> float | None:
    """Return how many tasks more a run end without service than at a reference, unless that is shown to be no more.

    It is shown where there are more in no replication, or by a paired one-sided t test.

    Args:
        unserved: tasks, (replications,), NaN where unknown.
        reference: likewise, run on the same luck.
        alpha: chance of a wrong `no more`.

    Returns:
        The mean difference; None where it is shown to be 0 or less, or nothing is known.

    >>> excess(np.array([3.0, 2.0, 0.0]), np.array([0.0, 0.0, 0.0]), 0.05)
    1.666667
    >>> excess(np.array([3.0, 2.0, 0.0]), np.array([3.0, 2.0, 1.0]), 0.05) is None
    True

    Source: as `sim.measures.comparison.estimate.one_sided_p`.
    """
    n = min(unserved.size, reference.size)
    common = ~np.isnan(unserved[:n] - reference[:n])
    difference = subtract(unserved[:n][common], reference[:n][common])
    count, mean, variance = sample(difference)
    if mean is None or (difference <= 0.0).all():
        return None
    if variance is not None and one_sided_p(Estimate(-mean, sqrt(variance / count), count)) <= alpha:
        return None
    return mean
