"""The health of a wave, by hand."""

import json

import pytest

from sim.observe.health import wave_health
from sim.observe.monitor import Phase21Monitor
from sim.observe.wave_index import WaveIndex
from sim.scenario import MonitorSpec

WEIGHTS = {"success_rate": 0.4, "availability": 0.2, "accuracy": 0.2, "load_balance": 0.2}


def watched(told, epoch, detector="threshold", **spec):
    """A monitor on the story's log, detecting from now on."""
    monitor = Phase21Monitor(
        told.log, epoch, told.agents, MonitorSpec(detector=detector, **spec), WEIGHTS, lambda: told.now
    )
    told.log.observe(monitor.detect_anomalies, monitor.kinds)
    return monitor


def hand_made(story):
    """Five tasks, predicted 0.8 each, 10 s an attempt.

    agent_0: completes two tasks at once and one at its second attempt: 40 s of work.
    agent_1: completes one at once, and fails one at its only attempt: 20 s. It is down for 10 of the wave's 40 s.
    """
    told = story(agents=2)
    told.task(0, True)
    told.task(0, True)
    told.task(0, False, True)
    told.task(1, True)
    told.task(1, False)
    return told.end(up_s=(40.0, 30.0))


def test_a_wave_by_hand(story, epoch):
    told = hand_made(story)
    health = wave_health(WaveIndex(told.log), 1, [1, 1], WEIGHTS, epoch)
    # success_rate: 4 of 5 completed. availability: 40 + 30 of 2 * 40 s. Predicted 0.8 on average, observed at the
    # first attempt: 3 of 5, so the error is 0.2. load_balance: 20 / 40 s.
    assert health.metrics == {
        "success_rate": 0.8,
        "availability": 0.875,
        "accuracy": pytest.approx(0.8),
        "load_balance": 0.5,
        "confidence": pytest.approx(0.8),
        "prediction_error": pytest.approx(0.2),
    }
    # 100 * (0.4 * 0.8 + 0.2 * 0.875 + 0.2 * 0.8 + 0.2 * 0.5) = 32 + 17.5 + 16 + 10 = 75.5
    assert health.health_score == pytest.approx(75.5)
    assert health.health_status == "GOOD"


def test_where_predictions_mean_tasks_the_final_outcome_counts(story, epoch):
    told = hand_made(story)
    health = wave_health(WaveIndex(told.log), 1, [1, 1], WEIGHTS, epoch, meaning="task")
    # 4 of 5 tasks completed in the end, just as predicted.
    assert health.metrics["prediction_error"] == pytest.approx(0.0)


def test_a_wave_of_which_nothing_gets_past_the_gates(story, epoch):
    told = story(agents=2)
    told.refuse(0)
    told.refuse(1)
    told.end()
    health = wave_health(WaveIndex(told.log), 1, [1, 1], WEIGHTS, epoch)
    # No outcome, so no accuracy: its weight is left out. Nobody worked: balance 1; the wave has no length:
    # availability 1. 100 * (0.4 * 0 + 0.2 * 1 + 0.2 * 1) / 0.8 = 50.
    assert health.metrics["accuracy"] is None
    assert health.health_score == pytest.approx(50.0)
    assert health.health_status == "FAIR"


def test_a_wave_of_one_task_on_two_agents_is_balanced(story, epoch):
    told = story(agents=2)
    told.task(0, True)
    told.end()
    assert wave_health(WaveIndex(told.log), 1, [1, 1], WEIGHTS, epoch).metrics["load_balance"] == 1.0


def test_a_load_is_a_load_per_slot(story, epoch):
    told = story(agents=2)
    told.task(0, True, seconds=40.0)
    told.task(1, True, seconds=20.0)
    told.end()
    # 40 s on two slots and 20 s on one are the same load.
    assert wave_health(WaveIndex(told.log), 1, [2, 1], WEIGHTS, epoch).metrics["load_balance"] == 1.0


