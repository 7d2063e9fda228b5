"""Ratios over many runs: total over total, not the mean of the runs' own ratios.

A run of 10 tasks in 10 s and one of 10 tasks in 90 s do 20 tasks in 100 s: 0.2 a second, while the mean of their ratios
is 0.56. The mean of ratios rewards whoever is sometimes very quick, and may call "better" what takes longer in sum.
"""

import numpy as np

from sim.measures.comparison.sample import Array


def pseudo_values(ratios: Array, denominators: Array) -> Array:
    """Return a value a run whose mean is the ratio of the totals, and whose spread tells how sure that is.

    They are the jackknife's: n times the ratio of all runs less n - 1 times that without the run. What holds for means
    of values, such as Student's t on paired differences, holds for means of these from about ten runs on, and the bias
    of a ratio of means is gone but for 1/n^2.

    Args:
        ratios: (replications, alternatives), NaN where there is none.
        denominators: what each was divided by, likewise.

    Returns:
        The same shape; NaN where a ratio or its denominator is missing.

    >>> pseudo_values(np.array([[1.0], [1.0 / 9.0]]), np.array([[10.0], [90.0]])).round(3).tolist()
    [[0.289], [-0.6]]

    Source: Law, "Simulation Modeling and Analysis", 5th ed., section 9.5.3 (ratio estimators); Tukey, "Bias and
        confidence in not-quite large samples", Annals of Mathematical Statistics 29, 1958.
    """
    below = np.where(np.isnan(ratios), np.nan, denominators)
    above = ratios * below
    known = ~np.isnan(above)
    n = known.sum(axis=0)
    top, bottom = np.nansum(above, axis=0), np.nansum(np.where(known, below, np.nan), axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        whole, without = top / bottom, (top - above) / (bottom - below)
    return np.asarray(np.where(n > 1, n * whole - (n - 1) * without, np.where(known, ratios, np.nan)))
