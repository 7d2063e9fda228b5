"""How long attempts take: what the task makes of it, what the agent, what failing, and what luck."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, sqrt

import numpy as np
from numpy.typing import NDArray

from sim.fit.families import Times
from sim.measures.statistics.intervals import Interval, t_quantile


@dataclass(frozen=True, slots=True)
class Levels:
    """Logarithms of seconds, taken apart.

    Attributes:
        level: mean logarithm over tasks, of an average agent that succeeds.
        between_sd: standard deviation of tasks around it, their own luck taken off.
        within_sd: standard deviation of attempts at one task by one agent.
        task: of each task its shift, drawn towards 0 the more the fewer attempts it has; by number of the task.
        task_attempts: attempts at each.
        pace: of each agent by what factor it is faster than the average one; by number of the agent.
        pace_interval: of it, 95 %.
        failed: by what factor failed attempts take longer than successful ones at the same task.
        failed_interval: of it, 95 %; None: no task was both solved and not.
        residuals: what nothing of that explains, one an attempt, with the spread of new attempts; shape (n,).
    """

    level: float
    between_sd: float
    within_sd: float
    task: Times
    task_attempts: NDArray[np.int64]
    pace: tuple[float, ...]
    pace_interval: tuple[Interval, ...]
    failed: float
    failed_interval: Interval | None
    residuals: Times

    def factors(self) -> Times:
        """Return by what factor attempts differ from what is expected of them, where that can be told."""
        result: Times = np.exp(self.residuals[self.residuals != 0.0])
        return result


def fit_levels(log_s: Times, tasks: NDArray[np.int64], agents: NDArray[np.int64], failed: NDArray[np.bool_]) -> Levels:
    """Return what makes attempts long.

    Logarithms with a random shift a task, a fixed one an agent, and one for failure. Agents are compared within tasks
    as far as tasks were tried by several, and between them as far as they were not. What failing costs is read within
    tasks wherever one was both solved and not: that hard tasks are long is not the price of failing.

    Args:
        log_s: logarithm of the seconds of each attempt; shape (n,).
        tasks: number of its task, from 0.
        agents: number of its agent, from 0.
        failed: whether it failed.

    >>> generator = np.random.default_rng(2)
    >>> tasks, agents = np.repeat(np.arange(60), 6), np.tile(np.arange(2), 180)
    >>> failed = generator.random(360) < 0.3
    >>> own = generator.normal(4.0, 0.8, 60)[tasks] - 0.3 * agents + 0.5 * failed
    >>> levels = fit_levels(own + generator.normal(0.0, 0.25, 360), tasks, agents, failed)
    >>> round(levels.failed, 1), round(levels.pace[1] / levels.pace[0], 1), round(levels.within_sd, 2)
    (1.7, 1.4, 0.25)

    Source: Searle, Casella, McCulloch, "Variance Components", 1992, sections 3.6 (unbalanced one-way layout) and 7.4
        (best linear prediction: the pooled shifts of tasks); Mundlak, "On the pooling of time series and cross section
        data", Econometrica 46, 1978, for effects within and between groups in one regression.
    """
    groups = Groups(tasks, int(tasks.max()) + 1)
    n_agents = int(agents.max()) + 1
    design = _design(agents, failed, n_agents, groups)
    within_sd, between_sd = _spreads(log_s, design, groups)
    effects, covariance = _generalised(log_s, design, groups, within_sd, between_sd)
    known = slice(1, n_agents + (design.shape[1] > n_agents))  # a task's share of failures is part of what the task is
    own = log_s - design[:, known] @ effects[known]
    means = groups.means(own)
    spread = between_sd**2 + within_sd**2 / np.maximum(groups.counts, 1)
    level = float(np.average(means, weights=np.where(groups.counts > 0, 1.0 / np.maximum(spread, 1e-300), 0.0)))
    shift = np.where(groups.counts > 0, between_sd**2 / np.maximum(spread, 1e-300) * (means - level), 0.0)
    pace, pace_interval = _paces(effects, covariance, n_agents, len(log_s))
    factor, factor_interval = _failed(design, effects, covariance, n_agents, len(log_s))
    return Levels(
        level - float(np.log(pace).mean()),
        between_sd,
        within_sd,
        shift,
        groups.counts,
        tuple(float(value) for value in pace / np.exp(np.log(pace).mean())),
        pace_interval,
        factor,
        factor_interval,
        _spread(own - means[tasks], groups.counts[tasks]),
    )


class Groups:
    """Attempts by task.

    Args:
        number: of the task of each attempt; shape (n,).
        size: tasks.
    """

    def __init__(self, number: NDArray[np.int64], size: int) -> None:
        self.number = number
        self.size = size
        self.counts: NDArray[np.int64] = np.bincount(number, minlength=size)

    def means(self, values: Times) -> Times:
        """Return the mean of the values of each task; 0 where there are none."""
        result: Times = np.bincount(self.number, values, self.size) / np.maximum(self.counts, 1)
        return result

    def without_means(self, values: Times, share: Times | float = 1.0) -> Times:
        """Return values less their task's mean, or a share of it; a column at a time."""
        columns = values.reshape(len(values), -1)
        means = np.column_stack([self.means(column)[self.number] for column in columns.T])
        taken = means * (share[self.number][:, None] if isinstance(share, np.ndarray) else share)
        result: Times = (columns - taken).reshape(values.shape)
        return result


