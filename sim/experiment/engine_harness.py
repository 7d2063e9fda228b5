"""One run by the compiled engine: the same log, and the same observers of it, as by the harness of the model."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast, get_args

from sim.engine.caught import Caught
from sim.engine.replications import Replications
from sim.engine.rows import RowsOfRun
from sim.engine.run import KernelRun
from sim.experiment.finished_run import FinishedRun
from sim.experiment.members import members_of
from sim.experiment.observers import Observers
from sim.luck import Luck
from sim.model.admission.blocks import Blocks
from sim.model.admission.gates import Gatekeeper
from sim.model.agent import Agent
from sim.model.agent_performance import agent_performance
from sim.model.attempt_draws import AttemptDraws
from sim.model.wave_tasks import Correction, WaveTasks
from sim.plugins.plugin import Plugin
from sim.record.clock import timestamp
from sim.record.collector import collector_paused
from sim.record.costs import money_of
from sim.record.faults import Faults
from sim.record.log import RunLog
from sim.record.rows import Row, Sampled
from sim.record.views import Phase21ExecutionResult, SystemHealth
from sim.scenario import AgentSpec, Scenario
from sim.workload.source import Workload

_TIME = {kind: "at" if "at" in kind._fields else "ended_at" for kind in get_args(Row)}
"""By kind of row, its field that holds when it was written."""


@dataclass
class _Known:
    """What the numbers of an agent are made from."""

    index: int
    agent_id: str
    spec: AgentSpec
    seconds_up: float

    def up_s(self, _: float) -> float:
        return self.seconds_up


class EngineHarness:
    """One run of a scenario that the engine covers.

    Args:
        scenario: with its members and its seed.
        runs: of the scenario, on the engine; they sample the fleet where the run is watched.
        replication: number of the replication, from 0.
        strict: abort at the first exception inside a learner or detector.
        tell: receives what goes wrong inside, for people.
        feedback: generate learning signals, metrics of each agent and a forecast of the gates.
        watched: look for anomalies.
    """

    def __init__(
        self,
        scenario: Scenario,
        runs: Replications,
        replication: int = 0,
        strict: bool = False,
        tell: Callable[[str], None] | None = None,
        feedback: bool = True,
        watched: bool = True,
    ) -> None:
        self.scenario = scenario
        self.replication = replication
        self.engine = ("compiled", "it covers the scenario")
        self._runs = runs
        self._gives_feedback = feedback
        self._members = members_of(scenario)
        self._now = 0.0
        self._begun = 0  # waves, in the log
        self._told = 0  # rows of the trace
        self.log = RunLog(tuple(agent_id for agent_id, _ in scenario.fleet.agents_by_id()), money=money_of(scenario))
        self.faults = Faults(self.log, lambda: self._now, tell, strict)
        luck = Luck(scenario.seed, replication)
        gates = [entry.member for entry in self._members.gates]
        self._blocks = Blocks(scenario.gates.cooldown) if scenario.gates.block_on_anomaly else None
        if self._blocks is not None:
            self.log.observe(self._blocks.observe, Blocks.kinds)
        self._gatekeeper = Gatekeeper(scenario, AttemptDraws(scenario, luck), gates, self.faults, None)
        self._observers = Observers(
            scenario, self._members, self.log, luck, self.faults, lambda: self._now, feedback, watched
        )
        self.workload: Workload | None = None
        self.result: Phase21ExecutionResult | None = None
        self._run: KernelRun | None = None
        self._rows: RowsOfRun | None = None

    @property
    def healths(self) -> list[SystemHealth]:
        """The health after each wave so far."""
        return self._observers.healths

    @property
    def plugins(self) -> tuple[Plugin, ...]:
        """What is told of each member that does not come with the program; that of the source after the run."""
        source = None if self.workload is None else self.workload.source
        return self._members.plugins if source is None else (*self._members.plugins, source)

    def run(self) -> Phase21ExecutionResult:
        """Run the scenario once.

        Raises:
            NotCovered: the engine cannot run the tasks.
            ScenarioError: the input is wrong.
            RunAborted: the run is strict and something went wrong inside.
        """
        self.workload, luck = self._runs.workload(self.scenario.seed, self.replication)
        own_s = self.workload.tasks.timeout_s or ()
        self.log.timeouts_s = {task: seconds for task, seconds in enumerate(own_s) if seconds is not None}
        with collector_paused():
            self._run = run = self._runs.make(self.workload, luck)
            self._rows = RowsOfRun(run, self.faults.note)
            run.verdict = self._verdict
            run.run(self._correction, self._finish_wave)
            performance = self._performance(run) if self._gives_feedback else {}
            self.result = self._observers.summary(self.replication, self._utc(), run.early, performance)
            self._runs.put_back(run)
        self.faults.note("the run is over")
        return self.result

    def _correction(self) -> Correction | None:
        belief = self._observers.belief
        return None if belief is None else belief.estimate

    def _finish_wave(self, number: int) -> None:
        """Log a wave that has ended, and look at it."""
        rows, run = self._rows, self._run
        assert rows is not None
        assert run is not None
        wave = run.waves[number]
        if self._begun == number:
            self._begin_wave(rows, run)
        for row in rows.within(number, self._told):
            self._add(row)
        assert wave.ended_at is not None
        self._now = wave.ended_at
        if run.early is None:
            self.faults.note(f"{self._utc()}: wave {wave.wave} has ended")
        else:
            self.faults.note(f"the run ended early: {run.early}")
        for row in rows.cut_off(number):
            self._add(row)
        self._add(rows.end(number))
        self._observers.finish_wave(wave.wave)

    def _begin_wave(self, rows: RowsOfRun, run: KernelRun) -> None:
        """Log the beginning of the wave that goes on, and what happened before it."""
        number, wave = self._begun, run.waves[self._begun]
        self._begun += 1
        for row in rows.before(number):
            self._add(row)
        self._now = wave.started_at
        self.faults.note(f"{self._utc()}: wave {wave.wave} begins with {len(wave.members)} tasks")
        begin = rows.begin(number, self._held_back)
        for caught in rows.planning():
            self._add(caught)
        self._add(begin)
        self._told = wave.row

    def _verdict(self, task: int, agent: int, number: int) -> int:
        """Return how the gates refuse an attempt that starts now, with all before it looked at; 0: they do not."""
        rows, run, blocks = self._rows, self._run, self._blocks
        assert rows is not None
        assert run is not None
        assert blocks is not None
        if self._begun < len(run.waves):
            self._begin_wave(rows, run)
        for row in rows.until_now(self._told):
            self._add(row)
        self._told = run.rows
        agent_id = run.prepared.agent_ids[agent]
        refused = rows.verdict_on(task, agent, number, blocks.blocking(agent_id, run.kernel.now))
        if not refused:
            blocks.probe(agent_id, task, number)
        return refused

    def _add(self, row: Row | Caught) -> None:
        if isinstance(row, Caught):
            self._now = row.at
            self.faults.caught(row.error, row.wave, row.where, row.fallback)
            return
        self._now = getattr(row, _TIME[type(row)])
        self.log.add(row)
        if type(row) is Sampled and self._rows is not None and self._rows.seen is not None:
            self._rows.seen.count()

    def _held_back(self, tasks: WaveTasks) -> int:
        """Return how many tasks of a wave the gates will reject, whatever the agent."""
        if not self._gives_feedback and not self._members.plugins:
            return 0
        return self._gatekeeper.forecast(tasks)

    def _performance(self, run: KernelRun) -> dict[str, dict[str, float | None]]:
        known = [
            _Known(a, agent_id, run.prepared.agents[a], run.kernel.up_s(a))
            for a, agent_id in enumerate(run.prepared.agent_ids)
        ]
        return agent_performance(self.log, [cast(Agent, agent) for agent in known], self._now)

    def _utc(self) -> str:
        return timestamp(self.scenario.epoch, self._now)

    def finished(self) -> FinishedRun:
        """Return what the run left, as data.

        Raises:
            ValueError: it has not run yet.
        """
        if self.result is None or self.workload is None:
            raise ValueError("the harness has not run yet; call run() first")
        return self._observers.finished(self.result, self.workload, self.plugins, self.engine)
