"""Time-outs: where attempts were cut off, by which limit, and how long they would have gone on."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.fit.levels import Levels, fit_levels
from sim.fit.record import Record
from sim.fit.service_times import Draws

Numbers = NDArray[np.int64]
Marks = NDArray[np.bool_]
Times = NDArray[np.float64]

CLOSE = 0.02
"""Attempts that a limit cut off end within this share of it: clocks and clean-up add a little."""
CLOSE_S = 1.0
FEWEST = 5
MOST_BEYOND = 0.01
MOST_THERE = 0.02
"""Share of successes among attempts that end at a limit: one may just make it."""
ROUNDS = 8


@dataclass(frozen=True, slots=True)
class TimeOut:
    """What the record says of a time-out.

    Attributes:
        seconds: the limit; None: attempts were cut off at times that have no limit in common.
        cut_off: attempts that it ended.
        share: of all attempts.
        named: whether the log says that they timed out; else it was read from where they end.
    """

    seconds: float | None
    cut_off: int
    share: float
    named: bool = True


def find_time_out(record: Record) -> TimeOut | None:
    """Return the limit that cut attempts off; None: none was.

    A limit is believed where the attempts that were cut off end within a few hundredths of one time, and hardly another
    one lasted longer.

    Args:
        record: the attempts.
    """
    cut = record.cut_off
    if not cut.any():
        return None
    served, number = record.served_s, int(cut.sum())
    low, middle, high = np.quantile(served[cut], [0.05, 0.5, 0.95])
    together = high - low <= max(CLOSE * middle, CLOSE_S) and number >= FEWEST
    beyond = float((served[~cut] > middle * (1.0 + CLOSE) + CLOSE_S).mean()) if not cut.all() else 0.0
    seconds = round_number(float(low), float(high)) if together and beyond <= MOST_BEYOND else None
    return TimeOut(seconds, number, number / len(cut))


def round_number(low: float, high: float) -> float:
    """Return the roundest number just below or within a range: limits are written by people.

    >>> round_number(300.08, 300.9), round_number(59.99, 60.4), round_number(71.3, 71.9)
    (300.0, 60.0, 71.3)
    """
    reach = max(0.002 * low, 0.05)
    for step in (3600.0, 900.0, 300.0, 60.0, 30.0, 15.0, 10.0, 5.0, 1.0):
        nearest = float(np.round(low / step) * step)
        if nearest > 0.0 and low - reach <= nearest <= min(low + reach, high):
            return nearest
    return low


def with_unnamed_time_out(record: Record) -> Record:
    """Return a record in which attempts that failed at one and the same longest time count as cut off.

    Times that go on for ever in ever thinner tails do not pile up at their end: where at least five attempts, and one
    in a hundred, failed within half a hundredth of the longest time, and hardly one succeeded there, a limit
    ended them that the log does not name.

    Args:
        record: the attempts; one in which any is cut off, or whose outcomes are not recorded, stays as it is.
    """
    served = record.served_s
    if record.cut_off.any() or record.succeeded.all() or not len(record):
        return record
    longest = float(served.max())
    there = served >= longest * 0.995 - 0.05
    before = (served < longest * 0.995 - 0.05) & (served >= longest * 0.9)
    number = int(there.sum())
    piles_up = number >= max(FEWEST, 0.01 * len(record)) and number > 2 * int(before.sum())
    spread_out = len(np.unique(served)) > 0.5 * (len(record) - number)  # times that come in steps pile up anywhere
    if not piles_up or not spread_out or float(record.succeeded[there].mean()) > MOST_THERE:
        return record
    there &= ~record.succeeded
    number = int(there.sum())
    note = (
        f"{number} failed attempts end at the longest time, {longest:.6g} s: they are taken as cut off by a time-out"
        " that the log does not name"
    )
    return replace(record, cut_off=there, notes=(*record.notes, note))


def whole_seconds(
    served_s: Times, cut_off: Marks, tasks: Numbers, agents: Numbers, failed: Marks, draws: Draws
) -> Times:
    """Return the seconds of attempts as if nothing had cut them off: a cut off time is not a short one.

    What is missing of an attempt is drawn from what its task and agent make likely beyond its limit, over and over,
    until draws and estimates agree.

    Args:
        served_s: seconds of each, above 0; shape (n,).
        cut_off: where a time is only known to be exceeded.
        tasks: number of its task, from 0.
        agents: number of its agent, from 0.
        failed: whether it failed by itself; see `own_failures`.
        draws: uniforms.

    Source: Tanner, Wong, "The calculation of posterior distributions by data augmentation", Journal of the American
        Statistical Association 82, 1987; stochastic EM: Celeux, Diebolt, Computational Statistics Quarterly 2, 1985.
    """
    from scipy.special import log_ndtr, ndtri_exp

    logs = np.log(served_s)
    if not cut_off.any() or cut_off.all():
        return served_s
    limits, filled = logs[cut_off], logs.copy()
    filled[cut_off] += 0.5 * float(logs[~cut_off].std())
    for number in range(ROUNDS):
        levels = fit_levels(filled, tasks, agents, failed)
        middle, sd = (values[cut_off] for values in _expected(levels, tasks, agents, failed))
        beyond = log_ndtr(-(limits - middle) / sd)  # of the normal logarithm, that it lies beyond its limit
        u = np.log(np.clip(draws(number, int(cut_off.sum())), 1e-12, 1.0))
        filled[cut_off] = np.maximum(middle - sd * ndtri_exp(beyond + u), limits)
    result: Times = np.exp(filled)
    return result


def own_failures(succeeded: Marks, cut_off: Marks, draws: Draws) -> Marks:
    """Return which attempts failed by themselves; of those that were cut off that is not known, and drawn.

    Were they all counted as failed, or none, failing would seem to take long, or short.

    Args:
        succeeded: whether each did; shape (n,).
        cut_off: whether a limit ended it.
        draws: uniforms.
    """
    failed = ~succeeded & ~cut_off
    if cut_off.any() and not cut_off.all():
        share = float(failed.sum() / (~cut_off).sum())
        failed[cut_off] = draws(ROUNDS, int(cut_off.sum())) < share
    return failed


def _expected(levels: Levels, tasks: Numbers, agents: Numbers, failed: Marks) -> tuple[Times, Times]:
    """Return where the logarithm of each attempt is expected, by its task and agent, and how far around it may lie."""
    middle: Times = levels.level + levels.task[tasks] - np.log(np.array(levels.pace))[agents]
    middle += np.where(failed, np.log(levels.failed), 0.0)
    luck, between = levels.within_sd**2, levels.between_sd**2
    unknown = between * luck / np.maximum(levels.task_attempts * between + luck, 1e-300)
    sd: Times = np.sqrt(np.maximum(luck + unknown[tasks], 1e-12))
    return middle, sd
