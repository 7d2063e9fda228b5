"""Curves of very many points, drawn from the few that a picture can show."""

import numpy as np

from sim.report.figures.source import Floats

COLUMNS = 1500
"""Columns of a picture to keep points for: more than its pixels."""


def thinned(x: Floats, y: Floats, columns: int = COLUMNS) -> tuple[Floats, Floats]:
    """Return of each column of the picture the first, least, greatest and last point: the line looks the same.

    Args:
        x: ascending.
        y: NaN where the curve has a gap.
        columns: of equal width; a curve of at most four points a column is returned as it is.

    >>> x, y = thinned(np.arange(10.0), np.array([0.0, 5, 1, 1, 1, 2, 2, -3, 2, 2]), columns=1)
    >>> x.tolist(), y.tolist()
    ([0.0, 1.0, 7.0, 9.0], [0.0, 5.0, -3.0, 2.0])

    Source: Jugel, Jerzak, Hackenbroich, Markl, "M4: a visualization-oriented time series data aggregation",
        PVLDB 7, 2014.
    """
    if x.size <= 4 * columns:
        return x, y
    column = np.minimum(((x - x[0]) / (x[-1] - x[0]) * columns).astype(int), columns - 1)
    by_value = np.lexsort((y, column))  # within a column: least first, NaN last
    starts = np.flatnonzero(np.diff(column, prepend=-1))
    ends = np.append(starts[1:], x.size) - 1
    known = np.add.reduceat((~np.isnan(y)).astype(int), starts)
    greatest = by_value[starts + np.maximum(known, 1) - 1]
    kept = np.unique(np.concatenate((starts, ends, by_value[starts], greatest)))
    return x[kept], y[kept]


def stairs(x: Floats, y: Floats, end: float) -> tuple[Floats, Floats]:
    """Return the corners of a curve that keeps each value until the next one, the last until `end`.

    >>> x, y = stairs(np.array([1.0, 2.0]), np.array([5.0, 3.0]), end=4.0)
    >>> x.tolist(), y.tolist()
    ([1.0, 2.0, 2.0, 4.0], [5.0, 5.0, 3.0, 3.0])
    """
    if not x.size:
        return x, y
    return np.append(np.repeat(x, 2)[1:], max(end, float(x[-1]))), np.repeat(y, 2)
