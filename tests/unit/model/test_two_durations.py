"""True and believed durations, worked out by hand: attempts take the true time, policies see the believed one."""

import json

import sim
from sim.record.rows import Assigned, AttemptEnded, Sampled

CONSTANT = {"duration": {"kind": "constant"}}


def lengths(world):
    return [row.ended_at - row.started_at for row in world.log.of(AttemptEnded)]


def test_attempts_take_the_true_time_whatever_is_believed(simulate):
    data = {
        "fleet": {"agents": [{"name": "agent", "speed": 2}]},
        "workload": {"kind": "synthetic", "tasks_per_wave": 2, "size": "60s", **CONSTANT, "predicted_success": 1},
        "predictions": {"duration_error": 0.5},
    }
    world = simulate(data)
    assert lengths(world) == [30.0, 30.0]
    assert [row.expected_s for row in world.log.of(Assigned)] == [15.0, 15.0]


def test_load_counts_what_is_left_of_the_believed_time(simulate):
    # Two tasks of 60 s on one slot, believed to take 40 s: after 30 s 10 + 40 are left; after 50 s 0 + 40, since the
    # first should have ended; after 70 s, 30 of the second.
    data = {
        "fleet": {"agents": [{"name": "agent"}]},
        "workload": {"kind": "synthetic", "tasks_per_wave": 2, "size": "60s", **CONSTANT, "predicted_success": 1},
        "predictions": {"duration_error": {"kind": "constant", "value": 40 / 60}},
        "monitor": {"interval": "10s"},
    }
    load = {row.at: row.load_s[0] for row in simulate(data).log.of(Sampled)}
    assert [round(load[at], 9) for at in (30.0, 50.0, 70.0)] == [50.0, 40.0, 30.0]


def test_predictions_of_phase_20_are_divided_by_their_error(simulate, tmp_path):
    line = {"task_id": "a", "predicted_success_probability": 1.0, "predicted_execution_time": 30}
    (tmp_path / "predicted_tasks.jsonl").write_text(json.dumps(line) + "\n")
    data = {
        "fleet": {"agents": [{"name": "agent"}]},
        "workload": {"kind": "phase20", "path": "."},
        "predictions": {"duration_error": 0.5},
    }
    world = simulate(data, origin=tmp_path)
    assert lengths(world) == [60.0]
    assert [row.expected_s for row in world.log.of(Assigned)] == [30.0]


def test_a_queue_by_the_shortest_knows_the_sizes(simulate):
    # Sizes are known: the short ones go first, by belief and truth alike.
    data = {
        "fleet": {"agents": [{"name": "agent", "queue": "shortest"}]},
        "workload": {
            "kind": "synthetic",
            "tasks_per_wave": 30,
            "size": {"kind": "empirical", "values": [10, 20, 30]},
            **CONSTANT,
            "predicted_success": 1,
        },
    }
    by_size = lengths(simulate(data))
    assert by_size == sorted(by_size)
    assert set(by_size) == {10.0, 20.0, 30.0}


def test_a_duration_that_varies_makes_a_difference():
    def makespan(mean: str) -> float:
        data = {
            "name": "slow",
            "fleet": {"agents": [{"name": "a"}]},
            "workload": {
                "kind": "synthetic",
                "tasks_per_wave": 10,
                "duration": {"kind": "lognormal", "mean": mean, "cv": 0.5},
                "predicted_success": 1,
            },
        }
        return sim.run(sim.parse_scenario(data)).metrics["makespan"] or 0.0

    ten_s, ten_min, ten_h = makespan("10s"), makespan("10min"), makespan("10h")
    assert round(ten_min / ten_s, 6) == 60.0
    assert round(ten_h / ten_min, 6) == 60.0


def test_a_stream_that_brought_no_task_is_a_run_without_tasks():
    data = {
        "name": "nobody",
        "fleet": {"agents": [{"name": "a"}]},
        "workload": {"kind": "synthetic", "arrivals": {"kind": "poisson", "rate": 1e-9, "until": "1s"}},
    }
    run = sim.run(sim.parse_scenario(data))
    assert len(run.tasks) == 0
    assert run.audit() == []
