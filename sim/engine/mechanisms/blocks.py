"""Agents that an open anomaly blocks: whoever reads the log while the run lasts gives the verdict on every attempt."""

from collections.abc import Callable, Mapping

from sim.engine.kernel.kernel import NEEDS_VERDICT
from sim.engine.mechanism import InRun, Mechanism
from sim.scenario import Scenario


def _used(scenario: Scenario) -> bool:
    return scenario.gates.block_on_anomaly


class _Verdicts(InRun):
    """Asks for verdicts, attempt by attempt."""

    def _give(self) -> None:
        kernel, verdict = self.run.kernel, self.run.verdict
        assert verdict is not None
        while kernel.reason == NEEDS_VERDICT:
            task = int(kernel.granted[kernel.begun])
            kernel.give_verdict(verdict(task, int(kernel.agent[task]), int(kernel.number_of[task])))

    def answers(self) -> Mapping[int, Callable[[], None]]:
        return {NEEDS_VERDICT: self._give}


BLOCKS = Mechanism(
    name="blocks",
    keys={"GateSpec": "block_on_anomaly"},
    used=_used,
    off={"blocks": False},
    numbers=lambda _: {"blocks": True},
    in_run=_Verdicts,
)
