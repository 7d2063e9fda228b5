"""Whether a record hangs together: in the times that attempts take, in successes, and in how fast tasks come in."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.fit.arrivals import Arrivals
from sim.fit.counts import counts_in_windows
from sim.fit.draws import DrawsFor
from sim.fit.drift import FEWEST, NOT_LOOKED, Drift, find_drift
from sim.fit.families import Times
from sim.fit.record import Record
from sim.fit.run_effect import comparable_tasks, taken_apart
from sim.fit.service_times import Draws

Numbers = NDArray[np.int64]
RATE_WINDOWS = 40
"""Counts in which a change of the rate is looked for."""
FEWEST_IN_WINDOW = 5


@dataclass(frozen=True, slots=True)
class Drifts:
    """Whether the record hangs together, by what was looked at.

    Attributes:
        seconds: of the logarithm of the seconds, tasks taken off.
        success: of the share of successes, tasks taken off.
        rate: of arrivals, in windows of a fortieth of the record; its place is a window.
    """

    seconds: Drift = NOT_LOOKED
    success: Drift = NOT_LOOKED
    rate: Drift = NOT_LOOKED


def find_drifts(
    record: Record,
    log_s: Times,
    places: tuple[Numbers, Numbers, NDArray[np.bool_]],
    arrivals: Arrivals | None,
    draws: DrawsFor | None,
) -> Drifts:
    """Return whether times, successes or arrivals changed along a record.

    Args:
        record: the attempts.
        log_s: logarithm of the seconds of each attempt that served any, agents taken off.
        places: of each attempt the number of its run and of its task, and whether it served any time.
        arrivals: what they follow; None: nothing is known of them.
        draws: for the tests; None: nothing is looked at.
    """
    if draws is None:
        return Drifts()
    runs, tasks, used = places
    moments_s = np.sort(record.queued_s[np.isfinite(record.queued_s)])
    return Drifts(
        drift_along(log_s, runs[used], tasks[used], draws("drift of seconds")),
        drift_along(record.succeeded.astype(float), runs, tasks, draws("drift of success")),
        drift_of_rate(moments_s, arrivals, draws("drift of rate")),
    )


def drift_along(values: Times, runs: Numbers, tasks: Numbers, draws: Draws) -> Drift:
    """Return whether the level of values changed along a record of runs, what tasks make of them taken off.

    Runs differ as wholes without any drift: within runs a change is looked for with each run's own shift taken off, and
    between them in the shifts, where there are enough runs. Of the two the surer one is told, at the price of both.

    Args:
        values: one an attempt, in the order of the record; shape (n,).
        runs: number of the run of each, from 0, in their order.
        tasks: number of the task of each, from 0.
        draws: for the tests.

    >>> luck = np.random.default_rng(1)
    >>> runs, tasks = np.repeat(np.arange(30), 20), np.tile(np.arange(20), 30)
    >>> values = luck.normal(0.0, 1.0, 20)[tasks] + luck.normal(0.0, 0.3, 600)
    >>> draws = lambda number, n: np.random.default_rng(number).random(n)
    >>> drift_along(values, runs, tasks, draws).p_value > 0.05
    True
    >>> moved = drift_along(values + 0.5 * (runs >= 18), runs, tasks, draws)
    >>> moved.at, moved.p_value < 0.01, round(moved.after - moved.before, 1)
    (360, True, 0.5)
    """
    repeated = np.bincount(tasks)[tasks] > 1
    if repeated.mean() < 0.5:  # tasks that were tried once have no mean to be taken off
        tasks = np.zeros_like(tasks)
    if int(runs.max()) == 0:
        return find_drift(_without(values, tasks), draws)
    rest, shift = taken_apart(values, runs, comparable_tasks(runs, tasks))
    within = find_drift(rest, draws)
    if len(shift) < FEWEST:
        return within
    between = find_drift(shift, draws)
    found, p_value = (between, between.p_value) if between.p_value < within.p_value else (within, within.p_value)
    at = found.at if found is within else int(np.searchsorted(runs, found.at))
    return Drift(at, found.before, found.after, min(1.0, 2.0 * p_value), found.is_gradual)


def drift_of_rate(moments_s: Times, arrivals: Arrivals | None, draws: Draws) -> Drift:
    """Return whether tasks began to come in at another rate; not looked at where bursts are as long as a window.

    Args:
        moments_s: when tasks came in, ascending.
        arrivals: what they follow; None: nothing is known of them.
        draws: for the test.
    """
    if arrivals is None or arrivals.n < RATE_WINDOWS * FEWEST_IN_WINDOW:
        return NOT_LOOKED
    window_s = arrivals.length_s / RATE_WINDOWS
    if arrivals.modulated is not None and 3.0 * min(arrivals.modulated.stays_s) > window_s:
        return NOT_LOOKED
    counts = counts_in_windows(moments_s - float(moments_s[0]), window_s, arrivals.length_s)
    return find_drift(counts.astype(float) / window_s, draws)


def _without(values: Times, tasks: Numbers) -> Times:
    means = np.bincount(tasks, values) / np.maximum(np.bincount(tasks), 1)
    result: Times = values - means[tasks]
    return result
