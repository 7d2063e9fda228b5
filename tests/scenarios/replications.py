"""Runs of a shipped scenario, with common random numbers between its variants, and what they prove."""

from collections.abc import Callable, Sequence
from math import exp, log, sqrt
from pathlib import Path
from statistics import fmean, stdev

from sim.experiment.harness import Phase21Harness
from sim.experiment.scenario_input import load_scenario
from sim.measures.statistics.intervals import t_quantile
from sim.record.rows import TaskEnded

FOLDER = Path(__file__).resolve().parents[2] / "scenarios"
ERROR = 0.01
"""Chance that a statement is accepted though it is false."""

Metric = Callable[[Phase21Harness], float]


def replications(name: str, *overrides: str, n: int = 10) -> list[Phase21Harness]:
    """The first n replications of a scenario under settings such as `retry.max_retries=0`.

    Replication 0 is the shipped run; replication r of two variants meets the same luck, so that they can be paired.
    """
    scenario = load_scenario(FOLDER / f"{name}.yaml", overrides=overrides)
    harnesses = [Phase21Harness(scenario, replication=r, feedback=False) for r in range(n)]
    for harness in harnesses:
        harness.run_phase21()
    return harnesses


def least(values: Sequence[float]) -> float:
    """What the mean surely exceeds: its one-sided lower bound at 1 %, mean - t * s / sqrt(n)."""
    n = len(values)
    return fmean(values) - t_quantile(1.0 - ERROR, n - 1) * stdev(values) / sqrt(n)


def gain(before: Sequence[Phase21Harness], after: Sequence[Phase21Harness], metric: Metric) -> float:
    """By how much a metric surely rises, replication by replication; see `least`."""
    return least([metric(b) - metric(a) for a, b in zip(before, after, strict=True)])


def saving(before: Sequence[Phase21Harness], after: Sequence[Phase21Harness], metric: Metric) -> float:
    """By which share of its mean a metric surely falls; see `least`."""
    return gain(after, before, metric) / fmean(metric(run) for run in before)


def times(before: Sequence[Phase21Harness], after: Sequence[Phase21Harness], metric: Metric) -> float:
    """How many times as much a metric surely is, as a geometric mean over pairs of replications; see `least`."""
    return exp(least([log(metric(b) / metric(a)) for a, b in zip(before, after, strict=True)]))


def metric_of(run: Phase21Harness, name: str) -> float:
    assert run.result is not None
    value = run.result.metrics[name]
    assert value is not None
    return value


def minutes(run: Phase21Harness) -> float:
    """Makespan in minutes."""
    return metric_of(run, "makespan") / 60.0


def success_rate(run: Phase21Harness) -> float:
    return metric_of(run, "success_rate")


def load_balance(run: Phase21Harness) -> float:
    return metric_of(run, "load_balance")


def mean_wait(run: Phase21Harness) -> float:
    """Seconds from release to first work."""
    return metric_of(run, "mean_wait")


def wasted_minutes(run: Phase21Harness) -> float:
    """Minutes worked in failed attempts."""
    return metric_of(run, "wasted_work") / 60.0


def prediction_error(run: Phase21Harness, wave: int) -> float:
    value = run.healths[wave - 1].metrics["prediction_error"]
    assert value is not None
    return value


def mean_response(run: Phase21Harness, priority: int) -> float:
    """Seconds from release to end, over the tasks of one priority."""
    assert run.workload is not None
    priorities = run.workload.tasks.priority
    ended = [row for row in run.log.of(TaskEnded) if priorities[row.task_index] == priority]
    return fmean(row.ended_at - row.released_at for row in ended if row.released_at is not None)
