"""Acceptance: AgentExecutor, as the specification of Phase 21 names it."""

from sim.record.rows import AttemptEnded, TaskEnded


class TestAgentExecutor:
    def test_agent_executor_initialization(self, make_scenario):
        from sim import Phase21Harness

        executor = Phase21Harness(make_scenario({})).executor
        assert executor.collect_execution_metrics(1) == []
        assert not executor.is_stalled

    def test_execute_single_task(self, simulate):
        world = simulate({})
        (attempt,) = world.log.of(AttemptEnded)
        assert (attempt.started_at, attempt.ended_at, attempt.succeeded, attempt.slot) == (0, 10, True, 0)
        (task,) = world.log.of(TaskEnded)
        assert (task.status, task.attempts, task.served, task.reason) == ("completed", 1, 10, None)

    def test_execute_wave_tasks(self, simulate):
        # Three 10 s tasks on one slot, one after the other.
        world = simulate({"workload": {"tasks_per_wave": 3}})
        assert [row.ended_at for row in world.log.of(TaskEnded)] == [10, 20, 30]

    def test_apply_retry_strategy(self, simulate):
        executor = simulate({}).executor
        assert [executor.apply_retry_strategy(failed) for failed in (1, 2, 3, 4)] == [1, 2, 4, None]

    def test_collect_execution_metrics(self, simulate):
        world = simulate({"workload": {"tasks_per_wave": 2}})
        first, second = world.executor.collect_execution_metrics(1)
        assert (first.wait_s, first.service_s, first.response_s, first.wasted_s) == (0, 10, 10, 0)
        assert (second.wait_s, second.service_s, second.response_s, second.succeeded) == (10, 10, 20, True)
