"""What holds agents down: breakdowns, and outages that are planned, drawn for groups, or read from files."""

from collections.abc import Callable, Iterator, Mapping
from math import inf
from typing import NamedTuple

import numpy as np

from sim.engine.columns import WHOLE
from sim.engine.kernel import trace
from sim.engine.kernel.kernel import NEEDS_SPANS
from sim.engine.kernel.outages import FAIL, RESTART, RESUME
from sim.engine.mechanism import InRun, Mechanism, Numbers
from sim.engine.mechanisms.faults import injects
from sim.engine.rows import RowsOfRun
from sim.engine.run import KernelRun
from sim.model import world
from sim.model.down_times import OUTAGE
from sim.model.hazards.outages import drawn, planned
from sim.record.outcomes import AGENT_DOWN
from sim.record.rows import OutageBegan, OutageEnded, Row
from sim.scenario import BreakdownSpec, Failover, OnBreakdown, Scenario
from sim.scenario.spec.agent_globs import agents_meant
from sim.scenario.spec.outage_spec import OutageSpec

MODES = {OnBreakdown.FAIL: FAIL, OnBreakdown.RESTART: RESTART, OnBreakdown.RESUME: RESUME}
_BREAKDOWNS = -1  # in place of a row of spans
_FIRST = 4  # spans of every row that are formed at once
_BY_ANOTHER = -1  # in place of what is told


class _Holder(NamedTuple):
    """What may hold one agent down."""

    agent: int
    source: int
    spans: int
    rules: BreakdownSpec | OutageSpec
    told: int


class _Spans(InRun):
    """The holders of a run, and their spans, more of them whenever the kernel comes to the last that it has."""

    def __init__(self, run: KernelRun) -> None:
        super().__init__(run)
        self._rows: list[Iterator[tuple[float, float]]] = []
        self._formed: list[list[tuple[float, float]]] = []
        holders = self._holders()
        columns, agents = run.columns, len(run.prepared.agents)
        for name, values in (
            ("holder_agent", [holder.agent for holder in holders]),
            ("holder_spans", [holder.spans for holder in holders]),
            ("holder_mode", [MODES[holder.rules.on_breakdown] for holder in holders]),
            ("holder_reassigns", [holder.rules.failover is Failover.REASSIGN for holder in holders]),
            ("holder_tells", [holder.told for holder in holders]),
        ):
            columns.give(name, values, WHOLE)
        columns.fill("holder_at", len(holders), 0, WHOLE)
        columns.fill("held_down", agents, 0, WHOLE)
        columns.set({"holders": len(holders), "span_rows": len(self._rows), "spans_wanted": 0})
        self._form(_FIRST)

    def _holders(self) -> list[_Holder]:
        run = self.run
        fleet = run.prepared.scenario.fleet
        found = []
        if fleet.breakdowns is not None:
            agents = range(len(run.prepared.agents))
            found += [_Holder(agent, 0, _BREAKDOWNS, fleet.breakdowns, _BY_ANOTHER) for agent in agents]
        for place, outage in enumerate(fleet.outages):
            found += self._holders_of(place, outage)
        return sorted(found, key=lambda holder: (holder.agent, holder.source))

    def _holders_of(self, place: int, outage: OutageSpec) -> list[_Holder]:
        run, source = self.run, 1 + place
        if outage.form == "read":
            trace_of = run.workload.down.get(place, ())
            found = []
            for agent in dict.fromkeys(agent for agent, _, _ in trace_of):
                self._rows.append(iter([(start, end) for at, start, end in trace_of if at == agent]))
                told = injects(run, OUTAGE, (agent,))
                found.append(_Holder(agent, source, len(self._rows) - 1, outage, told))
            return found
        members = agents_meant(outage.agents or (), run.prepared.agent_ids)
        self._rows.append(planned(outage) if outage.form == "planned" else drawn(outage, run.luck, place))
        told = injects(run, OUTAGE, members)
        row = len(self._rows) - 1
        return [_Holder(a, source, row, outage, told if a == members[0] else _BY_ANOTHER) for a in members]

    def _form(self, number: int) -> None:
        """Form spans up to a number; a row that has no more is told to be far away."""
        far = (inf, inf)
        while len(self._formed) < number:
            self._formed.append([next(row, far) for row in self._rows])
        spans = np.array(self._formed, dtype=float).reshape(-1, 2)
        self.run.columns.give("span_from", spans[:, 0])
        self.run.columns.give("span_to", spans[:, 1])
        self.run.columns.set({"spans_drawn": number})

    def _form_more(self) -> None:
        self._form(2 * int(self.run.kernel.spans_wanted))

    def answers(self) -> Mapping[int, Callable[[], None]]:
        return {NEEDS_SPANS: self._form_more}


def _numbers(_: Scenario) -> Numbers:
    return {"most_outages": world.MOST_OUTAGES, "most_in_vain": world.MOST_OUTAGES_IN_VAIN}


def _began(rows: RowsOfRun, j: int) -> Row:
    agent, at, queued = rows.at("outage_agent outage_at outage_queued", j)
    return OutageBegan(agent, rows.agents[agent].agent_id, at, queued)


def _ended(rows: RowsOfRun, j: int) -> Row:
    agent, at, since = rows.at("outage_agent outage_at outage_since", j)
    return OutageEnded(agent, rows.agents[agent].agent_id, since, at)


OUTAGES = Mechanism(
    name="outages",
    keys={
        "FleetSpec": "outages",
        "OutageSpec": "agents at for every mtbf mttr initial file on_breakdown failover",
    },
    used=lambda scenario: scenario.fleet.breakdowns is not None or bool(scenario.fleet.outages),
    off={"holders": 0, "most_outages": 0, "most_in_vain": 0, "spans_wanted": 0, "spans_drawn": 0},
    numbers=_numbers,
    in_run=_Spans,
    failures={trace.AGENT_DOWN: AGENT_DOWN},
    rows={trace.OUTAGE_BEGAN: _began, trace.OUTAGE_ENDED: _ended},
)
