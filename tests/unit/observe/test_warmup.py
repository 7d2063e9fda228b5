"""`metrics.warmup`: tasks released earlier count in no mean."""

import pytest

import sim


def scenario(warmup):
    # One agent, 10 s a task, two waves of two tasks: waits 0, 10 in each; released at 0 and at 20.
    return sim.parse_scenario(
        {
            "name": "warm",
            "fleet": {"agents": [{"name": "agent"}]},
            "workload": {
                "kind": "synthetic", "waves": 2, "tasks_per_wave": [1, 3], "duration": 10, "predicted_success": 1.0,
            },
            "metrics": {"warmup": warmup},
        }
    )  # fmt: skip


def test_all_tasks_count_without_a_warm_up():
    # Waits 0 and 0, 10, 20.
    assert sim.run(scenario(0)).metrics["mean_wait"] == pytest.approx(7.5)


def test_tasks_released_before_the_warm_up_is_over_do_not_count():
    assert sim.run(scenario(5)).metrics["mean_wait"] == pytest.approx(10.0)


def test_what_is_measured_over_time_is_of_the_whole_run():
    assert sim.run(scenario(5)).metrics["makespan"] == 40
