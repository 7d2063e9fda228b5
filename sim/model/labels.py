"""Faults that are put in on purpose, told in the log when they begin: changes of agents, and surges of arrivals.

Outages are told by what holds the agents down (`sim/model/down_times.py`).
"""

from collections.abc import Generator, Iterator
from itertools import count

from simpy import Event

from sim.model.agent_manager import AgentManager
from sim.model.changes import Changes
from sim.model.instant import Clock, Kind
from sim.model.leaking_agent import LeakingAgent
from sim.record.log import AnomalyRow, RunLog
from sim.record.rows import Injected, Row, WaveEnded, WaveStarted
from sim.scenario import Scenario, SyntheticWorkload
from sim.scenario.spec.arrivals.profile import ProfileArrivals

Process = Generator[Event, object, None]
SURGE = "surge"


class Labels:
    """Lets changes happen, and tells of them and of surges.

    Args:
        clock: the virtual clock.
        scenario: what is simulated.
        manager: of the agents that change.
        log: where the rows go.
    """

    def __init__(self, clock: Clock, scenario: Scenario, manager: AgentManager, log: RunLog) -> None:
        self._clock = clock
        self._manager = manager
        self._log = log
        self._wave: int | None = None  # None: between waves
        self.slots_to_come = 0  # changes of slots that are still to happen
        workload = scenario.workload
        arrivals = workload.arrivals if isinstance(workload, SyntheticWorkload) else None
        if isinstance(arrivals, ProfileArrivals) and any(step.label for step in arrivals.steps):
            self._arrivals = arrivals
            log.observe(self._see, (WaveStarted, WaveEnded))

    def start(self, changes: Changes | None) -> None:
        """Begin; what changes at 0 has changed before anything else happens."""
        if changes is None:
            return
        self._clock.process(self._tell(changes))
        for agent in self._manager.agents:
            if isinstance(agent, LeakingAgent):
                self.slots_to_come += len(agent.slot_times)
                self._clock.process(self._change_slots(agent))

    def _tell(self, changes: Changes) -> Process:
        ids = self._log.agent_ids
        for fault in changes.faults():
            if fault.at > self._clock.now:
                yield self._clock.at(fault.at, Kind.SLOTS)
            self._log.add(Injected(fault.kind, tuple(ids[agent] for agent in fault.agents), fault.at, fault.until))

    def _change_slots(self, agent: LeakingAgent) -> Process:
        for at, slots in agent.slot_times:
            if at > 0.0:
                yield self._clock.at(at, Kind.SLOTS, agent.index)
            self.slots_to_come -= 1
            agent.set_slots(slots)
            self._manager.offer_slots(agent)

    # Surges

    def _see(self, row: Row) -> tuple[AnomalyRow, ...]:
        if isinstance(row, WaveStarted):
            self._wave = row.wave
            self._clock.process(self._tell_surges(row.wave))
        else:
            self._wave = None
        return ()

    def _tell_surges(self, wave: int) -> Process:
        start = self._clock.now
        tasks = self._manager.wave_tasks
        last = max(tasks.tasks.release_offset_s[index] for index in tasks.members)
        for begins, ends in surges(self._arrivals):
            if begins > last:
                return  # nobody comes any more
            if begins > 0.0:
                yield self._clock.at(start + begins, Kind.RELEASE)
            if self._wave != wave:
                return
            self._log.add(Injected(SURGE, (), start + begins, None if ends is None else start + ends))


def surges(arrivals: ProfileArrivals) -> Iterator[tuple[float, float | None]]:
    """Yield (from, to) of the labelled steps of a profile, in seconds after the wave's start; to None: it lasts.

    >>> arrivals = ProfileArrivals(steps=[[0, 2], {"at": 60, "rate": 9, "label": True}, [70, 2]], period=100)
    >>> spans = surges(arrivals)
    >>> next(spans), next(spans)
    ((60.0, 70.0), (160.0, 170.0))
    """
    starts: list[float | None] = [step.at for step in arrivals.steps]
    ends = [*starts[1:], arrivals.period]
    for number in count() if arrivals.period is not None else range(1):
        begins = number * (arrivals.period or 0.0)
        for step, end in zip(arrivals.steps, ends, strict=True):
            if step.label:
                yield begins + step.at, None if end is None else begins + end
