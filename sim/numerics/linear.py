"""Sums and small systems of linear equations in a written order; a library's choose theirs by the processor.

Source: Golub, Van Loan, "Matrix Computations", 4th ed., algorithm 4.2.2 (Cholesky) and section 3.1 (substitution).
"""

from collections.abc import Sequence
from math import fsum, sqrt

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def total(values: Array) -> float:
    """Return the sum of an array, rounded once: whatever its length, order and place in memory.

    >>> total(np.array([1e16, 1.0, -1e16]))
    1.0
    """
    return fsum(values.ravel().tolist())


def mean(values: Array) -> float:
    """Return the mean of an array that is not empty.

    >>> mean(np.array([1.0, 2.0, 6.0]))
    3.0
    """
    return total(values) / values.size


def in_order(values: Array) -> float:
    """Return the sum of an array of one dimension, added up from the first to the last: quicker than `total`.

    >>> in_order(np.array([1e16, 1.0, -1e16]))
    0.0
    """
    return float(np.add.accumulate(values)[-1]) if values.size else 0.0


def combined(columns: Array, weights: Sequence[float]) -> Array:
    """Return the columns of a table, shape (n, d), times their weights, added from the first to the last.

    >>> combined(np.array([[1.0, 2.0], [3.0, 4.0]]), [10.0, 1.0]).tolist()
    [12.0, 34.0]
    """
    result = columns[:, 0] * weights[0]
    for place in range(1, len(weights)):
        result += columns[:, place] * weights[place]
    return np.asarray(result)


def solve_positive(matrix: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """Return x with matrix x = right, for a symmetric positive definite matrix.

    Raises:
        ValueError: the matrix is not positive definite.

    >>> solve_positive([[4.0, 2.0], [2.0, 3.0]], [8.0, 8.0])
    [1.0, 2.0]
    """
    n = len(right)
    lower = [[0.0] * n for _ in range(n)]
    for row in range(n):
        for column in range(row + 1):
            rest = matrix[row][column]
            for place in range(column):
                rest -= lower[row][place] * lower[column][place]
            if row > column:
                lower[row][column] = rest / lower[column][column]
            elif rest > 0.0:
                lower[row][row] = sqrt(rest)
            else:
                raise ValueError("the matrix is not positive definite")
    x = list(right)
    for row in range(n):
        for place in range(row):
            x[row] -= lower[row][place] * x[place]
        x[row] /= lower[row][row]
    for row in reversed(range(n)):
        for place in range(row + 1, n):
            x[row] -= lower[place][row] * x[place]
        x[row] /= lower[row][row]
    return x


def times(matrix: Array, table: Array) -> Array:
    """Return a matrix, shape (r, n), times a table, shape (n, c): each product's terms added up as numpy adds up rows.

    >>> times(np.array([[1.0, 2.0]]), np.array([[10.0], [1.0]])).tolist()
    [[12.0]]
    """
    return np.column_stack([np.add.reduce(matrix * table[:, column], axis=1) for column in range(table.shape[1])])
