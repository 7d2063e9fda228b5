"""A detector that answers nothing, or leaves the program, is switched off and told."""

from dataclasses import replace

import pytest

import sim
from sim.observe.anomalies.threshold import DETECTOR
from sim.record.rows import FaultCaught, WaveEnded


def scenario():
    workload = {"kind": "synthetic", "tasks_per_wave": 2, "duration": 10, "predicted_success": 1.0}
    fleet = {"agents": [{"name": "agent"}]}
    return sim.parse_scenario(
        {"name": "faults", "fleet": fleet, "workload": workload, "monitor": {"detector": "threshold"}}
    )


@pytest.mark.parametrize("found", ["text", [], None, 0, ("text",), ((),)], ids=repr)
def test_a_detector_without_an_answer_is_switched_off(monkeypatch, found):
    def fold(state, row):
        return state, found if isinstance(row, WaveEnded) else ()

    monkeypatch.setattr("sim.observe.monitor.detectors", lambda: {"threshold": replace(DETECTOR, fold=fold)})
    harness = sim.Phase21Harness(scenario())
    harness.run_phase21()
    assert [(row.where, row.error_type) for row in harness.log.of(FaultCaught)] == [("detector threshold", "TypeError")]


def test_a_detector_that_leaves_the_program_is_switched_off(monkeypatch):
    def fold(state, row):
        raise SystemExit(3)

    monkeypatch.setattr("sim.observe.monitor.detectors", lambda: {"threshold": replace(DETECTOR, fold=fold)})
    harness = sim.Phase21Harness(scenario())
    harness.run_phase21()
    assert [(row.where, row.error_type) for row in harness.log.of(FaultCaught)] == [
        ("detector threshold", "SystemExit")
    ]
