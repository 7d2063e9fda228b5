"""Means over independent replications, and tests of them whose error is shared out over the whole suite."""

import math
from collections.abc import Sequence
from statistics import fmean, stdev
from typing import NamedTuple

from scipy.special import nctdtr

from sim.measures.statistics.intervals import t_quantile


class Estimate(NamedTuple):
    """Mean over replications, its standard error, and the interval that the test decides by."""

    mean: float
    standard_error: float
    low: float
    high: float
    replications: int

    def holds(self, value: float) -> bool:
        """Return whether a value passes the two-sided t test."""
        return self.low <= value <= self.high


def estimate(values: Sequence[float], alpha: float) -> Estimate:
    """Return the mean of independent replications with its two-sided interval, wrong with probability alpha.

    Source: Law, "Simulation Modeling and Analysis", 5th ed., section 9.5.2 (replication and deletion).
    """
    n = len(values)
    mean, error = fmean(values), stdev(values) / math.sqrt(n)
    half = error * t_quantile(1.0 - alpha / 2.0, n - 1)
    return Estimate(mean, error, mean - half, mean + half, n)


def power(shift: float, standard_error: float, replications: int, alpha: float) -> float:
    """Return the chance that the test rejects a value which lies this far from the truth.

    Student's t is then noncentral, with noncentrality shift / standard error; that it is rejected on the far side
    is left out, which makes the answer a little too small.

    Source: Lehmann, Romano, "Testing Statistical Hypotheses", 3rd ed., chapter 5.
    """
    df = replications - 1
    return 1.0 - float(nctdtr(df, abs(shift) / standard_error, t_quantile(1.0 - alpha / 2.0, df)))
