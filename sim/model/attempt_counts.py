"""How the attempts of each agent ended so far, for strategies that learn from it: a fold over the log."""

from sim.record.log import AnomalyRow
from sim.record.outcomes import CANCELLED, DEADLINE, RUN_ENDED, outcome_of
from sim.record.rows import AttemptEnded, Row

_FOR_NOTHING = (RUN_ENDED, DEADLINE, CANCELLED)  # cut off by others: nobody knows how they would have ended


class AttemptCounts:
    """Successes and failures of the attempts that got past the gates, by agent.

    A failure counts where it is held against the agent: its own, a time-out, a breakdown; an attempt that the end of
    the run, or somebody else, cut off counts for nothing.

    Args:
        agents: number of agents.
    """

    kinds = (AttemptEnded,)

    def __init__(self, agents: int) -> None:
        self.succeeded = [0] * agents
        self.failed = [0] * agents

    def observe(self, row: Row) -> tuple[AnomalyRow, ...]:
        """Count one attempt."""
        if isinstance(row, AttemptEnded) and row.approved:
            outcome = outcome_of(row.error_class)
            if outcome is None:
                self.succeeded[row.agent] += 1
            elif outcome.counted and outcome not in _FOR_NOTHING:
                self.failed[row.agent] += 1
        return ()
