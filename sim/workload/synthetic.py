"""Tasks made up from distributions, each column from its own uniforms."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from sim.luck.inverse_cdf import quantile
from sim.luck.keyed import Luck, Purpose
from sim.scenario import (
    Constant,
    Distribution,
    Problem,
    Scenario,
    SyntheticWorkload,
)
from sim.workload.arrivals.release import file_problems, release_offsets
from sim.workload.graph import synthetic_dependencies
from sim.workload.source import Source, Workload
from sim.workload.task_table import TaskTable

Array = npt.NDArray[np.float64]
K = TypeVar("K")


def load_tasks(scenario: Scenario, luck: Luck, agent_ids: Sequence[str]) -> Workload:
    """Return the tasks of a synthetic workload; their numbers depend on no agent.

    Position j of wave w takes its value of each column from the uniform (purpose of the column, w, k = 0, j),
    so that appending a task to a wave, or a wave, changes no other task.

    Args:
        scenario: its workload is synthetic.
        luck: uniforms of the replication.
        agent_ids: ids of the fleet; not needed here.

    >>> from sim.scenario import AgentSpec, FleetSpec
    >>> scenario = Scenario(
    ...     name="three",
    ...     fleet=FleetSpec(agents=[AgentSpec(name="agent")]),
    ...     workload=SyntheticWorkload(tasks_per_wave=3, priority={1: 0.5, 3: 0.5}),
    ... )
    >>> tasks = load_tasks(scenario, Luck(seed=1), ("agent_0",)).tasks
    >>> tasks.task_id, tasks.priority
    (('task_1_0', 'task_1_1', 'task_1_2'), (1, 3, 3))
    """
    del agent_ids
    spec = _synthetic(scenario)
    offsets, inputs = release_offsets(spec, scenario.origin, luck)
    waves = [(wave, len(moments)) for wave, moments in enumerate(offsets, start=1) if len(moments)]
    draw = _Draws(luck, waves)
    true = _read_only(draw.values(_size(spec), Purpose.SIZE))
    priority = draw.choices(spec.priority, Purpose.PRIORITY)
    predicted = _read_only(draw.values(spec.predicted_success, Purpose.PREDICTED_SUCCESS))
    return Workload(
        TaskTable(
            task_id=tuple(f"task_{wave}_{position}" for wave, size in waves for position in range(size)),
            wave=tuple(wave for wave, size in waves for _ in range(size)),
            position=tuple(position for _, size in waves for position in range(size)),
            priority=priority,
            risk=tuple(risk.value for risk in draw.choices(spec.risk, Purpose.RISK)),
            confidence=_confidence(draw, spec.confidence),
            approved=(False,) * draw.total,
            release_offset_s=tuple([second for moments in offsets for second in moments.tolist()]),
            predicted_success=predicted,
            true_success=predicted,
            expected_s=true,
            true_s=true,
            depends_on=None if spec.graph is None else synthetic_dependencies(spec.graph, spec.hand_off, waves, luck),
        ),
        inputs,
    )


class _Draws:
    """The uniforms of all tasks, wave by wave, for one purpose at a time."""

    def __init__(self, luck: Luck, waves: Sequence[tuple[int, int]]) -> None:
        self._luck = luck
        self._waves = waves
        self.total = sum(size for _, size in waves)

    def by_wave(self, purpose: Purpose) -> list[Array]:
        """One array a wave."""
        return [self._luck.uniforms(purpose, wave, 0, size) for wave, size in self._waves]

    def values(self, distribution: Distribution, purpose: Purpose) -> Array:
        """One value a task from a distribution."""
        if isinstance(distribution, Constant):
            return np.full(self.total, distribution.value)
        return quantile(distribution, self._one_a_task(purpose))

    def _one_a_task(self, purpose: Purpose) -> Array:
        return np.concatenate([np.empty(0), *self.by_wave(purpose)])

    def choices(self, weights: Mapping[K, float], purpose: Purpose) -> tuple[K, ...]:
        """One key a task, by cumulated weights in the order written."""
        possible = [key for key, weight in weights.items() if weight > 0.0]
        if len(possible) == 1:
            return (possible[0],) * self.total
        cumulated = np.cumsum([weights[key] for key in possible])
        u = self._one_a_task(purpose) * cumulated[-1]
        # Rounding may lift u to the total itself, where the search runs past the last key.
        chosen = np.minimum(np.searchsorted(cumulated, u, side="right"), len(possible) - 1)
        return tuple([possible[index] for index in chosen.tolist()])


def _confidence(draw: _Draws, distribution: Distribution | None) -> tuple[float | None, ...]:
    if distribution is None:
        return (None,) * draw.total
    return tuple(draw.values(distribution, Purpose.CONFIDENCE).tolist())


def _size(spec: SyntheticWorkload) -> Distribution:
    if spec.size is not None:
        return spec.size
    # The spec lets `duration` be a shape without a mean beside `size` only.
    assert isinstance(spec.duration, Distribution)
    return Constant(value=spec.duration.mean)


def _read_only(column: Array) -> Array:
    table = column.reshape(-1, 1)
    table.setflags(write=False)
    return table


def _synthetic(scenario: Scenario) -> SyntheticWorkload:
    assert isinstance(scenario.workload, SyntheticWorkload)
    return scenario.workload


def check(scenario: Scenario) -> Iterable[Problem]:
    """Return what is wrong with the file of the arrivals, where they come from one."""
    return file_problems(_synthetic(scenario), scenario.origin)


SOURCE = Source(kind="synthetic", load_tasks=load_tasks, check=check, durations_are_true=True)
