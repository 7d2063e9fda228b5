"""Lanes of a timeline: which agents are shown, and where."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim.report.figures.source import PictureSource

MOST_LANES = 40
_TALLEST_IN = 8.6  # all lanes together
_ROW_IN = 0.2  # of a slot, where there is room
_GAP_IN = 0.06


class Lane(NamedTuple):
    """The strip of one agent, a row for each of its slots; inches from the top of the first lane downward."""

    agent_id: str
    slots: int
    top: float
    height: float

    @property
    def row(self) -> float:
        """Height of the row of one slot."""
        return self.height / self.slots


def chosen_agents(source: PictureSource, most: int = MOST_LANES) -> list[tuple[str, int]]:
    """Return id and slots of the agents to show, in order of the fleet: all, or those that matter most.

    Of a large fleet these are the agents whose tasks ended a wave, which all others waited for, and then those that
    worked most.

    Args:
        source: tables `attempts` and `tasks`.
        most: number of agents to return.
    """
    if len(source.agents) <= most:
        return list(source.agents)
    worked = dict.fromkeys((agent_id for agent_id, _ in source.agents), 0.0)
    attempts = source.tables["attempts"]
    for agent_id, served in zip(attempts["agent_id"], attempts["served"], strict=True):
        if agent_id is not None:  # else it was withdrawn from a central queue
            worked[agent_id] += served
    awaited = _awaited(source)
    ids = [agent_id for agent_id, _ in source.agents]
    ranked = sorted(range(len(ids)), key=lambda agent: (ids[agent] not in awaited, -worked[ids[agent]]))  # stable
    return [source.agents[agent] for agent in sorted(ranked[:most])]


def _awaited(source: PictureSource) -> set[str]:
    """Return the agents of the last task of each wave."""
    tasks = source.tables["tasks"]
    last: dict[int, tuple[float, str]] = {}
    for wave, ended_at, agent_id in zip(tasks["wave"], tasks["ended_at"], tasks["agent_id"], strict=True):
        if agent_id is not None and (wave not in last or ended_at > last[wave][0]):
            last[wave] = (ended_at, agent_id)
    return {agent_id for _, agent_id in last.values()}


def lanes_of(agents: Sequence[tuple[str, int]]) -> list[Lane]:
    """Return the lanes of some agents, one below the other, as tall as there is room for.

    Args:
        agents: ids and slots.

    >>> [(lane.agent_id, round(lane.top, 2), round(lane.height, 2)) for lane in lanes_of([("a", 1), ("b", 2)])]
    [('a', 0.0, 0.38), ('b', 0.44, 0.5)]
    """
    alone = float(np.clip(6.0 / max(1, len(agents)) - _GAP_IN, 0.16, 0.38))
    heights = np.array([max(alone, min(1.6, (_ROW_IN + 0.05) * slots)) for _, slots in agents])
    room = _TALLEST_IN - _GAP_IN * len(agents)
    heights *= min(1.0, room / heights.sum()) if heights.size else 1.0
    tops = np.cumsum(heights + _GAP_IN) - (heights + _GAP_IN)
    rows = zip(agents, tops.tolist(), heights.tolist(), strict=True)
    return [Lane(agent_id, slots, top, height) for (agent_id, slots), top, height in rows]


def total_height(lanes: Sequence[Lane]) -> float:
    """Return the height of all lanes in inches."""
    return lanes[-1].top + lanes[-1].height if lanes else 0.0
