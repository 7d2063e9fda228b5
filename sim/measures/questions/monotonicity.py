"""Whether a metric gets worse where it was taken for granted that it does not."""

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.measures.comparison.bounds import Estimate, one_sided_p
from sim.measures.comparison.outlook import subtract
from sim.measures.comparison.sample import sample
from sim.measures.questions.requirement import Requirement

Array = npt.NDArray[np.float64]


class Setback(NamedTuple):
    """A larger size that is surely further from a requirement than a smaller one, or less deep within it.

    Args:
        requirement: whose metric gets worse.
        smaller: place of one size in the order given.
        larger: place of the other.
        change: mean of larger - smaller, in the metric's unit.
    """

    requirement: Requirement
    smaller: int
    larger: int
    change: float


def setbacks(
    requirements: Sequence[Requirement],
    values: Mapping[str, Sequence[Array]],
    alpha: float = 0.05,
    most: Mapping[str, Sequence[Array]] | None = None,
) -> list[Setback]:
    """Return the neighbours in size between which a metric surely gets worse; by chance any with probability alpha.

    Paired, replication by replication, one-sided t tests at alpha / their number.

    Args:
        requirements: whose metrics must not get worse with size.
        values: by metric, of each size in ascending order an array (replications,), run on the same luck.
        alpha: chance of an error allowed, over all pairs and requirements.
        most: that each value can be, where it is only the least; the smaller size has the benefit of the doubt, or the
            larger one where more is better.

    >>> slow, slower = np.array([9.0, 9.5, 8.0, 9.0]), np.array([12.0, 12.5, 11.5, 12.0])
    >>> (found,) = setbacks([Requirement("makespan", True, 20.0)], {"makespan": [slow, slower]})
    >>> found.smaller, found.larger, found.change
    (0, 1, 3.125)
    """
    pairs = [
        (requirement, place, one, other)
        for requirement in requirements
        for place, (one, other) in enumerate(_neighbours(requirement, values, values if most is None else most))
    ]
    found = []
    for requirement, place, one, other in pairs:
        n = min(one.size, other.size)
        if np.isinf(one[:n]).any() or np.isinf(other[:n]).any():
            continue
        common = ~np.isnan(one[:n] - other[:n])
        count, change, variance = sample(subtract(other[:n][common], one[:n][common]))
        if change is None or variance is None:
            continue
        worse = change if requirement.at_most else -change
        if one_sided_p(Estimate(worse, sqrt(variance / count), count)) <= alpha / len(pairs):
            found.append(Setback(requirement, place, place + 1, change))
    return found


def _neighbours(
    requirement: Requirement, least: Mapping[str, Sequence[Array]], most: Mapping[str, Sequence[Array]]
) -> list[tuple[Array, Array]]:
    smaller, larger = (most, least) if requirement.at_most else (least, most)
    return list(zip(smaller[requirement.metric][:-1], larger[requirement.metric][1:], strict=True))
