"""Metrics of a whole run, by hand."""

import pytest

from sim.observe.run_metrics import run_metrics

WEIGHTS = {"success_rate": 0.4, "availability": 0.2, "accuracy": 0.2, "load_balance": 0.2}


def test_two_waves_by_hand(story):
    told = story(agents=2)
    told.task(0, True, predicted=0.8)  # 0 to 10
    told.task(1, False, True, predicted=0.8)  # 0 to 20
    told.end()
    told.next().task(0, True, predicted=1.0)  # 20 to 30
    told.task(0, "agent_down", predicted=1.0)  # waits 10, 30 to 40
    told.refuse(1)
    told.end(up_s=(20.0, 10.0))
    metrics = run_metrics(told.log, [1, 1], WEIGHTS)
    assert metrics["success_rate"] == pytest.approx(3 / 5)
    assert metrics["makespan"] == 40.0
    assert metrics["throughput"] == pytest.approx(3 / 40)
    assert metrics["utilisation"] == pytest.approx(50 / 80)
    assert metrics["availability"] == pytest.approx(70 / 80)
    assert metrics["retries_per_task"] == pytest.approx(1 / 5)
    assert metrics["wasted_work"] == 20.0
    # Waves: 10 / 20; and 0 / 20 of the two busiest.
    assert metrics["load_balance"] == pytest.approx((0.5 + 0.0) / 2)
    # Waves: 0.8 against 1/2, 1.0 against 1/2.
    assert metrics["accuracy"] == pytest.approx((0.7 + 0.5) / 2)
    # Waves: 40 + 20 + 14 + 10 = 84; 40/3 + 15 + 10 + 0.
    assert metrics["health_score"] == pytest.approx((84 + 40 / 3 + 25) / 2)
    # All waited 0, 0, 0, 10, 0 s, the refused one to its end, and ended after 10, 20, 10, 20, 0 s; four were served.
    assert (metrics["mean_wait"], metrics["p50_wait"]) == (2.0, 0.0)
    assert metrics["p95_wait"] == pytest.approx(8.0)
    assert (metrics["mean_response"], metrics["mean_service"]) == (12.0, 12.5)
    assert (metrics["unserved"], metrics["unfinished"]) == (1, 0)
    # Squares: 0.04, 0.64, 0, 1.
    assert metrics["brier"] == pytest.approx(1.68 / 4)
    assert metrics["anomalies"] == 0
    assert metrics["cost"] is None  # nothing has a price


def test_every_metric_of_the_contract_has_its_name(story):
    names = (
        "health_score success_rate availability accuracy load_balance makespan throughput utilisation mean_wait "
        "p50_response p95_response p99_response retries_per_task wasted_work anomalies"
    )
    assert set(names.split()) <= set(run_metrics(story().log, [1, 1], WEIGHTS))


def test_a_run_without_a_wave_has_no_rates(story):
    metrics = run_metrics(story().log, [1, 1], WEIGHTS)
    assert metrics["success_rate"] is None
    assert metrics["health_score"] is None
    assert metrics["throughput"] is None
