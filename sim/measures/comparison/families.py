"""Metrics that ask the same: the mean and the percentiles of one time are one question, not four."""

from collections.abc import Iterable

from sim.measures.metrics.catalogue import TIMES, metric_info


def family_of(metric: str) -> str:
    """Return the name of what a metric is about: a time for its mean and percentiles, else the metric itself.

    Args:
        metric: its name.

    >>> [family_of(metric) for metric in ("mean_response", "p95_response", "p95_wait", "makespan")]
    ['response', 'response', 'wait', 'makespan']
    """
    if metric_info(metric).unit != "s":
        return metric
    return next((time.name for time in TIMES if metric.partition("_")[2] == time.name), metric)


def families(metrics: Iterable[str]) -> int:
    """Return how many questions so many metrics ask.

    >>> families(["mean_response", "p95_response", "makespan"])
    2
    """
    return len({family_of(metric) for metric in metrics})
