"""The tasks of a record, each by itself: how long it takes, how often it succeeds, what of that is still unknown.

A scenario with these tasks says what the *same* tasks would do once more, where one with tasks drawn from
distributions speaks of others like them.
"""

from dataclasses import dataclass
from math import exp, expm1, sqrt

import numpy as np
from numpy.typing import NDArray

from sim.fit.estimates import Estimates
from sim.fit.families import Times
from sim.fit.levels import Levels, fit_levels, numbered
from sim.fit.next_run import TYPICAL, NextRun, next_run
from sim.fit.record import Record
from sim.fit.run_effect import RunEffect, comparable_tasks, taken_apart
from sim.fit.service_times import FEWEST, choose_family
from sim.fit.success import Dispersion, fit_dispersion

Numbers = NDArray[np.int64]
LEAST_CHANCE = 1e-6


@dataclass(frozen=True, slots=True)
class KnownTasks:
    """The tasks of a record, in the order of their first start.

    Attributes:
        names: of the tasks.
        seconds: mean seconds of an attempt at each, by an average agent, failed ones included.
        chance: of success of an attempt at each, by the best agent.
        family: of the luck of an attempt around its task's mean.
        cv: of that luck, what is not known of the mean included; 0: none.
        dispersion: what is not known of the chances, as `truth.dispersion` has it.
        run_seconds: how far the next run may lie from these, in the logarithm of seconds; None: not told.
        run_success: likewise on the logit of success.
    """

    names: tuple[str, ...]
    seconds: Times
    chance: Times
    family: str
    cv: float
    dispersion: float
    run_seconds: NextRun | None
    run_success: NextRun | None


def known_tasks(record: Record, estimates: Estimates, wanted: tuple[str, ...] | None = None) -> KnownTasks:
    """Return what a record says of each of its tasks.

    Args:
        record: the attempts.
        estimates: what they say together.
        wanted: names of the tasks; those that the record never saw are like an average one of it, with all the spread
            that its tasks have. None: those of the record.

    Source: best linear prediction of a task's mean, and its error: Searle, Casella, McCulloch, "Variance Components",
        1992, section 7.4; the mean of a beta-binomial task's chance: Gelman et al., "Bayesian Data Analysis", 3rd ed.,
        section 5.3.
    """
    names, tasks = numbered(record.task)
    chosen = names if wanted is None else wanted
    place = {name: number for number, name in enumerate(names)}
    at = np.array([place.get(name, -1) for name in chosen], dtype=np.int64)
    levels = _levels(record, estimates, tasks)
    family, factor, cv = _luck(levels)
    seconds, unknown = _seconds(levels, at)
    chance, dispersion = _chances(record, estimates, tasks, at)
    return KnownTasks(
        chosen,
        factor * seconds,
        chance,
        family,
        sqrt(cv**2 + unknown),
        dispersion,
        *runs_to_come(estimates),
    )


def runs_to_come(estimates: Estimates) -> tuple[NextRun | None, NextRun | None]:
    """Return how far the next run may lie from those seen, in the logarithm of seconds and on the logit of success.

    Args:
        estimates: what a record says; None comes of one run.
    """
    times, success = estimates.run_seconds, estimates.run_success
    return (
        None if times is None else next_run(times, TYPICAL * times.within_sd),
        None if success is None else _on_the_logit(success),
    )


def are_the_same(record: Record, estimates: Estimates) -> bool:
    """Whether a record is one of the same tasks again and again, in run after run.

    Args:
        record: the attempts.
        estimates: what they say.
    """
    _, runs = numbered(record.run)
    _, tasks = numbered(record.task)
    return estimates.runs > 1 and estimates.arrivals is None and bool(comparable_tasks(runs, tasks).any())


