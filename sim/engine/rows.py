"""The rows of the log from the columns of a run: the same ones, in the same order, as the model writes.

They are made by the model's own functions, from stand-ins that hold what the columns say.
"""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from typing import Any, cast

import numpy as np

from sim.engine.caught import Caught
from sim.engine.kernel import trace
from sim.engine.mechanism import nothing
from sim.engine.run import KernelRun
from sim.engine.seen import SeenSamples
from sim.engine.stand_ins import AClock, ADecider, AnAgent, ASituation
from sim.engine.trace_parts import TraceParts
from sim.engine.waves import Wave
from sim.luck import Purpose
from sim.model import task_rows
from sim.model.agent import Agent
from sim.model.attempt import Attempt
from sim.model.decision import Decider
from sim.model.situation import Situation
from sim.model.task_run import TaskRun
from sim.model.wave_planner import WavePlanner
from sim.model.wave_tasks import WaveTasks
from sim.policies.assignment.load_balanced import STRATEGY as SPARE
from sim.policies.gate import Decision, GateView, Verdict, judge
from sim.record.outcomes import GATE_DEFERRED, GATE_REJECTED, OUTCOMES, RUN_ENDED, TRANSIENT, Outcome
from sim.record.patience_rows import AttemptWithdrawn
from sim.record.rows import AttemptEnded, Row, WaveEnded, WaveStarted, WorkStranded
from sim.record.task_end import NOT_FINISHED
from sim.record.views import TaskStatus

FAILURES: dict[int, Outcome | None] = {  # mechanisms add theirs
    0: None,
    trace.TRANSIENT: TRANSIENT,
    trace.GATE_REJECTED: GATE_REJECTED,
    trace.GATE_DEFERRED: GATE_DEFERRED,
    trace.RUN_ENDED: RUN_ENDED,
}
assert {outcome.code for outcome in FAILURES.values() if outcome} <= OUTCOMES.keys()


_CODES = {Verdict.APPROVED: 0, Verdict.REJECTED: trace.GATE_REJECTED, Verdict.DEFERRED: trace.GATE_DEFERRED}


