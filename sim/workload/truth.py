"""What the world does, as against what the planner believes: the true chance of success of one attempt."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from sim.luck.keyed import Luck, Purpose
from sim.numerics import arrays
from sim.scenario import RetrySpec, RetryStrategy, Scenario, TruthSpec
from sim.workload.difficulty import dispersed
from sim.workload.run_effect import success_shift
from sim.workload.task_draws import task_uniforms
from sim.workload.task_table import TaskTable

Array = npt.NDArray[np.float64]


def with_truth(tasks: TaskTable, scenario: Scenario, luck: Luck) -> TaskTable:
    """Return the tasks with the true chances that the scenario's `truth` and `predictions` give them.

    Args:
        tasks: the tasks as predicted.
        scenario: gives the terms of the truth, the skills of agents, the meaning of a prediction, and the retries.
        luck: uniforms of the replication; only noise and dispersion draw from it.

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
    truth, skill = scenario.truth, _skill(tasks)
    chance = true_success(tasks, truth, luck, skill, success_shift(scenario, luck))
    if scenario.predictions.meaning == "task":
        chance = attempt_chance_of_task_chance(chance, _retries(scenario.retry))
    if truth.dispersion:
        chance = dispersed(chance, tasks, truth.dispersion, truth.shared, scenario.fleet.places(), luck)
    believed = tasks.predicted_success
    if scenario.predictions.knows_skill and skill is not None:
        believed = shifted(believed, skill)
        believed.setflags(write=False)
    chance.setflags(write=False)
    return replace(tasks, true_success=chance, predicted_success=believed)


def true_success(
    tasks: TaskTable, truth: TruthSpec, luck: Luck, skill: Array | None = None, of_run: float = 0.0
) -> Array:
    """Return each task's true chance of success, the prediction moved on the scale of its logit.

    m = logistic(logit(prediction) + bias + drift * (wave - 1) + noise * Phi^-1(U) + run + skill), U one uniform a task.
    A task whose terms add up to 0 keeps its prediction to the bit, and 0 and 1 stay what they are.

    Args:
        tasks: the tasks as predicted: T tasks on A agents, or on 1 where the agent does not matter.
        truth: bias, noise and drift, on the logit.
        luck: uniforms of the replication.
        skill: of each agent in each task's type, on the logit, shape (T, A); None: no agent differs.
        of_run: what the run adds, on the logit.

    Returns:
        Array of shape (T, A), 0..1; (T, 1) where the agent still does not matter.

    Source: Cox, "Two further applications of a model for binary regression", Biometrika 45, 1958, p. 562
    (predictions compared with outcomes by a shift on the logit).
    """
    shift = np.full(len(tasks), truth.bias)
    if truth.drift:
        shift += truth.drift * (np.asarray(tasks.wave, dtype=np.float64) - 1.0)
    if truth.noise:
        shift += truth.noise * _standard_normals(tasks, luck)
    if of_run:
        shift += of_run
    column = shift[:, np.newaxis]
    return shifted(tasks.predicted_success, column if skill is None else column + skill)


def shifted(chance: Array, shift: Array) -> Array:
    """Return chances moved on the scale of the logit; where the shift is 0 they stay what they are, to the bit.

    Args:
        chance: 0..1; 0 and 1 stay what they are.
        shift: on the logit, of a shape that fits.

    >>> shifted(np.array([[0.5, 1.0]]), np.array([[1.0, -9.0]])).round(6).tolist()
    [[0.731059, 1.0]]
    """
    if not shift.any():
        return np.array(np.broadcast_arrays(chance, shift)[0])
    return np.where(shift == 0.0, chance, arrays.logistic(arrays.logit(chance) + shift))


def _skill(tasks: TaskTable) -> Array | None:
    matching = tasks.matching
    if matching is None or not matching.skills_differ:
        return None
    skill: Array = matching.skill[matching.of_task]
    return skill


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
