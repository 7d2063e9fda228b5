"""Attempts that a limit has sent back to their queues, and what a slot takes in their stead (`when_short: queue`).

Who was sent back keeps his place. A free slot goes through the queue in its order and passes over those for whom the
limit still has not enough, and those behind them in the same queue who need that limit and were sent back too. Who
comes anew asks for himself, and is sent back where another of his queue waits for the same limit.
"""

from sim.model.admission.limit import Limit
from sim.model.admission.limits import Limits
from sim.model.agent import Agent
from sim.model.attempt import Attempt
from sim.model.waiting_line import WaitingLine


class HeldUp:
    """Chooses from queues in which some are held up.

    Args:
        limits: of which some send back.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    def agents(self) -> set[int]:
        """Return the agents in whose queues somebody is held up."""
        held = (attempt.agent for limit in self._limits.limits for attempt in limit.sent_back)
        return {agent.index for agent in held if agent is not None}

    def next_of(self, agent: Agent, only_first: bool) -> Attempt | None:
        """Take the first attempt that is not held up out of an agent's queue; None: there is none.

        Args:
            agent: whose slot is free.
            only_first: whether nobody may go before the first.
        """
        lines = [agent.queue]
        attempt = self.first_free(agent, lines, only_first)
        if attempt is not None:
            agent.withdraw(attempt)
        return attempt

    def first_free(self, agent: Agent, lines: list[WaitingLine], only_first: bool = False) -> Attempt | None:
        """Return the first attempt of some lines together that is not held up, and leave it there.

        Args:
            agent: whose slot is free.
            lines: in which attempts stand for it.
            only_first: whether nobody may go before the first.
        """
        blocked: set[Limit] = set()
        entries = sorted(
            ((key, ticket, attempt, line) for line in lines for key, ticket, attempt in line.entries()),
            key=lambda entry: entry[:2],
        )
        for key, ticket, attempt, line in entries[:1] if only_first else entries:
            if self._is_free(attempt, agent, blocked):
                self._limits.places[attempt] = (key, ticket, line)
                return attempt
        return None

    def _is_free(self, attempt: Attempt, agent: Agent, blocked: set[Limit]) -> bool:
        if attempt.is_orphan or not attempt.lacks:
            return True
        if not blocked.isdisjoint(self._limits.covering(agent, attempt.task.type)):
            return False
        short = self._limits.first_short(attempt, agent)
        if short is None or short.then != "queue":
            return True
        blocked.add(short.limit)
        self._limits.wake(short.limit, attempt)
        return False

    def put_back(self, attempt: Attempt) -> bool:
        """Let an attempt stand again where it stood; return whether it stood anywhere: in a held slot it did not."""
        place = self._limits.places.pop(attempt, None)
        if place is not None:
            key, ticket, line = place
            line.put_back(key, ticket, attempt)
        return place is not None
