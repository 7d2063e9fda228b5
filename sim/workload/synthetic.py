"""Tasks made up from distributions, each column from its own uniforms."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Literal

import numpy as np
import numpy.typing as npt

from sim.luck.keyed import Luck, Purpose
from sim.scenario import (
    Constant,
    Distribution,
    Problem,
    Scenario,
    SyntheticWorkload,
)
from sim.workload.arrivals.release import file_problems, release_offsets
from sim.workload.column_draws import ColumnDraws
from sim.workload.graph import synthetic_dependencies
from sim.workload.source import Source, Workload
from sim.workload.task_table import TaskTable

Array = npt.NDArray[np.float64]


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
    task_id, wave_of, position_of = _addresses(tuple(waves))
    types = None if spec.types is None else ColumnDraws(luck, waves).choices(lambda _: spec.shares, Purpose.TYPE)
    draw = ColumnDraws(luck, waves, types)
    true = _read_only(draw.values(lambda name: _size(spec, name), Purpose.SIZE))
    predicted = _read_only(draw.values(lambda name: spec.of_type(name).predicted_success, Purpose.PREDICTED_SUCCESS))
    priority = draw.choices(lambda name: spec.of_type(name).priority, Purpose.PRIORITY)
    risk = draw.choices(lambda name: spec.of_type(name).risk, Purpose.RISK)
    return Workload(
        TaskTable(
            task_id=task_id,
            wave=wave_of,
            position=position_of,
            priority=priority,
            risk=tuple([one._value_ for one in risk]),
            confidence=_confidence(draw.values(lambda name: spec.of_type(name).confidence, Purpose.CONFIDENCE)),
            approved=(False,) * draw.total,
            release_offset_s=tuple([second for moments in offsets for second in moments.tolist()]),
            predicted_success=predicted,
            true_success=predicted,
            expected_s=true,
            true_s=true,
            timeout_s=_timeouts(spec, types),
            input_tokens=_tokens(spec, draw, "input"),
            output_tokens=_tokens(spec, draw, "output"),
            deadline_s=_where_any(draw.values(lambda name: spec.of_type(name).deadline, Purpose.DEADLINE)),
            depends_on=None if spec.graph is None else synthetic_dependencies(spec.graph, spec.hand_off, waves, luck),
            type=types,
        ),
        inputs,
    )


@lru_cache(maxsize=8)
def _addresses(waves: tuple[tuple[int, int], ...]) -> tuple[tuple[str, ...], tuple[int, ...], tuple[int, ...]]:
    """Return id, wave and position of every task: the same in all replications of a scenario."""
    places = [(wave, position) for wave, size in waves for position in range(size)]
    return (
        tuple([f"task_{wave}_{position}" for wave, position in places]),
        tuple([wave for wave, _ in places]),
        tuple([position for _, position in places]),
    )


def _confidence(column: Array) -> tuple[float | None, ...]:
    if np.isnan(column).all():
        return (None,) * len(column)
    return tuple([None if value != value else value for value in column.tolist()])


def _timeouts(spec: SyntheticWorkload, types: Sequence[str] | None) -> tuple[float | None, ...] | None:
    own = {name: of_type.timeout for name, of_type in (spec.types or {}).items()}
    return None if types is None or not any(own.values()) else tuple([own[name] for name in types])


def _tokens(
    spec: SyntheticWorkload, draw: ColumnDraws, way: Literal["input", "output"]
) -> tuple[float | None, ...] | None:
    def of_type(name: str | None) -> Distribution | None:
        tokens = spec.of_type(name).tokens
        return None if tokens is None else getattr(tokens, way)

    return _where_any(draw.values(of_type, Purpose.TOKENS, ("input", "output").index(way)))


def _where_any(column: Array) -> tuple[float | None, ...] | None:
    return None if np.isnan(column).all() else _confidence(column)


def _size(spec: SyntheticWorkload, name: str | None) -> Distribution:
    times = spec.times(name)
    if times.size is not None:
        return times.size
    # The spec lets `duration` be a shape without a mean beside `size` only.
    assert isinstance(times.duration, Distribution)
    return Constant(value=times.duration.mean)


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
