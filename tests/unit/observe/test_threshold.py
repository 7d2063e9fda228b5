"""The detector `threshold`: each anomaly fires in one case and stays quiet in the next."""

import json

import pytest

from sim.observe.anomalies.threshold import DETECTOR
from sim.observe.detection.detector import Context, replay
from sim.record.rows import AnomalyClosed, AnomalyOpened, WorkStranded
from sim.scenario import MonitorSpec


def found(told, **spec):
    context = Context(told.ids, (1,) * len(told.ids), MonitorSpec(detector="threshold", **spec))
    return replay(told.log, DETECTOR, context)


def opened(told, **spec):
    return [row for row in found(told, **spec) if isinstance(row, AnomalyOpened)]


def types(told, **spec):
    return [row.anomaly_type for row in opened(told, **spec)]


def even_wave(told, outcomes, **more):
    """The same tasks on both agents."""
    for outcome in outcomes:
        for agent in (0, 1):
            told.task(agent, outcome, **more)
    return told.end()


def test_an_agent_that_fails_more_often_than_not(story):
    told = story(agents=2)
    # agent_1 succeeds in 2 of 5 attempts, agent_0 in all 5; predicted 0.7, as observed on average.
    ids = [told.task(1, outcome, predicted=0.7) for outcome in (True, False, False, True, False)]
    for _ in range(5):
        told.task(0, True, predicted=0.7)
    (anomaly,) = opened(told.end())
    assert (anomaly.anomaly_id, anomaly.anomaly_type, anomaly.severity) == ("anomaly_001", "agent_failure", "HIGH")
    assert anomaly.agents == ("agent_1",)
    assert anomaly.tasks == (ids[1], ids[2], ids[4])
    assert anomaly.at == told.now
    assert json.loads(anomaly.evidence) == {
        "sample_size": 5,
        "success_rate": 0.4,
        "successes": 2,
        "threshold": 0.5,
        "window": {"wave": 1, "from_s": 0.0, "to_s": 50.0},
    }
    assert list(json.loads(anomaly.evidence)) == sorted(json.loads(anomaly.evidence))
    assert anomaly.recommendation


@pytest.mark.parametrize(
    "outcomes",
    [
        (True, False, False, True, False, True),  # 3 of 6: at the limit, not below it
        (False, False, False, False),  # four attempts say too little
    ],
)
def test_half_of_the_attempts_or_few_attempts_are_no_agent_failure(story, outcomes):
    told = even_wave(story(agents=2), outcomes, predicted=0.5)
    assert "agent_failure" not in types(told)


def test_refusals_are_not_held_against_an_agent_but_are_a_coordination_issue(story):
    told = story(agents=2)
    refused = [told.refuse(1) for _ in range(6)]
    even_wave(told, [True] * 5, predicted=1.0)
    (anomaly,) = opened(told)
    assert (anomaly.anomaly_type, anomaly.severity) == ("coordination_issue", "MEDIUM")
    assert (anomaly.agents, anomaly.tasks) == (("agent_1",), tuple(refused))
    evidence = json.loads(anomaly.evidence)
    assert evidence["cause"] == "gate_refusals"
    assert evidence["by_gate"] == [{"verdict": "rejected", "gate": "clearance", "refusals": 6}]


def test_a_gap_between_loads(story):
    told = story(agents=2)
    # 50 s and 80 s: (80 - 50) / 80 = 0.375 is within 0.40; 80 / 50 = 1.6 is over 1.5.
    for _ in range(5):
        told.task(0, True, predicted=1.0)
    for _ in range(8):
        told.task(1, True, predicted=1.0)
    (anomaly,) = opened(told.end())
    assert (anomaly.anomaly_type, anomaly.severity) == ("load_imbalance", "LOW")
    assert json.loads(anomaly.evidence)["ratio"] == 1.6
    # One more wave with 40 s and 80 s: 0.5 is over 0.40.
    told.next()
    for _ in range(4):
        told.task(0, True, predicted=1.0)
    for _ in range(8):
        told.task(1, True, predicted=1.0)
    second = opened(told.end())[1]
    assert (second.anomaly_type, second.severity) == ("coordination_issue", "MEDIUM")
    assert json.loads(second.evidence)["gap"] == 0.5
    assert second.agents == ("agent_1", "agent_0")


