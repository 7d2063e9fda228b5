"""Who is ahead: the alternative with the best mean, over runs that say something of all of them."""

import numpy as np

from sim.measures.comparison.sample import Array


def ahead(values: Array, *, higher_is_better: bool) -> int | None:
    """Return the place of the alternative with the best mean over the replications in which all have a value.

    Whoever has no value where runs are bad would look good beside those who have one. An alternative without any value
    is passed over; where no replication has all of the others, each mean is over whatever there is.

    Args:
        values: (replications, alternatives), NaN where there is none.
        higher_is_better: whether more of the metric is better.

    Returns:
        The first of equals; None where nobody has a value.

    >>> runs = np.array([[10.0, 9.0], [10.0, np.nan], [10.0, 9.0], [0.0, 1.0]])
    >>> ahead(runs, higher_is_better=True)  # 6.67 and 6.33 over the three that both have
    0
    """
    there = ~np.isnan(values)
    some = np.flatnonzero(there.any(axis=0))
    if some.size == 0:
        return None
    complete = there[:, some].all(axis=1)
    rows = values[complete][:, some] if complete.any() else values[:, some]
    means = np.nansum(rows, axis=0) / (~np.isnan(rows)).sum(axis=0)
    return int(some[np.argmax(means) if higher_is_better else np.argmin(means)])
