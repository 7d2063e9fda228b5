"""How much of a lead rare, large losses would undo: Student's t where the values have a long tail on the losing side.

A mean that looks good may only have been spared. Where losses are rare, few runs show them, and those that show few
also show too little spread, so that t is too sure. The skewness of what was seen says by how much, as long as it is
seen at all.
"""

import math
from math import sqrt
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.measures.comparison.sample import Array

_MOST_T = 3.0
"""Above it Johnson's correction would grow faster than t, and undo what is beyond doubt."""
_CLEAR_RUNS = 10.0
"""Replications for each unit of squared skewness below which even a clear lead is not believed."""
_ROUNDS = 60  # of a correction that depends on its result; each leaves less than 0.6 of the error


class Caution(NamedTuple):
    """How skewed values may be.

    Args:
        runs: replications for each unit of squared skewness from which on Johnson's correction is enough.
        times: so often it is taken: samples that show a lead show too little of the skewness.
    """

    runs: float
    times: float


def lessened_t(t: npt.ArrayLike, losses: npt.ArrayLike, n: int, caution: Caution, beyond: float = 0.0) -> Array:
    """Return Student's t less what rare losses may be expected to undo; -inf where too few of them can have been seen.

    With `caution.runs` replications for each unit of squared skewness it is Johnson's correction. With fewer, down to
    ten, it is Hall's transformation of twice the skewness, less `beyond`: that grows with t whatever the skewness, so
    that what is beyond doubt needs no more runs.

    Args:
        t: mean / standard error, positive where ahead.
        losses: skewness of the values towards losses, 0 or more.
        n: replications.
        caution: how skewed values may be.
        beyond: by how much a lead must be clearer where the values are more skewed than that.

    >>> careful = Caution(runs=25.0, times=1.0)
    >>> lessened_t([3.0, 3.0, 3.0, 20.0], [0.0, 1.0, 1.5, 1.5], 36, careful).round(2).tolist()
    [3.0, 2.47, 1.67, 20.0]
    >>> float(lessened_t(20.0, 2.0, 36, careful))  # too few of such losses: 10 * 2^2 = 40 runs would do
    -inf

    Source: Johnson, "Modified t tests and confidence intervals for asymmetrical populations", Journal of the American
        Statistical Association 73, 1978; Hall, "On the removal of skewness by transformation", Journal of the Royal
        Statistical Society B 54, 1992; how many runs a skewness asks for: Cochran, "Sampling Techniques", 3rd ed.,
        section 2.15 (25 times its square, for an interval of 95 %).
    """
    plain, skewness = np.asarray(t, dtype=float), np.asarray(losses, dtype=float)
    squared = skewness * skewness
    capped = np.minimum(plain * plain, _MOST_T * _MOST_T)
    johnson = plain - caution.times * skewness / (6.0 * sqrt(n)) * (1.0 + 2.0 * capped)
    a = -2.0 * skewness / (3.0 * sqrt(n))
    hall = plain + a * plain * plain + a * a * plain * plain * plain / 3.0 + a / 2.0 - beyond
    clear = np.where(n >= _CLEAR_RUNS * squared, np.minimum(hall, plain), -np.inf)
    return np.asarray(np.where(n >= caution.runs * squared, johnson, clear))


def t_that_leaves(wanted: float, losses: float, n: int, caution: Caution, beyond: float = 0.0) -> float | None:
    """Return the t of which `lessened_t` leaves what is wanted; None where it leaves none of any.

    Args:
        wanted: what is to be left, above 0.
        losses: as of `lessened_t`; so are all others.
        n: replications.
        caution: how skewed values may be.
        beyond: by how much a lead must be clearer.

    >>> careful = Caution(runs=25.0, times=1.0)
    >>> [round(t_that_leaves(2.0, losses, 36, careful) or 0.0, 3) for losses in (0.0, 1.0, 1.5)]
    [2.0, 2.329, 8.08]
    >>> [round(float(lessened_t(t, losses, 36, careful)), 2) for t, losses in ((2.3292, 1.0), (8.0801, 1.5))]
    [2.0, 2.0]
    """
    if n < caution.runs * losses * losses:
        if n < _CLEAR_RUNS * losses * losses:
            return None
        a = -2.0 * losses / (3.0 * math.sqrt(n))
        # T + a T^2 + a^2 T^3 / 3 is ((1 + a T)^3 - 1) / (3 a).
        return max(wanted, (float(np.cbrt(1.0 + 3.0 * a * (wanted + beyond - a / 2.0))) - 1.0) / a)
    t = wanted
    for _ in range(_ROUNDS):
        t = wanted + caution.times * losses / (6.0 * math.sqrt(n)) * (1.0 + 2.0 * min(t * t, _MOST_T * _MOST_T))
    return t
