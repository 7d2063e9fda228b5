"""Does a log make sense? The laws that every run keeps, whatever the scenario.

Each law is a function from the sorted log to sentences that say where it is broken; a sound log has none. The tests run
them over many random scenarios; a user may run them over any log.
"""

from collections.abc import Mapping, Sequence

from sim.record.breaker_laws import BREAKER_LAWS
from sim.record.copy_laws import COPY_LAWS
from sim.record.dependency_laws import DEPENDENCY_LAWS
from sim.record.fault_laws import FAULT_LAWS
from sim.record.limit_laws import LIMIT_LAWS
from sim.record.log import RunLog
from sim.record.money_laws import MONEY_LAWS
from sim.record.patience import FOR_EVER, Patience
from sim.record.patience_laws import PATIENCE_LAWS
from sim.record.retry_laws import RETRY_LAWS
from sim.record.retry_terms import RetryTerms
from sim.record.sorted_log import NO_CHANGES, SortedLog
from sim.record.task_laws import TASK_LAWS
from sim.record.time_laws import TIME_LAWS
from sim.scenario.spec.breaker_spec import BreakerSpec
from sim.scenario.spec.limit_spec import LimitSpec

LAWS = (
    *(*TASK_LAWS, *TIME_LAWS, *DEPENDENCY_LAWS, *PATIENCE_LAWS),
    *(*RETRY_LAWS, *LIMIT_LAWS, *MONEY_LAWS, *FAULT_LAWS, *BREAKER_LAWS, *COPY_LAWS),
)


class Audit:
    """A log held against the laws.

    Args:
        log: of a finished run.
        total_tasks: number of tasks of the scenario.
        capacities: slots, by agent index; where their number changes, the most that there ever are.
        max_retries: retries a task at most; 0 for `no_retry`.
        accepts: types of tasks that each agent accepts, by agent index; None: all. Empty: every agent accepts all.
        patience: how long attempts may take; absent: for ever.
        slots: by agent index, how many slots it has from when on, where that changes.
        limits: that attempts share.
        retries: rules by class of failure; absent: `max_retries` is all.
        breaker: that each agent has; None: none, or it is not known.
        has_copies: whether attempts may have copies, of which the log need not tell while they wait.

    >>> Audit(RunLog(agent_ids=("agent_0",)), total_tasks=2, capacities=[1], max_retries=3).violations()
    ['task 0 never ends', 'task 1 never ends']
    """

    def __init__(
        self,
        log: RunLog,
        total_tasks: int,
        capacities: Sequence[int],
        max_retries: int,
        accepts: Sequence[Sequence[str] | None] = (),
        patience: Patience = FOR_EVER,
        slots: Mapping[int, Sequence[tuple[float, int]]] = NO_CHANGES,
        limits: Sequence[LimitSpec] = (),
        retries: RetryTerms | None = None,
        breaker: BreakerSpec | None = None,
        has_copies: bool = False,
    ) -> None:
        self._log = SortedLog(
            log, total_tasks, capacities, max_retries, accepts, patience, slots, limits, retries, breaker, has_copies
        )

    def violations(self) -> list[str]:
        """Return a sentence for each breach of a law; none for a sound log."""
        return [sentence for law in LAWS for sentence in law(self._log)]