def _seconds(levels: Levels, at: Numbers) -> tuple[Times, float]:
    """Return the seconds of each task wanted, and how much variance is added by not knowing them better."""
    seen = at >= 0
    counts = np.where(seen, levels.task_attempts[at], 0)
    luck, between = levels.within_sd**2, levels.between_sd**2
    unknown = (
        between * luck / np.maximum(counts * between + luck, 1e-300)
    )  # variance of what a task's mean may still be
    logs = levels.level + np.where(seen, levels.task[at], 0.0) + unknown / 2.0
    return np.exp(logs), float(np.mean(np.expm1(unknown)))


def _levels(record: Record, estimates: Estimates, tasks: Numbers) -> Levels:
    """Return what tasks and agents make of the seconds, runs taken off, whatever came of the attempts."""
    seconds = estimates.hindrances.seconds
    used = seconds > 0.0
    logs, of_task = np.log(seconds[used]), tasks[used]
    _, agents = numbered(record.agent)
    if estimates.runs > 1:
        _, runs = numbered(record.run)
        _, shift = taken_apart(logs, runs[used], comparable_tasks(runs[used], of_task))
        logs = logs - shift[runs[used]]
    size = int(tasks.max()) + 1
    levels = fit_levels(logs, of_task, agents[used], np.zeros(len(logs), dtype=bool))
    missing = size - len(levels.task)
    if not missing:
        return levels
    return Levels(
        **{
            **{name: getattr(levels, name) for name in Levels.__slots__},
            "task": np.append(levels.task, np.zeros(missing)),
            "task_attempts": np.append(levels.task_attempts, np.zeros(missing, dtype=np.int64)),
        }
    )


def _luck(levels: Levels) -> tuple[str, float, float]:
    """Return the family of the factors by which attempts differ from e to their task's level, their mean and cv."""
    factors = np.exp(levels.residuals[levels.residuals != 0.0])
    if len(factors) < FEWEST or float(np.ptp(factors)) <= 1e-9:  # hardly a task was tried twice: all is luck
        variance = levels.within_sd**2
        return "lognormal", exp(variance / 2.0), sqrt(expm1(variance))
    best = choose_family(factors).best
    if best.family.name == "exponential":  # as a shape it has no cv that could take up what else is unknown
        return "gamma", best.mean_s, 1.0
    return best.family.name, best.mean_s, best.cv


def _chances(record: Record, estimates: Estimates, tasks: Numbers, at: Numbers) -> tuple[Times, float]:
    """Return the chance of each task wanted, by the best agent, and the dispersion that is left around them."""
    size = int(tasks.max()) + 1
    judged = ~estimates.hindrances.cut_off  # what those that a limit cut off would have come to is not known
    k = np.bincount(tasks, (record.succeeded & judged).astype(float), size).astype(float)
    n = np.bincount(tasks, judged.astype(float), size).astype(float)
    seen = at >= 0
    tried, solved = np.where(seen, n[at], 0.0), np.where(seen, k[at], 0.0)
    prior = _prior(k, n)
    rates = [agent.pooled_success for agent in estimates.agents]
    mean_rate = float(np.mean(rates))
    better = max(rates) / mean_rate if mean_rate > 0.0 else 1.0
    if prior is None:
        mean = float(k.sum() / n.sum())
        return np.full(len(at), min(mean * better, 1.0)), 0.0
    weight = (1.0 - prior.dispersion) / prior.dispersion
    chance = np.clip(better * (prior.mean * weight + solved) / (weight + tried), LEAST_CHANCE, 1.0 - LEAST_CHANCE)
    return chance, float((1.0 / (weight + tried + 1.0)).mean())


def _prior(k: Times, n: Times) -> Dispersion | None:
    mixed = 0.0 < k.sum() < n.sum()
    return fit_dispersion(k.astype(np.int64), n.astype(np.int64)) if mixed and (n >= 2).any() else None


def _on_the_logit(effect: RunEffect) -> NextRun:
    """Return the next run's shift of logits: a chance moves by p (1 - p) times that of its logit."""
    slope = max(effect.within_sd**2, 1e-3)  # the variance of an outcome, given its task, is the mean of p (1 - p)
    shift = next_run(effect, TYPICAL * slope)
    return NextRun(min(shift.sd / slope, 10.0), shift.freedom)
