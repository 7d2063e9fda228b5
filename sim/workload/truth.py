"""What the world does, as against what the planner believes: the true chance of success of one attempt."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from sim.luck.keyed import Luck, Purpose
from sim.numerics import arrays
from sim.scenario import RetrySpec, RetryStrategy, Scenario, TruthSpec
from sim.workload.task_draws import task_uniforms
from sim.workload.task_table import TaskTable

Array = npt.NDArray[np.float64]


def with_truth(tasks: TaskTable, scenario: Scenario, luck: Luck) -> TaskTable:
    """Return the tasks with the true chances that the scenario's `truth` and `predictions` give them.

    Args:
        tasks: the tasks as predicted.
        scenario: gives the terms of the truth, the meaning of a prediction, and the retries.
        luck: uniforms of the replication; only the noise draws from it.

    >>> from sim.scenario import AgentSpec, FleetSpec, SyntheticWorkload
    >>> from sim.workload.synthetic import load_tasks
    >>> scenario = Scenario(
    ...     name="hopeful",
    ...     fleet=FleetSpec(agents=[AgentSpec(name="agent")]),
    ...     workload=SyntheticWorkload(tasks_per_wave=1, predicted_success=0.5),
    ...     truth=TruthSpec(bias=-1.0),
    ... )
    >>> luck = Luck(seed=0)
    >>> tasks = load_tasks(scenario, luck, ("agent_0",)).tasks
    >>> with_truth(tasks, scenario, luck).true_success.round(6).tolist()  # 1 / (1 + e)
    [[0.268941]]
    """
    chance = true_success(tasks, scenario.truth, luck)
    if scenario.predictions.meaning == "task":
        chance = attempt_chance_of_task_chance(chance, _retries(scenario.retry))
    chance.setflags(write=False)
    return replace(tasks, true_success=chance)


def true_success(tasks: TaskTable, truth: TruthSpec, luck: Luck) -> Array:
    """Return each task's true chance of success, the prediction moved on the scale of its logit.

    m = logistic(logit(prediction) + bias + drift * (wave - 1) + noise * Phi^-1(U)), U one uniform a task. A
    task whose terms add up to 0 keeps its prediction to the bit, and 0 and 1 stay what they are.

    Args:
        tasks: the tasks as predicted: T tasks on A agents, or on 1 where the agent does not matter.
        truth: bias, noise and drift, on the logit.
        luck: uniforms of the replication.

    Returns:
        Array of shape (T, A), 0..1.

    Source: Cox, "Two further applications of a model for binary regression", Biometrika 45, 1958, p. 562
    (predictions compared with outcomes by a shift on the logit).
    """
    predicted = tasks.predicted_success
    shift = np.full(len(tasks), truth.bias)
    if truth.drift:
        shift += truth.drift * (np.asarray(tasks.wave, dtype=np.float64) - 1.0)
    if truth.noise:
        shift += truth.noise * _standard_normals(tasks, luck)
    if not shift.any():
        return predicted.copy()
    column = shift[:, np.newaxis]
    return np.where(column == 0.0, predicted, arrays.logistic(arrays.logit(predicted) + column))


def _standard_normals(tasks: TaskTable, luck: Luck) -> Array:
    return arrays.normal_quantile(task_uniforms(tasks, luck, Purpose.TRUTH_NOISE))


def attempt_chance_of_task_chance(chance: Array, max_retries: int) -> Array:
    """Return the chance of one attempt with which a task succeeds, retries included, with the given chance.

    Solves 1 - (1 - q)^(1 + max_retries) = chance for q; attempts are independent.

    Args:
        chance: chances of the task with all its retries, 0..1, any shape.
        max_retries: retries a task at most, 0 or more; with 0 the chances are returned as they are.

    Returns:
        Array of the same shape, 0..1.

    >>> attempt_chance_of_task_chance(np.array([0.0, 0.75, 1.0]), 1).round(6).tolist()  # 1 - 0.5^2 = 0.75
    [0.0, 0.5, 1.0]
    """
    if max_retries == 0:
        return chance.copy()
    log_of_failure = arrays.log1p(-chance) / (1 + max_retries)  # -inf where a task never fails
    return np.asarray(0.0 - arrays.expm1(log_of_failure), dtype=np.float64)


def _retries(retry: RetrySpec) -> int:
    return 0 if retry.strategy == RetryStrategy.NO_RETRY else retry.max_retries
