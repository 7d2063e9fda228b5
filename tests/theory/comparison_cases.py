"""Samples whose true means are known, and how often the statistics of a comparison are right about them.

One *macro-replication* is a whole comparison: all its replications are drawn, the statistics are computed, and the
answer is held against the truth.
"""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import gammaincinv, ndtri

from sim.luck import uniforms
from sim.measures.comparison import precision, selection
from sim.measures.comparison.best import probability_of_best
from sim.measures.comparison.mean import MeanInterval, mean_interval
from sim.measures.comparison.paired import paired_differences
from sim.measures.comparison.quantile import quantile_interval
from sim.measures.comparison.sample import Array
from sim.measures.comparison.verdict import Verdict, verdict_of
from sim.measures.statistics.intervals import t_quantile

SEED = 2025  # chosen once, before the first run
STANDARD = 2_000  # macro-replications in `make test`
PRECISE = 20_000  # in `make nightly`

RARE = ((0.999, 20, 20), (0.995, 20, 20), (0.99, 20, 30), (0.999, 100, 10), (0.99, 100, 30), (0.95, 20, 30))
"""Success rates near 1: (chance, tasks a run, replications)."""
WORSE = ((0.01, 20, 20), (0.01, 20, 100), (0.01, 100, 10), (0.005, 100, 30))
"""Alternatives that are rarely worse: (chance that a task is lost, tasks a run, replications)."""


class Share(NamedTuple):
    """How many of so many macro-replications were right (or wrong, as the question is)."""

    hits: int
    of: int

    def value(self) -> float:
        return self.hits / self.of

    def error(self) -> float:
        """Standard error of the share."""
        return math.sqrt(self.value() * (1.0 - self.value()) / self.of)


def holds(low: float | None, high: float | None, truth: float) -> bool:
    return low is not None and high is not None and low <= truth <= high


def draws(case: int, *shape: int) -> Array:
    """Uniforms of one case, never those of another."""
    return uniforms(SEED, 0, 99, wave=0, k=case, n=math.prod(shape)).reshape(shape)


def correlated(case: int, rho: float | Sequence[float], *shape: int) -> Array:
    """Standard normal values, each made of its own luck and, in its share rho, of luck common to the last axis."""
    share = np.asarray(rho, dtype=float)
    own, common = ndtri(draws(case, *shape)), ndtri(draws(case + 1, *shape[:-1]))
    return np.asarray(np.sqrt(1.0 - share) * own + np.sqrt(share) * common[..., None])


class Shape(NamedTuple):
    """A distribution over replications: standard normal value -> value, with mean and skewness."""

    name: str
    of_normal: Callable[[Array], Array]
    mean: float


def _gamma(z: Array) -> Array:
    from scipy.special import ndtr

    return np.asarray(gammaincinv(4.0, ndtr(z)) / 4.0)


LOG_SD = math.sqrt(math.log(1.25))  # of a lognormal with cv 0.5
NORMAL = Shape("normal, cv 0.5", lambda z: 1.0 + 0.5 * z, 1.0)
GAMMA = Shape("gamma, cv 0.5, skewness 1", _gamma, 1.0)
LOGNORMAL = Shape("lognormal, cv 0.5, skewness 1.6", lambda z: np.exp(LOG_SD * z - LOG_SD**2 / 2.0), 1.0)
SHAPES = (NORMAL, GAMMA, LOGNORMAL)


def _long_tail(z: Array) -> Array:
    scale = math.sqrt(math.log(5.0))
    return np.asarray(np.exp(scale * z - scale**2 / 2.0))


LONG_TAIL = Shape("lognormal, cv 2, skewness 14", _long_tail, 1.0)


def by_student(values: Array) -> MeanInterval:
    """The interval that everybody knows, as a control: what the skewness would do to it."""
    half = t_quantile(0.975, values.size - 1) * float(values.std(ddof=1)) / math.sqrt(values.size)
    mean = float(values.mean())
    return MeanInterval(mean, mean - half, mean + half, values.size)


def mean_coverage(shape: Shape, n: int, macro: int, interval: Callable[[Array], MeanInterval] = mean_interval) -> Share:
    """How often the 95 % interval of a mean over n replications holds it."""
    table = shape.of_normal(ndtri(draws(1, macro, n)))
    answers = [interval(row) for row in table]
    return Share(sum(holds(answer.low, answer.high, shape.mean) for answer in answers), macro)


