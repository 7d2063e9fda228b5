"""Runs differ as wholes: how much, beyond what their own tasks explain."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from sim.fit.families import Times
from sim.measures.statistics.intervals import Interval


@dataclass(frozen=True, slots=True)
class RunEffect:
    """How far whole runs lie apart, as the standard deviation of what a run adds to each of its values.

    Attributes:
        sd: of the runs; 0: they differ no more than their attempts explain.
        interval: of it, 95 %.
        within_sd: standard deviation of one attempt within its run, given its task.
        runs: runs with an attempt.
        seen_sd: standard deviation of the runs' shifts as they were seen, the luck of their attempts included.
        luck_sd: what that luck makes of it.
    """

    sd: float
    interval: Interval
    within_sd: float
    runs: int
    seen_sd: float
    luck_sd: float


def fit_run_effect(values: Times, runs: NDArray[np.int64], tasks: NDArray[np.int64]) -> RunEffect:
    """Return the spread of runs in a record of attempts at tasks, tasks and runs being crossed.

    Each value is its task's mean, plus its run's own shift, plus luck. Taking the tasks off first, runs that had the
    harder tasks are not taken for slower ones.

    Args:
        values: one an attempt: logarithms of seconds, or 1 and 0 for success; shape (n,).
        runs: number of the run of each, from 0.
        tasks: number of the task of each, from 0.

    Where no task was tried in two runs, runs are compared as they are, and luck is what tasks and attempts differ by.

    Raises:
        ValueError: fewer than two runs, or no more attempts than runs.

    >>> generator = np.random.default_rng(5)
    >>> runs, tasks = np.repeat(np.arange(40), 50), np.tile(np.arange(50), 40)
    >>> shift, level = generator.normal(0.0, 0.2, 40), generator.normal(0.0, 1.0, 50)
    >>> effect = fit_run_effect(level[tasks] + shift[runs] + generator.normal(0.0, 0.5, 2000), runs, tasks)
    >>> effect.interval.low < 0.2 < effect.interval.high, round(effect.within_sd, 1)
    (True, 0.5)

    Source: the analysis of variance of a crossed layout with one random factor: Searle, Casella, McCulloch, "Variance
        Components", 1992, sections 4.2 and 4.4; interval by Satterthwaite and Moriguti's bounds: Burdick, Graybill,
        "Confidence Intervals on Variance Components", 1992, section 3.3.
    """
    from scipy.stats import f as f_distribution

    if len(set(runs.tolist())) < 2:
        raise ValueError("how runs differ cannot be told from one run")
    tasks = comparable_tasks(runs, tasks)
    m, k = int(runs.max()) + 1, int(tasks.max()) + 1
    residual, run_shift = taken_apart(values, runs, tasks)
    freedom = len(values) - k - m + 1
    if freedom < 1:
        raise ValueError("how runs differ cannot be told: none has two attempts")
    within = float((residual**2).sum()) / freedom
    sizes = np.bincount(runs, minlength=m).astype(float)
    between = float((sizes * run_shift**2).sum()) / (m - 1)
    size = (float(sizes.sum()) - float((sizes**2).sum()) / float(sizes.sum())) / (m - 1)
    ratio = between / within if within else float("inf")
    ends = [
        max(ratio / float(f_distribution.ppf(p, m - 1, freedom)) - 1.0, 0.0) * within / size for p in (0.975, 0.025)
    ]
    return RunEffect(
        sqrt(max(between - within, 0.0) / size),
        Interval(sqrt(ends[0]), sqrt(ends[1])),
        sqrt(within),
        m,
        sqrt(between / size),
        sqrt(within / size),
    )


def comparable_tasks(runs: NDArray[np.int64], tasks: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the numbers of the tasks where runs can be compared at the same ones; all 0 where they cannot.

    Args:
        runs: number of the run of each attempt, from 0.
        tasks: number of its task, from 0.

    >>> comparable_tasks(np.array([0, 0, 1, 1]), np.array([0, 1, 2, 3])).tolist()
    [0, 0, 0, 0]
    """
    several = np.unique(np.column_stack([tasks, runs]), axis=0)[:, 0]
    repeated = np.bincount(several) > 1
    return tasks if repeated[tasks].mean() > 0.5 else np.zeros_like(tasks)


def taken_apart(values: Times, runs: NDArray[np.int64], tasks: NDArray[np.int64]) -> tuple[Times, Times]:
    """Return what neither task nor run explains, and each run's shift (their weighted mean is 0): least squares.

    By sweeping tasks' and runs' means off in turn until nothing moves (the iteration converges wherever runs and tasks
    hang together by attempts).

    Args:
        values: one an attempt; shape (n,).
        runs: number of the run of each, from 0.
        tasks: number of the task of each, from 0.
    """
    m, k = int(runs.max()) + 1, int(tasks.max()) + 1
    residual = values.astype(float).copy()
    shift = np.zeros(m)
    in_run, in_task = np.maximum(np.bincount(runs, minlength=m), 1), np.maximum(np.bincount(tasks, minlength=k), 1)
    for _ in range(500):
        residual -= (np.bincount(tasks, residual, k) / in_task)[tasks]
        moved = np.bincount(runs, residual, m) / in_run
        residual -= moved[runs]
        shift += moved
        if float(np.abs(moved).max()) < 1e-10:
            break
    return residual, shift - float(np.average(shift, weights=in_run))


def explained_by_runs(
    values: Times, runs: NDArray[np.int64], tasks: NDArray[np.int64], effect: RunEffect | None
) -> Times:
    """Return what of each value its run explains, as far as runs are known to differ; 0 where they are not.

    Args:
        values: one an attempt; shape (n,).
        runs: number of the run of each, from 0.
        tasks: number of the task of each, from 0.
        effect: of the runs; None: there is one.

    Source: best linear prediction of a run's shift: Searle, Casella, McCulloch, "Variance Components", 1992, chapter 7.
    """
    if effect is None or effect.seen_sd <= 0.0:
        return np.zeros(len(values))
    _, shift = taken_apart(values, runs, comparable_tasks(runs, tasks))
    result: Times = (effect.sd / effect.seen_sd) ** 2 * shift[runs]
    return result


def variance_of_mean(effect: RunEffect | None, runs: NDArray[np.int64]) -> float:
    """Return the variance that runs give to the mean of all attempts.

    >>> effect = RunEffect(0.2, Interval(0.1, 0.4), 0.5, 4, 0.21, 0.05)
    >>> round(variance_of_mean(effect, np.array([0, 0, 1, 1, 2, 2, 3, 3])), 3)
    0.01
    """
    return 0.0 if effect is None else effect.sd**2 * float(((np.bincount(runs) / len(runs)) ** 2).sum())