class RowsOfRun(TraceParts):
    """The rows of one run of the kernel, wave by wave: of a finished one, or while it goes on.

    Args:
        run: which; its columns must not have been put back.
        note: takes a line for people.
    """

    def __init__(self, run: KernelRun, note: Callable[[str], None] = nothing) -> None:
        super().__init__(run)
        self.tasks = run.tasks
        self.clock = AClock(0.0)
        ids = run.prepared.agent_ids
        specs = run.prepared.agents
        self.agents = [cast(Agent, AnAgent(a, ids[a], self.clock, spec)) for a, spec in enumerate(specs)]
        self._of_wave: WaveTasks | None = None
        self._runs: dict[int, TaskRun] = {}
        self._decisions: dict[int, Decision] = {}
        self.blocking: dict[int, str] = {}  # by place among the verdicts, the anomaly that blocked the agent
        self.failures = dict(FAILURES)
        self._makers: dict[int, Callable[[int], Row]] = {
            trace.ASSIGNED: self._assigned,
            trace.GATES_DECIDED: self._decided,
            trace.ATTEMPT_ENDED: self._attempt_ended,
            trace.TASK_ENDED: self._task_ended,
            trace.WORK_STRANDED: self._stranded,
        }
        for mechanism in run.prepared.mechanisms:
            self.failures |= {**mechanism.failures, **mechanism.own_failures(run.prepared.scenario)}
            self._makers |= {kind: partial(make, self) for kind, make in mechanism.rows.items()}
        self._amend = [each.amend for each in run.prepared.mechanisms if each.amend is not None]
        self._whys = {code: why for each in run.prepared.mechanisms for code, why in each.why.items()}
        self.seen = SeenSamples(run, note) if run.prepared.watched else None

    def __iter__(self) -> Iterator[Row]:
        for number in range(len(self.run.waves)):
            for told in chain(
                self.before(number), self.planning(), [self.begin(number)], self.within(number), self.cut_off(number)
            ):
                yield told.row() if isinstance(told, Caught) else told
            yield self.end(number)

    def before(self, number: int) -> Iterator[Row | Caught]:
        """Yield what happened before a wave, by its place among the waves, and after the one before it."""
        waves = self.run.waves
        yield from self.part(waves[number - 1].end_row if number else 0, waves[number].row, self._made)

    def begin(self, number: int, held_back: Callable[[WaveTasks], int] = lambda _: 0) -> Row:
        """Return the row of a wave's beginning.

        Args:
            number: of the wave among the waves.
            held_back: how many of its tasks the gates are expected to reject.
        """
        wave = self.run.waves[number]
        self._of_wave = self.run.wave_tasks(wave)
        self._runs.clear()
        self.wave = wave.wave
        return self._started(self._of_wave, wave, held_back(self._of_wave))

    def within(self, number: int, first: int | None = None) -> Iterator[Row | Caught]:
        """Yield what happened in a wave, or from a row of the trace on, until it ended or was cut off."""
        wave = self.run.waves[number]
        yield from self.part(wave.row if first is None else first, wave.cut_row, self._made)

    def until_now(self, first: int) -> Iterator[Row | Caught]:
        """Yield what has happened in the wave that goes on, from a row of the trace on."""
        yield from self.part(first, self.run.rows, self._made)

    def cut_off(self, number: int) -> Iterator[Row | Caught]:
        """Yield what the end of the run cut off in a wave, and the tasks that were never released."""
        wave = self.run.waves[number]
        yield from self.part(wave.cut_row, wave.end_row, self._made)
        if self.run.early is None or number + 1 < len(self.run.waves):
            return
        assert wave.ended_at is not None
        for index in np.flatnonzero(self.run.columns.taken("task_end", len(self.tasks)) == 0).tolist():
            yield task_rows.never_released(self.tasks, index, wave.ended_at, self._reason)

    def end(self, number: int) -> WaveEnded:
        """Return the row of a wave's end."""
        wave = self.run.waves[number]
        assert wave.ended_at is not None
        return WaveEnded(wave.wave, wave.started_at, wave.ended_at, len(wave.members), wave.up_s)

    @property
    def _reason(self) -> str:
        return f"{NOT_FINISHED}{self.run.early}"

    def _started(self, tasks: WaveTasks, wave: Wave, held_back: int) -> WaveStarted:
        """Return the row of a wave's beginning, with what the manager expects of it where an agent is up."""
        decider = cast(Decider, ADecider(self.run.prepared.strategy))
        plan = wave.plan
        if plan is None and any(wave.usable):
            situation = cast(Situation, ASituation(wave.usable))
            plan = WavePlanner(tasks, self.agents, decider).make(situation)
        return WaveStarted(
            wave.wave,
            wave.started_at,
            len(wave.members),
            None if plan is None else plan.expected_length_s,
            None if plan is None else plan.predicted_balance,
            held_back,
            wave.offered_load,
        )

    def _made(self, kind: int, place: int) -> Row:
        row = self._makers[kind](place)
        if self.seen is not None and isinstance(row, AttemptEnded | AttemptWithdrawn):
            self.seen.see(row)
        return row

    def task(self, index: int) -> TaskRun:
        """Return a task of the wave."""
        task = self._runs.get(index)
        if task is None:
            assert self._of_wave is not None
            task = self._runs[index] = self._of_wave.run_of(index)
        return task

    def attempt(self, index: int, number: int, agent: int) -> Attempt:
        """Return an attempt at a task of the wave, with nothing said of it."""
        attempt = Attempt(self.task(index), number, cast(Any, None), cast(Any, None), self.agents[agent])
        return attempt

    # One kind of row each

    def _assigned(self, j: int) -> Row:
        index, agent, at, rank, spare, least = self.at(
            "assigned_task assigned_agent assigned_at assigned_rank assigned_as_spare assigned_least", j
        )
        self.clock.now = at
        attempt = self.attempt(index, 0, agent)
        attempt.task.rank = None if rank != rank else rank
        name = SPARE.name if spare else self.run.prepared.strategy.name
        return task_rows.assigned(attempt, self.agents[agent], name, bool(least))

    def _decided(self, j: int) -> Row:
        index, number, agent, at, verdict = self.at(
            "decided_task decided_attempt decided_agent decided_at decided_verdict", j
        )
        attempt = self.attempt(index, number, agent)
        attempt.started_at = at
        decision = self._decision(attempt, self.blocking.get(j))
        assert (decision.verdict is not Verdict.APPROVED) == (verdict != 0), (decision, verdict)
        if verdict and self.run.prepared.scenario.dry_run:
            would = f"dry run: would be {decision.verdict} by gate {decision.gate}: {decision.reason}"
            decision = Decision(Verdict.APPROVED, None, would)
        self._decisions[index] = decision
        return task_rows.gate_decided(attempt, decision)

    def verdict_on(self, index: int, agent: int, number: int, blocking: str | None) -> int:
        """Return how the gates refuse an attempt that starts now, as the trace has it; 0: they approve.

        Args:
            index: of the task.
            agent: of the attempt.
            number: of the attempt.
            blocking: the anomaly that blocks the agent; None: none does.
        """
        if blocking is not None:
            self.blocking[int(self.run.kernel.decided)] = blocking
        verdict = self._decision(self.attempt(index, number, agent), blocking).verdict
        return _CODES[verdict]

    def _decision(self, attempt: Attempt, blocking: str | None) -> Decision:
        run, task, agent = self.run, attempt.task, attempt.its_agent
        u = 1.0
        if run.prepared.scenario.gates.transient_refusal_rate > 0.0:
            u = run.luck.uniform(Purpose.GATE, task.wave, attempt.number, task.position)
        view = GateView(
            task.task_id, True, agent.agent_id, True, attempt.number, task.priority, task.risk, task.confidence,
            task.approved, task.predicted[agent.index], True, True, True, True, blocking, u,
            run.prepared.scenario.gates,
        )  # fmt: skip
        return judge(run.prepared.gates, view)

    def _attempt_ended(self, j: int) -> Row:
        index, number, agent, slot, order = self.at("ended_task ended_attempt ended_agent ended_slot ended_order", j)
        queued_at, started_at, at, served, wasted, backoff = self.at(
            "ended_queued_at ended_started_at ended_at ended_served ended_wasted ended_backoff", j
        )
        failure, approved, first = self.at("ended_failure ended_approved ended_first", j)
        attempt = self.attempt(index, number, agent)
        attempt.slot, attempt.queued_at, attempt.started_at, attempt.start_order = slot, queued_at, started_at, order
        attempt.served_s, attempt.undone_s, attempt.failure = served, wasted, self.failures[failure]
        attempt.has_slot = True
        return task_rows.attempt_ended(attempt, at, bool(approved), bool(first), None if backoff < 0.0 else backoff)

    def _task_ended(self, index: int) -> Row:
        task = self.task(index)
        at, how, released_at, started_at, first_agent, first, agent, attempts, served, wasted, last = self.at(
            "task_ended_at task_end released_at first_start first_agent first_success task_agent attempts task_served "
            "task_wasted last_failure",
            index,
        )
        task.status = TaskStatus.COMPLETED if how == trace.COMPLETED else TaskStatus.FAILED
        task.released_at = task.ready_at = None if released_at < 0.0 else released_at
        if started_at >= 0.0:
            task.started_at, task.predicted_first = started_at, task.estimate[first_agent]
        task.first_attempt_success = None if first < 0 else bool(first)
        task.attempts, task.served_s, task.wasted_s = attempts, served, wasted
        task.reason = self._why(index, how, last, attempts)
        for amend in self._amend:
            amend(self, task)
        return task_rows.task_ended(task, None if agent < 0 else self.agents[agent], at)

    def _why(self, index: int, how: int, last: int, attempts: int) -> str | None:
        if how == trace.COMPLETED:
            return None
        if how == trace.CUT_OFF:
            return self._reason
        if how == trace.PARENT_FAILED:
            return None  # whoever lets tasks wait for others says which
        if last in self._whys:
            return self._whys[last](self, index)
        failure = self.failures[last]
        assert failure is not None
        decision = self._decisions[index]
        if failure is GATE_REJECTED:
            return f"rejected by gate {decision.gate}: {decision.reason}"
        told = f"gate {decision.gate}: {decision.reason}" if failure is GATE_DEFERRED else failure.code
        return f"failed after {attempts} attempt{'s' if attempts > 1 else ''}; the last: {told}"

    def _stranded(self, j: int) -> Row:
        agent, at, queued = self.at("outage_agent outage_at outage_queued", j)
        return WorkStranded(agent, self.agents[agent].agent_id, self.wave, at, queued)
