"""sensitivity: which inputs move a result, from a plan to the indices."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.measures.metrics.catalogue import metric_info
from sim.measures.sensitivity.assessment import Sensitivity, assess
from sim.study.sensitivity.design import SensitivityPlan
from sim.work.pace import Progress
from sim.work.runs import Outcome, compute, failed_runs, for_metrics, metric_arrays
from sim.work.store import RunStore
from sim.work.workers import Workers

METRICS = ("health_score", "success_rate", "makespan")
"""What is looked at unless other metrics are named."""
REPLICATIONS = 10
LEAST_REPLICATIONS = 2
CONFIDENCE = 0.95


@dataclass(frozen=True)
class SensitivityStudy:
    """A sensitivity study that has been run.

    Args:
        plan: its design.
        store: of every run.
        outcome: of the work.
        sensitivity: what was found.
    """

    plan: SensitivityPlan
    store: RunStore
    outcome: Outcome
    sensitivity: Sensitivity


def check_request(replications: int, metrics: Sequence[str]) -> None:
    """Raise ValueError for an unknown metric, or too few replications."""
    for name in metrics:
        metric_info(name)
    if replications < LEAST_REPLICATIONS:
        raise ValueError(
            f"{replications} replication of each point; expected {LEAST_REPLICATIONS} or more, to know chance"
        )


def sensitivity(
    plan: SensitivityPlan,
    store: RunStore,
    workers: Workers,
    replications: int = REPLICATIONS,
    metrics: Sequence[str] = METRICS,
    tell: Callable[[Progress], None] | None = None,
) -> SensitivityStudy:
    """Run the points of a design on common random numbers, and find out what moves the metrics.

    Args:
        plan: from `plan_sensitivity`.
        store: where finished runs are, and go.
        workers: that do the runs.
        replications: of each point, 2 or more: without two nothing is known of chance.
        metrics: what is looked at.
        tell: hears of the progress.

    Raises:
        ValueError: an unknown metric, or too few replications.
        ExecutionError, OSError, KeyboardInterrupt: the work could not go on; what was finished is stored.
    """
    check_request(replications, metrics)
    plan = replace(plan, runs=for_metrics(plan.runs, metrics))
    outcome = compute(plan.runs, replications, store, workers, tell)
    tables = metric_arrays(plan.runs, replications, store, metrics)
    entries = tuple(
        assess(
            name,
            plan.factors,
            plan.has_direction,
            np.moveaxis(table[plan.point], -1, 0),
            plan.walks,
            plan.runs.seed,
            CONFIDENCE,
        )
        for name, table in tables.items()
    )
    found = Sensitivity(
        plan.runs.points[0].scenario.name,
        plan.spec.method,
        dict(zip(plan.factors, plan.values, strict=True)),
        len(plan.runs.points),
        replications,
        failed_runs(plan.runs, replications, store),
        CONFIDENCE,
        entries,
    )
    return SensitivityStudy(plan, store, outcome, found)
