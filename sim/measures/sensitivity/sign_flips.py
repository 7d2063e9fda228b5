"""Whether factors move an output at all: signs of whole replications flipped, the largest of all factors in view.

If a factor does nothing, a replication's differences are luck alone, and its luck might as well have gone the other
way: all signs of a replication turned at once are as likely as they are. So whatever a replication's luck does to all
points alike, or to neighbours, is in what the flips show.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sim.numerics.linear import times

Array = npt.NDArray[np.float64]

LEAST_REPLICATIONS = 6
"""With fewer, all patterns of signs together are too few: the least p-value is 2 / 2 ** replications."""
_ALL_UP_TO = 12  # replications whose patterns are tried one and all
PATTERNS = 2 ** (_ALL_UP_TO - 1)
_TIE = 1e-9  # of a statistic, which is between 0 and the number of replications


def flip_p_values(differences: Sequence[Array], u: Array) -> tuple[float, ...]:
    """Return for each factor how likely chance alone makes a difference as large, anywhere among the factors.

    The statistic of a factor is the mean square of its differences' means, as a share of what it is on average over all
    flips. Adjusted p-values are those of the step-down maximum: rejecting where one is at most alpha keeps the chance
    of even one false rejection at alpha, where luck is as likely to go either way, and uses that factors share it.

    Args:
        differences: of each factor, (replications, pairs of points), on the same replications, six or more.
        u: `PATTERNS * replications` uniforms in (0, 1), used beyond twelve replications.

    >>> rise = np.array([[2.0], [3.0], [1.0], [2.5], [1.5], [2.0]])  # six of one sign: 2 of 64 patterns
    >>> flip_p_values([rise, np.zeros((6, 1))], np.empty(0))
    (0.03125, 1.0)

    Source: sign flips: Fisher, "The Design of Experiments", 1935, section 21; of whole replications, as clusters:
        Canay, Romano, Shaikh, "Randomization tests under an approximate symmetry assumption", Econometrica 85, 2017;
        step-down maximum: Westfall, Young, "Resampling-Based Multiple Testing", 1993, algorithm 2.8; Romano, Wolf,
        "Exact and approximate stepdown methods for multiple hypothesis testing", JASA 100, 2005.
    """
    signs = _patterns(len(differences[0]), u)
    statistics = np.stack([_statistic(table, signs) for table in differences])  # the first pattern: none is flipped
    order = np.argsort(-statistics[:, 0], kind="stable")
    adjusted, least = np.ones(len(differences)), 0.0
    for rank, factor in enumerate(order):
        observed = statistics[factor, 0]
        largest = statistics[order[rank:]].max(axis=0)
        p = float((largest >= observed - _TIE).mean()) if observed > 0.0 else 1.0
        least = max(least, p)
        adjusted[factor] = least
    return tuple(adjusted.tolist())


def _patterns(replications: int, u: Array) -> Array:
    """Return signs, (patterns, replications), the first without a flip; a pattern and its opposite are one."""
    if replications <= _ALL_UP_TO:
        bits = (np.arange(2 ** (replications - 1))[:, None] >> np.arange(replications)) & 1
    else:
        bits = (u[: PATTERNS * replications].reshape(PATTERNS, replications) < 0.5).astype(np.int64)
        bits[0] = 0
    return np.asarray(1.0 - 2.0 * bits)


def _statistic(differences: Array, signs: Array) -> Array:
    products = times(differences, differences.T)
    on_average = float(np.trace(products))
    if on_average <= 0.0:
        return np.zeros(len(signs))
    halves = times(signs, products)
    return np.asarray((halves * signs).sum(axis=1) / on_average)
