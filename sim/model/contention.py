"""Attempts that are served at once slow each other down: on their agent, and in the fleet."""

from collections.abc import Sequence

from sim.model.agent import Agent
from sim.model.attempt import Attempt
from sim.scenario.spec.slowdown_spec import SlowdownSpec


class Contention:
    """Tells by what factor an attempt takes longer, from how many are served when it starts.

    The factor is fixed at the start: what starts or ends later changes nothing for those under way.

    Args:
        agents: of the fleet.
        fleet: what attempts of the whole fleet cost each other; None: nothing.
    """

    def __init__(self, agents: Sequence[Agent], fleet: SlowdownSpec | None) -> None:
        self._agents = agents
        self._fleet = fleet
        self.is_none = fleet is None and all(agent.spec.slowdown is None for agent in agents)

    def factor(self, agent: Agent) -> float:
        """Return the factor on the length of an attempt that is about to be served.

        Args:
            agent: that serves it.
        """
        own, fleet = agent.spec.slowdown, self._fleet
        factor = 1.0 if own is None else own.factor(len(attempts_at_work(agent)) + 1)
        if fleet is not None:
            factor *= fleet.factor(sum(len(attempts_at_work(other)) for other in self._agents) + 1)
        return factor


def attempts_at_work(agent: Agent) -> list[Attempt]:
    """Return the attempts that an agent works on; those that hold a slot while it is down are not among them.

    Args:
        agent: any.
    """
    return [attempt for attempt in agent.serving.values() if attempt.serving_since is not None]
