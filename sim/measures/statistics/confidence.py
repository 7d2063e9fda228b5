"""How sure a number is, as one number: the probability that it lies near the truth."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from sim.numerics import beta_tails, whole_power
from sim.numerics.linear import times
from sim.numerics.student import t_cdf

Array = npt.NDArray[np.float64]

RESAMPLES = 1000
MOST_ROWS = 250
"""Rows that are resampled one by one; of more, consecutive ones are added up first."""
_ROUNDING = 1e-9


def rate_confidence(successes: int, n: int, margin: float = 0.10) -> float:
    """Return the probability that the true chance lies within `margin` of the observed rate.

    The chance is taken as Beta(1 + successes, 1 + failures) distributed, what a uniform prior becomes.
    Nothing observed is nothing known: 0.

    Args:
        successes: how often it succeeded.
        n: number of trials.
        margin: the distance allowed on either side.

    >>> round(rate_confidence(1, 1), 4)  # Beta(2, 1) above 0.9: 1 - 0.9 ** 2
    0.19

    Source: Gelman et al., "Bayesian Data Analysis", 3rd ed., section 2.1.
    """
    if n == 0:
        return 0.0
    a, b, rate = 1.0 + successes, 1.0 + n - successes, successes / n
    return beta_tails(a, b, min(1.0, rate + margin)).below - beta_tails(a, b, max(0.0, rate - margin)).below


def draws_needed(rows: int) -> int:
    """Return how many uniforms `bootstrap_confidence` takes for so many rows.

    >>> draws_needed(20), draws_needed(100_000)
    (20000, 250000)
    """
    return RESAMPLES * min(rows, MOST_ROWS)


def bootstrap_confidence(
    rows: npt.ArrayLike, statistic: Callable[[Array], Array], u: Array, margin: float = 0.10
) -> float:
    """Return the probability that the true statistic lies within `margin` of the sample's.

    Around the sample's value lies a Student's t with n - 1 degrees of freedom, the scale of which is the bootstrap's
    standard error: so one row says nothing, and a few say less than their own spread does. Rows that are all the same
    say 1 - 0.5 ** (n - 1), as in a sign test: n - 1 others could as well have been different.

    The statistic is a function of column totals, so that a resample costs one multiplication: of a mean,
    the columns are the values and ones; of a ratio, its two parts. Of more than 250 rows consecutive ones
    are first added up to 250 blocks, which leaves the spread of a total of exchangeable rows as it is.

    Args:
        rows: array (rows, columns), one row an independent observation.
        statistic: takes totals (.., columns) and returns the statistic (..).
        u: as many uniforms in (0, 1) as `draws_needed` says.
        margin: the relative distance allowed on either side.

    Returns:
        The probability, 0..1; 0 with fewer than two rows.

    >>> coin = np.array([[1.0, 1.0], [3.0, 1.0]])  # two values, mean 2
    >>> u = np.tile([0.25, 0.75, 0.25, 0.25], 500)  # half the resamples: one of each; half: the first twice
    >>> found = bootstrap_confidence(coin, lambda totals: totals[..., 0] / totals[..., 1], u)
    >>> round(found, 4)  # errors 0 and 1: scale sqrt(1/2 * 2/1) = 1; t with one degree of freedom within +- 0.2
    0.1257

    Source: Efron, Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 6; t as a posterior: Gelman et al.,
        "Bayesian Data Analysis", 3rd ed., section 3.2.
    """
    table = _at_most(np.asarray(rows, dtype=float), MOST_ROWS)
    n = len(table)
    if n < 2:
        return 0.0
    sample = float(statistic(table.sum(axis=0)))
    drawn = (u.reshape(RESAMPLES, n) * n).astype(np.int64) + n * np.arange(RESAMPLES)[:, None]
    counts = np.bincount(drawn.ravel(), minlength=RESAMPLES * n).reshape(RESAMPLES, n).astype(float)
    resampled = statistic(times(counts, table))
    # A resample of n strays less than a sample of n, by n - 1 in n.
    error = float(np.sqrt(np.square(resampled - sample).mean() * n / (n - 1)))
    allowed = margin * abs(sample)
    if error <= _ROUNDING * max(1.0, abs(sample)):
        return 1.0 - whole_power(0.5, n - 1)
    return 1.0 - 2.0 * t_cdf(-allowed / error, n - 1)


def _at_most(table: Array, most: int) -> Array:
    if len(table) <= most:
        return table
    return np.asarray(np.add.reduceat(table, np.linspace(0, len(table), most, endpoint=False).astype(int)))