class Group(NamedTuple):
    """A baseline and its alternatives: how much luck each shares with the others, and its standard deviation."""

    name: str
    rho: tuple[float, ...]
    scale: tuple[float, ...]


EVEN = Group("equal variances", (0.8,) * 5, (1.0,) * 5)
# What Dunnett's method takes for granted, denied: other variances, other correlations.
UNEVEN = Group("unequal variances and correlations", (0.8, 0.95, 0.5, 0.0, 0.8), (1.0, 1.0, 2.0, 0.5, 3.0))


def paired_coverage(shape: Shape, group: Group, n: int, alternatives: int, macro: int) -> Share:
    """How often all intervals of the differences to the baseline hold."""
    count = alternatives + 1
    scale = np.array(group.scale[:count])
    table = scale * shape.of_normal(correlated(10, group.rho[:count], macro, n, count))
    truth = shape.mean * (scale[1:] - scale[0])
    hits = 0
    for rows in table:
        answers = paired_differences(rows[:, 0], rows[:, 1:], higher_is_better=True, delta=0.0)
        hits += all(holds(a.low, a.high, true) for a, true in zip(answers, truth.tolist(), strict=True))
    return Share(hits, macro)


def quantile_coverage(q: float, n: int, macro: int) -> tuple[Share, float]:
    """How often the order-statistic interval of a quantile of an exponential holds it; and what the ranks promise."""
    table = -np.log1p(-draws(20, macro, n))
    truth = -math.log1p(-q / 100.0)
    answers = [quantile_interval(row, q) for row in table]
    return Share(sum(holds(a.low, a.high, truth) for a in answers), macro), answers[0].coverage or 0.0


def wrong_verdicts(effects: Sequence[float], delta: float, n: int, group: Group, macro: int) -> Share:
    """How often even one verdict on four alternatives is wrong, normal values."""
    table = np.array(group.scale) * correlated(30, group.rho, macro, n, 5) + np.array([0.0, *effects])
    wrong = 0
    for rows in table:
        answers = paired_differences(rows[:, 0], rows[:, 1:], higher_is_better=True, delta=delta)
        pairs = zip(answers, effects, strict=True)
        wrong += any(is_wrong(answer.verdict, effect, delta) for answer, effect in pairs)
    return Share(wrong, macro)


def unadjusted_errors(n: int, group: Group, macro: int) -> Share:
    """How often even one of four plain 95 % intervals of the difference misses 0, where all are equal."""
    table = np.array(group.scale) * correlated(30, group.rho, macro, n, 5)
    answers = [[mean_interval(rows[:, j] - rows[:, 0]) for j in range(1, 5)] for rows in table]
    return Share(sum(any(not holds(a.low, a.high, 0.0) for a in row) for row in answers), macro)


def is_wrong(verdict: Verdict, effect: float, delta: float) -> bool:
    return {
        Verdict.BETTER: effect <= 0.0,
        Verdict.WORSE: effect >= 0.0,
        Verdict.NO_PRACTICAL_DIFFERENCE: abs(effect) > delta,
        Verdict.UNDECIDED: False,
    }[verdict]


class Selections(NamedTuple):
    """How often the best was chosen, and the mean number of runs, over all alternatives together."""

    correct: Share
    runs: float


def slippage(rho: float, macro: int, plan_delta: float = 10**-0.5, alternatives: int = 5) -> Selections:
    """KN where all are equal but the last, which is better by 0.316 standard deviations; lower is better.

    That distance, a standard deviation / sqrt(n0), is the one that the procedure's authors test it with.
    """
    plan = selection.SelectionPlan(alternatives, delta=plan_delta, higher_is_better=False)
    chunk, chunks_drawn, correct, runs = 100, 0, 0, 0
    for _ in range(macro):
        state = selection.begin(plan)
        while selection.selected(state) is None:
            at = state.replications % chunk
            if at == 0:
                rows = correlated(1_000 + 2 * chunks_drawn, rho, chunk, alternatives)
                rows[:, -1] -= 10**-0.5
                chunks_drawn += 1
            values = rows[at, list(state.remaining)]
            runs += values.size
            state, _ = selection.advance(plan, state, values)
        correct += selection.selected(state) == alternatives - 1
    return Selections(Share(correct, macro), runs / macro)


