"""What attempts and breakdowns draw, for a whole wave or fleet at once: functions and addresses of the model."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sim.luck import Luck, Purpose, quantile
from sim.luck.residual import residual_quantile
from sim.scenario import BreakdownSpec, Constant, Distribution, FleetSpec, Scenario, SyntheticWorkload
from sim.scenario.spec.shape_spec import ConstantShape
from sim.workload.service_time import Shape, service_factors

Array = npt.NDArray[np.float64]


class WaveDraws:
    """The draws of the attempts of one wave, attempt by attempt.

    Args:
        scenario: its workload says how durations vary.
        luck: the run's keyed uniforms.
        wave: its number.
        positions: one more than the greatest position of a task in it.
        types: of the task at each position; None: tasks have no types.
    """

    def __init__(
        self, scenario: Scenario, luck: Luck, wave: int, positions: int, types: Sequence[str | None] | None
    ) -> None:
        self._luck = luck
        self._wave = wave
        self.positions = positions
        self._gates_draw = scenario.gates.transient_refusal_rate > 0.0
        self._points_draw = scenario.retry.failure_point == "uniform"
        self._shapes = [scenario.workload.duration]
        self._shape_at: npt.NDArray[np.int64] | None = None
        if types is not None and isinstance(scenario.workload, SyntheticWorkload):
            durations = {name: scenario.workload.times(name).duration for name in dict.fromkeys(types)}
            self._shapes = list(dict.fromkeys(durations.values()))
            self._shape_at = np.array([self._shapes.index(durations[name]) for name in types])

    def of_attempts(self, first: int, end: int) -> dict[str, Array]:
        """Return the columns of the attempts from one number up to another, by attempt and position.

        What nobody asks for is left out.

        Args:
            first: the number of an attempt, from 0.
            end: one more than the last.
        """
        ks = range(first, end)
        found = {"u_outcome": self._uniforms(Purpose.OUTCOME, ks), "factors": self._factors(ks)}
        if self._gates_draw:
            found["u_gate"] = self._uniforms(Purpose.GATE, ks)
        if self._points_draw:
            found["u_point"] = self._uniforms(Purpose.FAILURE_POINT, ks)
        return found

    def _uniforms(self, purpose: Purpose, ks: range) -> Array:
        drawn = [self._luck.uniforms(purpose, self._wave, k, self.positions) for k in ks]
        return drawn[0] if len(drawn) == 1 else np.concatenate(drawn)

    def _factors(self, ks: range) -> Array:
        if len(self._shapes) == 1 and not varies(self._shapes[0]):
            return np.ones(len(ks) * self.positions)
        u = self._uniforms(Purpose.DURATION, ks)
        if len(self._shapes) == 1:
            return service_factors(self._shapes[0], u)
        assert self._shape_at is not None
        shape_at = np.tile(self._shape_at, len(ks))
        factors = np.empty_like(u)
        for shape, duration in enumerate(self._shapes):
            here = shape_at == shape
            factors[here] = service_factors(duration, u[here])
        return factors


def varies(duration: Distribution | Shape | None) -> bool:
    """Return whether attempts take longer or shorter than their task's mean.

    Args:
        duration: the workload's.
    """
    return not (duration is None or isinstance(duration, Constant | ConstantShape))


class OutageDraws:
    """The draws of the breakdowns of a fleet, breakdown by breakdown.

    Args:
        fleet: its agents and breakdowns.
        spec: of the breakdowns.
        luck: the run's keyed uniforms.
    """

    def __init__(self, fleet: FleetSpec, spec: BreakdownSpec, luck: Luck) -> None:
        self._counts = [entry.count for entry in fleet.agents]
        self._spec = spec
        self._luck = luck

    def of_breakdowns(self, first: int, end: int) -> tuple[Array, Array]:
        """Return the up-times before breakdowns and the repairs after them, by number of the breakdown and agent.

        Args:
            first: the number of a breakdown, from 0.
            end: one more than the last.
        """
        ks = range(first, end)
        up = np.concatenate([self._uniforms(Purpose.UP_TIME, k) for k in ks])
        repair = np.concatenate([self._uniforms(Purpose.REPAIR, k) for k in ks])
        return quantile(self._spec.mtbf, up), quantile(self._spec.mttr, repair)

    def first(self) -> tuple[Array, Array]:
        """Return each agent's first up-time, -1 where it starts down, and in that case its first repair."""
        if self._spec.initial == "up":
            up_s = quantile(self._spec.mtbf, self._uniforms(Purpose.UP_TIME, 0))
            return up_s, np.zeros_like(up_s)
        up, down = self._spec.mtbf.mean, self._spec.mttr.mean
        starts_down = self._uniforms(Purpose.INITIAL_STATE, 0) >= up / (up + down)
        u = self._uniforms(Purpose.INITIAL_STATE, 1)
        return np.where(starts_down, -1.0, residual_quantile(self._spec.mtbf, u)), residual_quantile(self._spec.mttr, u)

    def _uniforms(self, purpose: Purpose, k: int) -> Array:
        drawn = [self._luck.uniforms(purpose, entry, k, count) for entry, count in enumerate(self._counts)]
        return drawn[0] if len(drawn) == 1 else np.concatenate(drawn)
