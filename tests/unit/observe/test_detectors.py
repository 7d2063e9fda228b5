"""What holds for every detector: live is the same as replayed, states do not change, exceptions are reported."""

import pytest

from sim.observe.catalogue import detectors
from sim.observe.detection.detector import Context, replay
from sim.observe.monitor import Phase21Monitor
from sim.record.conditions import AnomalyType
from sim.record.faults import Faults
from sim.record.rows import AnomalyClosed, AnomalyOpened, FaultCaught, WorkStranded
from sim.scenario import MonitorSpec
from sim.testing import check_detector

every_detector = pytest.mark.parametrize("name", list(detectors()))


def eventful(story, watch=lambda told: None):
    """Three waves with everything that detectors look at; `watch` is called before the first row of interest."""
    told = story(agents=3)
    watch(told)
    for wave in (1, 2, 3):
        if wave > 1:
            told.next()
        for n in range(30):
            told.task(0, n % 10 == 0 or wave == 3, predicted=0.9)
            told.task(1, n % 5 < 3, predicted=0.9, seconds=4.0)
        told.refuse(2, verdict="deferred")
        if wave == 2:
            told.fault()
            told.log.add(WorkStranded(2, "agent_2", 2, told.now, 1))
        told.end()
    return told


def monitor_of(told, epoch, name, faults=None):
    spec = MonitorSpec(detector=name)
    return Phase21Monitor(told.log, epoch, told.agents, spec, {}, lambda: told.now, faults=faults)


@every_detector
def test_live_is_the_same_as_replayed(story, epoch, name):
    def watch(told):
        monitor = monitor_of(told, epoch, name)
        told.log.observe(monitor.detect_anomalies, monitor.kinds)

    told = eventful(story, watch)
    live = tuple(row for row in told.log if isinstance(row, AnomalyOpened | AnomalyClosed))
    context = Context(told.ids, (1, 1, 1), MonitorSpec(detector=name))
    assert live == replay(told.log, detectors()[name], context)
    # A log with another's findings in it gives the same, if they are known as such.
    assert live == replay(eventful(story).log, detectors()[name], context, own=False)
    assert any(isinstance(row, AnomalyOpened) for row in live)
    assert any(isinstance(row, AnomalyClosed) for row in live)


@pytest.mark.parametrize("name", ["statistical", "threshold"])
def test_the_detectors_of_the_specification_tell_its_four_types(story, name):
    context = Context(("agent_0", "agent_1", "agent_2"), (1, 1, 1), MonitorSpec(detector=name))
    found = replay(eventful(story).log, detectors()[name], context)
    assert {row.anomaly_type for row in found if isinstance(row, AnomalyOpened)} == set(AnomalyType)


@every_detector
def test_it_keeps_the_contract_of_every_detector(name):
    check_detector(detectors()[name])


@every_detector
def test_a_detector_reads_no_rows_but_those_it_declares(story, name):
    told = eventful(story)
    detector = detectors()[name]
    context = Context(told.ids, (1, 1, 1), MonitorSpec(detector=name))
    declared = [row for row in told.log if type(row) in detector.kinds]
    assert replay(declared, detector, context) == replay(told.log, detector, context)


@every_detector
def test_every_anomaly_says_what_why_and_what_to_do(story, name):
    told = eventful(story)
    context = Context(told.ids, (1, 1, 1), MonitorSpec(detector=name))
    opened = [row for row in replay(told.log, detectors()[name], context) if isinstance(row, AnomalyOpened)]
    assert [row.anomaly_id for row in opened] == [f"anomaly_{n:03d}" for n in range(1, len(opened) + 1)]
    for row in opened:
        assert '"sample_size"' in row.evidence
        assert '"window"' in row.evidence
        assert row.recommendation.endswith(".")
        assert set(row.agents) <= set(told.ids)


def broken(state, row):
    raise RuntimeError("detector out of order")


def test_a_detector_that_throws_is_switched_off_and_reported(story, epoch, monkeypatch):
    told = story(agents=2)
    faults = Faults(told.log, now=lambda: told.now)
    monitor = monitor_of(told, epoch, "threshold", faults)
    told.log.observe(monitor.detect_anomalies, monitor.kinds)
    told.task(0, True)
    object.__setattr__(monitor, "_detector", type(monitor._detector)("mine", "", (), tuple, broken))
    told.task(0, True)
    told.end()
    told.next().task(0, True)
    told.end()
    (fault,) = told.log.of(FaultCaught)
    assert (fault.where, fault.error_type) == ("detector mine", "RuntimeError")
    (anomaly,) = monitor.anomalies
    assert (anomaly.anomaly_id, anomaly.anomaly_type) == ("anomaly_001", "coordination_issue")
    assert anomaly.closed_at is not None  # the second wave was without exceptions


def test_without_a_catcher_the_exception_goes_through(story, epoch):
    told = story(agents=2)
    monitor = monitor_of(told, epoch, "threshold")
    object.__setattr__(monitor, "_detector", type(monitor._detector)("mine", "", (), tuple, broken))
    with pytest.raises(RuntimeError, match="out of order"):
        monitor.detect_anomalies(next(iter(told.log)))


def test_anomalies_of_a_wave_in_its_health(story, epoch):
    told = story(agents=2)
    monitor = monitor_of(told, epoch, "threshold")
    told.log.observe(monitor.detect_anomalies, monitor.kinds)
    for wave, outcome in enumerate((False, False, True), start=1):
        if wave > 1:
            told.next()
        for agent in (0, 1):
            for _ in range(5):
                told.task(agent, outcome, predicted=1.0)
        told.end()
    # Two failing agents and drift, found in wave 1, stand against waves 1 and 2 and are over at the end of wave 3.
    names = ["agent_failure", "agent_failure", "prediction_drift"]
    healths = [monitor.generate_system_health(wave) for wave in (1, 2, 3)]
    assert [[a.anomaly_type for a in health.anomalies] for health in healths] == [names, names, []]
    assert healths[0].anomalies[0].detected_at == "2025-01-01T00:00:50.000000+00:00"
    assert healths[0].anomalies[0].closed_at == "2025-01-01T00:02:30.000000+00:00"
