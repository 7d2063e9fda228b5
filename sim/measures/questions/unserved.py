"""Times of alternatives that turn tasks away: fewer served tasks wait less, which is no merit."""

import numpy as np

from sim.measures.comparison.bounds import Estimate, one_sided_p
from sim.measures.comparison.metric_catalogue import metric_info
from sim.measures.comparison.paired import subtract
from sim.measures.comparison.sample import Array, sample
from sim.measures.questions.evidence import Evidence


def excess(unserved: Array, reference: Array, alpha: float) -> float | None:
    """Return how many tasks more a run end without service than at a reference, unless that is shown to be no more.

    It is shown where there are more in no replication, or by a paired one-sided t test.

    Args:
        unserved: tasks, (replications,), NaN where unknown.
        reference: likewise, run on the same luck.
        alpha: chance of a wrong `no more`.

    Returns:
        The mean difference; None where it is shown to be 0 or less, or nothing is known.

    >>> excess(np.array([3.0, 2.0, 0.0]), np.array([0.0, 0.0, 0.0]), 0.05)
    1.666667
    >>> excess(np.array([3.0, 2.0, 0.0]), np.array([3.0, 2.0, 1.0]), 0.05) is None
    True

    Source: as `sim.measures.comparison.estimate.one_sided_p`.
    """
    n = min(unserved.size, reference.size)
    common = ~np.isnan(unserved[:n] - reference[:n])
    difference = subtract(unserved[:n][common], reference[:n][common])
    count, mean, variance = sample(difference)
    if mean is None or (difference <= 0.0).all():
        return None
    if variance is not None and one_sided_p(Estimate(-mean, (variance / count) ** 0.5, count)) <= alpha:
        return None
    return mean


def barred(found: tuple[Evidence, ...], unserved: Array, reference: Array, alpha: float) -> tuple[Evidence, ...]:
    """Return the evidence; a time counts as met only where no more tasks than at the reference are left unserved.

    Where the requirements say how many may be, that limit is asked instead, and this changes nothing.

    Args:
        found: on each requirement of one alternative.
        unserved: see `excess`.
        reference: likewise.
        alpha: likewise.
    """
    if any(each.requirement.metric == "unserved" for each in found):
        return found
    more = excess(unserved, reference, alpha)
    if more is None:
        return found
    return tuple(each._replace(p_meets=1.0, unserved=more) if _is_limit_of_time(each) else each for each in found)


def _is_limit_of_time(found: Evidence) -> bool:
    return found.requirement.at_most and metric_info(found.requirement.metric).unit == "s"
