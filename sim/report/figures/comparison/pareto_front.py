"""The Pareto front: the alternatives that none other beats in one metric without losing in the other."""

from collections.abc import Sequence

Point = tuple[float, float]


def pareto_front(points: Sequence[Point], higher_is_better: tuple[bool, bool]) -> list[int]:
    """Return the places of the points that no other point dominates, in order of the first metric.

    A point dominates another one when it is at least as good in both metrics and better in one.

    Args:
        points: values of two metrics.
        higher_is_better: for each of the metrics.

    >>> pareto_front([(1.0, 5.0), (2.0, 3.0), (3.0, 4.0), (4.0, 1.0)], (False, False))
    [0, 1, 3]

    Source: Kung, Luccio, Preparata, "On finding the maxima of a set of vectors", Journal of the ACM 22, 1975.
    """
    signs = [-1.0 if higher else 1.0 for higher in higher_is_better]
    costs = [(signs[0] * x, signs[1] * y) for x, y in points]
    front: list[int] = []
    lowest = float("inf")
    for place in sorted(range(len(points)), key=lambda place: costs[place]):
        twin = bool(front) and costs[place] == costs[front[-1]]
        if costs[place][1] < lowest or twin:
            front.append(place)
            lowest = costs[place][1]
    return sorted(front, key=lambda place: (points[place], place))
