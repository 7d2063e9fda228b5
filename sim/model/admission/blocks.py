"""Agents that an open HIGH anomaly blocks: none works for a cool-down, then one attempt probes.

A circuit breaker: closed while all is well, open from the anomaly on, half open once the cool-down is over. Source:
Nygard, "Release It!", 2nd ed., section 5.2 (Circuit Breaker).
"""

from dataclasses import dataclass

from sim.record.limit_rows import LimitMet
from sim.record.log import AnomalyRow
from sim.record.patience_rows import AttemptWithdrawn
from sim.record.rows import AnomalyClosed, AnomalyOpened, AttemptEnded, Row
from sim.record.task_end import is_beside_the_point


@dataclass
class _Block:
    anomaly_id: str
    since: float
    probe: tuple[int, int] | None = None  # task index and number of the attempt that is let through


class Blocks:
    """Knows which agents are blocked, by watching the log.

    Args:
        cooldown_s: seconds before a blocked agent may try one attempt.
    """

    kinds = (AnomalyOpened, AnomalyClosed, AttemptEnded, AttemptWithdrawn, LimitMet)

    def __init__(self, cooldown_s: float) -> None:
        self._cooldown_s = cooldown_s
        self._by_agent: dict[str, _Block] = {}

    def blocking(self, agent_id: str, now: float) -> str | None:
        """Return the anomaly that holds an attempt back; None when it may start."""
        block = self._by_agent.get(agent_id)
        if block is None or (block.probe is None and now >= block.since + self._cooldown_s):
            return None
        return block.anomaly_id

    def probe(self, agent_id: str, task: int, attempt: int) -> None:
        """Tell that an attempt at this agent may start; if the agent was blocked, it is the probe."""
        block = self._by_agent.get(agent_id)
        if block is not None:
            block.probe = (task, attempt)

    def observe(self, row: Row) -> tuple[AnomalyRow, ...]:
        """Follow the log; a probe that succeeds closes its anomaly, one that never began gives its place back."""
        match row:
            case AnomalyOpened(severity="HIGH"):
                for agent_id in row.agents:
                    self._by_agent.setdefault(agent_id, _Block(row.anomaly_id, row.at))
            case AnomalyClosed():
                self._by_agent = {a: b for a, b in self._by_agent.items() if b.anomaly_id != row.anomaly_id}
            case AttemptEnded(approved=True):
                return self._end_probe(row)
            case AttemptEnded() | AttemptWithdrawn() | LimitMet(then="sent_back"):
                block = self._by_agent.get(row.agent_id or "")
                if block is not None and block.probe == (row.task_index, row.attempt):
                    block.probe = None
        return ()

    def _end_probe(self, row: AttemptEnded) -> tuple[AnomalyRow, ...]:
        block = self._by_agent.get(row.agent_id)
        # Attempts that were already running when the anomaly opened are no probes.
        if block is None or block.probe != (row.task_index, row.attempt):
            return ()
        if is_beside_the_point(row):
            block.probe = None  # its place is free
            return ()
        if row.succeeded:
            return (AnomalyClosed(block.anomaly_id, row.ended_at),)
        block.probe = None
        block.since = row.ended_at
        return ()
