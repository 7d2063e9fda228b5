"""Breakdowns of agents, with crews of repairers and stationary starts; what they do stands in `outages`."""

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from sim.engine.draws import OutageDraws
from sim.engine.kernel.kernel import NEEDS_OUTAGES
from sim.engine.mechanism import InRun, Mechanism, Numbers
from sim.engine.run import KernelRun
from sim.scenario import Scenario

Array = npt.NDArray[np.float64]
_FIRST = 4  # breakdowns of every agent that are drawn at once


def _used(scenario: Scenario) -> bool:
    return scenario.fleet.breakdowns is not None


def _numbers(scenario: Scenario) -> Numbers:
    spec = scenario.fleet.breakdowns
    assert spec is not None
    return {
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


BREAKDOWNS = Mechanism(
    name="breakdowns",
    keys={"FleetSpec": "breakdowns", "BreakdownSpec": "mtbf mttr on_breakdown failover repairers initial"},
    used=_used,
    off={"crew": -1, "outages_wanted": 0, "outages_drawn": 0},
    numbers=_numbers,
    in_run=_Drawn,
)
