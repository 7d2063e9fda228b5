"""Tiers: a task starts with the agents of the lowest one that accepts it, and moves to the next when it fails there."""

from collections.abc import Sequence

from sim.model.agent import Agent
from sim.model.task_run import TaskRun


class Tiers:
    """Knows which agents of each tier accept a task.

    Args:
        agents: the fleet.
    """

    def __init__(self, agents: Sequence[Agent]) -> None:
        self._tiers = [agent.spec.tier for agent in agents]
        self._of: dict[Sequence[bool], tuple[tuple[bool, ...], ...]] = {}

    def of(self, accepts: Sequence[bool]) -> tuple[tuple[bool, ...], ...]:
        """Return for each tier that accepts a task, lowest first, which of the agents are of it and accept it.

        Args:
            accepts: by agent, whether it accepts the task; empty: all do.
        """
        found = self._of.get(accepts)
        if found is None:
            able = tuple(accepts) or (True,) * len(self._tiers)
            tiers = sorted({tier for tier, accepted in zip(self._tiers, able, strict=True) if accepted})
            masks = [
                [accepted and own == tier for own, accepted in zip(self._tiers, able, strict=True)] for tier in tiers
            ]
            found = self._of[accepts] = tuple(map(tuple, masks))
        return found

    def agents_of(self, task: TaskRun, accepts: Sequence[bool]) -> tuple[bool, ...]:
        """Return which agents a task may use now.

        Args:
            task: that is in some tier.
            accepts: by agent, whether it accepts the task; empty: all do.
        """
        masks = self.of(accepts)
        return masks[min(task.tier, len(masks) - 1)]
