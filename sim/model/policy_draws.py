"""The uniforms of strategies that draw: one an agent, keyed by the task and its attempt."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sim.luck import Luck, Purpose
from sim.luck.keyed import BLOCK, policy_k
from sim.model.agent import Agent
from sim.model.task_run import TaskRun

_MOST_NUMBERS = 2_000_000  # kept: 16 MB, or one block where the fleet is larger


class PolicyDraws:
    """Looks up the draws of a task, which depend on nothing but seed, replication, agent, wave, position and attempt.

    They are drawn for many tasks at once: of one agent, the numbers of a block of positions cost as much as one.

    Args:
        luck: the run's keyed uniforms.
        agents: the fleet.
    """

    def __init__(self, luck: Luck, agents: Sequence[Agent]) -> None:
        self._luck = luck
        self._places = [agent.place for agent in agents]
        self._most_blocks = max(1, _MOST_NUMBERS // (BLOCK * len(agents)))
        self._blocks: dict[tuple[int, int, int], npt.NDArray[np.float64]] = {}

    def of(self, task: TaskRun, attempt: int) -> tuple[float, ...]:
        """Return one uniform an agent for the decision on an attempt at a task."""
        number, offset = divmod(task.position, BLOCK)
        address = (task.wave, attempt, number)
        block = self._blocks.get(address)
        if block is None:
            if len(self._blocks) == self._most_blocks:
                del self._blocks[next(iter(self._blocks))]  # the oldest; drawn again if it is asked for again
            block = self._blocks[address] = self._drawn(*address)
        numbers: list[float] = block[offset].tolist()
        return tuple(numbers)

    def _drawn(self, wave: int, attempt: int, number: int) -> npt.NDArray[np.float64]:
        return self._luck.blocks(Purpose.POLICY, wave, (policy_k(*place, attempt) for place in self._places), number)
