"""sensitivity: which inputs move a result, from a plan to the indices."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.document.quantity import count, joined
from sim.measures.comparison.cut_off import TaskCounts
from sim.measures.comparison.sample import Array
from sim.measures.metrics.catalogue import metric_info
from sim.measures.sensitivity.assessment import Sensitivity, assess
from sim.report.comparison.metric_text import label
from sim.report.lower_bound import warmup_text
from sim.report.trust import trust_notes
from sim.study.sensitivity.design import SensitivityPlan
from sim.work.pace import Progress
from sim.work.runs import Outcome, compute, failed_runs, for_metrics, metric_arrays
from sim.work.store import RunStore
from sim.work.tasks_a_run import TASK_COUNTS, task_counts
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
    read = metric_arrays(plan.runs, replications, store, tuple(dict.fromkeys([*metrics, *TASK_COUNTS])))
    tables = {name: read[name] for name in metrics}
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
        (*_completeness(plan, tables, task_counts(read)), *trust_notes(plan.runs.points[0].scenario)),
    )
    return SensitivityStudy(plan, store, outcome, found)


def _completeness(plan: SensitivityPlan, tables: Mapping[str, Array], counts: TaskCounts) -> Iterator[str]:
    """Return a sentence on runs that are cut off, and one on each metric that a warm-up leaves without a value."""
    cut_off = int((counts.unfinished > 0.0).sum())
    growing = [label(name) for name in tables if metric_info(name).grows]
    if cut_off and growing:
        yield (
            f"The end of {count(cut_off, 'run')} cuts tasks off: there the {joined(growing)} is a lower bound, and "
            "what moves it may be how much was cut off. A longer horizon would tell."
        )
    for name, table in tables.items():
        empty = np.isnan(table) & (counts.counted.T == 0.0)
        warmup_s = max(point.scenario.metrics.warmup for point in plan.runs.points)
        if empty.any() and warmup_s > 0.0:
            yield (
                f"The {label(name)} has no value in {count(int(empty.sum()), 'run')}: {warmup_text(warmup_s)}, and no "
                "number of replications would give it one."
            )
