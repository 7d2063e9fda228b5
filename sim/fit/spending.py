"""Tokens and money: how many tokens tasks take, what agents make of them, and the prices behind a column of costs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import exp, log, sqrt

import numpy as np
from numpy.typing import NDArray

from sim.fit.levels import fit_levels
from sim.fit.record import Record
from sim.fit.service_times import Draws, FamilyChoice, choose_family
from sim.measures.statistics.intervals import Interval, t_quantile

Values = NDArray[np.float64]
Numbers = NDArray[np.int64]
FEWEST = 8
PARTS = ("attempt", "second", "input_token", "output_token")
"""Of a price, as scenarios call them."""
WELL = 0.05
"""Costs that lie so far off at the median, or less, are explained by the prices."""


@dataclass(frozen=True, slots=True)
class TokenEstimate:
    """The tokens of one direction.

    Attributes:
        choice: family of the tokens of a task, by an average agent; None: all tasks take as many.
        mean: tokens of a task.
        agents: of each agent by what factor it takes more than the average one at the same task.
        agent_intervals: of them, 95 %; None: it took none.
        by_type: of each type of task its mean and the interval of that.
        values: tokens of each task, for the picture.
    """

    choice: FamilyChoice | None
    mean: float
    agents: tuple[float, ...]
    agent_intervals: tuple[Interval | None, ...]
    by_type: dict[str, tuple[float, Interval]]
    values: Values


@dataclass(frozen=True, slots=True)
class PriceEstimate:
    """What attempts cost at one agent, in USD.

    Attributes:
        parts: by the names of a scenario's price; those that the costs do not show are left out.
        intervals: of them, 95 %.
        attempts: with a cost.
        off: how far costs lie from these prices at the median, as a share of the cost.
        mean_usd: of an attempt, as recorded.
        fitted: cost of each attempt by the prices, for the picture.
        recorded: cost of each, as recorded.
    """

    parts: dict[str, float]
    intervals: dict[str, Interval]
    attempts: int
    off: float
    mean_usd: float
    fitted: Values
    recorded: Values


@dataclass(frozen=True, slots=True)
class Spending:
    """What a record says of tokens and money.

    Attributes:
        tokens: by direction, `input` and `output`; a direction without tokens is left out.
        prices: of each agent by its number; those without costs are left out.
    """

    tokens: dict[str, TokenEstimate] = field(default_factory=dict)
    prices: dict[int, PriceEstimate] = field(default_factory=dict)


def fit_spending(record: Record, tasks: Numbers, agents: Numbers, draws: Draws | None) -> Spending:
    """Return what a record says of tokens and money.

    Args:
        record: the attempts.
        tasks: number of the task of each, from 0.
        agents: number of the agent of each, from 0.
        draws: for the tests of fit; None: nothing is tested.
    """
    columns = {"input": record.input_tokens, "output": record.output_tokens}
    tokens = {}
    for name, values in columns.items():
        found = _tokens(values, record, tasks, agents, draws)
        if found is not None:
            tokens[name] = found
    return Spending(tokens, dict(_prices(record, agents)))


def _tokens(
    values: Values, record: Record, tasks: Numbers, agents: Numbers, draws: Draws | None
) -> TokenEstimate | None:
    used = np.isfinite(values) & (values > 0.0)
    if int(used.sum()) < FEWEST:
        return None
    known, place = np.unique(tasks[used], return_inverse=True)
    factor, intervals = _agent_factors(np.log(values[used]), place, agents[used], int(agents.max()) + 1)
    alike = values[used] / factor[agents[used]]
    of_task = _means(place, alike)
    varies = len(known) >= FEWEST and float(np.ptp(of_task)) > 1e-9 * float(of_task.mean())
    choice = choose_family(of_task, draws=draws) if varies else None
    types = record.type[used]
    names = [name for name in dict.fromkeys(types.tolist()) if name]
    by_type = {name: _mean(_means(place[types == name], alike[types == name])) for name in names}
    mean = float(of_task.mean()) if choice is None else choice.best.mean_s
    return TokenEstimate(choice, mean, tuple(map(float, factor)), intervals, by_type, of_task)


def _means(place: Numbers, values: Values) -> Values:
    """Return the mean of each task that there is."""
    counts = np.bincount(place)
    means: Values = np.bincount(place, values)[counts > 0] / counts[counts > 0]
    return means


def _mean(of_task: Values) -> tuple[float, Interval]:
    """Return the mean over tasks, with its interval."""
    mean = float(of_task.mean())
    if len(of_task) < 2:
        return mean, Interval(0.0, float("inf"))
    half = t_quantile(0.975, len(of_task) - 1) * float(of_task.std(ddof=1)) / sqrt(len(of_task))
    return mean, Interval(max(mean - half, 0.0), mean + half)


def _agent_factors(
    logs: Values, place: Numbers, agents: Numbers, size: int
) -> tuple[Values, tuple[Interval | None, ...]]:
    """Return by what factor each agent takes more tokens than the average one; 1 where that is no more than luck."""
    factors, intervals = np.ones(size), [None] * size
    seen, renumbered = np.unique(agents, return_inverse=True)
    if len(seen) < 2:
        return factors, tuple(intervals)
    levels = fit_levels(logs, place, renumbered, np.zeros(len(logs), dtype=bool))
    found: list[Interval | None] = list(intervals)
    for number, agent in enumerate(seen.tolist()):
        span = levels.pace_interval[number]
        found[agent] = Interval(1.0 / span.high, 1.0 / span.low)
        if not span.low <= 1.0 <= span.high:
            factors[agent] = 1.0 / levels.pace[number]
    return factors, tuple(found)


def _prices(record: Record, agents: Numbers) -> list[tuple[int, PriceEstimate]]:
    cost = record.cost_usd
    found = []
    for agent in range(int(agents.max()) + 1):
        mine = (agents == agent) & np.isfinite(cost)
        if int(mine.sum()) >= FEWEST and float(cost[mine].max()) > 0.0:
            parts = (record.served_s, record.input_tokens, record.output_tokens)
            columns = [np.ones(int(mine.sum())), *(np.nan_to_num(column[mine]) for column in parts)]
            found.append((agent, fit_price(cost[mine], columns)))
    return found


def fit_price(cost_usd: Values, columns: Sequence[Values]) -> PriceEstimate:
    """Return the prices under which attempts cost what they did, only those parts that the costs show.

    Args:
        cost_usd: of each attempt; shape (n,).
        columns: how much of each of PARTS it took: ones, seconds, input tokens, output tokens.

    Attempts are weighted so that a share off counts alike in cheap and dear ones. Parts go one by one as long as
    Schwarz's criterion is no worse without them.

    >>> generator = np.random.default_rng(4)
    >>> tokens = [generator.integers(100, 9000, 200).astype(float) for _ in range(2)]
    >>> columns = [np.ones(200), generator.exponential(60.0, 200), *tokens]
    >>> price = fit_price(3e-6 * tokens[0] + 15e-6 * tokens[1], columns)
    >>> {name: round(usd, 9) for name, usd in price.parts.items()}
    {'input_token': 3e-06, 'output_token': 1.5e-05}

    Source: Lawson, Hanson, "Solving Least Squares Problems", 1974, chapter 23 (no price is below 0); Schwarz, Annals of
        Statistics 6, 1978.
    """
    n = len(cost_usd)
    amounts = np.column_stack(columns)
    weights = _weights(amounts, cost_usd)
    kept = [part for part in range(len(PARTS)) if part == 0 or float(np.ptp(amounts[:, part])) > 0.0]
    while True:
        usd, criterion = _fitted(amounts, cost_usd, weights, kept)
        fewer = [[part for part in kept if part != gone] for gone in kept] if len(kept) > 1 else []
        choices = [(_fitted(amounts, cost_usd, weights, parts)[1], parts) for parts in fewer]
        better = min(choices, key=lambda one: one[0], default=(float("inf"), kept))
        if better[0] > criterion:
            break
        kept = better[1]
    fitted: Values = amounts[:, kept] @ usd
    off = float(np.median(np.abs(fitted - cost_usd) / np.maximum(cost_usd, 1e-3 * float(cost_usd.mean()))))
    errors = _errors(amounts[:, kept], cost_usd, weights, usd)
    t = t_quantile(0.975, max(n - len(kept), 1))
    named = [PARTS[part] for part in kept]
    return PriceEstimate(
        {name: float(value) for name, value in zip(named, usd, strict=True) if value > 0.0},
        {name: _interval(float(u), t * float(e)) for name, u, e in zip(named, usd, errors, strict=True)},
        n,
        off,
        float(cost_usd.mean()),
        fitted,
        cost_usd,
    )


def _weights(amounts: Values, cost_usd: Values) -> Values:
    """Return weights by what attempts should cost: by what they did cost, those that were cheap by luck count most."""
    floor = 0.05 * float(cost_usd.mean())
    weights = np.ones(len(cost_usd))
    used = [part for part in range(amounts.shape[1]) if float(np.abs(amounts[:, part]).max()) > 0.0]
    for _ in range(3):
        usd, _criterion = _fitted(amounts, cost_usd, weights, used)
        weights = 1.0 / np.maximum(amounts[:, used] @ usd, floor)
    return weights


def _interval(usd: float, half: float) -> Interval:
    return Interval(max(usd - half, 0.0), usd + half)


def _fitted(amounts: Values, cost: Values, weights: Values, parts: Sequence[int]) -> tuple[Values, float]:
    from scipy.optimize import nnls

    x = amounts[:, parts] * weights[:, None]
    scale = np.sqrt((x * x).sum(axis=0))
    usd = nnls(x / scale, cost * weights)[0] / scale
    left = cost * weights - x @ usd
    n = len(cost)
    # What is written with six digits is not known better than that: without a floor, more parts always seem better.
    variance = max(float(left @ left) / n, 1e-9)
    return usd, n * log(variance) + len(parts) * log(n)


def _errors(x: Values, cost: Values, weights: Values, usd: Values) -> Values:
    """Return standard errors that hold whatever the spread of costs: White, Econometrica 48, 1980."""
    weighted = x * weights[:, None]
    left = (cost - x @ usd) * weights
    bread = np.linalg.pinv(weighted.T @ weighted)
    meat = (weighted * left[:, None]).T @ (weighted * left[:, None])
    few = len(cost) / max(len(cost) - x.shape[1], 1)
    result: Values = np.sqrt(np.maximum(np.diag(bread @ meat @ bread) * few, 0.0))
    return result


def agent_price(price: PriceEstimate, factors: dict[str, float]) -> dict[str, float]:
    """Return an agent's prices for the tokens of an average agent: one that takes twice as many pays twice.

    Args:
        price: of a token that it takes.
        factors: by what factor it takes more, by direction.

    >>> nothing = np.zeros(0)
    >>> agent_price(PriceEstimate({"input_token": 1e-6}, {}, 9, 0.0, 1.0, nothing, nothing), {"input": 2.0})
    {'input_token': 2e-06}
    """
    scaled = {"input_token": factors.get("input", 1.0), "output_token": factors.get("output", 1.0)}
    return {name: exp(log(usd) + log(scaled.get(name, 1.0))) for name, usd in price.parts.items()}
