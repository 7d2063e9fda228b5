"""When agents go down and come up again: by a plan, a record, or alternating renewal processes, in calendar time.

Up-times and repairs of `breakdowns` are drawn by (agent, number of the failure), so every strategy meets the same
outages; the agent is its entry in the fleet and its number within the entry, so that an agent more changes nobody
else's. With a limited crew a repair starts when a repairer is free, first come first served: the machine repair model.
Those of a group are drawn once for all its members, by (entry of `fleet.outages`, number of the outage).

Source: Law, "Simulation Modeling and Analysis", 5th ed., section 13.3 (calendar-time breakdowns); Gross, Shortle,
Thompson, Harris, "Fundamentals of Queueing Theory", 4th ed., section 2.8 (machine repair); Marshall, Olkin, "A
multivariate exponential distribution", JASA 62, 1967 (what brings several down at once).
"""

from collections.abc import Callable, Generator, Iterable, Iterator
from itertools import count

import numpy as np
from simpy import Event, Resource

from sim.luck import Luck, Purpose, quantile_at
from sim.luck.residual import residual_quantile
from sim.model.agent import Agent
from sim.model.instant import Clock, Kind
from sim.scenario import BreakdownSpec, Distribution
from sim.scenario.spec.outage_spec import MAX_OUTAGES, OutageSpec

Spans = Iterable[tuple[float, float]]
"""(from, to) in seconds since the start of the run, in order and apart."""
THE_RECORD, BREAKDOWNS, FIRST_OUTAGE = 0, 1, 2
"""What may hold an agent down, in the order of one instant; the entries of `fleet.outages` follow."""
_SOURCES = MAX_OUTAGES + FIRST_OUTAGE


def turn_of(agent: Agent, source: int) -> int:
    """Return the place of what a source does to an agent among those of one instant: by agent, then by source."""
    return agent.index * _SOURCES + source


class Breakdowns:
    """Runs the breakdowns of a fleet, each agent's by themselves.

    Args:
        clock: the virtual clock.
        spec: up-times, repair times, crew.
        luck: the run's keyed uniforms.
        go_down: called when an agent breaks down.
        come_up: called when it is repaired.
    """

    def __init__(
        self,
        clock: Clock,
        spec: BreakdownSpec,
        luck: Luck,
        go_down: Callable[[Agent], None],
        come_up: Callable[[Agent], None],
    ) -> None:
        self._clock = clock
        self._spec = spec
        self._luck = luck
        self._go_down = go_down
        self._come_up = come_up
        self._crew = Resource(clock, spec.repairers) if spec.repairers is not None else None

    def starts_down(self, agent: Agent) -> bool:
        """Return whether an agent is under repair when the run starts."""
        if self._spec.initial == "up":
            return False
        up, down = self._spec.mtbf.mean, self._spec.mttr.mean
        return self._uniform(agent, Purpose.INITIAL_STATE, 0) >= up / (up + down)

    def process(self, agent: Agent) -> Generator[Event, object, None]:
        """Break an agent down and repair it, again and again."""
        failures = 0
        if self.starts_down(agent):
            self._go_down(agent)
            yield from self._repair(agent, self._first(agent, self._spec.mttr))
        elif self._spec.initial == "stationary":
            yield self._after(self._first(agent, self._spec.mtbf), Kind.BREAKDOWN, agent)
            self._go_down(agent)
            yield from self._repair(agent, self._draw(agent, Purpose.REPAIR, self._spec.mttr, failures))
            failures = 1
        while True:
            yield self._after(self._draw(agent, Purpose.UP_TIME, self._spec.mtbf, failures), Kind.BREAKDOWN, agent)
            self._go_down(agent)
            yield from self._repair(agent, self._draw(agent, Purpose.REPAIR, self._spec.mttr, failures))
            failures += 1

    def _repair(self, agent: Agent, duration: float) -> Generator[Event, object, None]:
        if self._crew is None:
            yield self._after(duration, Kind.REPAIR, agent)
        else:
            with self._crew.request() as repairer:
                yield repairer
                yield self._after(duration, Kind.REPAIR, agent)
        self._come_up(agent)

    def _after(self, seconds: float, kind: int, agent: Agent) -> Event:
        return self._clock.after(seconds, kind, turn_of(agent, BREAKDOWNS))

    def _first(self, agent: Agent, distribution: Distribution) -> float:
        return _residual(distribution, self._uniform(agent, Purpose.INITIAL_STATE, 1))

    def _draw(self, agent: Agent, purpose: Purpose, distribution: Distribution, failures: int) -> float:
        return quantile_at(distribution, self._uniform(agent, purpose, failures))

    def _uniform(self, agent: Agent, purpose: Purpose, k: int) -> float:
        entry, number = agent.place
        return self._luck.uniform(purpose, wave=entry, k=k, position=number)


def _residual(distribution: Distribution, u: float) -> float:
    return float(residual_quantile(distribution, np.array([u]))[0])


def planned(outage: OutageSpec) -> Iterator[tuple[float, float]]:
    """Yield when a planned outage holds: once, or again and again from start to start.

    >>> outage = OutageSpec(**{"agents": ["a_0"], "at": 60, "for": 10, "every": 100})
    >>> spans = planned(outage)
    >>> next(spans), next(spans)
    ((60.0, 70.0), (160.0, 170.0))
    """
    assert outage.at is not None
    for number in count():
        start = outage.at + number * (outage.every or 0.0)
        yield start, start + outage.length_s
        if outage.every is None:
            return


def drawn(outage: OutageSpec, luck: Luck, place: int) -> Iterator[tuple[float, float]]:
    """Yield when a group is down whose up-times and repairs are drawn for all its members at once, without end.

    Args:
        outage: with `mtbf` and `mttr`.
        luck: the run's keyed uniforms.
        place: of its entry in `fleet.outages`, the address of its draws.
    """
    up, down = outage.mtbf, outage.mttr
    assert up is not None
    assert down is not None

    def u(purpose: Purpose, number: int) -> float:
        return luck.uniform(purpose, wave=0, k=number, position=place)

    now, first = 0.0, 0
    if outage.initial == "stationary":
        residual = u(Purpose.GROUP_INITIAL_STATE, 1)
        if u(Purpose.GROUP_INITIAL_STATE, 0) >= up.mean / (up.mean + down.mean):
            start, now = 0.0, _residual(down, residual)
        else:
            start, first = _residual(up, residual), 1
            now = start + quantile_at(down, u(Purpose.GROUP_REPAIR, 0))
        yield start, now
    for number in count(first):
        start = now + quantile_at(up, u(Purpose.GROUP_UP_TIME, number))
        now = start + quantile_at(down, u(Purpose.GROUP_REPAIR, number))
        yield start, now


def held_down(
    clock: Clock,
    agent: Agent,
    spans: Spans,
    source: int,
    go_down: Callable[[Agent, float], None],
    come_up: Callable[[Agent], None],
) -> Generator[Event, object, None]:
    """Take an agent down and up again at given times; one that is down at 0 is so before anything else happens.

    Args:
        clock: the virtual clock.
        agent: whose outages they are.
        spans: when it is down.
        source: what holds it down, its place in the order of one instant.
        go_down: called at the beginning of each, with its end.
        come_up: called at its end.
    """
    turn = turn_of(agent, source)
    for start, end in spans:
        if start > 0.0:
            yield clock.at(start, Kind.BREAKDOWN, turn)
        go_down(agent, end)
        yield clock.at(end, Kind.REPAIR, turn)
        come_up(agent)
