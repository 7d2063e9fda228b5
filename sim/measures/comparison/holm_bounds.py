"""Lower confidence bounds that hold together, and that agree with Holm's tests."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from sim.measures.comparison.rare_failures import difference_bounds
from sim.measures.intervals import t_quantile
from sim.measures.multiple_tests import holm


class Estimate(NamedTuple):
    """A mean and how sure it is.

    Args:
        mean: of the values.
        error: its standard error; 0 where all values are the same.
        n: number of values, two or more.
        tasks: of all replications together, where the mean is a difference of two shares of tasks; else None.
    """

    mean: float
    error: float
    n: int
    tasks: float | None = None


class Bound(NamedTuple):
    """A lower bound of a mean, -inf where there is none, and the adjusted p-value of `the mean is 0 or less`."""

    low: float
    p_value: float


def one_sided_p(estimate: Estimate) -> float:
    """Return the p-value of `the true mean is 0 or less`.

    By Student's t. Values that are all the same show t no chance at all, however few there are; then by the sign test:
    n positive values come by chance with probability 0.5 ** n at most.

    >>> round(one_sided_p(Estimate(2.0, 1.0, 3)), 6)  # t = 2 with 2 degrees of freedom: (1 - 2 / sqrt(6)) / 2
    0.091752
    >>> one_sided_p(Estimate(2.0, 0.0, 3))
    0.125

    Source: Conover, "Practical Nonparametric Statistics", 3rd ed., section 3.4 (sign test).
    """
    from scipy.special import stdtr

    mean, error, n, _ = estimate
    if error > 0.0:
        return float(stdtr(n - 1, -mean / error))
    return 0.5**n if mean > 0.0 else 1.0


def lower_bound(estimate: Estimate, alpha: float) -> float:
    """Return the lower bound of the mean that is missed with probability alpha; -inf where n is too small for it.

    >>> round(lower_bound(Estimate(2.0, 1.0, 3), 0.05), 4)  # 2 - 2.92
    -0.92
    >>> lower_bound(Estimate(2.0, 0.0, 3), 0.05), lower_bound(Estimate(2.0, 0.0, 5), 0.05)  # 0.5 ** 5 < 0.05
    (-inf, 2.0)
    >>> round(lower_bound(Estimate(0.0, 0.0, 5, tasks=100.0), 0.05), 4)  # no task has ended otherwise, of 100
    -0.0295
    """
    mean, error, n, tasks = estimate
    if error == 0.0 and 0.5**n > alpha:
        return -math.inf
    low = mean - t_quantile(1.0 - alpha, n - 1) * error
    return min(low, difference_bounds(mean, tasks, alpha)[0]) if tasks else low


def holm_lower_bounds(
    estimates: Sequence[Estimate | None], alpha: float = 0.05, family: int | None = None
) -> tuple[Bound, ...]:
    """Return a bound for each mean; all hold together with probability 1 - alpha, whatever the dependence.

    With r of m hypotheses `mean <= 0` rejected by Holm's method: a rejected mean is above 0, the others are above
    their bound at alpha / (m - r); and once all are rejected each is above its bound at alpha / m, if that is more.

    Args:
        estimates: one a comparison; None where there is none, which is never rejected and bounds nothing.
        alpha: chance that even one bound is wrong.
        family: m, where it is more than the number of estimates.

    Raises:
        ValueError: a family smaller than the number of estimates.

    >>> first, second = holm_lower_bounds([Estimate(9.0, 1.0, 31), Estimate(1.0, 1.0, 31)])
    >>> first.low, round(second.low, 4)  # rejected: above 0; the other at 0.05 itself: 1 - 1.6973
    (0.0, -0.6973)

    Source: Strassburger, Bretz, "Compatible simultaneous lower confidence bounds for the Holm procedure and other
        Bonferroni-based closed tests", Statistics in Medicine 27, 2008; Guilbaud, Biometrical Journal 50, 2008.
    """
    m = len(estimates) if family is None else family
    if m < len(estimates):
        raise ValueError(f"family: {m} is less than the {len(estimates)} comparisons made")
    raw = [1.0 if estimate is None else one_sided_p(estimate) for estimate in estimates]
    adjusted = holm([*raw, *[1.0] * (m - len(raw))])[: len(raw)]
    left = m - sum(p <= alpha for p in adjusted)
    return tuple(
        Bound(_bound(estimate, p <= alpha, left, m, alpha), p) for estimate, p in zip(estimates, adjusted, strict=True)
    )


def _bound(estimate: Estimate | None, rejected: bool, left: int, family: int, alpha: float) -> float:
    if estimate is None:
        return -math.inf
    if not rejected:
        return lower_bound(estimate, alpha / left)
    return 0.0 if left else max(0.0, lower_bound(estimate, alpha / family))
