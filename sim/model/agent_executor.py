"""AgentExecutor: the life of a task, from its release to its end, as one SimPy process.

    gates -> attempt -> back-off -> again

Nothing here decides where a task runs, and nothing here forms an opinion about how it went: each thing that happens
becomes a row of the log.
"""

from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import cast

from simpy import Event, Interrupt, Process

from sim.luck import Luck
from sim.model.admission.breaker import some_is_open
from sim.model.admission.budget import Budget
from sim.model.admission.dependencies import Waiting
from sim.model.admission.gates import Gatekeeper
from sim.model.agent_manager import AgentManager
from sim.model.attempt import Attempt
from sim.model.attempt_draws import AttemptDraws
from sim.model.attempt_end import AttemptEnds, refusal_of
from sim.model.back_offs import BackOffs
from sim.model.changes import Changes
from sim.model.contention import Contention
from sim.model.copies import Copies
from sim.model.cut_off import cut_off
from sim.model.failure_classes import classes_of
from sim.model.hazards.deadline import Deadline
from sim.model.hazards.timeout import Timeout
from sim.model.instant import Clock, Kind, Life, Steps
from sim.model.limited_service import LimitedService
from sim.model.orphans import Orphans
from sim.model.retries import Retries
from sim.model.retry_budget import RetryBudget
from sim.model.serving import Hazard, Serving
from sim.model.slots import Turn
from sim.model.task_rows import gate_decided, task_ended
from sim.model.task_run import TaskRun
from sim.model.wave_tasks import WaveTasks
from sim.policies.gate import Decision, Verdict
from sim.policies.retry_rules import retry_rules
from sim.record.clock import timestamp
from sim.record.log import RunLog
from sim.record.phase_rows import execution_metrics, write_execution_tasks
from sim.record.rows import TaskEnded
from sim.record.task_end import PARENT_FAILED
from sim.record.views import ExecutionMetrics, TaskStatus
from sim.scenario import Scenario
from sim.scenario.spec.outcome_spec import failed_factor

