"""Student's t where values have a long tail: how far a bound must reach, and how much of a lead is to be believed.

Two statements of one fact. A sample of waiting times, or of runs of which one in twenty meets an outage, seldom holds
as much of its long tail as there is; then its mean is too small, and so is its variance: t is too sure, by three to six
times. Hall's transformation of the t statistic takes the skewness into account, Johnson's is its first terms.

- `reach`: a bound of a mean lies as far as Hall's transformation, inverted, says; for any skewness up to t times that
  of the sample, which is too small as well, as far as chance alone would not make it with normal values.
- `lessened_t`: of a lead is left what Johnson's correction leaves, or Hall's of twice the skewness where values are so
  skewed that few of them show little of it.

Sources: Hall, "On the removal of skewness by transformation", Journal of the Royal Statistical Society B 54, 1992;
Johnson, "Modified t tests and confidence intervals for asymmetrical populations", Journal of the American Statistical
Association 73, 1978; Zhou, Gao, "One-sided confidence intervals for means of positively skewed distributions", The
American Statistician 54, 2000; how many runs a skewness asks for: Cochran, "Sampling Techniques", 3rd ed., 1977,
section 2.15 (25 times its square, for an interval of 95 %).
"""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.measures.comparison.skewness import by_chance
from sim.numerics import arrays, power

Array = npt.NDArray[np.float64]

FEW = 20
"""Values below which a sample does not show how long its tail is."""
_NONE, _TINY = 1e-9, 1e-300
# a t where Hall's bound lies furthest, about 4 t: 3/8 for large t, and a term of its expansion in 1 / t less.
_FURTHEST, _LESS, _LEAST = 0.375, 0.0586, 0.3
_MOST_T = 3.0
"""Above it Johnson's correction would grow faster than t, and undo what is beyond doubt."""
_CLEAR_RUNS = 10.0
"""Replications for each unit of squared skewness below which even a clear lead is not believed."""
_ROUNDS = 60  # of a correction that depends on its result; each leaves less than 0.6 of the error


def is_one_sided(away: npt.ArrayLike, deviation: npt.ArrayLike, n: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Return whether few values must be taken to have a long tail, whatever their skewness.

    Values that lie no farther than `away` from their mean on one side, and stray by more than half of that, are not
    normal: one in forty would lie beyond. With fewer than 20 the long tail on the other side may not have shown.

    Args:
        away: distance of the mean from the least (or the greatest) value that there can be.
        deviation: of the sample.
        n: values in it; all of shapes that fit.

    >>> is_one_sided(10.0, [3.0, 7.0], 10).tolist(), bool(is_one_sided(10.0, 7.0, 20))
    ([False, True], False)
    """
    return np.asarray((2.0 * np.asarray(deviation) > np.asarray(away)) & (np.asarray(n) < FEW))


def reach(t: npt.ArrayLike, tail: npt.ArrayLike, n: npt.ArrayLike) -> Array:
    """Return how many standard errors a bound lies from the mean, where Student's t alone says t.

    Args:
        t: the quantile of Student's t.
        tail: skewness of the sample towards the bound: positive where the long tail is on its side; infinite: as far as
            Hall's method reaches for any.
        n: values in the sample; all of shapes that fit.

    >>> [round(float(reach(2.045, tail, 30)), 2) for tail in (-3.0, 0.4, 1.0, 2.0, np.inf)]
    [2.04, 2.04, 2.5, 8.53, 8.53]
    """
    quantile = np.asarray(t, dtype=float)
    size = np.asarray(n, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        shown = np.where(size < 3.0, 0.0, np.maximum(np.asarray(tail, dtype=float) - by_chance(size), 0.0))
        a = np.minimum(quantile * shown / (3.0 * np.sqrt(size)), _furthest(quantile) / np.maximum(quantile, _TINY))
        further = _inverted(quantile, -a)
    return np.asarray(np.where(a > _NONE, np.maximum(quantile, further), quantile))


def reach_of_one(t: float, tail: float, n: int) -> float:
    """Return what `reach` does, of numbers.

    >>> round(reach_of_one(2.045, 1.0, 30), 2)
    2.5
    """
    if n < 3:
        return t
    spread = math.sqrt(6.0 * n * (n - 1.0) / ((n - 2.0) * (n + 1.0) * (n + 3.0)))
    a = min(t * max(tail - spread, 0.0) / (3.0 * math.sqrt(n)), float(_furthest(t)) / t) if t > 0.0 else 0.0
    return max(t, _inverted_of_one(t, -a)) if a > _NONE else t


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
    """
    plain, skewness = np.asarray(t, dtype=float), np.asarray(losses, dtype=float)
    squared = skewness * skewness
    capped = np.minimum(plain * plain, _MOST_T * _MOST_T)
    johnson = plain - caution.times * skewness / (6.0 * math.sqrt(n)) * (1.0 + 2.0 * capped)
    hall = _transformed(plain, -2.0 * skewness / (3.0 * math.sqrt(n))) - beyond
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
        return max(wanted, _inverted_of_one(wanted + beyond, -2.0 * losses / (3.0 * math.sqrt(n))))
    t = wanted
    for _ in range(_ROUNDS):
        t = wanted + caution.times * losses / (6.0 * math.sqrt(n)) * (1.0 + 2.0 * min(t * t, _MOST_T * _MOST_T))
    return t


def _furthest(t: npt.ArrayLike) -> Array:
    square = np.maximum(np.multiply(t, t), _TINY)
    return np.asarray(np.maximum(_FURTHEST - _LESS / square, _LEAST))


def _transformed(t: Array, a: Array) -> Array:
    """Return Hall's transformation of t statistics, where a is the skewness over 3 sqrt(n)."""
    return np.asarray(t + a * t * t + a * a * t * t * t / 3.0 + a / 2.0)


# t + a t^2 + a^2 t^3 / 3 is ((1 + a t)^3 - 1) / (3 a), so that a cube root inverts it.


def _inverted(wanted: Array, a: Array) -> Array:
    cube = 1.0 + 3.0 * a * (wanted - a / 2.0)
    root = np.sign(cube) * arrays.exp(arrays.log(np.maximum(np.abs(cube), _TINY)) / 3.0)
    return np.asarray((root - 1.0) / a)


def _inverted_of_one(wanted: float, a: float) -> float:
    cube = 1.0 + 3.0 * a * (wanted - a / 2.0)
    return (math.copysign(power(abs(cube), 1.0 / 3.0), cube) - 1.0) / a
