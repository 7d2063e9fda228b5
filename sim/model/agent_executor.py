"""AgentExecutor: the life of a task, from its release to its end, as one SimPy process.

    gates -> attempt -> back-off -> again

Nothing here decides where a task runs, and nothing here forms an opinion about how it went: each thing that happens
becomes a row of the log.
"""

from collections.abc import Callable, Generator
from itertools import count
from pathlib import Path

from simpy import Event, Interrupt, Process

from sim.luck import Luck, Purpose
from sim.model.agent import Agent
from sim.model.agent_manager import AgentManager
from sim.model.attempt_draws import AttemptDraws
from sim.model.gatekeeper import Gatekeeper
from sim.model.instant import Clock, Kind
from sim.model.task_rows import attempt_ended, gate_decided, task_ended
from sim.model.task_run import TaskRun
from sim.policies.gate import Decision, Verdict
from sim.policies.retry import attempt_chance, next_backoff_s
from sim.record.clock import timestamp
from sim.record.log import RunLog
from sim.record.outcomes import AGENT_DOWN, RUN_ENDED, TRANSIENT, of_verdict, outcome_of
from sim.record.phase_rows import execution_metrics, write_execution_tasks
from sim.record.rows import TaskEnded
from sim.record.views import ExecutionMetrics, TaskStatus
from sim.scenario import OnBreakdown, Scenario

Life = Generator[Event, object, None]


