"""Acceptance: the whole of Phase 21, end to end, as the specification names it."""

import json

from sim import Phase21Harness
from sim.record.rows import AttemptEnded, Sampled


class TestPhase21Integration:
    def run(self, make_scenario, folder, **more):
        harness = Phase21Harness(
            make_scenario(
                {
                    "fleet": {"agents": [{"name": "agent", "count": 4}]},
                    "workload": {"kind": "phase20", "path": "phase20"},
                    **more,
                },
                origin=folder.parent,
            )
        )
        harness.run_phase21()
        return harness

    def test_end_to_end_single_wave(self, make_scenario, tmp_path):
        harness = Phase21Harness(
            make_scenario({"fleet": {"agents": [{"name": "agent", "count": 2}]}, "workload": {"tasks_per_wave": 6}})
        )
        result = harness.run_phase21(tmp_path / "out")
        # Six certain 10 s tasks on two agents: 30 s, everything at its best.
        assert (result.total_tasks, result.completed_tasks, result.failed_tasks, result.waves) == (6, 6, 0, 1)
        assert result.end_time == "2025-01-01T00:00:30.000000+00:00"
        assert result.system_health is not None
        assert result.system_health.health_score == 100
        summary = json.loads((tmp_path / "out" / "phase21_execution_summary.json").read_text())
        assert summary["completed_tasks"] == 6

    def test_end_to_end_multi_wave(self, make_scenario, temp_phase20_dir):
        harness = self.run(make_scenario, temp_phase20_dir)
        assert harness.result.total_tasks == 8
        assert harness.result.waves == 2
        assert harness.result.completed_tasks + harness.result.failed_tasks == 8

    def test_agent_parallel_execution(self, make_scenario, temp_phase20_dir):
        harness = self.run(make_scenario, temp_phase20_dir)
        first = [row for row in harness.log.of(AttemptEnded) if row.wave == 1 and row.attempt == 0]
        assert {row.started_at for row in first} == {0.0}
        assert {row.agent for row in first} == {0, 1, 2, 3}

    def test_feedback_loop_integration(self, make_scenario, temp_phase20_dir, tmp_path):
        harness = self.run(make_scenario, temp_phase20_dir)
        assert {signal.wave for signal in harness.signals} == {1, 2}
        assert {signal.target_phase for signal in harness.signals} == {16, 18, 20}

    def test_monitoring_throughout_execution(self, make_scenario, temp_phase20_dir):
        harness = self.run(make_scenario, temp_phase20_dir, monitor={"interval": 5})
        times = [row.at for row in harness.log.of(Sampled)]
        end = harness.world.clock.now
        assert times == [5.0 * n for n in range(1, int(end // 5) + 1)]
