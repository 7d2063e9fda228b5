"""The detector `statistical`: it reports what chance does not explain, and only that."""

import json
from unittest.mock import Mock

import pytest

from sim.observe.anomalies.statistical import DETECTOR
from sim.observe.detection import conditions
from sim.observe.detection.detector import Context, replay
from sim.observe.detection.tally import texts
from sim.record.rows import AnomalyClosed, AnomalyOpened, Sampled
from sim.scenario import MonitorSpec


def found(told, meaning="attempt", **spec):
    context = Context(told.ids, (1,) * len(told.ids), MonitorSpec(**spec), meaning)
    return replay(told.log, DETECTOR, context)


def types(told, **more):
    return [row.anomaly_type for row in found(told, **more) if isinstance(row, AnomalyOpened)]


def sample(told, rate, error):
    told.now += 10.0
    nobody = (None,) * (len(told.ids) - 1)
    zeros = (0,) * len(told.ids)
    told.log.add(
        Sampled(told.now, told.wave, 0, zeros, zeros, (True,), zeros, zeros, zeros, (0.0,), (rate, *nobody),
                (error, *nobody), rate, error, 0)
    )  # fmt: skip


def test_an_agent_that_always_fails_is_found_within_its_wave(story):
    told = story(agents=1)
    for _ in range(10):
        told.task(0, False, predicted=0.2)
    (anomaly,) = found(told)
    # Five failures: the bound at alpha/2 = 0.025 is 1 - 0.025 ** (1/5) = 0.522: not below 0.5. Ten failures, second
    # look, alpha/6: 1 - (0.05/6) ** (1/10) = 0.380. So it is reported at the tenth attempt's end, 100 s.
    evidence = json.loads(anomaly.evidence)
    assert (anomaly.anomaly_type, anomaly.severity, anomaly.at) == ("agent_failure", "HIGH", 100.0)
    assert evidence["upper_bound"] == pytest.approx(1 - (0.05 / 6) ** (1 / 10))
    assert (evidence["look"], evidence["sample_size"]) == (2, 10)
    assert evidence["window"] == {"wave": 1, "from_s": 0.0, "to_s": 100.0}


def test_in_a_larger_fleet_more_proof_is_asked_for(story):
    # Ten failures at alpha / (6 * 100): 1 - (0.05/600) ** (1/10) = 0.61; fifteen, at /1200: 0.49.
    told = story(agents=100)
    for _ in range(15):
        told.task(7, False, predicted=0.2)
    (anomaly,) = found(told)
    assert (anomaly.agents, anomaly.at) == (("agent_7",), 150.0)


def test_two_of_five_is_no_proof_of_failure(story):
    told = story(agents=1)
    for outcome in (True, False, False, True, False):
        told.task(0, outcome, predicted=0.5)
    assert found(told.end()) == ()


def test_drift_is_found_once_it_is_proven(story):
    told = story(agents=1)
    # Predicted 0.9, nothing succeeds. Five: interval at 0.025 up to 1 - 0.0125 ** (1/5) = 0.584; 0.9 - 0.584 > 0.25.
    for _ in range(5):
        told.task(0, False, predicted=0.9)
    (anomaly,) = found(told)
    assert anomaly.anomaly_type == "prediction_drift"
    assert json.loads(anomaly.evidence)["interval"] == [0.0, pytest.approx(1 - 0.0125 ** (1 / 5))]


def test_chance_is_no_drift(story):
    told = story(agents=1)
    # A perfect planner at 0.725 misses by more than 0.25 when 1 of 4 succeeds; with 2 of 5 it is off by 0.325.
    for outcome in (True, False, False, True, False):
        told.task(0, outcome, predicted=0.725)
    assert found(told.end()) == ()


def test_final_outcomes_are_judged_at_the_end_of_the_wave(story):
    told = story(agents=1)
    for _ in range(8):
        told.task(0, False, predicted=0.9)
    assert types(told, meaning="task") == []
    assert types(told.end(), meaning="task") == ["prediction_drift"]


def test_what_one_deal_explains_is_no_imbalance(story):
    told = story(agents=2)
    # 3 and 7 tasks of 10 s: 70 - 1.5 * 30 = 25 is less than 1.96 * sqrt(700 + 2.25 * 300) = 72.
    for agent, tasks in ((0, 3), (1, 7)):
        for _ in range(tasks):
            told.task(agent, True, predicted=1.0)
    assert found(told.end()) == ()


def test_an_idle_agent_in_a_large_wave_is_an_imbalance(story):
    told = story(agents=2)
    # 400 s on one agent, none on the other: 400 > 1.96 * sqrt(40 * 100) = 124.
    for _ in range(40):
        told.task(0, True, predicted=1.0)
    anomalies = found(told.end())
    assert [row.anomaly_type for row in anomalies] == ["coordination_issue", "load_imbalance"]
    evidence = json.loads(anomalies[1].evidence)
    assert (evidence["ratio"], evidence["excess_s"]) == (None, 400.0)
    assert evidence["noise_s"] == pytest.approx(4000.0**0.5)


def test_a_limit_of_one_never_finds_a_gap(story):
    told = story(agents=2)
    for _ in range(40):
        told.task(0, True, predicted=1.0)
    assert types(told.end(), thresholds={"coordination": 1.0}) == ["load_imbalance"]


def test_three_calm_samples_close(story):
    told = story(agents=1)
    for _ in range(10):
        told.task(0, False, predicted=0.2)
    sample(told, 0.5, None)
    sample(told, None, None)  # nothing to judge by: does not count, does not interrupt
    sample(told, 0.9, None)
    sample(told, 0.4, None)  # interrupts
    for _ in range(3):
        assert len(found(told)) == 1
        sample(told, 0.5, None)
    assert found(told)[1] == AnomalyClosed("anomaly_001", told.now)
    # The attempts that proved it once prove nothing again: five failures more are five failures.
    for _ in range(5):
        told.task(0, False, predicted=0.2)
    assert len(found(told)) == 2


def test_a_closing_by_a_probe_is_heard(story):
    told = story(agents=1)
    for _ in range(10):
        told.task(0, False, predicted=0.2)
    told.log.add(AnomalyClosed("anomaly_001", told.now))
    for _ in range(20):
        told.task(0, False, predicted=0.2)
    assert [row.anomaly_id for row in found(told)] == ["anomaly_001", "anomaly_002"]
    assert json.loads(found(told)[1].evidence)["window"]["from_s"] == 100.0


def test_calm_samples_of_an_anomaly_that_a_probe_closed_do_not_count_for_the_next(story):
    told = story(agents=1)
    for _ in range(10):
        told.task(0, False, predicted=0.2)
    sample(told, 0.9, None)
    sample(told, 0.9, None)
    told.log.add(AnomalyClosed("anomaly_001", told.now))
    for _ in range(20):
        told.task(0, False, predicted=0.2)
    sample(told, 0.9, None)
    assert [row.anomaly_id for row in found(told)] == ["anomaly_001", "anomaly_002"]


def test_what_is_open_is_not_proven_again(story, monkeypatch):
    # A proof names every task that failed: one at each look would cost the square of the failures.
    walk = Mock(wraps=texts)
    monkeypatch.setattr(conditions, "texts", walk)
    told = story(agents=1)
    for _ in range(100):
        told.task(0, False, predicted=0.9)
    opened = [row for row in found(told) if row.tasks]
    assert [row.tasks for row in opened] == [tuple(f"task_{n}" for n in range(10))]
    assert walk.call_count == 1
