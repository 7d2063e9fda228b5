"""What a sample of replications comes to: how many, their mean, their variance."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


class Sample(NamedTuple):
    """Size, mean and unbiased variance of a sample; None where there are too few values (one, two)."""

    n: int
    mean: float | None
    variance: float | None


def checked(values: npt.ArrayLike, dimensions: int) -> Array:
    """Return the values as an array of floats with so many dimensions, NaN for what is missing.

    Raises:
        ValueError: another number of dimensions, or an infinite value.

    >>> checked([1, None, 3], 1).tolist()
    [1.0, nan, 3.0]
    """
    array = np.asarray(values, dtype=float)
    if array.ndim != dimensions:
        raise ValueError(f"values: expected an array with {dimensions} dimension(s), got shape {array.shape}")
    if np.isinf(array).any():
        raise ValueError("values: an infinite value has no mean; leave it out, or make it NaN if it is missing")
    return array


def known(values: npt.ArrayLike) -> Array:
    """Return the values of one column that are not missing, in their order.

    >>> known([1.0, float("nan"), 3.0]).tolist()
    [1.0, 3.0]
    """
    array = checked(values, 1)
    return array[~np.isnan(array)]


def complete_rows(values: npt.ArrayLike) -> Array:
    """Return the rows (replications) in which no column is missing: only they compare all alternatives.

    >>> complete_rows([[1.0, 2.0], [3.0, float("nan")], [5.0, 6.0]]).tolist()
    [[1.0, 2.0], [5.0, 6.0]]
    """
    array = checked(values, 2)
    return array[~np.isnan(array).any(axis=1)]


def sample(values: npt.ArrayLike) -> Sample:
    """Return size, mean and variance (denominator n - 1) of the known values.

    Values that are all the same have variance 0 exactly, not a rounding error.

    >>> sample([2.0, 4.0, 9.0])  # mean 5; (9 + 1 + 16) / 2
    Sample(n=3, mean=5.0, variance=13.0)
    """
    numbers = known(values)
    n = numbers.size
    if n == 0:
        return Sample(0, None, None)
    # From the first value on: nothing is lost where all are large and close together.
    first = float(numbers[0])
    away = numbers - first
    shift = float(away.sum()) / n
    return Sample(n, first + shift, float(np.square(away - shift).sum()) / (n - 1) if n > 1 else None)
