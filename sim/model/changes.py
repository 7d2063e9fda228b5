"""What agents can do over time: factors on speed, reliability and slots that change by plan, at once or linearly."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from math import floor, inf
from typing import NamedTuple

from sim.scenario import FleetSpec
from sim.scenario.spec.agent_globs import agents_meant
from sim.scenario.spec.outage_spec import ChangeSpec

TOLERANCE = 1e-9
"""A product that misses a whole number of slots by less than this has reached it."""


class Stretch(NamedTuple):
    """A factor on its way: from a value that was reached to the one that is wanted."""

    start: float  # seconds since the start of the run
    value: float
    until: float  # start where it changes at once
    wanted: float
    entry: int  # place in `fleet.changes`

    def at(self, now: float) -> float:
        """Return the factor at a moment, not before the start."""
        if now >= self.until:
            return self.wanted
        return self.value + (self.wanted - self.value) * ((now - self.start) / (self.until - self.start))


class Course:
    """The factor on one property of one agent, over time; 1 until the first change.

    >>> course = Course()
    >>> course.turn(at=100.0, over=50.0, wanted=0.5, entry=0)
    >>> course.turn(at=125.0, over=0.0, wanted=1.0, entry=1)
    >>> [course.at(t) for t in (0.0, 100.0, 110.0, 125.0, 200.0)]
    [1.0, 1.0, 0.9, 1.0, 1.0]
    """

    def __init__(self) -> None:
        self.stretches: list[Stretch] = []
        self._starts: list[float] = []

    def turn(self, at: float, over: float, wanted: float, entry: int) -> None:
        """Add a change, no earlier than those before it; it starts from the value that they have reached."""
        self.stretches.append(Stretch(at, self.at(at), at + over, wanted, entry))
        self._starts.append(at)

    def at(self, now: float) -> float:
        """Return the factor at a moment."""
        begun = bisect_right(self._starts, now)
        return self.stretches[begun - 1].at(now) if begun else 1.0

    def nominal_from(self, entry: int) -> float | None:
        """Return when what an entry has changed is undone, the factor being 1 again; None: never."""
        begun = next(place for place, stretch in enumerate(self.stretches) if stretch.entry == entry)
        ends = [*self._starts[begun + 1 :], inf]
        for stretch, replaced in zip(self.stretches[begun:], ends, strict=True):
            if stretch.wanted == 1.0 and stretch.until <= replaced:
                return stretch.until
        return None

    def slots(self, capacity: int) -> Iterator[tuple[float, int]]:
        """Yield how many slots there are from when on: floor(capacity * factor + 1e-9), whenever that changes."""
        ends = [*self._starts[1:], inf]
        before = capacity
        for stretch, replaced in zip(self.stretches, ends, strict=True):
            for moment in _crossings(stretch, capacity):
                if moment[0] > replaced:
                    break
                if moment[1] != before:
                    yield moment
                    before = moment[1]


def _crossings(stretch: Stretch, capacity: int) -> Iterator[tuple[float, int]]:
    first, last = _slots(capacity, stretch.value), _slots(capacity, stretch.wanted)
    if stretch.until == stretch.start:
        yield stretch.start, last
        return
    per_factor = (stretch.until - stretch.start) / (stretch.wanted - stretch.value) if last != first else 0.0
    yield stretch.start, first
    for slots in range(first + 1, last + 1):  # one more has come
        yield min(stretch.until, stretch.start + per_factor * (slots / capacity - stretch.value)), slots
    for slots in range(first, last, -1):  # one less from the moment on at which not even the tolerance is left
        factor = (slots - TOLERANCE) / capacity
        yield min(stretch.until, stretch.start + per_factor * (factor - stretch.value)), slots - 1


def _slots(capacity: int, factor: float) -> int:
    return floor(capacity * factor + TOLERANCE)


class Fault(NamedTuple):
    """A change that was put in on purpose, as it is told."""

    kind: str
    agents: tuple[int, ...]
    at: float
    until: float | None  # None: to the end of the run


class Changes:
    """All changes of a fleet.

    Args:
        fleet: with `changes`.
    """

    def __init__(self, fleet: FleetSpec) -> None:
        self._agent_ids = [agent_id for agent_id, _ in fleet.agents_by_id()]
        self._entries = fleet.changes
        self._courses: dict[str, dict[int, Course]] = {"speed": {}, "reliability": {}, "capacity": {}}
        for place, change in sorted(enumerate(fleet.changes), key=lambda item: item[1].at):
            for key, wanted in change.factors.items():
                for agent in self._members(change):
                    course = self._courses[key].setdefault(agent, Course())
                    course.turn(change.at, change.over, wanted, place)

    def _members(self, change: ChangeSpec) -> tuple[int, ...]:
        return agents_meant(change.agents, self._agent_ids)

    def course(self, key: str, agent: int) -> Course | None:
        """Return the course of `speed`, `reliability` or `capacity` of an agent; None: it never changes."""
        return self._courses[key].get(agent)

    def speed(self, agent: int, now: float) -> float:
        """Return the factor on an agent's speed at a moment."""
        course = self._courses["speed"].get(agent)
        return 1.0 if course is None else course.at(now)

    def reliability(self, agent: int, now: float) -> float:
        """Return the factor on an agent's reliability at a moment."""
        course = self._courses["reliability"].get(agent)
        return 1.0 if course is None else course.at(now)

    def slots(self, agent: int, capacity: int) -> Sequence[tuple[float, int]]:
        """Return how many slots an agent has from when on, where that changes; none: it keeps its own."""
        course = self._courses["capacity"].get(agent)
        return () if course is None else tuple(course.slots(capacity))

    def faults(self) -> list[Fault]:
        """Return the changes that take something from its nominal value, in order of time."""
        found = []
        for place, change in sorted(enumerate(self._entries), key=lambda item: item[1].at):
            members = self._members(change)
            for key, wanted in change.factors.items():
                if wanted != 1.0:
                    ends = [self._courses[key][agent].nominal_from(place) for agent in members]
                    known = [end for end in ends if end is not None]
                    found.append(Fault(key, members, change.at, max(known) if len(known) == len(ends) else None))
        return found


