"""Whether a true mean lies on the right side of a limit: p-values for values that are skewed, rare or all the same."""

import math
from typing import NamedTuple

from sim.measures.comparison.betting import bet_p
from sim.measures.comparison.sample import Array, sample
from sim.measures.comparison.skewed_t import Caution, lessened_t, t_that_leaves
from sim.measures.comparison.unseen import RARE, unseen_p
from sim.numerics import whole_power
from sim.numerics.student import t_cdf

_FEW = 20
_CAUTION_FEW, _CAUTION = Caution(runs=45.0, times=2.0), Caution(runs=25.0, times=1.0)
"""How skewed margins may be below `_FEW` replications, and from there on: measured, docs/background/answers.md."""
_BEYOND = 1.5  # by so much a margin must be clearer where it is more skewed
_OVER = 1.5  # of the variance of independent tasks: above it runs vary in other ways


class Margin(NamedTuple):
    """How far the values lie on the right side of a limit, on average.

    Args:
        replications: two or more.
        mean: negative where the limit is missed.
        error: its standard error.
        losses: skewness towards missing the limit, 0 or more; 0 where independent tasks explain how values vary.
        worst: the least that a margin can be; None: any.
        is_certain: chance is known to decide nothing.
    """

    replications: int
    mean: float
    error: float
    losses: float = 0.0
    worst: float | None = None
    is_certain: bool = False

    @property
    def is_alike(self) -> bool:
        """Whether all values are the same, and might not be."""
        return self.error == 0.0 and not self.is_certain

    @property
    def runs_for_skewness(self) -> float:
        """Replications that the skewness asks for, however clear the margin seems."""
        return self._caution.runs * self.losses * self.losses

    @property
    def is_skewed(self) -> bool:
        """Whether the replications are fewer than that."""
        return self.replications < self.runs_for_skewness

    @property
    def share_that_misses(self) -> float:
        """What share of runs of another kind it takes to miss the limit, where all that were seen are the same.

        >>> [Margin(20, 0.1, 0.0, worst=worst).share_that_misses for worst in (None, -0.3)]
        [0.01, 0.25]
        """
        if self.worst is None or self.mean <= 0.0:
            return RARE
        return max(RARE, self.mean / (self.mean - self.worst))

    def half_width(self, t: float) -> float | None:
        """Return how far below the observed mean the true one may lie: what `t_p` does not refute.

        Args:
            t: quantile of Student's t.

        Returns:
            None where that cannot be told: far too skewed, or all the same.

        >>> round(Margin(36, 1.0, 0.1, losses=1.0).half_width(2.0), 3)  # t - 1/36 (1 + 2 t^2) is 2 at 2.329
        0.233
        """
        if self.is_alike:
            return None
        far = t_that_leaves(t, self.losses, self.replications, self._caution, _BEYOND)
        return None if far is None else far * self.error

    def t_p(self) -> float:
        """Return the p-value of `the true mean is 0 or less` by Student's t, less what rare losses would undo."""
        t, freedom = self.mean / self.error, self.replications - 1
        if t <= 0.0 or not self.losses:
            return t_cdf(-t, freedom)
        return t_cdf(-float(lessened_t(t, self.losses, self.replications, self._caution, _BEYOND)), freedom)

    @property
    def _caution(self) -> Caution:
        return _CAUTION_FEW if self.replications < _FEW else _CAUTION


def margin_of(
    values: Array, worst: float | None = None, least_variance: float = 0.0, is_certain: bool = False
) -> Margin | None:
    """Return what margins come to; None of fewer than two.

    Args:
        values: of each replication, negative where the limit is missed.
        worst: the least that one can be; None: any.
        least_variance: below which theirs is not believed, that of independent tasks; 0: any is.
        is_certain: chance is known to decide nothing.
    """
    n, mean, variance = sample(values)
    if mean is None or variance is None:
        return None
    error = math.sqrt(max(variance, least_variance) / n)
    # Where runs vary as independent tasks do, their skewness is known, and Wilson's test made for it.
    explained = variance == 0.0 or (least_variance > 0.0 and variance <= _OVER * least_variance)
    return Margin(n, mean, error, 0.0 if explained else _losses(values), worst, is_certain)


def shown_p(values: Array, margin: Margin) -> float:
    """Return the p-value of `the true mean margin is 0 or less`.

    Student's t, less what rare losses would undo. Where they are too skewed for that, and no margin can be below a
    bound, a bet that holds for any values. Where all are the same: the chance that none of so many runs is of a kind
    that has a share of one in a hundred, or the larger share that it takes to miss the limit.

    Args:
        values: the margins.
        margin: what they come to.

    >>> import numpy as np
    >>> def p(values, worst=None):
    ...     margins = np.array(values)
    ...     return shown_p(margins, margin_of(margins, worst))
    >>> round(p([12.0, 8.0, 4.0]), 4)  # t = 8 / (4 / sqrt(3)) with 2 degrees of freedom
    0.0371
    >>> round(p([50.0] * 160), 2)  # 0.99 ** 160: too few to see one in a hundred
    0.2
    >>> round(p([0.1] * 160, worst=-0.9), 9)  # one run in ten would have to be the worst: 0.9 ** 160
    4.8e-08
    """
    if margin.error == 0.0:
        if margin.mean < 0.0:
            return 1.0
        return (
            whole_power(0.5, margin.replications)
            if margin.is_certain
            else unseen_p(margin.replications, margin.share_that_misses)
        )
    p = margin.t_p()
    return min(p, bet_p(values, margin.worst)) if margin.is_skewed and margin.mean > 0.0 else p


def _losses(values: Array) -> float:
    away = values - values.mean()
    spread = float((away * away).mean())
    return max(0.0, -float((away * away * away).mean()) / (spread * math.sqrt(spread)))
