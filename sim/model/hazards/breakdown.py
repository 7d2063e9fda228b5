"""What a breakdown does to the attempts that its agent serves: they fail, begin again, or go on after the repair."""

from simpy import Event

from sim.model.agent import Agent
from sim.model.attempt import Attempt
from sim.record.outcomes import AGENT_DOWN
from sim.scenario import OnBreakdown


class Breakdown:
    """The hazard of an agent that goes down.

    Args:
        on_breakdown: what becomes of the attempts that it serves.
    """

    def __init__(self, on_breakdown: OnBreakdown) -> None:
        self._on_breakdown = on_breakdown

    def hit(self, agent: Agent) -> None:
        """Strike every attempt that the agent serves, by slot."""
        for slot in sorted(agent.serving):
            agent.serving[slot].process.interrupt(self)

    def strike(self, attempt: Attempt) -> Event | None:
        """Take in what becomes of an attempt; return what it waits for before it goes on, None where it has ended."""
        if self._on_breakdown is OnBreakdown.FAIL:
            attempt.failure = AGENT_DOWN
            return None
        if self._on_breakdown is OnBreakdown.RESTART:
            attempt.undo_work()
        return attempt.its_agent.repaired
