"""Everything that a record of attempts says about a fleet."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import exp, log

import numpy as np
from numpy.typing import NDArray

from sim.fit.arrivals import Arrivals, fit_arrivals
from sim.fit.draws import DrawsFor, keyed_draws
from sim.fit.drifts import Drifts, find_drifts
from sim.fit.families import Times
from sim.fit.hindrances import Hindrances, find_hindrances
from sim.fit.levels import Levels, fit_levels, numbered
from sim.fit.pooling import pooled
from sim.fit.ratio import Ratio, share
from sim.fit.record import Record
from sim.fit.retries import Retries, find_retries
from sim.fit.run_effect import RunEffect, explained_by_runs, fit_run_effect, variance_of_mean
from sim.fit.second_try import SecondTry, second_try
from sim.fit.service_times import Draws, FamilyChoice, choose_family
from sim.fit.shared_difficulty import Shared, fit_shared
from sim.fit.spending import Spending, fit_spending
from sim.fit.success import Dispersion, fit_dispersion
from sim.fit.width import most_at_once
from sim.measures.statistics.intervals import Interval

FEWEST_TIMES = 8
MOST_CELLS = 30_000_000
"""Attempts times agents: what agents make of the times is a regression with a column each."""
Numbers = NDArray[np.int64]
Marks = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class AgentEstimate:
    """What the record says of one agent.

    Attributes:
        name: of the agent.
        attempts: it made.
        capacity: most attempts under way at once, in any run.
        success: share that succeeds; its interval is over tasks.
        dispersion: how unlike tasks are for it; None: no task was tried twice.
        pace: by what factor it is faster than the average agent at the same task, as recorded.
        pooled_pace: the same, drawn towards 1 as far as luck explains the differences of agents.
        pooled_success: share that succeeds of those that no limit of the scenario cuts off, drawn towards that of all
            agents likewise.
        cut_off: share of its attempts that a time-out ended.
    """

    name: str
    attempts: int
    capacity: int
    success: Ratio
    dispersion: Dispersion | None
    pace: float
    pooled_pace: float
    pooled_success: float
    cut_off: Ratio


@dataclass(frozen=True, slots=True)
class Estimates:
    """What a record says; None where it says nothing.

    Attributes:
        agents: in order of first appearance.
        tasks: names of the tasks.
        levels: what makes attempts long.
        times: family of the seconds that attempts serve, whatever the task, as if each ran alone.
        luck: family of the seconds around their task's mean, as factors; None: no task was tried twice.
        size: family of the tasks' own mean seconds; None: too few tasks.
        shared: how much of the difficulty agents share; None: one agent, or no task in common.
        same_agent: what another attempt of the same agent at a task is worth.
        other_agent: what an attempt of another agent is worth.
        retries: whether further attempts follow failures, how many, and after what time.
        arrivals: how tasks came in; None: all were there at the start of each run.
        run_seconds: how far runs lie apart in the logarithm of seconds; None: one run.
        run_success: likewise in success.
        drifts: whether something changed in the middle.
        runs: runs in the record.
        hindrances: time-outs and contention, and the seconds of attempts without them.
        spending: tokens, and what attempts cost.
    """

    agents: tuple[AgentEstimate, ...]
    tasks: tuple[str, ...]
    levels: Levels
    times: FamilyChoice
    luck: FamilyChoice | None
    size: FamilyChoice | None
    shared: Shared | None
    same_agent: SecondTry
    other_agent: SecondTry | None
    retries: Retries
    arrivals: Arrivals | None
    run_seconds: RunEffect | None
    run_success: RunEffect | None
    drifts: Drifts
    runs: int
    hindrances: Hindrances
    spending: Spending


def estimate(record: Record, draws: DrawsFor | None, is_whole: bool = True) -> Estimates:
    """Return everything that a record says.

    Args:
        record: the attempts.
        draws: keyed draws, for tests by resampling; None: nothing is tested that needs them, which is fast.
        is_whole: False: attempts are missing, so who was under way at once is not known.

    Raises:
        ValueError: fewer than 8 attempts that served any time, or all served alike.
    """
    used = record.served_s > 0.0
    task_names, tasks = numbered(record.task)
    agent_names, agents = numbered(record.agent)
    _require(int(used.sum()), len(agent_names), len(record))
    _, runs = numbered(record.run)
    hindrances = find_hindrances(record, runs, tasks, agents, draws, is_whole)
    alone, cut = hindrances.seconds, hindrances.cut_off
    retries, tries = find_retries(record, runs, tasks), _tries(record)
    log_s = np.log(alone[used])
    run_seconds = _run_effect(log_s, runs[used], tasks[used])
    by_run = explained_by_runs(log_s, runs[used], tasks[used], run_seconds)
    levels = fit_levels(log_s - by_run, tasks[used], agents[used], hindrances.failed[used])
    over_runs = partial(replace, more=variance_of_mean(run_seconds, runs[used]), runs=int(runs.max()) + 1)
    paces = pooled([log(pace) for pace in levels.pace], [_half(span, log) for span in levels.pace_interval])
    size = (len(task_names), len(agent_names))
    shares = _shares(_counts(tasks, agents, record.succeeded, *size))
    # Whether an attempt that the limit of the scenario cuts off would have succeeded is not known.
    counts = _counts(tasks[~cut], agents[~cut], record.succeeded[~cut], *size) if cut.any() else None
    own = shares if counts is None else _shares(counts)
    counts = counts or _counts(tasks, agents, record.succeeded, *size)
    successes = pooled([one.value or 0.0 for one in own], [_half(one.interval, float) for one in own])
    dispersions = [_dispersion(k, n) for k, n in zip(*counts, strict=True)]
    sizes = _family(task_sizes(levels), _for(draws, "size"))
    arrivals = find_arrivals(record, (draws or keyed_draws(0))("arrivals"))
    return Estimates(
        agents=tuple(
            AgentEstimate(
                name=name,
                attempts=int((agents == place).sum()),
                capacity=most_at_once(record, agents == place, runs),
                success=shares[place],
                dispersion=dispersions[place],
                pace=levels.pace[place],
                pooled_pace=exp(paces[place]),
                pooled_success=min(max(successes[place], 0.0), 1.0),
                cut_off=_share_by_task(record.cut_off[agents == place], tasks[agents == place]),
            )
            for place, name in enumerate(agent_names)
        ),
        tasks=task_names,
        levels=levels,
        times=over_runs(_times(record, hindrances, tasks, used, _for(draws, "times"))),
        luck=_family(np.exp(levels.residuals[levels.task_attempts[tasks[used]] > 1]), _for(draws, "luck")),
        size=None if sizes is None else over_runs(sizes),
        shared=_shared(counts, dispersions),
        same_agent=second_try(tries, in_order=retries.are_retries),
        other_agent=second_try(tries, False, retries.are_retries) if len(agent_names) > 1 else None,
        retries=retries,
        arrivals=arrivals,
        run_seconds=run_seconds,
        run_success=_run_effect(record.succeeded.astype(float), runs, tasks),
        drifts=find_drifts(record, log_s + np.log(levels.pace)[agents[used]], (runs, tasks, used), arrivals, draws),
        runs=int(runs.max()) + 1,
        hindrances=hindrances,
        spending=fit_spending(record, tasks, agents, _for(draws, "tokens")),
    )


def _require(served: int, agents: int, attempts: int) -> None:
    if served < FEWEST_TIMES:
        raise ValueError(f"{served} attempts served any time; a fit needs {FEWEST_TIMES}")
    if agents * attempts > MOST_CELLS:
        raise ValueError(
            f"{agents:,} agents in {attempts:,} attempts are too many to be told apart; expected a column"
            " of kinds of agent (--map agent=..)"
        )


def _times(record: Record, hindrances: Hindrances, tasks: Numbers, used: Marks, draws: Draws | None) -> FamilyChoice:
    seconds = record.served_s[used] / hindrances.alone[used]
    return choose_family(seconds, _cut(record, used), draws, groups=_groups(tasks[used]))


def _half(interval: Interval, scale: Callable[[float], float]) -> float:
    """Return the standard error that an interval of 95 % stands for."""
    return (scale(interval.high) - scale(interval.low)) / (2.0 * 1.96)


def task_sizes(levels: Levels) -> Times:
    """Return the mean seconds of the tasks, spread as tasks are: drawn towards each other they lie too close.

    Args:
        levels: of their attempts.
    """
    spread = float(levels.task.std())
    wider = levels.between_sd / spread if spread > 0.0 else 1.0
    luck = float(np.exp(levels.residuals).mean())  # the mean of an attempt lies above its median
    result: Times = luck * np.exp(levels.level + wider * levels.task)
    return result


def _cut(record: Record, used: Marks) -> Marks | None:
    return record.cut_off[used] if record.cut_off.any() else None


def _counts(tasks: Numbers, agents: Numbers, succeeded: Marks, n_tasks: int, n_agents: int) -> tuple[Numbers, Numbers]:
    """Return successes and attempts of each agent at each task."""
    n = np.zeros((n_agents, n_tasks), dtype=np.int64)
    k = np.zeros((n_agents, n_tasks), dtype=np.int64)
    np.add.at(n, (agents, tasks), 1)
    np.add.at(k, (agents, tasks), succeeded.astype(np.int64))
    return k, n


def _shares(counts: tuple[Numbers, Numbers]) -> list[Ratio]:
    return [share(k.astype(float), n.astype(float)) for k, n in zip(*counts, strict=True)]


def _dispersion(successes: Numbers, attempts: Numbers) -> Dispersion | None:
    mixed = 0 < int(successes.sum()) < int(attempts.sum())
    return fit_dispersion(successes, attempts) if mixed and (attempts >= 2).any() else None


def _share_by_task(marks: Marks, tasks: Numbers) -> Ratio:
    size = int(tasks.max()) + 1
    return share(
        np.bincount(tasks, marks.astype(float), size).astype(float), np.bincount(tasks, minlength=size).astype(float)
    )


def _for(draws: DrawsFor | None, name: str) -> Draws | None:
    return None if draws is None else draws(name)


def _groups(tasks: Numbers) -> Numbers | None:
    """Return the numbers of the tasks where attempts at one hang together; None where each was tried once."""
    return tasks if int(np.bincount(tasks).max()) > 1 else None


def _family(times: Times, draws: Draws | None) -> FamilyChoice | None:
    if len(times) < FEWEST_TIMES or float(np.ptp(times)) <= 1e-9 * float(times.mean()):
        return None
    return choose_family(times, draws=draws)


def _shared(counts: tuple[Numbers, Numbers], dispersions: Sequence[Dispersion | None]) -> Shared | None:
    known = [place for place, dispersion in enumerate(dispersions) if dispersion is not None]
    k, n = counts[0][known], counts[1][known]
    if len(known) < 2 or not ((n > 0).sum(axis=0) >= 2).any():
        return None
    found = [dispersion for dispersion in dispersions if dispersion is not None]
    return fit_shared(k, n, [one.mean for one in found], [one.dispersion for one in found])


def _tries(record: Record) -> dict[str, list[tuple[str, bool]]]:
    tries: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for task, agent, succeeded in zip(
        record.task.tolist(), record.agent.tolist(), record.succeeded.tolist(), strict=True
    ):
        tries[task].append((agent, succeeded))
    return tries


def find_arrivals(record: Record, draws: Draws) -> Arrivals | None:
    """Return how tasks came in, by when they were queued; a record without that says when they started: something else.

    Args:
        record: the attempts; of all tasks.
        draws: for its tests.
    """
    queued = record.queued_s[np.isfinite(record.queued_s)]
    if len(queued) < 2 or len(np.unique(queued)) < len(queued) / 4 or len(set(record.run.tolist())) > 1:
        return None
    return fit_arrivals(np.sort(queued), draws)


def _run_effect(values: Times, runs: Numbers, tasks: Numbers) -> RunEffect | None:
    try:
        return fit_run_effect(values, runs, tasks)
    except ValueError:  # one run, or no task that was tried in two
        return None
