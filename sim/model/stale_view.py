"""The fleet as a strategy sees it that hears of it late: loads, queues and free slots of a while ago.

What is shown is the fleet as it was after the last instant that is at least so long ago, not aged since; before the
first there was nothing anywhere. Who is up or full, the order of giving and the counts of the bandits are those of now;
what the strategy itself has given since is unknown to it.

Source: Mitzenmacher, "How useful is old information?", IEEE Transactions on Parallel and Distributed Systems 11(1),
2000 (periodic and continuous update models: going by stale loads herds work onto one server).
"""

from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from sim.model.situation import Situation

_SAME_MOMENT_S = 1e-9


class _Seen(NamedTuple):
    """The fleet after one instant."""

    at: float
    load_s: tuple[float, ...]
    tasks_in_system: tuple[int, ...]
    free_slots: tuple[int, ...]
    queued: tuple[int, ...]
    at_hand: tuple[int, ...]
    slot_free_s: Sequence[Any] | None


class StaleView(Situation):
    """What a strategy is shown in place of the fleet of now.

    Args:
        current: the fleet of now.
        delay_s: how old what is shown is, at least.
    """

    def __init__(self, current: Situation, delay_s: float) -> None:
        self.current = current
        self.agents, self.capacity = current.agents, current.capacity
        self.slot_times: Callable[[Situation], Sequence[Any]] | None = None  # where the strategy reads them
        self._delay_s = delay_s
        self._seen: deque[_Seen] = deque([self._empty()])

    def _empty(self) -> _Seen:
        nothing = (0,) * len(self.agents)
        slots = None
        return _Seen(float("-inf"), (0.0,) * len(self.agents), nothing, self.capacity, nothing, nothing, slots)

    def note(self, now: float) -> None:
        """Take in what the fleet is like after an instant, as far as it is through."""
        fleet = self.current.at(now)
        if self._seen[-1].at == now:
            self._seen.pop()
        slots = None if self.slot_times is None else self.slot_times(fleet)
        self._seen.append(
            _Seen(
                now,
                fleet.load_s,
                fleet.tasks_in_system,
                fleet.free_slots,
                fleet.queued,
                fleet.queued_or_running(),
                slots,
            )
        )

    def at(self, now: float) -> "StaleView":
        """Return itself, with what is to be seen now."""
        seen = self._seen
        while len(seen) > 1 and seen[1].at <= now - self._delay_s + _SAME_MOMENT_S:
            seen.popleft()
        shown, self.now = seen[0], now
        self.load_s, self.tasks_in_system, self.free_slots = shown.load_s, shown.tasks_in_system, shown.free_slots
        self.queued = shown.queued
        self._take_over(self.current.at(now))
        return self

    def give(self, agent: Any) -> None:
        """Take in that an agent has been given a task at this instant, which changes nothing of what is shown."""
        self.current.give(agent)
        self._take_over(self.current)

    def _take_over(self, fleet: Situation) -> None:
        self.usable, self.any_usable, self.all_usable = fleet.usable, fleet.any_usable, fleet.all_usable
        self.up_share, self.last_given = fleet.up_share, fleet.last_given

    def queued_or_running(self) -> tuple[int, ...]:
        """Return for each agent the tasks that waited at it, were on their way to it, or ran."""
        return self._seen[0].at_hand

    def slots_seen(self) -> Sequence[Any]:
        """Return what was left to do for each slot of each agent."""
        slots = self._seen[0].slot_free_s
        return tuple([(0.0,) * slots_of for slots_of in self.capacity]) if slots is None else slots

    def is_least_loaded(self, agent: int, accepts: Sequence[bool] = ()) -> bool:
        """Return whether no usable agent, of those that accept the task, has less load in truth."""
        return self.current.is_least_loaded(agent, accepts)