def _design(agents: NDArray[np.int64], failed: NDArray[np.bool_], n_agents: int, groups: Groups) -> NDArray[np.float64]:
    """A column of ones, one for each agent after the first, one for failure and one for its share within the task."""
    columns = [np.ones(len(agents)), *((agents == agent).astype(float) for agent in range(1, n_agents))]
    if failed.any() and not failed.all():
        marks = failed.astype(float)
        columns.append(marks)
        share = groups.means(marks)[groups.number]
        if float(np.abs(marks - share).max()) > 1e-9:  # a task was both solved and not
            columns.append(share)
    return np.column_stack(columns)


def _spreads(log_s: Times, design: NDArray[np.float64], groups: Groups) -> tuple[float, float]:
    """Return the standard deviations within tasks and between them, by moments."""
    inner = groups.without_means(design)
    freedom = len(log_s) - int((groups.counts > 0).sum()) - int(np.linalg.matrix_rank(inner))
    effects, *_ = np.linalg.lstsq(design, log_s, rcond=None)
    rest = log_s - design @ effects
    total = float((rest**2).sum()) / max(len(log_s) - int(np.linalg.matrix_rank(design)), 1)
    if freedom < 1:  # each task was tried once: its own luck and the task's cannot be told apart
        return sqrt(total), 0.0
    within_effects, *_ = np.linalg.lstsq(inner, groups.without_means(log_s), rcond=None)
    within = float(((groups.without_means(log_s) - inner @ within_effects) ** 2).sum()) / freedom
    tried = groups.counts > 0
    if int(tried.sum()) < 2:
        return sqrt(within), 0.0
    between = float(groups.means(log_s - design[:, 1:] @ within_effects[1:])[tried].var(ddof=1))
    return sqrt(within), sqrt(max(between - within * float((1.0 / groups.counts[tried]).mean()), 0.0))


def _generalised(
    log_s: Times, design: NDArray[np.float64], groups: Groups, within_sd: float, between_sd: float
) -> tuple[Times, Times]:
    """Return effects and their covariance by generalised least squares: a share of each task's mean is taken off.

    Source: Fuller, Battese, "Transformations for estimation of linear models with nested-error structure", Journal of
        the American Statistical Association 68, 1973.
    """
    floor = max(within_sd, 1e-12)
    share = 1.0 - np.sqrt(floor**2 / (floor**2 + groups.counts * between_sd**2))
    x, y = groups.without_means(design, share), groups.without_means(log_s, share)
    effects: Times = np.asarray(np.linalg.lstsq(x, y, rcond=None)[0], dtype=np.float64)
    return effects, np.asarray(floor**2 * np.linalg.pinv(x.T @ x), dtype=np.float64)


def _paces(effects: Times, covariance: Times, n_agents: int, n: int) -> tuple[Times, tuple[Interval, ...]]:
    shift = np.concatenate(([0.0], effects[1:n_agents]))
    contrast = np.zeros((n_agents, len(effects)))
    contrast[1:, 1:n_agents] = np.eye(n_agents - 1)
    contrast -= contrast.mean(axis=0)
    half = t_quantile(0.975, max(n - 1, 1)) * np.sqrt(np.einsum("ij,jk,ik->i", contrast, covariance, contrast))
    centre = -(shift - shift.mean())
    ends = tuple(Interval(exp(c - h), exp(c + h)) for c, h in zip(centre, half, strict=True))
    return np.exp(-shift), ends


def _failed(
    design: NDArray[np.float64], effects: Times, covariance: Times, n_agents: int, n: int
) -> tuple[float, Interval | None]:
    if design.shape[1] == n_agents:  # all succeeded, or all failed
        return 1.0, None
    half = t_quantile(0.975, max(n - 1, 1)) * sqrt(float(covariance[n_agents, n_agents]))
    centre = float(effects[n_agents])
    return exp(centre), Interval(exp(centre - half), exp(centre + half))


def _spread(residuals: Times, counts: NDArray[np.int64]) -> Times:
    """Return residuals with the spread of attempts around their task's true mean, not around the mean of the few."""
    grown = np.sqrt(counts / np.maximum(counts - 1, 1))
    result: Times = np.where(counts > 1, residuals * grown, 0.0)
    return result


def numbered(texts: NDArray[np.str_] | NDArray[np.object_]) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Return the different texts in order of first appearance, and the number of each entry's own.

    >>> numbered(np.array(["b", "a", "b"]))[0], numbered(np.array(["b", "a", "b"]))[1].tolist()
    (('b', 'a'), [0, 1, 0])
    """
    places: Mapping[str, int] = {name: place for place, name in enumerate(dict.fromkeys(texts.tolist()))}
    return tuple(places), np.array([places[text] for text in texts.tolist()], dtype=np.int64)
