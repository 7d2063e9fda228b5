"""Money as a need: an attempt starts only where the budget still has what it is expected to cost.

That much is reserved when its service begins, and settled when its slot is free: it may have cost more. What is spent
and what is reserved are running sums, in the order in which attempts start and end.
"""

from sim.model.attempt import Attempt
from sim.record.costs import TOLERANCE_USD, Money


class Budget:
    """What is spent and what is reserved.

    Args:
        money: with a budget.
    """

    def __init__(self, money: Money) -> None:
        assert money.budget is not None
        self._prices = money.prices
        self._of_a_task, self._of_all = money.budget.task, money.budget.total
        self._reserved: dict[Attempt, float] = {}
        self._committed = 0.0  # spent and reserved, of all
        self._committed_to: dict[int, float] = {}  # likewise, by task index

    def reserve(self, attempt: Attempt) -> bool:
        """Reserve what an attempt is expected to cost; return whether the budget has it, and else reserve nothing."""
        usd, task = self._usd(attempt, attempt.expected_s), attempt.task.index
        of_task = self._committed_to.get(task, 0.0)
        for limit, committed in ((self._of_all, self._committed), (self._of_a_task, of_task)):
            if limit is not None and committed + usd > limit + TOLERANCE_USD:
                return False
        self._reserved[attempt] = usd
        self._commit(task, usd)
        return True

    def settle(self, attempt: Attempt, now: float) -> None:
        """Turn what was reserved for an attempt into what it cost: its slot is free now."""
        since = attempt.serving_since
        served_s = attempt.served_s + (0.0 if since is None else now - since)
        self._commit(attempt.task.index, self._usd(attempt, served_s) - self._reserved.pop(attempt, 0.0))

    def _commit(self, task: int, usd: float) -> None:
        self._committed += usd
        if self._of_a_task is not None:
            self._committed_to[task] = self._committed_to.get(task, 0.0) + usd

    def _usd(self, attempt: Attempt, served_s: float) -> float:
        task = attempt.task
        return self._prices[attempt.its_agent.index].usd(served_s, task.input_tokens, task.output_tokens)


def budget_of(money: Money | None) -> Budget | None:
    """Return what checks that money suffices; None where nothing limits it."""
    return None if money is None or money.budget is None else Budget(money)
