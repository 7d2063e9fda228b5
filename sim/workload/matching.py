"""Which agents accept which tasks, at what pace, and how skilled they are in them: what types make of a fleet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import fsum

import numpy as np
import numpy.typing as npt

from sim.scenario import AgentSpec
from sim.scenario.spec.type_names import accepts

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Matching:
    """Types of tasks against agents; rows are the types that tasks have, columns the agents by index.

    Args:
        of_task: row of each task, by task index.
        accepts: whether an agent accepts tasks of a type.
        pace: factor on the speed of an agent.
        skill: added to the logit of the true chance of success.

    >>> coder = AgentSpec(name="coder", accepts=["code"], pace={"code": 2})
    >>> matching = match(["code", "docs"], [coder, AgentSpec(name="writer", skill={"docs": 0.5})])
    >>> matching.accepting(0), matching.accepting(1), matching.pace.tolist(), matching.skill.tolist()
    ((True, True), (False, True), [[2.0, 1.0], [1.0, 1.0]], [[0.0, 0.0], [0.0, 0.5]])
    """

    of_task: npt.NDArray[np.intp]
    accepts: Sequence[tuple[bool, ...]]
    pace: Array
    skill: Array

    def accepting(self, task: int) -> tuple[bool, ...]:
        """Return for each agent whether it accepts a task; the same tuple for all tasks of a type."""
        row: int = self.of_task[task]
        return self.accepts[row]

    @cached_property
    def all_accept_all(self) -> bool:
        """Whether no agent refuses any task."""
        return all(map(all, self.accepts))

    @property
    def paces_differ(self) -> bool:
        """Whether the time of a task depends on its type beside the agent's speed."""
        return bool(np.any(self.pace != 1.0))

    @property
    def skills_differ(self) -> bool:
        """Whether some agent is better or worse at some type."""
        return bool(np.any(self.skill != 0.0))


def match(types: Sequence[str | None], agents: Sequence[AgentSpec]) -> Matching:
    """Return what the types of tasks mean for each agent.

    Args:
        types: of each task; None: of no type, which every agent accepts, with no skill and no pace of its own.
        agents: by agent index.
    """
    rows = {name: row for row, name in enumerate(dict.fromkeys(types))}
    return Matching(
        of_task=np.array([rows[name] for name in types], dtype=np.intp),
        accepts=tuple(tuple([accepts(agent, name) for agent in agents]) for name in rows),
        pace=_table(rows, agents, "pace", 1.0),
        skill=_table(rows, agents, "skill", 0.0),
    )


def mean_accepting(entries: Sequence[float], accepts: Sequence[bool]) -> float:
    """Return the mean over the agents that accept a task.

    Args:
        entries: one for each agent, or one for all.
        accepts: by agent; empty: all do.

    >>> mean_accepting([1.0, 2.0, 6.0], (True, False, True)), mean_accepting([4.0], (True, False, True))
    (3.5, 4.0)
    """
    if accepts and len(entries) > 1:
        entries = [entry for entry, accepted in zip(entries, accepts, strict=True) if accepted]
    return fsum(entries) / len(entries)


def without_taker(types: Sequence[str | None], agents: Sequence[AgentSpec]) -> Iterator[str]:
    """Yield the types that some task has and no agent accepts.

    >>> list(without_taker(["code", "docs"], [AgentSpec(name="coder", accepts=["code"])]))
    ['docs']
    """
    for name in dict.fromkeys(types):
        if name is not None and not any(accepts(agent, name) for agent in agents):
            yield name


def _table(rows: dict[str | None, int], agents: Sequence[AgentSpec], key: str, absent: float) -> Array:
    given = [getattr(agent, key) for agent in agents]
    return np.array([[of_agent.get(name, absent) for of_agent in given] for name in rows], dtype=np.float64).reshape(
        len(rows), len(agents)
    )
