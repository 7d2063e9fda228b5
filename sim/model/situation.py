"""The agents as a strategy sees them: kept up to date by what changed, not made anew for every task.

Each agent tells when something about it changes; only those that did are looked at. What changes by itself with time,
the loads, is formed agent by agent in a small fleet and by arrays in a large one, with the same bits: the same
operations in the same order, one agent beside the other.
"""

from collections.abc import Sequence
from math import inf

import numpy as np
import numpy.typing as npt

from sim.model.agent import Agent

Array = npt.NDArray[np.float64]

MANY_AGENTS = 64  # from here on arrays are faster
_MOST_CELLS = 1_000_000  # slots of the widest agent times agents: beyond it, arrays would be mostly empty


class Situation:
    """The fleet at one instant, moved on from decision to decision.

    Args:
        agents: the fleet.
    """

    def __init__(self, agents: Sequence[Agent]) -> None:
        self.agents = agents
        self.now = 0.0
        self.usable: tuple[bool, ...] = (True,) * len(agents)
        self.any_usable = self.all_usable = True
        self.load_s: tuple[float, ...] = ()
        self.tasks_in_system: tuple[int, ...] = ()
        self.free_slots: tuple[int, ...] = (0,) * len(agents)
        self.capacity = tuple(agent.spec.capacity for agent in agents)
        self.up_share: tuple[float, ...] = (1.0,) * len(agents)
        self.queued: tuple[int, ...] = ()
        self.last_given: tuple[int, ...] = ()
        self._least_s: float | None = None  # until it is asked for
        self._broke_down = False  # some agent, ever
        self._usable = [True] * len(agents)
        self._in_system, self._free, self._queued, self._last_given = ([0] * len(agents) for _ in range(4))
        self._at_hand = [0] * len(agents)
        self.changes = [0] * len(agents)  # how often each agent has been looked at again
        self.waited_at: set[int] = set()  # agents at which something waits, or is on its way, or backs off
        self.moved: set[int] | None = None  # agents that have changed since somebody took them out, if anybody does
        self._touched: set[int] = set(range(len(agents)))
        wide = max(agent.most_slots for agent in agents)
        large = len(agents) >= MANY_AGENTS and wide * len(agents) <= _MOST_CELLS
        self._loads = _Loads(agents, wide) if large else None
        self.forms_arrays = large
        for agent in agents:
            agent.touched = self._touched

    def at(self, now: float) -> "Situation":
        """Bring everything up to date; return itself."""
        self.now = now
        if self._touched:
            self._take_in()
        self.load_s = self._loads.at(now) if self._loads else tuple([agent.load_s(now) for agent in self.agents])
        self._least_s = None
        if self._broke_down:
            self.up_share = tuple([agent.up_share(now) for agent in self.agents])
        return self

    def give(self, agent: Agent) -> None:
        """Take in that an agent has been given a task at this instant."""
        self._take_in()
        loads = list(self.load_s)
        loads[agent.index] = agent.load_s(self.now)
        self.load_s = tuple(loads)
        self._least_s = None

    def left_s(self) -> Array:
        """Return what is left of what runs, by slot and agent, of a fleet that is large enough for arrays."""
        assert self._loads is not None
        return self._loads.left_s

    def queued_or_running(self) -> tuple[int, ...]:
        """Return for each agent the tasks that wait at it, are on their way to it, or run; not those in back-off."""
        return tuple(self._at_hand)

    def is_least_loaded(self, agent: int, accepts: Sequence[bool] = ()) -> bool:
        """Return whether no usable agent, of those that accept the task, has less load."""
        if accepts:
            able = zip(self.load_s, self._usable, accepts, strict=True)
            return self.load_s[agent] <= min((s for s, up, accepted in able if up and accepted), default=inf)
        if self._least_s is None:
            self._least_s = self._find_least()
        return self.load_s[agent] <= self._least_s

    def _find_least(self) -> float:
        if self.all_usable:
            return min(self.load_s)
        return min((s for s, up in zip(self.load_s, self._usable, strict=True) if up), default=inf)

    def _take_in(self) -> None:
        """Look again at the agents that have changed; a column is made anew where one of its values is another."""
        usable, free = self._usable, self._free
        turned = freed = False
        for a in self._touched:
            agent = self.agents[a]
            open_to_work = agent.up if agent.queue_limit is None else agent.up and not agent.is_full
            if usable[a] != open_to_work:
                usable[a], turned = open_to_work, True
            if free[a] != len(agent.idle_slots):
                free[a], freed = len(agent.idle_slots), True
            self._broke_down = self._broke_down or agent.broke_down
            queued, at_work = agent.queue.length + len(agent.on_the_way), len(agent.serving)
            self._queued[a], self._last_given[a] = queued, agent.last_given
            self._at_hand[a] = queued + at_work
            self._in_system[a] = queued + at_work + agent.backing_off
            self.changes[a] += 1
            if queued or agent.backing_off:
                self.waited_at.add(a)
            else:
                self.waited_at.discard(a)
            if self._loads is not None:
                self._loads.take_in(agent)
        if self.moved is not None:
            self.moved.update(self._touched)
        self._touched.clear()
        self.queued, self.last_given = tuple(self._queued), tuple(self._last_given)
        self.tasks_in_system = tuple(self._in_system)
        if freed:
            self.free_slots = tuple(free)
        if turned:
            self.usable, self.any_usable, self.all_usable = tuple(usable), any(usable), all(usable)


class _Loads:
    """The loads of a large fleet, formed together: what waits, and slot by slot what is left of what runs."""

    def __init__(self, agents: Sequence[Agent], slots: int) -> None:
        self._capacity = np.array([agent.spec.capacity for agent in agents], dtype=float)
        self._waiting_s = np.zeros(len(agents))
        # By slot and agent; what serves nothing has all zeros, which leaves nothing.
        self._expected_s, self._served_s, self._since, self._moving = np.zeros((4, slots, len(agents)))
        self.left_s: Array = np.zeros((slots, len(agents)))

    def take_in(self, agent: Agent) -> None:
        """Look at one agent again."""
        a = agent.index
        self._waiting_s[a] = agent.waiting_s
        for slot in range(agent.most_slots):
            attempt = agent.serving.get(slot)
            since = None if attempt is None else attempt.serving_since
            self._expected_s[slot, a] = 0.0 if attempt is None else attempt.expected_s
            self._served_s[slot, a] = 0.0 if attempt is None else attempt.served_s
            self._since[slot, a], self._moving[slot, a] = (0.0, 0.0) if since is None else (since, 1.0)

    def at(self, now: float) -> tuple[float, ...]:
        """Return the load of every agent; the arithmetic of `Agent.load_s`, to the bit."""
        left_s = self._expected_s - (self._served_s + self._moving * (now - self._since))
        self.left_s = np.maximum(left_s, 0.0)
        work = self._waiting_s.copy()
        for of_slot in self.left_s:
            work += of_slot
        loads: list[float] = (work / self._capacity).tolist()
        return tuple(loads)
