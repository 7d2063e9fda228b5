"""The Pareto front: the alternatives that none beats in both of two metrics; and who may be on it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.measures.comparison.criterion import Criterion
from sim.measures.comparison.cut_off import most
from sim.measures.comparison.front import shown_front
from sim.measures.comparison.result import Comparison
from sim.measures.metrics.catalogue import SHARES_OF_TASKS, greatest, metric_info
from sim.report.figures.comparison.replications import by_alternative
from sim.report.figures.source import Floats

if TYPE_CHECKING:
    import pandas as pd

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


def not_beaten(comparison: Comparison, runs: "pd.DataFrame", metrics: tuple[str, str]) -> frozenset[str]:
    """Return the alternatives that no other one is shown to beat in two metrics, replication by replication.

    Args:
        comparison: that has both metrics.
        runs: runs.parquet.
        metrics: the two.
    """
    criteria = [_criterion(comparison, runs, metric) for metric in metrics]
    return frozenset(comparison.alternatives[place] for place in shown_front(criteria, comparison.confidence))


def _criterion(comparison: Comparison, runs: "pd.DataFrame", metric: str) -> Criterion:
    table = _table(comparison, runs, metric)
    tasks = tuple(comparison.tasks.get(name) if metric in SHARES_OF_TASKS else None for name in comparison.alternatives)
    ends = None
    if {"unfinished", "tasks_counted"} <= set(runs.columns):  # what the end of a run cuts off proves nothing
        ends = most(metric, table, *(_table(comparison, runs, name) for name in ("unfinished", "tasks_counted")))
    entry, info = comparison.metric(metric), metric_info(metric)
    return Criterion(
        table,
        info.higher_is_better,
        entry.delta,
        tasks,
        ends,
        share=None if entry.delta_is_given else info.delta_share,
        within=(0.0, greatest(metric)),
        certain=tuple(name in comparison.certain for name in comparison.alternatives),
    )


def _table(comparison: Comparison, runs: "pd.DataFrame", column: str) -> Floats:
    """Return a column of the runs as (replications, alternatives)."""
    values = by_alternative(runs, column)
    columns = [values.get(name, np.empty(0)) for name in comparison.alternatives]
    table = np.full((max(map(len, columns)), len(columns)), np.nan)
    for place, numbers in enumerate(columns):
        table[: numbers.size, place] = numbers
    return table
