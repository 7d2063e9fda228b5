"""Acceptance: Phase21Monitor, as the specification of Phase 21 names it."""

import pytest

from sim import Phase21Harness


class TestPhase21Monitor:
    @pytest.fixture
    def harness(self, make_scenario):
        # Two agents of one slot, two 10 s tasks that always fail although 0.9 is predicted: bias far below zero.
        harness = Phase21Harness(
            make_scenario(
                {
                    "fleet": {"agents": [{"name": "agent", "count": 2}]},
                    "workload": {"tasks_per_wave": 12, "predicted_success": 0.9},
                    "truth": {"bias": -40},
                    "monitor": {"detector": "threshold"},
                }
            )
        )
        harness.run_phase21()
        return harness

    def test_monitor_initialization(self, make_scenario):
        assert Phase21Harness(make_scenario({})).monitor.anomalies == ()

    def test_calculate_metrics(self, harness):
        metrics = {(m.agent_id, m.metric_name): m.value for m in harness.monitor.calculate_metrics(1)}
        # Six tasks an agent, four attempts of 10 s each, none succeeds.
        assert metrics["agent_0", "success_rate"] == 0
        assert metrics["agent_0", "attempts"] == 24
        assert metrics["agent_0", "busy_s"] == 240

    def test_detect_anomalies(self, harness):
        found = {(a.anomaly_type, a.severity) for a in harness.monitor.anomalies}
        assert ("agent_failure", "HIGH") in found
        assert ("prediction_drift", "MEDIUM") in found
        assert all(a.recommendation and a.evidence for a in harness.monitor.anomalies)

    def test_generate_system_health(self, harness):
        # success 0, availability 1, accuracy 1 - 0.9, balance 1: 100 * (0 + 0.2 + 0.02 + 0.2) = 42.
        health = harness.monitor.generate_system_health(1)
        assert health.health_score == pytest.approx(42)
        assert health.health_status == "POOR"
        assert health.metrics["prediction_error"] == pytest.approx(0.9)
