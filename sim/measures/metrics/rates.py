"""Shares of what could have been: success, time up, and how far predictions were off."""

from collections.abc import Sequence
from math import fsum

import numpy as np
import numpy.typing as npt


def success_rate(completed: int, total: int) -> float | None:
    """Return completed / all; None where there is nothing to count.

    Args:
        completed: tasks (or attempts) that succeeded.
        total: all of them.

    >>> success_rate(18, 20)
    0.9
    """
    return completed / total if total else None


def availability(up_s: Sequence[float], length_s: float) -> float:
    """Return the share of all agents' time that they were up; 1 for a span of no length.

    Args:
        up_s: seconds that each agent was up, one entry an agent.
        length_s: seconds of the span.

    >>> availability([100.0, 80.0], 100.0)
    0.9

    Source: Trivedi, "Probability and Statistics with Reliability, Queuing, and Computer Science
        Applications", 2nd ed.,
    section 6.6 (interval availability).
    """
    if length_s <= 0.0 or not up_s:
        return 1.0
    return min(1.0, fsum(up_s) / (len(up_s) * length_s))


def prediction_error(predicted: npt.ArrayLike, observed: npt.ArrayLike) -> float | None:
    """Return abs(mean predicted - mean observed), calibration in the large; None without observations.

    Args:
        predicted: chances of success, 0..1, one an observation.
        observed: 1 or True for a success, 0 or False for a failure, in the same order.

    >>> round(prediction_error([0.9, 0.8], [True, False]), 12)
    0.35

    Source: Van Calster et al., "Calibration: the Achilles heel of predictive analytics", BMC Medicine 17,
        2019.
    """
    chances, outcomes = np.asarray(predicted, dtype=float), np.asarray(observed, dtype=float)
    if chances.size == 0:
        return None
    return abs(float(chances.mean()) - float(outcomes.mean()))


def accuracy(error: float | None) -> float | None:
    """Return 1 - prediction error; None where that is not known.

    >>> accuracy(0.25)
    0.75
    """
    return None if error is None else 1.0 - error
