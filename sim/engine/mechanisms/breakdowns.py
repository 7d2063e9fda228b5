"""Breakdowns of agents: in all modes, with crews of repairers, failover and stationary starts."""

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from sim.engine.draws import OutageDraws
from sim.engine.kernel import trace
from sim.engine.kernel.kernel import NEEDS_OUTAGES
from sim.engine.mechanism import InRun, Mechanism, Numbers
from sim.engine.rows import RowsOfRun
from sim.engine.run import KernelRun
from sim.model import world
from sim.record.outcomes import AGENT_DOWN
from sim.record.rows import OutageBegan, OutageEnded, Row
from sim.scenario import Failover, OnBreakdown, Scenario

Array = npt.NDArray[np.float64]
MODES = {OnBreakdown.FAIL: 0, OnBreakdown.RESTART: 1, OnBreakdown.RESUME: 2}
_FIRST = 4  # breakdowns of every agent that are drawn at once


def _used(scenario: Scenario) -> bool:
    return scenario.fleet.breakdowns is not None


def _numbers(scenario: Scenario) -> Numbers:
    spec = scenario.fleet.breakdowns
    assert spec is not None
    return {
        "breaks_down": True,
        "most_outages": world.MOST_OUTAGES,
        "most_in_vain": world.MOST_OUTAGES_IN_VAIN,
        "mode": MODES[spec.on_breakdown],
        "hands_back": spec.failover is Failover.REASSIGN,
        "crew": -1 if spec.repairers is None else spec.repairers,
    }


class _Drawn(InRun):
    """Up-times and repairs, of more breakdowns whenever the kernel comes to the last that it has."""

    def __init__(self, run: KernelRun) -> None:
        super().__init__(run)
        fleet = run.prepared.scenario.fleet
        assert fleet.breakdowns is not None
        self._draws = OutageDraws(fleet, fleet.breakdowns, run.luck)
        self._drawn: list[tuple[Array, Array]] = []
        self._number = 0
        first_up, first_repair = self._draws.first()
        run.columns.give("first_up", first_up)
        run.columns.give("first_repair", first_repair)
        run.columns.set({"outages_wanted": 2})
        self._draw(_FIRST)

    def _draw(self, number: int) -> None:
        drawn, columns = self._drawn, self.run.columns
        drawn.append(self._draws.of_breakdowns(self._number, number))
        columns.give("up_times", np.concatenate([up for up, _ in drawn]))
        columns.give("repairs", np.concatenate([repair for _, repair in drawn]))
        columns.set({"outages_drawn": number})
        self._number = number

    def _draw_more(self) -> None:
        self._draw(2 * int(self.run.kernel.outages_wanted))

    def answers(self) -> Mapping[int, Callable[[], None]]:
        return {NEEDS_OUTAGES: self._draw_more}


def _began(rows: RowsOfRun, j: int) -> Row:
    agent, at, queued = rows.at("outage_agent outage_at outage_queued", j)
    return OutageBegan(agent, rows.agents[agent].agent_id, at, queued)


def _ended(rows: RowsOfRun, j: int) -> Row:
    agent, at, since = rows.at("outage_agent outage_at outage_since", j)
    return OutageEnded(agent, rows.agents[agent].agent_id, since, at)


BREAKDOWNS = Mechanism(
    name="breakdowns",
    keys={"FleetSpec": "breakdowns", "BreakdownSpec": "mtbf mttr on_breakdown failover repairers initial"},
    used=_used,
    off={
        "breaks_down": False, "most_outages": 0, "most_in_vain": 0, "mode": 0, "hands_back": False, "crew": -1,
        "outages_wanted": 0, "outages_drawn": 0,
    },
    numbers=_numbers,
    in_run=_Drawn,
    failures={trace.AGENT_DOWN: AGENT_DOWN},
    rows={trace.OUTAGE_BEGAN: _began, trace.OUTAGE_ENDED: _ended},
)  # fmt: skip
