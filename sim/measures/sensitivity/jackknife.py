"""How far off a statistic of means over replications may be: replications left out one at a time."""

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def jackknife_error(without: Array) -> Array:
    """Return the standard error of a statistic, from its values with one replication left out.

    Args:
        without: (replications, ..).

    >>> values = np.array([1.0, 2.0, 6.0])  # of a mean it is the usual one: s / sqrt(n)
    >>> without = np.array([(values.sum() - value) / 2.0 for value in values])
    >>> float(jackknife_error(without)), float(values.std(ddof=1) / 3**0.5)
    (1.527525, 1.527525)

    Source: Efron, Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 11.
    """
    k = len(without)
    return np.asarray(np.sqrt((k - 1) / k * np.square(without - without.mean(axis=0)).sum(axis=0)))


def left_out(values: Array) -> Array:
    """Return the means over all replications but one, for each in turn, (replications, ..).

    >>> left_out(np.array([1.0, 2.0, 6.0])).tolist()
    [4.0, 3.5, 1.5]
    """
    k = len(values)
    return np.asarray((k * values.mean(axis=0) - values) / (k - 1))
