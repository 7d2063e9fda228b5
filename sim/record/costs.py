"""What attempts cost: formed from what the log says of them, so that every dollar is on one attempt.

An attempt whose service has begun costs its price, its tokens, and each second that its agent served it, until its slot
is free: failed ones, and what is served for nobody, cost what they took. What was refused, or withdrawn from a queue,
costs nothing.
"""

from collections.abc import Iterable, Mapping
from math import fsum
from typing import NamedTuple

from sim.scenario import Scenario
from sim.scenario.spec.price_spec import BudgetSpec, PriceSpec

TOLERANCE_USD = 1e-9
"""Amounts closer than this are the same: sums of decimals are not exact."""


class Money(NamedTuple):
    """What agents cost, and what may be spent."""

    prices: tuple[PriceSpec, ...]  # by agent index
    budget: BudgetSpec | None = None


def money_of(scenario: Scenario) -> Money | None:
    """Return what a scenario says of money; None where no agent has a price.

    Args:
        scenario: with its fleet and budget.
    """
    prices = [agent.price for _, agent in scenario.fleet.agents_by_id()]
    if all(price is None for price in prices):
        return None
    return Money(tuple([price or PriceSpec() for price in prices]), scenario.budget)


def has_prices(scenarios: Iterable[Scenario]) -> bool:
    """Return whether an agent of some scenario has a price.

    >>> has_prices([])
    False
    """
    return any(money_of(scenario) is not None for scenario in scenarios)


class Costs:
    """What each attempt of a run cost.

    Args:
        money: what agents cost; None: nothing has a price.
        tokens: that attempts at a task read and write, by its index.
    """

    def __init__(self, money: Money | None, tokens: Mapping[int, tuple[float | None, float | None]]) -> None:
        self._money = money
        self._tokens = tokens

    def of(self, agent: int | None, task: int, began: bool, served_s: float) -> float | None:
        """Return what one attempt cost, in USD; None where nothing has a price.

        Args:
            agent: its index; None: it had none.
            task: index of its task.
            began: whether its service did.
            served_s: until its slot was free.
        """
        if self._money is None:
            return None
        if agent is None or not began:
            return 0.0
        return self._money.prices[agent].usd(served_s, *self._tokens.get(task, (None, None)))


def overspent_usd(budget: BudgetSpec, by_task: Mapping[str, float]) -> float:
    """Return by how much more was spent than the budget allows: of the whole, or added up over tasks, the more.

    Args:
        budget: what may be spent.
        by_task: what was.

    >>> overspent_usd(BudgetSpec(task=1.0, total=4.5), {"a": 1.5, "b": 2.25, "c": 0.5})
    1.75
    """
    of_tasks = 0.0 if budget.task is None else fsum(max(0.0, usd - budget.task) for usd in by_task.values())
    total = 0.0 if budget.total is None else max(0.0, fsum(by_task.values()) - budget.total)
    overspent = max(of_tasks, total)
    return overspent if overspent > TOLERANCE_USD else 0.0