class AgentExecutor:
    """Executes tasks on the agents of one run.

    Args:
        clock: the virtual clock.
        scenario: what is simulated.
        luck: the run's keyed uniforms.
        draws: of attempts.
        manager: gives tasks their agent and their slot.
        gatekeeper: asks the safety gates.
        log: the run's log.
        note: takes a line for people.
    """

    def __init__(
        self,
        clock: Clock,
        scenario: Scenario,
        luck: Luck,
        draws: AttemptDraws,
        manager: AgentManager,
        gatekeeper: Gatekeeper,
        log: RunLog,
        note: Callable[[str], None],
    ) -> None:
        self._clock = clock
        self._scenario = scenario
        self._luck = luck
        self._manager = manager
        self._gatekeeper = gatekeeper
        self._log = log
        self._note = note
        self._draws = draws
        self._starts = count()
        self.ended = 0  # tasks
        self._open: dict[int, TaskRun] = {}  # released and not ended
        self._unreleased = 0
        self._resting = 0  # in back-off
        self._wave_done = Event(clock)

    def execute_wave(self) -> Life:
        """Release the manager's wave, each task at its offset, and wait until every one has ended."""
        wave_tasks = self._manager.wave_tasks
        offsets = wave_tasks.tasks.release_offset_s
        start = self._clock.now
        self._draws.begin_wave(wave_tasks.wave, 1 + max(wave_tasks.tasks.position[i] for i in wave_tasks.members))
        self._wave_done = Event(self._clock)
        self._unreleased = len(wave_tasks.members)
        for index in sorted(wave_tasks.members, key=lambda i: (offsets[i], i)):
            if offsets[index] > 0.0:
                yield self._clock.at(start + offsets[index], Kind.RELEASE, index)
            task = wave_tasks.run_of(index)
            self._unreleased -= 1
            self._open[index] = task
            task.process = Process(self._clock, self.execute_task(task))
        yield self._wave_done
        self._note(f"{self._utc_now()}: wave {wave_tasks.wave} has ended")

    def execute_task(self, task: TaskRun) -> Life:
        """Live the life of one task, from its release to its end."""
        task.released_at = self._clock.now
        self._manager.released += 1
        self._manager.receive(task)
        while True:
            assert task.turn is not None
            yield task.turn
            task.attempt_started_at = self._clock.now
            task.start_order = next(self._starts)
            decision = self._check_safety_gates(task)
            if decision.verdict is Verdict.APPROVED:
                yield from self._simulate_task_execution(task)
            else:
                yield self._clock.after(0.0, Kind.ATTEMPT_END, task.index)
            backoff_s = self._end_attempt(task, decision)
            if backoff_s is None:
                break
            self._resting += 1
            self._manager.begin_backoff(task)
            yield self._clock.after(backoff_s, Kind.BACKOFF_END, task.index)
            self._resting -= 1
            task.attempt += 1
            self._manager.end_backoff(task)
        self._end_task(task)

    def _check_safety_gates(self, task: TaskRun) -> Decision:
        agent = task.its_agent
        decision = self._gatekeeper.decide(task, agent)
        self._log.add(gate_decided(task, agent, decision))
        return decision

    def _simulate_task_execution(self, task: TaskRun) -> Life:
        """Work on one attempt until it ends, or until a breakdown of its agent ends it."""
        self._begin_service(task)
        while True:
            task.serving_since = self._clock.now
            task.its_agent.touch()
            left_s = task.length_s - task.worked_s
            try:
                yield self._clock.after(left_s, Kind.ATTEMPT_END, task.index)
                task.attempt_served_s += left_s
                break
            except Interrupt:
                if not self._survives_breakdown(task):
                    task.error_class = AGENT_DOWN.code
                    break
                yield task.its_agent.repaired
        task.serving_since = None

    def _begin_service(self, task: TaskRun) -> None:
        agent = task.its_agent
        task.advance(TaskStatus.IN_PROGRESS)
        if task.started_at is None:
            task.started_at = self._clock.now
            task.predicted_first = task.estimate[agent.index]
        u = self._draws.uniform(Purpose.OUTCOME, task.attempt, task.position)
        task.error_class = None if u < self._chance(task, agent) else TRANSIENT.code
        task.length_s = self._length_s(task, agent)

    def _chance(self, task: TaskRun, agent: Agent) -> float:
        penalty = self._scenario.retry.retry_penalty
        return attempt_chance(task.true_success[agent.index], agent.spec.reliability, penalty, task.attempt)

    def _length_s(self, task: TaskRun, agent: Agent) -> float:
        factor = self._draws.service_factor(task.attempt, task.position)
        length_s = task.true_s[agent.index] * factor
        if task.error_class is not None and self._scenario.retry.failure_point == "uniform":
            length_s *= self._luck.uniform(Purpose.FAILURE_POINT, task.wave, task.attempt, task.position)
        return length_s

    def _survives_breakdown(self, task: TaskRun) -> bool:
        """Take in what a breakdown does to the running attempt; return whether it goes on after the repair."""
        breakdowns = self._scenario.fleet.breakdowns
        assert breakdowns is not None
        assert task.serving_since is not None
        worked_s = self._clock.now - task.serving_since
        task.serving_since = None
        task.its_agent.touch()
        task.attempt_served_s += worked_s
        task.worked_s += worked_s
        if breakdowns.on_breakdown is OnBreakdown.RESTART:
            task.attempt_undone_s += task.worked_s
            task.worked_s = 0.0
        return breakdowns.on_breakdown is not OnBreakdown.FAIL

    def _end_attempt(self, task: TaskRun, decision: Decision) -> float | None:
        """Account for an attempt that has ended; return the back-off before the next, None when there is none."""
        approved = decision.verdict is Verdict.APPROVED
        if not approved:
            task.error_class = of_verdict(decision.verdict._value_).code
        failure = outcome_of(task.error_class)
        succeeded = failure is None
        backoff_s = None
        if failure is not None and failure.retried:
            backoff_s = self.apply_retry_strategy(task.attempt + 1)
        self._manager.free_slot(task)
        self._change_status(task, decision, succeeded, backoff_s)
        self._log_attempt(task, approved, succeeded, backoff_s)
        return backoff_s

    def _change_status(self, task: TaskRun, decision: Decision, succeeded: bool, backoff_s: float | None) -> None:
        agent = task.its_agent
        if succeeded:
            task.advance(TaskStatus.COMPLETED)
            agent.completed += 1
        elif backoff_s is not None:
            task.advance(TaskStatus.RETRYING)
            agent.retries += 1
            task.returning = task.error_class == AGENT_DOWN.code and self._manager.reassigns
        else:
            task.advance(TaskStatus.FAILED)
            agent.failed += 1
            agent.refused += decision.verdict is not Verdict.APPROVED
            task.reason = _why_failed(task, decision)

    def apply_retry_strategy(self, failed_attempts: int) -> float | None:
        """Return the seconds to wait after so many failed attempts; None when no retry is left."""
        return next_backoff_s(self._scenario.retry, failed_attempts)

    def _log_attempt(self, task: TaskRun, approved: bool, succeeded: bool, backoff_s: float | None) -> None:
        first_served = approved and task.first_attempt_success is None
        if first_served:
            task.first_attempt_success = succeeded
        task.attempts += 1
        row = attempt_ended(task, task.its_agent, approved, succeeded, first_served, backoff_s)
        task.served_s += row.served
        task.wasted_s += row.wasted
        task.clear_work()
        self._log.add(row)

    def _end_task(self, task: TaskRun) -> None:
        del self._open[task.index]
        self.ended += 1
        self._log.add(task_ended(task, task.its_agent, self._clock.now))
        if not self._open and not self._unreleased:
            self._clock.plan(self._wave_done, self._clock.now, Kind.WAVE_END)

    @property
    def is_stalled(self) -> bool:
        """Return whether tasks wait and nothing that is under way can ever let one start."""
        if not self._open or self._unreleased or self._resting:
            return False
        return all(agent.up and not agent.serving for agent in self._manager.agents)

    def abandon(self, reason: str) -> None:
        """End every open task as failed because the run ends before it; running attempts are cut short."""
        for index in sorted(self._open):
            task = self._open[index]
            agent = task.agent
            if agent is not None and agent.serving.get(task.slot) is task:
                if task.serving_since is not None:
                    task.attempt_served_s += self._clock.now - task.serving_since
                task.error_class = RUN_ENDED.code
                self._log_attempt(task, approved=True, succeeded=False, backoff_s=None)
            task.advance(TaskStatus.FAILED)
            task.reason = reason
            self._log.add(task_ended(task, agent, self._clock.now))
        self._open.clear()

    def collect_execution_metrics(self, wave: int) -> list[ExecutionMetrics]:
        """Return what each task of a wave took."""
        return execution_metrics(self._log.of_wave(TaskEnded, wave))

    def write_execution_outputs(self, directory: Path) -> None:
        """Write `wave_X/agent_Y/executed_tasks.jsonl` for every wave and agent."""
        write_execution_tasks(directory, self._log, self._utc)

    def _utc(self, at_s: float) -> str:
        return timestamp(self._scenario.epoch, at_s)

    def _utc_now(self) -> str:
        return self._utc(self._clock.now)


def _why_failed(task: TaskRun, decision: Decision) -> str:
    if decision.verdict is Verdict.REJECTED:
        return f"rejected by gate {decision.gate}: {decision.reason}"
    last = f"gate {decision.gate}: {decision.reason}" if decision.verdict is Verdict.DEFERRED else task.error_class
    attempts = f"{task.attempt + 1} attempt" + ("s" if task.attempt else "")
    return f"failed after {attempts}; the last: {last}"