def test_a_wave_that_has_not_ended_has_no_health(story, epoch):
    told = story()
    with pytest.raises(ValueError, match="wave 1 has not ended"):
        wave_health(WaveIndex(told.log), 1, [1, 1], WEIGHTS, epoch)


def test_metrics_of_an_agent(story, epoch):
    told = hand_made(story)
    values = {
        metric.metric_name: metric.value
        for metric in watched(told, epoch).calculate_metrics(1)
        if metric.agent_id == "agent_1"
    }
    # Two tasks from 0 to 10 and from 10 to 20 s, the second one failing; the wave lasts 40 s.
    assert values["success_rate"] == 0.5
    assert values["attempts"] == 2
    assert values["failed"] == 1
    assert values["retries"] == 0
    assert values["availability"] == 0.75
    assert values["busy_s"] == 20.0
    assert values["wasted_s"] == 10.0
    assert values["utilisation"] == 0.5
    assert values["mean_wait_s"] == 5.0
    assert values["mean_service_s"] == 10.0
    assert values["mean_response_s"] == 15.0
    assert values["prediction_error"] == pytest.approx(0.3)
    assert values["load_balance"] == 0.5
    assert values["imbalance_ratio"] == 2.0
    assert values["longest_failure_streak"] == 1


def test_an_agent_that_never_works_has_metrics_too(story, epoch):
    told = story(agents=2)
    told.task(0, True)
    told.end()
    values = {
        metric.metric_name: metric.value
        for metric in watched(told, epoch).calculate_metrics(1)
        if metric.agent_id == "agent_1"
    }
    assert values["attempts"] == 0
    assert values["load_balance"] == 0.0
    assert values["success_rate"] is None
    assert values["mean_wait_s"] is None
    assert values["imbalance_ratio"] is None


def test_monitoring_files(story, epoch, tmp_path):
    told = hand_made(story)
    monitor = watched(told, epoch)
    told.next().task(0, True)
    told.end()
    monitor.write_monitoring_outputs(tmp_path)
    lines = (tmp_path / "wave_2" / "agent_1" / "agent_metrics.jsonl").read_text().splitlines()
    rows = [json.loads(line) for line in lines]
    assert {tuple(row) for row in rows} == {("agent_id", "metric_name", "value", "timestamp", "wave")}
    assert {row["timestamp"] for row in rows} == {"2025-01-01T00:00:50.000000+00:00"}
    health = json.loads((tmp_path / "phase21_system_health.json").read_text())
    assert (health["wave"], [wave["wave"] for wave in health["trajectory"]]) == (2, [1, 2])
    assert health["trajectory"][0]["health_score"] == pytest.approx(75.5)
    # Two waves have no trend.
    assert health["confidence_trajectory"]["confidence"]["slope"] is None
    assert health["confidence_trajectory"]["success_rate"]["values"] == [0.8, 1.0]


def test_a_steady_rise_of_confidence(story, epoch):
    told = story(agents=1)
    for wave, predicted in enumerate((0.4, 0.5, 0.6, 0.7, 0.8), start=1):
        if wave > 1:
            told.next()
        told.task(0, True, predicted=predicted)
        told.end()
    way = watched(told, epoch).track_confidence_trajectory()["confidence"]
    # Exactly on a line that rises by 0.1 a wave: no doubt about it, and 0.9 is next.
    assert way["direction"] == "improving"
    assert way["slope"] == pytest.approx(0.1)
    assert way["forecast_interval"] == pytest.approx([0.9, 0.9])
    # One task a wave, all of which succeeded: 6 of 7 by Laplace, which one task misses by 0.35 by chance.
    success = watched(told, epoch).track_confidence_trajectory()["success_rate"]
    assert (success["direction"], success["slope"]) == ("stable", 0.0)
    assert success["forecast_interval"] == [0.0, 1.0]