def slots_over_time(fleet: FleetSpec) -> dict[int, list[tuple[float, int]]]:
    """Return, by agent index, how many slots an agent has from when on; none whose number never changes is in it.

    >>> from sim.scenario import AgentSpec
    >>> agents = [AgentSpec(name="agent", count=2, capacity=4)]
    >>> slots_over_time(FleetSpec(agents=agents, changes=[ChangeSpec(agents=["agent_1"], at=5, capacity=0.5)]))
    {1: [(0.0, 4), (5.0, 2)]}
    """
    if not fleet.changes:
        return {}
    changes, capacities = Changes(fleet), [spec.capacity for _, spec in fleet.agents_by_id()]
    times = {agent: changes.slots(agent, capacity) for agent, capacity in enumerate(capacities)}
    return {agent: [(0.0, capacities[agent]), *changed] for agent, changed in times.items() if changed}


def most_slots(fleet: FleetSpec) -> list[int]:
    """Return the most slots that each agent ever has, in order of agent index.

    >>> from sim.scenario import AgentSpec
    >>> agents = [AgentSpec(name="agent", count=2, capacity=4)]
    >>> most_slots(FleetSpec(agents=agents, changes=[ChangeSpec(agents=["agent_1"], at=5, capacity=1.5)]))
    [4, 6]
    """
    changed = slots_over_time(fleet)
    capacities = [spec.capacity for _, spec in fleet.agents_by_id()]
    return [
        max(slots for _, slots in changed.get(agent, [(0.0, capacity)])) for agent, capacity in enumerate(capacities)
    ]
