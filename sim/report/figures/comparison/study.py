"""All pictures of a study, by name."""

from typing import TYPE_CHECKING

from sim.measures.comparison.result import BEST, Comparison
from sim.measures.metrics.catalogue import metric_info
from sim.report.comparison.rows_shown import rows_shown
from sim.report.figures.comparison.alternatives import alternatives_picture
from sim.report.figures.comparison.convergence import convergence_picture
from sim.report.figures.comparison.differences import differences_picture
from sim.report.figures.comparison.health_trajectories import MOST_PANELS, health_trajectories_picture
from sim.report.figures.comparison.pareto import pareto_picture
from sim.report.figures.comparison.pareto_front import not_beaten
from sim.report.figures.comparison.short_names import briefly
from sim.report.figures.comparison.sweep import sweep_picture
from sim.report.figures.picture import Picture

if TYPE_CHECKING:
    import pandas as pd

LEAST_FOR_A_FRONT = 3
"""Two alternatives are compared better in a table than as a front."""


def study_pictures(comparison: Comparison, trajectories: "pd.DataFrame", runs: "pd.DataFrame") -> dict[str, Picture]:
    """Return the pictures that make sense for a study, by name, in the order in which they are read.

    They are `alternatives`, `differences`, `sweep`, `pareto`, `health_trajectories` and `convergence`.

    Args:
        comparison: of its alternatives or points.
        trajectories: trajectories.parquet.
        runs: runs.parquet.
    """
    found: dict[str, Picture] = {}
    if not comparison.metrics or not comparison.alternatives:
        return found
    comparison, trajectories, runs = briefly(comparison, trajectories, runs)
    found["alternatives"] = alternatives_picture(comparison, runs)
    if any(entry.differences for entry in comparison.metrics):
        found["differences"] = differences_picture(comparison)
    if (sweep := sweep_picture(comparison, runs)) is not None:
        found["sweep"] = sweep
    if (metrics := pareto_metrics(comparison)) is not None:
        found["pareto"] = pareto_picture(comparison, *metrics, not_beaten(comparison, runs, metrics))
    if len(trajectories):
        baseline = None if comparison.baseline == BEST else comparison.baseline
        names = rows_shown(comparison, MOST_PANELS)
        found["health_trajectories"] = health_trajectories_picture(trajectories, names, baseline, comparison.scenario)
    if comparison.replications > 1:
        found["convergence"] = convergence_picture(comparison, runs)
    return found


def pareto_metrics(comparison: Comparison) -> tuple[str, str] | None:
    """Return the two metrics of a front: what is paid across, what is got for it up; None without two that vary.

    Of metrics of which less is better and of those of which more is better, the first of each; where there is but one
    kind, its first two.

    Args:
        comparison: of at least three alternatives.
    """
    varying = [
        entry.metric
        for entry in comparison.metrics
        if entry.incomparable is None and len({mean.mean for mean in entry.means.values() if mean.mean is not None}) > 1
    ]
    if len(comparison.alternatives) < LEAST_FOR_A_FRONT or len(varying) < 2:
        return None
    got = [metric for metric in varying if metric_info(metric).higher_is_better]
    paid = [metric for metric in varying if not metric_info(metric).higher_is_better]
    if got and paid:
        return paid[0], got[0]
    return varying[0], varying[1]
