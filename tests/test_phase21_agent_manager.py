"""Acceptance: AgentManager, as the specification of Phase 21 names it."""

import pytest

from sim import Phase21Harness
from sim.record.rows import Assigned


class TestAgentManager:
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

    def test_agent_manager_initialization(self, harness, sample_agents):
        states = [harness.manager.agent_state(agent) for agent in harness.manager.agents]
        assert [state.agent_id for state in states] == sample_agents
        assert {(state.status, state.load_s, state.completed, state.success_rate) for state in states} == {
            ("IDLE", 0.0, 0, None)
        }
        assert states[0].last_change == "2025-01-01T00:00:00.000000+00:00"

    def test_load_phase20_predictions(self, harness, sample_tasks):
        tasks = harness.manager.load_phase20_predictions().tasks
        assert list(tasks.task_id) == [f"{task['task_id']}_{wave}" for wave in (1, 2) for task in sample_tasks]
        assert tasks.predicted_success.mean(axis=1).round(9).tolist() == [0.95, 0.9, 0.85, 0.8] * 2
        assert tasks.expected_s.mean(axis=1).round(9).tolist() == [10, 20, 30, 40] * 2

    def test_assign_tasks_to_agents(self, harness):
        # Four tasks, four idle agents, least load: one each, in order.
        harness.run_phase21()
        first = [(row.task_id, row.agent_id) for row in harness.log.of(Assigned) if row.wave == 1]
        assert first == [(f"task_{n + 1}_1", f"agent_{n}") for n in range(4)]

    def test_evaluate_agent_performance(self, harness):
        harness.run_phase21()
        performance = harness.manager.evaluate_agent_performance()
        assert list(performance) == ["agent_0", "agent_1", "agent_2", "agent_3"]
        assert sum(numbers["tasks"] for numbers in performance.values()) == 8
        # agent_0 gets the 10 s task of each wave, and serves 10 s an attempt.
        assert performance["agent_0"]["busy_s"] == 10 * performance["agent_0"]["attempts"]

    def test_generate_coordination_plan(self, make_scenario, temp_phase20_dir):
        harness = Phase21Harness(
            make_scenario(
                {
                    "fleet": {"agents": [{"name": "agent", "count": 4}]},
                    "workload": {"kind": "phase20", "path": "phase20"},
                    "assignment": {"strategy": "predicted_schedule"},
                },
                origin=temp_phase20_dir.parent,
            )
        )
        workload = harness.manager.load_phase20_predictions()
        harness.manager.begin_wave(1, workload.tasks.waves()[1])
        plan = harness.manager.generate_coordination_plan()
        assert plan is not None
        # All four agents are in the schedule of every task: one each. Work 100 s, longest 40 s.
        assert plan.assignments == {f"agent_{n}": (f"task_{n + 1}_1",) for n in range(4)}
        assert plan.expected_load_s == {"agent_0": 10, "agent_1": 20, "agent_2": 30, "agent_3": 40}
        assert (plan.expected_length_s, plan.predicted_balance, plan.parallelism) == (40, 0.25, 2.5)
