"""The metrics of a run by type of task: those that are counted and measured task by task."""

from collections.abc import Mapping, Sequence

from sim.measures.metrics.catalogue import TIMES
from sim.observe.run_metrics import Metrics, run_metrics
from sim.record.log import RunLog
from sim.record.rows import TaskEnded

OF_TASKS = (
    "success_rate", "retries_per_task", "wasted_work", "unfinished", "unserved",
    *(f"{statistic}_{time.name}" for time in TIMES for statistic in ("mean", "p50", "p95", "p99")),
    "brier", "ece", "ece_calibrated",
)  # fmt: skip
"""The metrics of a run that tasks of one type have by themselves: slots, agents and waves are everybody's."""


def type_metrics(
    log: RunLog,
    capacities: Sequence[int],
    weights: Mapping[str, float],
    meaning: str = "attempt",
    warmup_s: float = 0.0,
) -> dict[str, Metrics]:
    """Return the metrics of the tasks of each type, by type in the order of their names; none without types.

    Args:
        log: the finished run.
        capacities: see `run_metrics`, also for the others.
        weights: likewise.
        meaning: likewise.
        warmup_s: likewise.

    >>> type_metrics(RunLog(("agent_0",)), [1], {})
    {}
    """
    of_type: dict[str, RunLog] = {}
    for task in log.of(TaskEnded):
        if task.type is not None:
            of_type.setdefault(task.type, RunLog(log.agent_ids)).add(task)
    found = {name: run_metrics(of_type[name], capacities, weights, meaning, warmup_s) for name in sorted(of_type)}
    return {name: {metric: values[metric] for metric in OF_TASKS} for name, values in found.items()}
