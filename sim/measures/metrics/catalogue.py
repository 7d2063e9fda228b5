"""Every metric of a run: name, unit, direction, label, formula in words and in code. Nothing of it stands elsewhere.

The reference, reports, pictures, comparisons, requirements and the run itself read it here.
"""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from math import fsum, inf
from typing import NamedTuple

from sim.measures.metrics.calibration import brier_score, calibrated_calibration_error, expected_calibration_error
from sim.measures.metrics.fault_metrics import FAULT_METRICS
from sim.measures.metrics.metric import COUNTED, HIGHER, LOWER, NOISY, PAID, PROMISED, TASKS, WAVES, Metric
from sim.measures.metrics.rates import availability, success_rate
from sim.measures.metrics.run_numbers import RunNumbers
from sim.measures.metrics.throughput import retries_per_task, throughput, utilisation
from sim.measures.statistics.spread import Spread

OVER_WAVES = "mean over waves"
_OVER_WAVES = "sum over waves of the wave's value / waves where it is defined"


def _mean_over_waves(name: str) -> Callable[[RunNumbers], float | None]:
    """Return the mean over waves, so that a wave too hopeful does not make up for one too gloomy."""

    def mean(run: RunNumbers) -> float | None:
        values = [value for value in run.by_wave[name] if value is not None]
        return fsum(values) / len(values) if values else None

    return mean


def _mean_metric(name: str, unit: str, better: bool, delta_share: float, of_a_wave: str = "") -> Metric:
    formula = f"{_OVER_WAVES}{of_a_wave and f'; of a wave {of_a_wave}'}"
    label = name.replace("_", " ")
    return Metric(name, unit, better, label, formula, _mean_over_waves(name), delta_share, over=OVER_WAVES)


_OF_A_RUN = (
    _mean_metric("health_score", "0..100", HIGHER, PROMISED)._replace(grows=True, same=WAVES),
    Metric(
        "success_rate", "0..1", HIGHER, "success rate", "completed tasks / all tasks of the run",
        lambda run: success_rate(run.tasks_completed, run.tasks), PROMISED, grows=True, is_share_of_tasks=True,
    ),
    Metric(
        "availability", "0..1", HIGHER, "availability",
        "up-time of all agents / (agents * sum of wave lengths), both after the warm-up",
        lambda run: availability(run.up_s, run.waves_s) if run.up_s and (run.waves_s or not run.makespan_s) else None,
        PROMISED, over="of all agents",
    ),
    _mean_metric("accuracy", "0..1", HIGHER, PROMISED)._replace(same=WAVES),
    _mean_metric("load_balance", "0..1", HIGHER, COUNTED)._replace(same=WAVES),
    _mean_metric("confidence", "0..1", HIGHER, PROMISED)._replace(has_direction=False),
    _mean_metric("prediction_error", "0..1", LOWER, COUNTED)._replace(same=WAVES),
    Metric(
        "makespan", "s", LOWER, "makespan", "end of the last wave - start of the run",
        lambda run: run.makespan_s, PAID, grows=True, same=TASKS,
    ),
    Metric(
        "throughput", "1/s", HIGHER, "throughput",
        "tasks that completed after the warm-up / (end of the last wave - end of the warm-up)",
        lambda run: throughput(run.completed, run.measured_s), PAID, divided_by="makespan",
    ),
    Metric(
        "utilisation", "0..1", HIGHER, "utilisation",
        "served seconds / (slots * makespan), both after the warm-up; time down is in the denominator",
        lambda run: utilisation(run.busy_s, run.slots, run.measured_s), PAID, over="of the run",
        has_direction=False, divided_by="makespan",
    ),
    Metric(
        "retries_per_task", "", LOWER, "retries per task",
        "attempts after a task's first, refused ones included / all tasks",
        lambda run: retries_per_task(run.attempts, run.tasks_attempted, run.tasks), COUNTED, grows=True,
    ),
    Metric(
        "wasted_work", "s", LOWER, "wasted work",
        "seconds served in failed attempts, for nobody (orphans), and of those that breakdowns undid (`restart`)",
        lambda run: fsum(run.wasted_s), COUNTED, grows=True, same=TASKS,
    ),
    _mean_metric(
        "offered_load", "", LOWER, PAID,
        "sum over tasks of the true mean service time on the mean agent / (slots * (last release - start)); null where "
        "all are released at once",
    ),
    Metric(
        "anomalies", "", LOWER, "anomalies", "number of anomalies that were opened",
        lambda run: run.anomalies, NOISY, has_direction=False,
    ),
    Metric(
        "unfinished", "", LOWER, "unfinished tasks", "tasks that the end of the run cut off, released or not",
        lambda run: run.unfinished, COUNTED, same=TASKS,
    ),
    Metric(
        "timeouts", "", LOWER, "time-outs", "attempts that ended because their time was up, in a queue or in service",
        lambda run: run.timeouts, COUNTED, grows=True, same=TASKS,
    ),
    Metric(
        "limited", "", LOWER, "attempts refused by limits",
        "attempts that ended because a limit had not enough for them (`when_short: fail`, class `rate_limited`)",
        lambda run: run.limited, COUNTED, grows=True, same=TASKS,
    ),
    Metric(
        "deadline_misses", "", LOWER, "missed deadlines",
        "tasks with a deadline that did not complete by it, failed and cut off ones included; null where none has one",
        lambda run: run.deadline_misses if run.tasks_due else None, COUNTED, same=TASKS,
    ),
    Metric(
        "unserved", "", LOWER, "unserved tasks",
        "tasks that were ready and that the rules ended (gate, time-out, deadline) before any service",
        lambda run: run.unserved, COUNTED, grows=True, same=TASKS,
    ),
    Metric(
        "response_per_success", "s", LOWER, "response time per completed task",
        "sum of the response times of all released tasks / tasks that completed, or that the end of the run cut off: "
        "tasks that fail fast shorten the mean response time, and lengthen this",
        lambda run: run.response_total_s / run.not_failed if run.not_failed else None, COUNTED, grows=True,
    ),
    Metric(
        "cost", "USD", LOWER, "cost",
        "sum of what all attempts cost; null where no agent has a price",
        lambda run: None if run.costs_usd is None else fsum(run.costs_usd), PAID, grows=True, same=TASKS,
    ),
    Metric(
        "cost_per_completed", "USD", LOWER, "cost per completed task",
        "cost / tasks of the run that completed; null where none did",
        lambda run: fsum(run.costs_usd) / run.completed_in_all
        if run.costs_usd is not None and run.completed_in_all else None, PAID,
    ),
    Metric(
        "overspent", "USD", LOWER, "overspent",
        "what attempts cost beyond `budget.total`, or beyond `budget.task` added up over tasks, whichever is more; "
        "null without a budget", lambda run: run.overspent_usd, COUNTED, grows=True, same=TASKS,
    ),
)  # fmt: skip


