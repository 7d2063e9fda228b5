"""When and where failed attempts are tried again, as far as the laws of the log must know it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sim.record.patience_rows import AttemptWithdrawn
from sim.record.rows import AttemptEnded
from sim.scenario.spec.retry_spec import RetryBudgetSpec


class AfterFailure(NamedTuple):
    """What holds after a failure of one class."""

    max_retries: int
    counts: bool = True
    where: str = "same"
    holds_slot: bool = False


class RetryTerms(NamedTuple):
    """The rules of retries, as far as the laws of the log must know them."""

    otherwise: AfterFailure
    by_class: Mapping[str, AfterFailure] = {}
    drawn: frozenset[str] = frozenset()  # classes of failures by own outcome
    tiers: Sequence[int] = ()  # by agent; empty: tasks move from no tier to another
    budget: RetryBudgetSpec | None = None

    def after(self, row: AttemptEnded | AttemptWithdrawn) -> AfterFailure:
        """Return what holds after an attempt that failed."""
        return self.by_class.get(row.error_class or "", self.otherwise)