_APPROVED = Verdict.APPROVED  # naming a member of an enumeration costs as much as some calls


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
        timeout: the hazard of taking too long.
        budget: what may be spent; None: there is no limit.
        changes: of what agents can do; None: there are none.
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
        timeout: Timeout,
        budget: Budget | None = None,
        changes: Changes | None = None,
    ) -> None:
        self._clock = clock
        self._scenario = scenario
        self._manager = manager
        self._gatekeeper = gatekeeper
        self._log = log
        self._note = note
        self._draws = draws
        self._deadline = Deadline(clock, drops=getattr(scenario.workload, "on_deadline", "keep") == "drop")
        contention = Contention(manager.agents, scenario.fleet.slowdown)
        failed = failed_factor(scenario.workload)
        spec, rules = scenario.retry, retry_rules(scenario.retry, scenario.failures)
        retry_budget = None if spec.retry_budget is None else RetryBudget(spec.retry_budget)
        classes = classes_of(scenario.failures, luck)
        self._serving = Serving(clock, spec, luck, draws, timeout, failed, contention, changes, classes, retry_budget)
        limits = manager.limits
        self._budget = budget if limits is None else None  # else it is asked once every limit has enough
        self._orphans = Orphans(clock, self._serving, manager, log, budget)
        self._ends = AttemptEnds(clock, manager, log, timeout, self._orphans, budget)
        self._serve: Callable[[Attempt], Generator[Event, object, Decision | None]] = self._serving.serve
        if limits is not None:
            limits.budget = budget
            serves = LimitedService(clock, limits, self._serving, self._ends, manager, self._check_safety_gates)
            self._serve = serves.serve
        self._copies = None
        if scenario.copies is not None:
            self._copies = Copies(clock, scenario.workload, scenario.copies, manager, self._ends, self._attempt)
            self._serving.copies = self._copies
        self._retries = Retries(rules, luck, retry_budget)
        self._back_offs = BackOffs(clock, manager, rules, timeout, retry_budget)
        if rules.holds_slots:
            self._ends.keep_slot = self._back_offs.keep_slot
        self.ended = 0  # tasks
        self._open: dict[int, TaskRun] = {}  # released and not ended
        self._unreleased: set[int] = set()
        self._wave_done = Event(clock)

    def execute_wave(self) -> Steps:
        """Release the manager's wave, each task at its offset, and wait until every one has ended."""
        wave_tasks = self._manager.wave_tasks
        positions = 1 + max(wave_tasks.tasks.position[i] for i in wave_tasks.members)
        self._draws.begin_wave(wave_tasks.wave, positions, wave_tasks.types_by_position())
        self._serving.replay = self._manager.replay
        self._wave_done = Event(self._clock)
        self._unreleased = set(wave_tasks.members)
        Process(self._clock, self._release(wave_tasks, self._unreleased))
        yield self._wave_done
        self._orphans.end_wave()
        self._note(f"{self._utc_now()}: wave {wave_tasks.wave} has ended")

    def _release(self, wave_tasks: WaveTasks, unreleased: set[int]) -> Steps:
        """Release the tasks of a wave, each at its offset, but for those that fail with a parent before it."""
        offsets = wave_tasks.tasks.release_offset_s
        start = self._clock.now
        waiting_for = self._manager.waiting_for
        if waiting_for is not None:
            self._fail(waiting_for.doomed(wave_tasks.members))
            self._end_wave_if_done()
        for index in sorted(wave_tasks.members, key=lambda i: (offsets[i], i)):
            if offsets[index] > 0.0 and index in unreleased:
                yield self._clock.at(start + offsets[index], Kind.RELEASE, index)
            if index not in unreleased:
                continue
            task = wave_tasks.run_of(index)
            task.released_at = self._clock.now
            unreleased.discard(index)
            self._open[index] = task
            if waiting_for is None or waiting_for.is_ready(index):
                Life(self._clock, self.execute_task(task))

    def execute_task(self, task: TaskRun) -> Steps:
        """Live the life of one task, from when it is ready to its end."""
        clock, manager = self._clock, self._manager
        task.ready_at = clock.now
        manager.ready += 1
        assert clock.active_process is not None
        attempt = Attempt(task, 0, clock.active_process, Turn(clock))
        if task.deadline_s is not None:
            self._deadline.watch(task, attempt.process)
        manager.receive(attempt)
        while True:
            yield from self._attempt(attempt)
            if self._copies is not None:
                attempt = yield from self._copies.outcome_of(attempt)
            backoff_s = self.apply_retry_strategy(attempt.number + 1, attempt)
            self._ends.end(attempt, attempt.decision, backoff_s)
            if backoff_s is None:
                break
            attempt = self._back_offs.begin(attempt)
            try:
                yield clock.after(backoff_s, Kind.BACKOFF_END, task.index)
            except Interrupt as struck:
                cast(Hazard, struck.cause).strike(attempt)
            if attempt.failure is not None:
                self._back_offs.drop(attempt)
                self._ends.give_up(attempt, None)
                break
            self._back_offs.end(attempt)
        self._end_task(task)

    def _attempt(self, attempt: Attempt) -> Steps:
        """Live one attempt, from its queue to its end, which is not accounted for yet."""
        try:
            yield attempt.turn
        except Interrupt as struck:
            cast(Hazard, struck.cause).strike(attempt)
            return
        attempt.started_at = self._clock.now
        attempt.start_order = next(self._ends.starts)
        breaker, budget = attempt.its_agent.breaker, self._budget
        if breaker is None or not breaker.refuses(attempt):
            attempt.decision = self._check_safety_gates(attempt)
        passed = attempt.decision is not None and attempt.decision.verdict is _APPROVED
        if passed and (budget is None or budget.reserve(attempt)):
            attempt.decision = (yield from self._simulate_task_execution(attempt)) or attempt.decision
        else:
            attempt.failure = refusal_of(attempt.decision)
            yield self._clock.after(0.0, Kind.ATTEMPT_END, attempt.task.index)

    def _check_safety_gates(self, attempt: Attempt) -> Decision:
        decision = self._gatekeeper.decide(attempt)
        self._log.add(gate_decided(attempt, decision))
        return decision

    def _simulate_task_execution(self, attempt: Attempt) -> Generator[Event, object, Decision | None]:
        """Work on one attempt until it ends, or until something else ends it."""
        return self._serve(attempt)

    def apply_retry_strategy(self, failed_attempts: int, attempt: Attempt | None = None) -> float | None:
        """Return the seconds to wait after so many failed attempts; None when no retry is left.

        Args:
            failed_attempts: of a task, the latest included.
            attempt: the latest, whose outcome, class and jitter count then; None: what the rule says of any.
        """
        if attempt is None:
            return self._retries.delay_s(failed_attempts)
        return self._retries.backoff_after(attempt, self._manager.replay, self._clock.now)

    def _end_task(self, task: TaskRun) -> None:
        del self._open[task.index]
        if task.deadline_s is not None:
            self._deadline.forget(task)
        self.ended += 1
        self._log.add(task_ended(task, task.agent, self._clock.now))
        if self._manager.waiting_for is not None:
            self._tell_children(task, self._manager.waiting_for)
        self._end_wave_if_done()

    def _end_wave_if_done(self) -> None:
        if not self._open and not self._unreleased:
            self._clock.plan(self._wave_done, self._clock.now, Kind.WAVE_END)

    def _tell_children(self, task: TaskRun, waiting_for: Waiting) -> None:
        """Let those go on that waited for a task that has ended; where it failed, they fail with it."""
        agent = -1 if task.agent is None else task.agent.index
        for child in waiting_for.note_end(task, agent, self._clock.now):
            if child in self._open:  # else it is released later
                Process(self._clock, self.execute_task(self._open[child]))  # once what happens now is through
        if task.status is TaskStatus.FAILED:
            self._fail(waiting_for.children_to_fail([task.index], task.wave))

    def _fail(self, tasks: Sequence[int]) -> None:
        """Fail tasks that wait for one that failed, in this order; then their children, and so on."""
        waiting_for = self._manager.waiting_for
        assert waiting_for is not None
        wave_tasks = self._manager.wave_tasks
        while tasks:
            for index in tasks:
                task = self._open.pop(index, None) or wave_tasks.run_of(index)
                self._unreleased.discard(index)
                task.advance(TaskStatus.FAILED)
                task.reason = f"{PARENT_FAILED}{waiting_for.failed_parent(index)}"
                self.ended += 1
                waiting_for.note_end(task, -1, self._clock.now)
                self._log.add(task_ended(task, None, self._clock.now))
            tasks = waiting_for.children_to_fail(tasks, wave_tasks.wave)

    @property
    def is_stalled(self) -> bool:
        """Return whether tasks wait and nothing that is under way can ever let one start."""
        pends = self._unreleased or self._back_offs.under_way or self._manager.pends or self._deadline.pends
        if not self._open or pends or some_is_open(self._manager.agents):
            return False
        return all(agent.up and not agent.serving for agent in self._manager.agents)

    def abandon(self, reason: str) -> None:
        """End every open task as failed because the run ends before it; running attempts are cut short."""
        cut_off(self._open, self._manager.agents, self._ends, self._log, reason)
        self._open.clear()
        self.cut_orphans()

    def cut_orphans(self) -> None:
        """End what agents still serve though nobody waits for it, because the run ends."""
        self._orphans.cut()

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