class Stops(NamedTuple):
    """How often the intervals held at the stop, the mean number of replications, the widest relative half-width."""

    held: Share
    replications: float
    widest: float


def precision_stops(shape: Shape, rule: precision.PrecisionRule, most: int, macro: int) -> Stops:
    """Run until the mean is known as precisely as the rule asks, and hold its interval against the truth."""
    table = shape.of_normal(ndtri(draws(40, macro, most)))
    # The studies stand beside each other as metrics of one, each with a stop of its own; `stop_alone` is one by itself.
    state = precision.begin(macro)
    running, since = np.ones(macro, dtype=bool), np.zeros(macro, dtype=int)
    stops, shares, means = np.zeros(macro, dtype=int), np.full(macro, np.nan), np.zeros(macro)
    for n, values in enumerate(table.T, start=1):
        state, decision = precision.advance(rule, state, values)
        since = np.where(decision.met, np.where(since > 0, since, n), 0)
        ahead = np.array([rule.look_ahead_from(first) for first in since.tolist()])
        ends = running & (since > 0) & (n - since >= ahead)
        stops[ends], means[ends] = n, state.means[ends]
        shares[ends] = np.array(decision.relative_half_widths, dtype=float)[ends]
        running &= ~ends
        if not running.any():
            break
    assert not running.any(), "the table is too short for this rule"
    assert [stop_alone(row, rule) for row in table[:10].tolist()] == stops[:10].tolist()
    held = np.abs(means - shape.mean) <= shares * np.abs(means)
    return Stops(Share(int(held.sum()), macro), float(stops.mean()), float(shares.max()))


def stop_alone(values: Sequence[float], rule: precision.PrecisionRule) -> int:
    """The number of replications after which the rule itself ends a study of one metric."""
    state = precision.begin(1)
    for value in values:
        state, decision = precision.advance(rule, state, [value])
        if decision.enough:
            break
    return state.replications


def chances_of_best(alternatives: int, n: int, rho: float, resamples: int, macro: int) -> Array:
    """The probability of being best of equal alternatives, (macro, alternatives)."""
    table = correlated(50, rho, macro, n, alternatives)
    u = draws(60, resamples, n)
    return np.array([probability_of_best(rows, u, higher_is_better=True).probability for rows in table])


def rare_coverage(chance: float, tasks: int, n: int, macro: int, told: bool = True) -> Share:
    """How often the 95 % interval of a success rate holds it, where each of a run's tasks fails by itself.

    Args:
        chance: of success.
        tasks: a run.
        n: replications.
        macro: macro-replications.
        told: whether the interval is told how many tasks there are; the control is Student's alone.
    """
    table = (draws(60, macro, n, tasks) < chance).mean(axis=2)
    answers = [mean_interval(row, tasks=float(tasks)) if told else by_student(row) for row in table]
    return Share(sum(holds(answer.low, answer.high, chance) for answer in answers), macro)


def rarely_worse(loss: float, tasks: int, n: int, macro: int, told: bool = True) -> tuple[Share, Share]:
    """Success rates where the alternative alone fails a task now and then, a little more often than matters.

    Args:
        loss: chance that a task fails under the alternative.
        tasks: a run.
        n: replications.
        macro: macro-replications.
        told: whether the comparison is told how many tasks there are; the control is Student's alone.

    Returns:
        How often the interval of the difference holds it, and how often the verdict is wrong.
    """
    delta = loss * (1.0 - 1e-9)
    table = (draws(70, macro, n, tasks) >= loss).mean(axis=2)
    held = wrong = 0
    for row in table:
        if told:
            sizes = [float(tasks)]
            (answer,) = paired_differences(np.ones(n), row[:, None], higher_is_better=True, delta=delta, tasks=sizes)
            low, high, verdict = answer.low, answer.high, answer.verdict
        else:
            _, low, high, _ = by_student(row - 1.0)
            assert low is not None
            assert high is not None
            verdict = verdict_of(low, high, delta, higher_is_better=True)
        held += holds(low, high, -loss)
        wrong += is_wrong(verdict, -loss, delta)
    return Share(held, macro), Share(wrong, macro)
