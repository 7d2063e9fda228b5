"""Agents that an open HIGH anomaly blocks: none works for a cool-down, then one attempt probes.

A circuit breaker: closed while all is well, open from the anomaly on, half open once the cool-down is over. Source:
Nygard, "Release It!", 2nd ed., section 5.2 (Circuit Breaker).
"""

from dataclasses import dataclass

from sim.record.log import AnomalyRow
from sim.record.rows import AnomalyClosed, AnomalyOpened, AttemptEnded, Row


@dataclass
class _Block:
    anomaly_id: str
    since: float
    probing: bool = False


class Blocks:
    """Knows which agents are blocked, by watching the log.

    Args:
        cooldown_s: seconds before a blocked agent may try one attempt.
    """

    kinds = (AnomalyOpened, AnomalyClosed, AttemptEnded)

    def __init__(self, cooldown_s: float) -> None:
        self._cooldown_s = cooldown_s
        self._by_agent: dict[str, _Block] = {}

    def blocking(self, agent_id: str, now: float) -> str | None:
        """Return the anomaly that holds an attempt back; None when it may start."""
        block = self._by_agent.get(agent_id)
        if block is None or (not block.probing and now >= block.since + self._cooldown_s):
            return None
        return block.anomaly_id

    def probe(self, agent_id: str) -> None:
        """Tell that an attempt of this agent starts; if the agent was blocked, it is the probe."""
        block = self._by_agent.get(agent_id)
        if block is not None:
            block.probing = True

    def observe(self, row: Row) -> tuple[AnomalyRow, ...]:
        """Follow the log; a probe that succeeds closes its anomaly."""
        match row:
            case AnomalyOpened(severity="HIGH"):
                for agent_id in row.agents:
                    self._by_agent.setdefault(agent_id, _Block(row.anomaly_id, row.at))
            case AnomalyClosed():
                self._by_agent = {a: b for a, b in self._by_agent.items() if b.anomaly_id != row.anomaly_id}
            case AttemptEnded(approved=True):
                return self._end_probe(row)
        return ()

    def _end_probe(self, row: AttemptEnded) -> tuple[AnomalyRow, ...]:
        block = self._by_agent.get(row.agent_id)
        # Attempts that were already running when the anomaly opened are no probes.
        if block is None or not block.probing or row.started_at < block.since:
            return ()
        if row.succeeded:
            return (AnomalyClosed(block.anomaly_id, row.ended_at),)
        block.probing = False
        block.since = row.ended_at
        return ()
