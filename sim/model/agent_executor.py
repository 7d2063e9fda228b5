"""AgentExecutor: the life of a task, from its release to its end, as one SimPy process.

    gates -> attempt -> back-off -> again

Nothing here decides where a task runs, and nothing here forms an opinion about how it went: each thing that happens
becomes a row of the log.
"""

from collections.abc import Callable, Generator
from itertools import count
from pathlib import Path

from simpy import Event, Process

from sim.luck import Luck
from sim.model.admission.gates import Gatekeeper
from sim.model.agent_manager import AgentManager
from sim.model.attempt import Attempt
from sim.model.attempt_draws import AttemptDraws
from sim.model.instant import Clock, Kind
from sim.model.serving import Serving
from sim.model.slots import Turn
from sim.model.task_rows import attempt_ended, gate_decided, task_ended
from sim.model.task_run import TaskRun
from sim.policies.gate import Decision, Verdict
from sim.policies.retry import next_backoff_s
from sim.record.clock import timestamp
from sim.record.log import RunLog
from sim.record.outcomes import RUN_ENDED, Whose, of_verdict
from sim.record.phase_rows import execution_metrics, write_execution_tasks
from sim.record.rows import TaskEnded
from sim.record.views import ExecutionMetrics, TaskStatus
from sim.scenario import Scenario
from sim.scenario.outcome_spec import failed_factor

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
        self._manager = manager
        self._gatekeeper = gatekeeper
        self._log = log
        self._note = note
        self._draws = draws
        self._serving = Serving(clock, scenario.retry, luck, draws, failed_factor(scenario.workload))
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
        positions = 1 + max(wave_tasks.tasks.position[i] for i in wave_tasks.members)
        self._draws.begin_wave(wave_tasks.wave, positions, wave_tasks.types_by_position())
        self._wave_done = Event(self._clock)
        self._unreleased = len(wave_tasks.members)
        for index in sorted(wave_tasks.members, key=lambda i: (offsets[i], i)):
            if offsets[index] > 0.0:
                yield self._clock.at(start + offsets[index], Kind.RELEASE, index)
            task = wave_tasks.run_of(index)
            self._unreleased -= 1
            self._open[index] = task
            Process(self._clock, self.execute_task(task))
        yield self._wave_done
        self._note(f"{self._utc_now()}: wave {wave_tasks.wave} has ended")

    def execute_task(self, task: TaskRun) -> Life:
        """Live the life of one task, from its release to its end."""
        clock, manager = self._clock, self._manager
        task.released_at = clock.now
        manager.released += 1
        assert clock.active_process is not None
        attempt = Attempt(task, 0, clock.active_process, Turn(clock))
        manager.receive(attempt)
        while True:
            yield attempt.turn
            attempt.started_at = clock.now
            attempt.start_order = next(self._starts)
            decision = self._check_safety_gates(attempt)
            if decision.verdict is Verdict.APPROVED:
                yield from self._simulate_task_execution(attempt)
            else:
                attempt.failure = of_verdict(decision.verdict._value_)
                yield clock.after(0.0, Kind.ATTEMPT_END, task.index)
            backoff_s = self._end_attempt(attempt, decision)
            if backoff_s is None:
                break
            attempt = manager.begin_backoff(attempt)
            self._resting += 1
            yield clock.after(backoff_s, Kind.BACKOFF_END, task.index)
            self._resting -= 1
            manager.end_backoff(attempt)
        self._end_task(task)

    def _check_safety_gates(self, attempt: Attempt) -> Decision:
        decision = self._gatekeeper.decide(attempt)
        self._log.add(gate_decided(attempt, decision))
        return decision

    def _simulate_task_execution(self, attempt: Attempt) -> Life:
        """Work on one attempt until it ends, or until something else ends it."""
        return self._serving.serve(attempt)

    def _end_attempt(self, attempt: Attempt, decision: Decision) -> float | None:
        """Account for an attempt that has ended; return the back-off before the next, None when there is none."""
        failure = attempt.failure
        backoff_s = None
        if failure is not None and failure.retried:
            backoff_s = self.apply_retry_strategy(attempt.number + 1)
        self._manager.free_slot(attempt)
        self._change_status(attempt, decision, backoff_s)
        self._log_attempt(attempt, decision.verdict is Verdict.APPROVED, backoff_s)
        return backoff_s

    def _change_status(self, attempt: Attempt, decision: Decision, backoff_s: float | None) -> None:
        task, agent = attempt.task, attempt.agent
        assert agent is not None
        if attempt.failure is None:
            task.advance(TaskStatus.COMPLETED)
            agent.completed += 1
        elif backoff_s is not None:
            task.advance(TaskStatus.RETRYING)
            agent.retries += 1
        else:
            task.advance(TaskStatus.FAILED)
            agent.failed += 1
            agent.refused += decision.verdict is not Verdict.APPROVED
            task.reason = _why_failed(attempt, decision)

    def apply_retry_strategy(self, failed_attempts: int) -> float | None:
        """Return the seconds to wait after so many failed attempts; None when no retry is left."""
        return next_backoff_s(self._scenario.retry, failed_attempts)

    def _log_attempt(self, attempt: Attempt, approved: bool, backoff_s: float | None) -> None:
        task = attempt.task
        first_served = approved and task.first_attempt_success is None
        if first_served:
            task.first_attempt_success = attempt.failure is None
        task.attempts += 1
        task.own_failures += attempt.failure is not None and attempt.failure.whose is Whose.ITSELF
        row = attempt_ended(attempt, self._clock.now, approved, first_served, backoff_s)
        task.served_s += row.served
        task.wasted_s += row.wasted
        self._log.add(row)

    def _end_task(self, task: TaskRun) -> None:
        del self._open[task.index]
        self.ended += 1
        self._log.add(task_ended(task, task.agent, self._clock.now))
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
        now = self._clock.now
        running = {attempt.task.index: attempt for agent in self._manager.agents for attempt in agent.serving.values()}
        for index in sorted(self._open):
            task = self._open[index]
            attempt = running.get(index)
            if attempt is not None:
                attempt.stop_work(now)
                attempt.failure = RUN_ENDED
                self._log_attempt(attempt, approved=True, backoff_s=None)
            task.advance(TaskStatus.FAILED)
            task.reason = reason
            self._log.add(task_ended(task, task.agent, now))
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


def _why_failed(attempt: Attempt, decision: Decision) -> str:
    if decision.verdict is Verdict.REJECTED:
        return f"rejected by gate {decision.gate}: {decision.reason}"
    last = f"gate {decision.gate}: {decision.reason}" if decision.verdict is Verdict.DEFERRED else attempt.error_class
    attempts = f"{attempt.number + 1} attempt" + ("s" if attempt.number else "")
    return f"failed after {attempts}; the last: {last}"
