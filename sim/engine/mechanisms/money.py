"""Prices, what attempts cost, and the budget that some of them do not get past."""

from collections.abc import Mapping, Sequence
from math import fsum
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.engine.ended import EndedAttempts, EndedTasks
from sim.engine.kernel import trace
from sim.engine.mechanism import InRun, Mechanism, Numbers
from sim.engine.run import KernelRun
from sim.record.costs import money_of, overspent_usd
from sim.record.outcomes import BUDGET
from sim.scenario import Scenario

_NO_LIMIT = -1.0


def _tokens(given: Sequence[float | None] | None, tasks: int) -> npt.NDArray[np.float64]:
    if given is None:
        return np.full(tasks, np.nan)
    return np.array([np.nan if one is None else one for one in given])


def _costs(
    run: KernelRun, tasks: EndedTasks, attempts: EndedAttempts, counted: npt.NDArray[np.bool_]
) -> Mapping[str, Any]:
    del tasks, counted  # money is of the whole run
    money = money_of(run.prepared.scenario)
    assert money is not None
    agent, of_task, served = attempts.agent, attempts.task, attempts.served
    prices = money.prices
    usd = np.array([price.attempt for price in prices])[agent] + np.array([p.second for p in prices])[agent] * served
    for name, given in (("input_token", run.tasks.input_tokens), ("output_token", run.tasks.output_tokens)):
        number = _tokens(given, len(run.tasks))[of_task]
        more = np.array([getattr(price, name) for price in prices])[agent] * number
        usd = np.where(np.isnan(number), usd, usd + more)
    found: dict[str, Any] = {"costs_usd": usd.tolist()}
    if money.budget is not None:
        by_task: dict[str, list[float]] = {}
        for index, cost in zip(of_task.tolist(), found["costs_usd"], strict=True):
            by_task.setdefault(str(index), []).append(cost)
        found["overspent_usd"] = overspent_usd(money.budget, {task: fsum(costs) for task, costs in by_task.items()})
    return found


PRICES = Mechanism(
    name="prices",
    keys={
        "AgentSpec": "price",
        "PriceSpec": "attempt second input_token output_token",
        "Scenario": "budget",
        "BudgetSpec": "task total",
    },
    used=lambda scenario: money_of(scenario) is not None,
    metrics=_costs,
)


# The budget


def _has_budget(scenario: Scenario) -> bool:
    money = money_of(scenario)
    return money is not None and money.budget is not None


def _numbers(scenario: Scenario) -> Numbers:
    assert scenario.budget is not None
    total, task = scenario.budget.total, scenario.budget.task
    return {
        "has_budget": True,
        "most_usd": _NO_LIMIT if total is None else total,
        "most_usd_of_task": _NO_LIMIT if task is None else task,
    }


def _columns(scenario: Scenario) -> Mapping[str, npt.NDArray[Any]]:
    money = money_of(scenario)
    assert money is not None
    return {
        "price_attempt": np.array([price.attempt for price in money.prices]),
        "price_second": np.array([price.second for price in money.prices]),
        "price_input": np.array([price.input_token for price in money.prices]),
        "price_output": np.array([price.output_token for price in money.prices]),
    }


class _Tokens(InRun):
    def __init__(self, run: KernelRun) -> None:
        super().__init__(run)
        tasks = run.tasks
        run.columns.give("input_tokens", _tokens(tasks.input_tokens, len(tasks)))
        run.columns.give("output_tokens", _tokens(tasks.output_tokens, len(tasks)))


MONEY_BUDGET = Mechanism(
    name="budget",
    used=_has_budget,
    off={"has_budget": False, "committed_usd": 0.0},
    numbers=_numbers,
    columns=_columns,
    of_tasks={"committed_to": 0.0, "reserved_usd": 0.0},
    in_run=_Tokens,
    failures={trace.BUDGET: BUDGET},
)
