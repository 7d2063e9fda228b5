"""What is known of each metric of a run beside its value: unit, direction, meaning, and what difference matters."""

import math
from collections.abc import Mapping
from difflib import get_close_matches
from typing import NamedTuple


class MetricInfo(NamedTuple):
    """One metric of a run.

    Args:
        name: as in `sim.observe.run_metrics`.
        unit: `0..1`, `0..100`, `s`, `1/s`, or empty for a count or a number without unit.
        higher_is_better: whether more of it is better.
        definition: in words; docs/reference/metrics.md has the formulas.
        delta_share: the least difference that matters, by default, as a share of the baseline's mean.
        grows: in a run whose end cuts tasks off it is the least that it can be, since they would go on to add to it.
    """

    name: str
    unit: str
    higher_is_better: bool
    definition: str
    delta_share: float
    grows: bool = False


# The shares: one point of a hundred for what is promised to users, 2 % of what is paid for, 5 % of times and
# counts, 10 % of what is far in a tail or mostly noise.
_OF_A_RUN = (
    MetricInfo(
        "health_score", "0..100", True, "weighted mean of the health metrics, mean over waves", 0.01, grows=True
    ),
    MetricInfo("success_rate", "0..1", True, "completed tasks / all tasks", 0.01, grows=True),
    MetricInfo("availability", "0..1", True, "up-time of all agents / time of all agents", 0.01),
    MetricInfo("accuracy", "0..1", True, "1 - prediction error, mean over waves", 0.01),
    MetricInfo("load_balance", "0..1", True, "least / greatest load of an agent, mean over waves", 0.05),
    MetricInfo("confidence", "0..1", True, "mean predicted success, mean over waves", 0.01),
    MetricInfo("prediction_error", "0..1", False, "distance of predicted from observed success", 0.05),
    MetricInfo("makespan", "s", False, "start of the run to end of its last wave", 0.02, grows=True),
    MetricInfo("throughput", "1/s", True, "completed tasks / makespan", 0.02),
    MetricInfo("utilisation", "0..1", True, "seconds worked / seconds of all slots", 0.02),
    MetricInfo("retries_per_task", "", False, "attempts after a task's first / all tasks", 0.05, grows=True),
    MetricInfo("wasted_work", "s", False, "seconds worked for nothing", 0.05, grows=True),
    MetricInfo("offered_load", "", False, "work of a wave / what its slots can do until its last release", 0.02),
    MetricInfo("anomalies", "", False, "anomalies that were opened", 0.10),
    MetricInfo("unfinished", "", False, "tasks that the end of the run cut off", 0.05),
    MetricInfo("unserved", "", False, "released tasks that ended without service", 0.05, grows=True),
)
_TIMES = (
    ("wait", "released tasks: release to first service, or to the end without any"),
    ("service", "served tasks: seconds worked, all attempts of a task"),
    ("response", "released tasks: release to end"),
)
_STATISTICS = (("mean", "mean", 0.05), ("p50", "median", 0.05), ("p95", "95th percentile", 0.05),
               ("p99", "99th percentile", 0.10))  # fmt: skip
_OF_TIMES = tuple(
    MetricInfo(f"{statistic}_{time}", "s", False, f"{text} over the {definition}", share, grows=True)
    for time, definition in _TIMES
    for statistic, text, share in _STATISTICS
)
_OF_PREDICTIONS = (
    MetricInfo("brier", "0..1", False, "mean squared distance of predicted from observed success", 0.05),
    MetricInfo("ece", "0..1", False, "expected calibration error of predicted success", 0.10),
    MetricInfo("ece_calibrated", "0..1", False, "the calibration error of perfect predictions, by chance", 0.10),
)
_GREATEST = {"0..1": 1.0, "0..100": 100.0}  # by unit
SHARES_OF_TASKS = frozenset({"success_rate"})
"""Metrics that are a share of a run's tasks: each task counts as 0 or 1, so that their variance cannot be too small."""
CATALOGUE = {info.name: info for info in (*_OF_A_RUN, *_OF_TIMES, *_OF_PREDICTIONS)}


def metric_info(name: str) -> MetricInfo:
    """Return what is known of a metric.

    Args:
        name: of a metric of a run.

    Raises:
        ValueError: no metric has that name; the message offers the nearest ones.

    >>> info = metric_info("p95_response")
    >>> info.unit, info.higher_is_better
    ('s', False)
    >>> metric_info("p95_responce")
    Traceback (most recent call last):
    ...
    ValueError: 'p95_responce' is not a metric of a run; did you mean p95_response, p99_response, ...?
    """
    if name not in CATALOGUE:
        near = get_close_matches(name, CATALOGUE, n=3)
        hint = f"did you mean {', '.join(near)}?" if near else f"there are {', '.join(CATALOGUE)}"
        raise ValueError(f"{name!r} is not a metric of a run; {hint}")
    return CATALOGUE[name]


def lower_bounds(values: Mapping[str, float | None]) -> tuple[str, ...]:
    """Return which metrics of a run are the least that they can be: those that grow, where its end cut tasks off.

    Args:
        values: of one run, by name.

    >>> lower_bounds({"p95_wait": 60.0, "throughput": 0.1, "unfinished": 2})
    ('p95_wait',)
    >>> lower_bounds({"p95_wait": 60.0, "throughput": 0.1, "unfinished": 0})
    ()
    """
    if not values.get("unfinished"):
        return ()
    return tuple(name for name, value in values.items() if value is not None and metric_info(name).grows)


def greatest(metric: str) -> float:
    """Return the greatest value that a metric can have; the least is 0.

    >>> greatest("success_rate"), greatest("makespan")
    (1.0, inf)
    """
    return _GREATEST.get(metric_info(metric).unit, math.inf)


def default_delta(name: str, baseline: float | None) -> float:
    """Return the least difference of a metric that matters, in its unit, where the user names none.

    Args:
        name: of the metric.
        baseline: the baseline's mean; 0, or None where it has none, gives 0: then every difference matters.

    Raises:
        ValueError: no metric has that name.

    >>> default_delta("makespan", 400.0), default_delta("anomalies", 0.0)
    (8.0, 0.0)
    """
    return metric_info(name).delta_share * abs(baseline or 0.0)
