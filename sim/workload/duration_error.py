"""True and believed durations, as against each other: what `predictions.duration_error` makes of a source's times."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from sim.luck.inverse_cdf import quantile
from sim.luck.keyed import Luck, Purpose
from sim.scenario import Constant, Distribution
from sim.scenario.spec.factor_spec import LEAST_FACTOR
from sim.workload.task_draws import task_uniforms
from sim.workload.task_table import TaskTable

Array = npt.NDArray[np.float64]


def with_duration_error(tasks: TaskTable, error: Distribution, luck: Luck, durations_are_true: bool) -> TaskTable:
    """Return the tasks with what is believed and what is true of their durations.

    E[i,a] = s[i,a] * error[i], one error a task, the same on every agent. What the source did not give follows from
    what it gave.

    Args:
        tasks: the tasks of a source, in which `expected_s` and `true_s` are equal.
        error: distribution of predicted / true duration.
        luck: uniforms of the replication; a constant error draws none.
        durations_are_true: whether the source gave s; else it gave E.

    >>> from sim.scenario import AgentSpec, FleetSpec, Scenario, SyntheticWorkload
    >>> from sim.workload.synthetic import load_tasks
    >>> scenario = Scenario(
    ...     name="hasty",
    ...     fleet=FleetSpec(agents=[AgentSpec(name="agent")]),
    ...     workload=SyntheticWorkload(tasks_per_wave=1, duration="60s"),
    ... )
    >>> luck = Luck(seed=0)
    >>> tasks = load_tasks(scenario, luck, ("agent_0",)).tasks
    >>> hasty = with_duration_error(tasks, Constant(value=0.5), luck, durations_are_true=True)
    >>> hasty.true_s.tolist(), hasty.expected_s.tolist()
    ([[60.0]], [[30.0]])
    """
    if isinstance(error, Constant) and error.value == 1.0:
        return tasks
    factor = _errors(tasks, error, luck)[:, np.newaxis]
    if durations_are_true:
        return replace(tasks, expected_s=_read_only(tasks.true_s * factor))
    return replace(tasks, true_s=_read_only(tasks.expected_s / factor))


def _errors(tasks: TaskTable, error: Distribution, luck: Luck) -> Array:
    if isinstance(error, Constant):
        return np.full(len(tasks), error.value)
    drawn = quantile(error, task_uniforms(tasks, luck, Purpose.DURATION_ERROR))
    return np.maximum(drawn, LEAST_FACTOR)


def _read_only(table: Array) -> Array:
    table.setflags(write=False)
    return table
