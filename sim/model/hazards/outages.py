"""Breakdowns and repairs: an alternating renewal process an agent, in calendar time.

Up-times and repairs are drawn by (agent, number of the failure), so every strategy meets the same outages; the agent is
its entry in the fleet and its number within the entry, so that an agent more changes nobody else's. With a limited crew
a repair starts when a repairer is free, first come first served: the machine repair model.

Source: Law, "Simulation Modeling and Analysis", 5th ed., section 13.3 (calendar-time breakdowns); Gross, Shortle,
Thompson, Harris, "Fundamentals of Queueing Theory", 4th ed., section 2.8 (machine repair).
"""

from collections.abc import Callable, Generator, Sequence

import numpy as np
from simpy import Event, Resource

from sim.luck import Luck, Purpose, quantile_at
from sim.luck.residual import residual_quantile
from sim.model.agent import Agent
from sim.model.instant import Clock, Kind
from sim.scenario import BreakdownSpec, Distribution


class Outages:
    """Runs the breakdowns of a fleet.

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
            yield self._clock.after(self._first(agent, self._spec.mtbf), Kind.BREAKDOWN, agent.index)
            self._go_down(agent)
            yield from self._repair(agent, self._draw(agent, Purpose.REPAIR, self._spec.mttr, failures))
            failures = 1
        while True:
            up_time = self._draw(agent, Purpose.UP_TIME, self._spec.mtbf, failures)
            yield self._clock.after(up_time, Kind.BREAKDOWN, agent.index)
            self._go_down(agent)
            yield from self._repair(agent, self._draw(agent, Purpose.REPAIR, self._spec.mttr, failures))
            failures += 1

    def _repair(self, agent: Agent, duration: float) -> Generator[Event, object, None]:
        if self._crew is None:
            yield self._clock.after(duration, Kind.REPAIR, agent.index)
        else:
            with self._crew.request() as repairer:
                yield repairer
                yield self._clock.after(duration, Kind.REPAIR, agent.index)
        self._come_up(agent)

    def _first(self, agent: Agent, distribution: Distribution) -> float:
        u = self._uniform(agent, Purpose.INITIAL_STATE, 1)
        return float(residual_quantile(distribution, np.array([u]))[0])

    def _draw(self, agent: Agent, purpose: Purpose, distribution: Distribution, failures: int) -> float:
        u = self._uniform(agent, purpose, failures)
        return quantile_at(distribution, u)

    def _uniform(self, agent: Agent, purpose: Purpose, k: int) -> float:
        entry, number = agent.place
        return self._luck.uniform(purpose, wave=entry, k=k, position=number)


def recorded_outages(
    clock: Clock,
    agent: Agent,
    spans: Sequence[tuple[float, float]],
    go_down: Callable[[Agent], None],
    come_up: Callable[[Agent], None],
) -> Generator[Event, object, None]:
    """Take an agent down and up again when its record says so.

    Args:
        clock: the virtual clock.
        agent: whose outages they are.
        spans: (from, to) in seconds since the start of the run, in order and apart.
        go_down: called at the beginning of each.
        come_up: called at its end.
    """
    for start, end in spans:
        yield clock.at(start, Kind.BREAKDOWN, agent.index)
        go_down(agent)
        yield clock.at(end, Kind.REPAIR, agent.index)
        come_up(agent)
