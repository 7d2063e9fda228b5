"""Down-time from several sources: an agent is down as long as one of them holds it down.

Where outages touch or overlap the agent is down once, from the first beginning to the last end, and what becomes of its
work is ruled by the source that began the down-time.
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from functools import partial
from math import inf
from typing import NamedTuple

from simpy import Event

from sim.luck import Luck
from sim.model.agent import Agent
from sim.model.hazards.breakdown import Breakdown
from sim.model.hazards.outages import FIRST_OUTAGE, THE_RECORD, Breakdowns, Spans, drawn, held_down, planned
from sim.model.hazards.recorded_outage import RecordedOutage
from sim.model.instant import Clock
from sim.record.log import RunLog
from sim.record.rows import Injected
from sim.scenario import BreakdownSpec, Failover, FleetSpec
from sim.scenario.spec.agent_globs import agents_meant
from sim.scenario.spec.outage_spec import OutageSpec

Process = Generator[Event, object, None]
OUTAGE = "outage"
"""The kind of fault that it is told as."""


class Rules(NamedTuple):
    """What becomes of the work of an agent that goes down."""

    hazard: Breakdown  # strikes what it serves
    reassigns: bool  # what waits there goes back to the manager


def rules_of(spec: BreakdownSpec | OutageSpec) -> Rules:
    """Return the rules that a source of down-time has."""
    return Rules(Breakdown(spec.on_breakdown), spec.failover is Failover.REASSIGN)


class DownTimes:
    """Holds agents down, whatever the reasons.

    Args:
        clock: the virtual clock.
        fleet: says who breaks down when.
        luck: the run's keyed uniforms.
        log: is told of every outage that was put in on purpose.
        agents: of the run.
        count: is told of every outage that begins, whether or not the agent is up then.
        go_down: called when an agent goes down, with the rules for its work.
        come_up: called when nothing holds it down any more.
    """

    def __init__(
        self,
        clock: Clock,
        fleet: FleetSpec,
        luck: Luck,
        log: RunLog,
        agents: Sequence[Agent],
        count: Callable[[], None],
        go_down: Callable[[Agent, Rules], None],
        come_up: Callable[[Agent], None],
    ) -> None:
        self._clock = clock
        self._fleet = fleet
        self._luck = luck
        self._log = log
        self._agents = agents
        self._count = count
        self._go_down = go_down
        self._come_up = come_up
        self._holding = [0] * len(agents)  # sources, by agent

    def start(self, recorded: Mapping[int, Spans], traces: Mapping[int, Sequence[tuple[int, float, float]]]) -> None:
        """Begin; what is down at 0 goes down before anything else happens.

        Args:
            recorded: by agent, the outages of a record that is played back.
            traces: by place in `fleet.outages`, those that were read from a file.
        """
        rules = Rules(RecordedOutage(), reassigns=False)
        processes: list[list[Process]] = [[] for _ in self._agents]
        for index, spans in recorded.items():
            processes[index].append(self._held(self._agents[index], spans, THE_RECORD, rules))
        if self._fleet.breakdowns is not None:
            self._start_breakdowns(self._fleet.breakdowns, processes)
        for place, outage in enumerate(self._fleet.outages):
            self._start_group(outage, place, traces.get(place, ()), processes)
        for of_agent in processes:
            for process in of_agent:
                self._clock.process(process)

    def _start_breakdowns(self, spec: BreakdownSpec, processes: Sequence[list[Process]]) -> None:
        begin = partial(self._begin, rules=rules_of(spec))
        breakdowns = Breakdowns(self._clock, spec, self._luck, begin, self._end)
        for agent in self._agents:
            processes[agent.index].append(breakdowns.process(agent))

    def _start_group(
        self,
        outage: OutageSpec,
        place: int,
        trace: Sequence[tuple[int, float, float]],
        processes: Sequence[list[Process]],
    ) -> None:
        source, rules = FIRST_OUTAGE + place, rules_of(outage)
        if outage.form == "read":
            members: tuple[int, ...] = tuple(dict.fromkeys(agent for agent, _, _ in trace))
        else:
            members = agents_meant(outage.agents or (), self._log.agent_ids)
        for index in members:
            if outage.form == "read":
                spans: Spans = [(start, end) for agent, start, end in trace if agent == index]
                told: tuple[int, ...] = (index,)
            else:
                spans = planned(outage) if outage.form == "planned" else drawn(outage, self._luck, place)
                told = members if index == members[0] else ()
            processes[index].append(self._held(self._agents[index], spans, source, rules, told))

    def _held(self, agent: Agent, spans: Spans, source: int, rules: Rules, told: Sequence[int] = ()) -> Process:
        """Return what holds an agent down; it tells of outages of the agents `told`."""
        ids = tuple(self._log.agent_ids[index] for index in told)

        def begin(agent: Agent, end: float) -> None:
            if ids:
                self._log.add(Injected(OUTAGE, ids, self._clock.now, None if end == inf else end))
            self._begin(agent, rules)

        return held_down(self._clock, agent, spans, source, begin, self._end)

    def _begin(self, agent: Agent, rules: Rules) -> None:
        self._count()
        self._holding[agent.index] += 1
        if self._holding[agent.index] == 1:
            self._go_down(agent, rules)

    def _end(self, agent: Agent) -> None:
        self._holding[agent.index] -= 1
        if not self._holding[agent.index]:
            self._come_up(agent)