class Time(NamedTuple):
    """A time of a task: what its mean and percentiles are called, its formula, and where they stand."""

    name: str
    label: str
    formula: str
    of: Callable[[RunNumbers], Spread]


TIMES = (
    Time("wait", "waiting time",
         "release to start of the first attempt, or to the end without one, over the released tasks",
         lambda run: run.wait),
    Time("service", "service time", "served seconds over all attempts of a task, over the served tasks",
         lambda run: run.service),
    Time("response", "response time", "release to end, over the released tasks", lambda run: run.response),
)  # fmt: skip


class _Statistic(NamedTuple):
    name: str
    label: str
    delta_share: float
    of: Callable[[Spread], float | None]
    told: str = ""
    enough: float = inf


_TYPE_7 = "; interpolated between order statistics (type 7)"


def _too_low(tasks: int) -> str:
    return f"{_TYPE_7}; of fewer than {tasks} tasks on average too low, since hardly one lies beyond it"


_STATISTICS = (
    _Statistic("mean", "mean {}", COUNTED, lambda spread: spread.mean),
    _Statistic("p50", "median {}", COUNTED, lambda spread: spread.p50, _TYPE_7),
    _Statistic("p95", "95th percentile of the {}", COUNTED, lambda spread: spread.p95, _too_low(100), 100),
    _Statistic("p99", "99th percentile of the {}", NOISY, lambda spread: spread.p99, _too_low(500), 500),
)


def _time_metric(time: Time, statistic: _Statistic) -> Metric:
    return Metric(
        f"{statistic.name}_{time.name}", "s", LOWER, statistic.label.format(time.label),
        f"{statistic.name} of {time.formula}{statistic.told}", lambda run: statistic.of(time.of(run)),
        statistic.delta_share, grows=True, same="" if statistic.enough == inf else TASKS, enough=statistic.enough,
    )  # fmt: skip


_OF_PREDICTIONS = (
    Metric(
        "brier", "0..1", LOWER, "Brier score", "sum of (predicted - observed)^2 / known tasks",
        lambda run: brier_score(run.predicted, run.observed), COUNTED,
    ),
    Metric(
        "ece", "0..1", LOWER, "calibration error",
        "sum over ten equal bins of predicted: (tasks in it / known tasks) * abs(mean predicted - mean observed in it)",
        lambda run: expected_calibration_error(run.predicted, run.observed), NOISY, has_direction=False,
    ),
    Metric(
        "ece_calibrated", "0..1", LOWER, "calibration error by chance",
        "the ece that a planner whose predictions are exactly true would show on average",
        lambda run: calibrated_calibration_error(run.predicted), NOISY, has_direction=False,
    ),
)  # fmt: skip

CATALOGUE = {
    metric.name: metric
    for metric in (
        *_OF_A_RUN,
        *FAULT_METRICS,
        *(_time_metric(time, statistic) for time in TIMES for statistic in _STATISTICS),
        *_OF_PREDICTIONS,
    )
}
"""By name, in the order in which they stand in every table."""
SHARES_OF_TASKS = frozenset(metric.name for metric in CATALOGUE.values() if metric.is_share_of_tasks)
_GREATEST = {"0..1": 1.0, "0..100": 100.0}  # by unit


def metric_info(name: str) -> Metric:
    """Return the definition of a metric.

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


def named(name: str) -> str:
    """Return a metric's label with what the number is of.

    Args:
        name: of the metric.

    Raises:
        ValueError: no metric has that name.

    >>> named("health_score"), named("utilisation"), named("makespan")
    ('health score, mean over waves', 'utilisation of the run', 'makespan')
    """
    metric = metric_info(name)
    return (
        f"{metric.label}{' ' if metric.over.startswith('of ') else ', '}{metric.over}" if metric.over else metric.label
    )


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
    return _GREATEST.get(metric_info(metric).unit, inf)


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
