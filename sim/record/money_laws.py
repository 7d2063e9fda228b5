"""The laws of money: every dollar is on one attempt, and none starts that the budget cannot pay."""

from collections.abc import Iterator, Mapping
from heapq import heappop, heappush
from math import fsum, inf, isclose
from typing import NamedTuple

from sim.record.outcomes import BUDGET
from sim.record.patience_rows import AttemptWithdrawn
from sim.record.rows import AttemptEnded
from sim.record.sorted_log import Attempt, SortedLog
from sim.record.whole_attempts import WholeAttempt

TOLERANCE_USD = 1e-6  # of running sums over a whole run


def dollars_are_on_attempts(log: SortedLog) -> Iterator[str]:
    """What each agent earned is its price times what it did: starts, seconds served, and tokens."""
    if log.money is None:
        return
    tokens = {task.task_id: (task.input_tokens or 0.0, task.output_tokens or 0.0) for task in log.tasks}
    for agent, price in enumerate(log.money.prices):
        mine = [pair for pair in log.whole_attempts if pair[1].agent_id == log.agent_ids[agent]]
        began = [tokens[row.task_id] for row, whole in mine if _began(row, whole)]
        served = fsum(row.served for row in log.attempts if row.agent == agent)
        served += fsum(row.served for row in log.orphans if row.agent == agent)
        due = price.attempt * len(began) + price.second * served
        due += fsum(price.input_token * read + price.output_token * written for read, written in began)
        paid = fsum(whole.cost_usd or 0.0 for _, whole in mine)
        if not isclose(paid, due, rel_tol=1e-9, abs_tol=TOLERANCE_USD):
            yield f"{log.agent_ids[agent]}: its attempts cost {paid} USD, but it did work for {due} USD"


def _began(row: Attempt, whole: WholeAttempt) -> bool:
    # An orphan that was withdrawn from its queue may be served although nobody asked the gates.
    return row.approved or (isinstance(row, AttemptWithdrawn) and whole.slot_at is not None)


class _Bill(NamedTuple):
    """What an attempt was expected to cost, and what it did."""

    expected: float
    actual: float


def budgets_hold_at_starts(log: SortedLog) -> Iterator[str]:
    """When an attempt starts, what is spent and reserved leaves what it is expected to cost; else it is refused."""
    money = log.money
    if money is None or money.budget is None:
        return
    expected_s = {(row.task_index, row.agent): row.expected_s for row in log.assigned}
    tokens = {task.task_index: (task.input_tokens, task.output_tokens) for task in log.tasks}
    books = {"total": _Book(money.budget.total), "task": _Book(money.budget.task)}
    by_start = sorted(log.whole_attempts, key=lambda pair: (pair[0].started_at, pair[0].start_order))
    for row, whole in by_start:
        if not _began(row, whole) and row.error_class != BUDGET.code:
            continue
        agent = log.agent_ids.index(str(whole.agent_id))
        usd = money.prices[agent].usd(expected_s.get((row.task_index, agent), 0.0), *tokens[row.task_index])
        rooms = [book.room(row.started_at, key) for book, key in _keys(books, row.task_index)]
        if row.error_class == BUDGET.code:
            if all(usd < least - TOLERANCE_USD for least, _ in rooms):
                yield f"{row.task_id}: attempt {row.attempt} is refused for {usd} USD, though the budget has them"
            continue
        if isinstance(row, AttemptEnded) and any(usd > most + TOLERANCE_USD for _, most in rooms):
            yield f"{row.task_id}: attempt {row.attempt} starts for {usd} USD, which the budget does not have"
        reserved = usd if isinstance(row, AttemptEnded) else 0.0
        bill = _Bill(reserved, whole.cost_usd or 0.0)
        for book, key in _keys(books, row.task_index):
            book.add(key, inf if whole.freed_at is None else whole.freed_at, bill)


def _keys(books: "Mapping[str, _Book]", task: int) -> Iterator[tuple["_Book", int]]:
    yield books["total"], 0
    yield books["task"], task


class _Book:
    """Spent and reserved money, by what it is for.

    Args:
        limit: of each; None: none.
    """

    def __init__(self, limit: float | None) -> None:
        self._limit = inf if limit is None else limit
        self._spent: dict[int, float] = {}
        self._open: dict[int, list[tuple[float, int, _Bill]]] = {}
        self._number = 0

    def add(self, key: int, freed_at: float, bill: _Bill) -> None:
        self._number += 1
        heappush(self._open.setdefault(key, []), (freed_at, self._number, bill))

    def room(self, at: float, key: int) -> tuple[float, float]:
        """Least and most that is left: what is settled at this very moment may be so before, or after."""
        bills = self._open.setdefault(key, [])
        while bills and bills[0][0] < at:
            self._spent[key] = self._spent.get(key, 0.0) + heappop(bills)[2].actual
        spent = self._spent.get(key, 0.0)
        now = [bill for freed_at, _, bill in bills if freed_at == at]
        reserved = fsum(bill.expected for freed_at, _, bill in bills if freed_at > at)
        least, most = fsum(map(min, now)), fsum(map(max, now))
        return self._limit - spent - reserved - most, self._limit - spent - reserved - least


MONEY_LAWS = (dollars_are_on_attempts, budgets_hold_at_starts)
