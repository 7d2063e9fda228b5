"""Luck with a long tail: what signs that are flipped, and replications that are left out, do not see in a few runs.

Flipping the signs of whole replications takes luck to be as likely to go either way. Where one replication in ten makes
a step of a factor much larger (one with an outage, say), ten replications often hold none, agree with each other, and
make a difference of what the rare one would undo: idle factors were said to move a metric in 8 % of studies. Johnson's
correction takes from a clear difference what the skewness of the replications may be expected to undo.
"""

import math

import numpy as np
import numpy.typing as npt

from sim.measures.comparison.skewed_t import FEW, Caution, lessened_t, reach_of_one
from sim.measures.comparison.skewness import skewness
from sim.numerics.linear import times
from sim.numerics.student import t_cdf

Array = npt.NDArray[np.float64]

_CAUTION = Caution(runs=1e-9, times=1.5)
"""However skewed, it is Johnson's correction; one and a half times, since few replications show too little of it: with
ten and exponential luck, an idle factor is then said to move a metric in 5 % of studies."""
_HIDDEN = 1.2
"""The skewness, of 2, that exponential values show on average where they are ten to fifteen: 1.14 to 1.32."""


def skewed_p(differences: Array) -> float:
    """Return how likely replications whose luck has a long tail agree so well on a difference that is none.

    The differences of each replication are weighed by their means over all, which makes one number a replication; these
    are held against 0 by Student's t, less what their skewness towards the other side may be expected to undo.

    Args:
        differences: of one factor, (replications, pairs of points).

    >>> rise = np.array([[2.0], [3.0], [1.0], [2.5], [1.5], [2.0]])
    >>> round(skewed_p(rise), 4), round(skewed_p(np.array([[2.0], [2.0], [2.2], [2.1], [-1.0], [1.9]])), 2)
    (0.001, 1.0)

    Source: Johnson, "Modified t tests and confidence intervals for asymmetrical populations", Journal of the American
        Statistical Association 73, 1978.
    """
    weighed = times(differences, differences.mean(axis=0)[:, None])[:, 0]
    n, mean = len(weighed), float(weighed.mean())
    error = float(weighed.std(ddof=1)) / math.sqrt(n)
    if mean <= 0.0 or error == 0.0:
        return 0.0 if mean > 0.0 else 1.0
    losses = max(0.0, -skewness(weighed))
    left = max(0.0, float(lessened_t(mean / error, losses, n, _CAUTION)))
    return 2.0 * t_cdf(-left, n - 1)


def reach_up(t: float, replications: int) -> float:
    """Return how many errors the upper end of a share lies away, where Student's t alone says t.

    Few replications may hold none of the rare ones in which a factor matters more. The other way about, that rare luck
    makes factors matter less, is not provided for.

    >>> round(reach_up(2.262, 10), 2), reach_up(2.093, 20)
    (3.86, 2.093)
    """
    return reach_of_one(t, _HIDDEN, replications) if replications < FEW else t
