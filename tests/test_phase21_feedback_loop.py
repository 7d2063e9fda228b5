"""Acceptance: Phase21FeedbackLoop, as the specification of Phase 21 names it."""

import json

import pytest

from sim import Phase21Harness


class TestPhase21FeedbackLoop:
    @pytest.fixture
    def harness(self, make_scenario):
        harness = Phase21Harness(
            make_scenario(
                {
                    "fleet": {"agents": [{"name": "agent", "count": 2}]},
                    "workload": {"waves": 2, "tasks_per_wave": 10, "predicted_success": 0.8},
                }
            )
        )
        harness.run_phase21()
        return harness

    def test_feedback_loop_initialization(self, make_scenario):
        harness = Phase21Harness(make_scenario({}))
        assert harness.signals == []

    def test_evaluate_agent_outcomes(self, harness):
        outcomes = harness.feedback.evaluate_agent_outcomes(1)
        assert len(outcomes) == 10
        assert (outcomes["predicted_success"] == 0.8).all()

    def test_generate_feedback_signals(self, harness):
        assert {signal.signal_type for signal in harness.signals} == {
            "agent_performance",
            "multi_agent_coordination",
            "heuristic_feedback",
            "prediction_validation",
        }
        assert all(0.0 <= signal.confidence <= 1.0 for signal in harness.signals)

    def test_write_feedback_outputs(self, harness, temp_output_dirs):
        harness.feedback.write_feedback_outputs(temp_output_dirs["run"])

        def lines(path):
            return [json.loads(line) for line in path.read_text().splitlines()]

        signals = lines(temp_output_dirs["run"] / "phase21_learning_signals.jsonl")
        assert len(signals) == len(harness.signals)
        heuristics = lines(temp_output_dirs["phase16"] / "heuristic_feedback.jsonl")
        assert {row["heuristic_id"] for row in heuristics} <= {"H1", "H2", "H3", "H4"}
        coordination = lines(temp_output_dirs["phase18"] / "coordination_feedback.jsonl")
        assert {row["signal_type"] for row in coordination} == {"agent_performance", "multi_agent_coordination"}
        validation = lines(temp_output_dirs["phase20"] / "prediction_validation_feedback.jsonl")
        assert len(validation) == 20
        assert all(row["confidence_delta"] == pytest.approx(row["actual_success"] - 0.8) for row in validation)
