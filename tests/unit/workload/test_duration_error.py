"""Predicted and true durations, worked out by hand."""

from typing import Any

import numpy as np
import pytest

from sim.luck import Luck, Purpose, uniforms
from sim.scenario import AgentSpec, FleetSpec, Scenario, SyntheticWorkload
from sim.workload.source import load_tasks
from sim.workload.task_table import TaskTable


def tasks_of(error: Any, sizes: list[int], **workload: Any) -> TaskTable:
    scenario = Scenario(
        name="hasty",
        fleet=FleetSpec(agents=[AgentSpec(name="agent")]),
        workload=SyntheticWorkload(tasks_per_wave=sizes, **workload),
        predictions={"duration_error": error},
    )
    return load_tasks(scenario, Luck(seed=42), ("agent_0",)).tasks


def test_a_planner_who_hopes_for_half_the_time():
    tasks = tasks_of(0.5, [2], duration="60s")
    assert tasks.true_s.tolist() == [[60.0], [60.0]]
    assert tasks.expected_s.tolist() == [[30.0], [30.0]]


def test_an_error_is_drawn_once_a_task_at_its_own_address():
    # The n-th task of a wave takes the n-th uniform: an exponential error is -ln(1 - u).
    tasks = tasks_of({"kind": "exponential", "mean": 1}, [2, 0, 3], size="10s")
    u = np.concatenate([uniforms(42, 0, Purpose.DURATION_ERROR, wave, 0, n) for wave, n in ((1, 2), (3, 3))])
    assert tasks.expected_s[:, 0].tolist() == pytest.approx((-10.0 * np.log(1.0 - u)).tolist(), rel=1e-12)
    assert tasks.true_s[:, 0].tolist() == [10.0] * 5


def test_the_least_draws_of_a_wide_distribution_are_still_above_0():
    # A gamma of this width lies at 0 with all but a few per mille of its probability, as far as floats can tell.
    tasks = tasks_of({"kind": "gamma", "mean": 1, "cv": 100}, [500], size="10s")
    assert tasks.expected_s.min() == 10.0 * 1e-9


@pytest.mark.parametrize("error", [1.0, {"kind": "constant", "value": 1}])
def test_without_an_error_belief_and_truth_are_one(error):
    tasks = tasks_of(error, [3], size={"kind": "exponential", "mean": 30})
    assert tasks.expected_s is tasks.true_s
