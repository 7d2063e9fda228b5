"""Acceptance: Phase21Harness, as the specification of Phase 21 names it."""

import pytest

from sim import AgentExecutor, AgentManager, Phase21FeedbackLoop, Phase21Harness, Phase21Monitor


class TestPhase21Harness:
    @pytest.fixture
    def harness(self, make_scenario, temp_phase20_dir):
        return Phase21Harness(
            make_scenario(
                {
                    "fleet": {"agents": [{"name": "agent", "count": 4}]},
                    "workload": {"kind": "phase20", "path": "phase20"},
                },
                origin=temp_phase20_dir.parent,
            )
        )

    def test_harness_initialization(self, harness):
        assert harness.result is None
        assert harness.healths == []

    def test_harness_has_components(self, harness):
        assert isinstance(harness.manager, AgentManager)
        assert isinstance(harness.executor, AgentExecutor)
        assert isinstance(harness.feedback, Phase21FeedbackLoop)
        assert isinstance(harness.monitor, Phase21Monitor)

    def test_load_phase20_data(self, harness):
        workload = harness._load_phase20_data()
        assert len(workload.tasks) == 8
        assert sum(file.used for file in workload.inputs) == 16

    def test_create_output_directories(self, harness, temp_output_dirs):
        harness.run_phase21()
        harness._create_output_directories(temp_output_dirs["run"])
        folders = {str(path.relative_to(temp_output_dirs["run"])) for path in temp_output_dirs["run"].rglob("*")}
        assert {f"wave_{w}/agent_{a}" for w in (1, 2) for a in range(4)} <= folders
        assert {"phase16", "phase18", "phase20"} <= folders

    def test_execute_wave(self, harness):
        result = harness.run_phase21()
        assert result.waves == 2
        assert [health.wave for health in harness.healths] == [1, 2]

    def test_generate_phase21_report(self, harness):
        harness.run_phase21()
        report = harness._generate_phase21_report()
        assert report.startswith("# ")
        for agent in ("agent_0", "agent_1", "agent_2", "agent_3"):
            assert agent in report.replace("\\", "")