def test_even_loads_are_quiet(story):
    told = story(agents=2)
    # 60 s and 40 s: ratio 1.5 and gap 1/3 are at and within the limits.
    for _ in range(6):
        told.task(0, True, predicted=1.0)
    for _ in range(4):
        told.task(1, True, predicted=1.0)
    assert found(told.end()) == ()


def test_an_agent_that_never_works_has_no_ratio(story):
    told = story(agents=2)
    for _ in range(5):
        told.task(0, True, predicted=1.0)
    imbalance = next(row for row in opened(told.end()) if row.anomaly_type == "load_imbalance")
    assert json.loads(imbalance.evidence)["ratio"] is None


def test_predictions_that_are_off_by_more_than_a_quarter(story):
    # Predicted 0.9, observed 0.6: off by 0.3.
    told = even_wave(story(agents=2), (True, True, True, False, False), predicted=0.9)
    (anomaly,) = opened(told)
    assert (anomaly.anomaly_type, anomaly.severity) == ("prediction_drift", "MEDIUM")
    assert json.loads(anomaly.evidence)["prediction_error"] == pytest.approx(0.3)
    assert "too hopeful" in anomaly.recommendation


def test_predictions_that_are_off_by_a_quarter_are_quiet(story):
    told = even_wave(story(agents=2), (True, True, True, False, False), predicted=0.85)
    assert found(told) == ()


def test_stranded_work(story):
    told = story(agents=2)
    told.log.add(WorkStranded(1, "agent_1", 1, 5.0, 3))
    (anomaly,) = opened(even_wave(told, [True], predicted=1.0))
    evidence = json.loads(anomaly.evidence)
    assert (anomaly.anomaly_type, anomaly.agents) == ("coordination_issue", ("agent_1",))
    assert evidence["outages"] == [{"agent_id": "agent_1", "at_s": 5.0, "queued": 3}]


def test_an_exception_opens_at_once_and_once_a_cause(story):
    told = story(agents=2)
    told.fault()
    told.fault()
    told.fault(where="gate resource")
    anomalies = opened(told)
    assert [json.loads(row.evidence)["where"] for row in anomalies] == ["policy mine", "gate resource"]
    assert anomalies[0].anomaly_type == "coordination_issue"
    assert json.loads(anomalies[0].evidence)["error_type"] == "ValueError"


def test_an_anomaly_closes_at_the_end_of_a_later_wave_without_it(story):
    told = story(agents=2)
    told.fault()
    even_wave(told, (True, True, True, False, False), predicted=0.9)
    even_wave(told.next(), (True, True, True, False, False), predicted=0.9)
    assert [type(row) for row in found(told)] == [AnomalyOpened, AnomalyOpened, AnomalyClosed]
    assert found(told)[-1] == AnomalyClosed("anomaly_001", 100.0)  # the exception did not come back in wave 2
    even_wave(told.next(), (True,) * 5, predicted=0.9)
    assert found(told)[-1] == AnomalyClosed("anomaly_002", 150.0)
    # A wave too small to judge closes nothing, and what comes back is a new anomaly.
    even_wave(told.next(), (False,) * 5, predicted=0.9)
    even_wave(told.next(), (True,), predicted=0.9)
    later = found(told)[4:]
    assert [row.anomaly_id for row in later] == ["anomaly_003", "anomaly_004", "anomaly_005"]


def test_an_exception_behind_the_end_of_its_wave_belongs_to_it(story):
    told = story(agents=2)
    even_wave(told, (True,), predicted=1.0)
    told.fault(where="learner")
    even_wave(told.next(), (True,), predicted=1.0)
    assert found(told)[-1] == AnomalyClosed("anomaly_001", 20.0)


def test_settings_move_the_limits(story):
    told = even_wave(story(agents=2), (True, True, True, False, False), predicted=0.85)
    assert types(told, thresholds={"drift": 0.2}) == ["prediction_drift"]
    assert types(told, thresholds={"drift": 0.2}, min_samples=11) == []
