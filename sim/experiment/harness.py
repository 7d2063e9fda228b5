"""Phase21Harness: one run, wave by wave, from the predictions to the report.

The harness wires the world (what happens) to the observers (what it means); the two meet only in the log.
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from pathlib import Path
from typing import Any

from simpy import Event

from sim.experiment.finished_run import FinishedRun
from sim.experiment.members import members_of, with_members
from sim.experiment.observers import Observers
from sim.experiment.result_files import Writers, make_folders, publish
from sim.experiment.scenario_input import Given, ready
from sim.model.task_rows import never_released
from sim.model.world import World
from sim.observe.detection.detector import Detector
from sim.plugins.plugin import Plugin
from sim.policies.catalogue import resolve_settings
from sim.policies.gate import Gate
from sim.policies.strategy import Strategy
from sim.record.clock import timestamp
from sim.record.collector import collector_paused
from sim.record.rows import TaskEnded, WaveEnded, WaveStarted
from sim.record.task_end import NOT_FINISHED
from sim.record.views import LearningSignal, Phase21ExecutionResult, SystemHealth
from sim.report.gather import report_facts
from sim.report.markdown import render_report
from sim.scenario.values.quantities import whole_number
from sim.workload.source import Source, Workload

Process = Generator[Event, object, None]


class Phase21Harness:
    """One run of a scenario.

    Args:
        scenario: what is simulated, in any form that `sim.run` takes; its seed is used.
        replication: number of the replication, from 0.
        strict: abort at the first exception inside a policy, gate, learner or detector.
        tell: receives what goes wrong inside, for people.
        strategy: in place of the scenario's.
        gates: in place of all safety gates.
        feedback: generate learning signals, metrics of each agent and a forecast of the gates; a study of many runs,
            which looks at the metrics of whole runs alone, does without.
        watched: sample the fleet and look for anomalies; who does not ask for them does without. Where they block
            agents it is done anyway.
        detector: in place of the scenario's.
        source: in place of the scenario's workload.

    >>> harness = Phase21Harness(
    ...     {
    ...         "name": "pair",
    ...         "fleet": {"agents": [{"name": "agent", "count": 2}]},
    ...         "workload": {"kind": "synthetic", "tasks_per_wave": 4, "predicted_success": 1.0},
    ...     }
    ... )
    >>> result = harness.run_phase21()
    >>> result.completed_tasks, result.end_time
    (4, '2025-01-01T00:01:00.000000+00:00')
    """

    def __init__(
        self,
        scenario: Given,
        replication: int = 0,
        strict: bool = False,
        tell: Callable[[str], None] | None = None,
        strategy: str | Strategy | None = None,
        gates: Sequence[Gate] | None = None,
        feedback: bool = True,
        detector: str | Detector | None = None,
        source: str | Source | None = None,
        watched: bool = True,
    ) -> None:
        scenario = with_members(ready(scenario), strategy, gates, detector, source)
        self._members = members_of(scenario)
        chosen = self._members.strategy.member
        settings = resolve_settings(chosen, scenario.assignment.settings)
        self._gives_feedback = feedback
        self.scenario = scenario
        self.replication = whole_number(replication, "replication")
        self._tell = tell or (lambda _: None)
        asked = [entry.member for entry in self._members.gates]
        is_watched = watched or scenario.gates.block_on_anomaly
        self.world = World(scenario, self.replication, chosen, settings, asked, strict, tell, sampled=is_watched)
        self.log = self.world.log
        self.manager = self.world.manager
        self.executor = self.world.executor
        self._observers = Observers(
            scenario, self._members, self.log, self.world.luck, self.world.faults, self._now, feedback, is_watched,
            self.executor.collect_execution_metrics,
        )  # fmt: skip
        self.monitor, self.feedback = self._observers.monitor, self._observers.feedback
        self._started_at: float | None = None  # of the wave that is open
        self._up_before_s: list[float] = []
        self.workload: Workload | None = None
        self.engine = ("simpy", "asked for")
        self.result: Phase21ExecutionResult | None = None

    @property
    def plugins(self) -> tuple[Plugin, ...]:
        """What is told of each member that does not come with the program; that of the source after the run."""
        source = None if self.workload is None else self.workload.source
        return self._members.plugins if source is None else (*self._members.plugins, source)

    def run_phase21(self, output_dir: Path | None = None) -> Phase21ExecutionResult:
        """Run the scenario once; write every output file where a folder is given.

        Args:
            output_dir: a folder that is empty or does not exist yet.

        Returns:
            The summary of the run.

        Raises:
            ScenarioError: the input is wrong; nothing was run.
            RunAborted: the run is strict and something went wrong inside.
            OSError: a file could not be written.
        """
        self.workload = self._load_phase20_data()
        own_s = self.workload.tasks.timeout_s or ()
        self.log.timeouts_s = {task: seconds for task, seconds in enumerate(own_s) if seconds is not None}
        waves = self.workload.tasks.waves()
        self.world.run(lambda: self._execute_waves(waves))
        if self.world.ended_early is not None:
            self._end_early(f"{NOT_FINISHED}{self.world.ended_early}")
        with collector_paused():
            self.result = self._generate_phase21_summary()
        self.world.faults.note("the run is over")
        if output_dir is not None:
            self.publish(output_dir)
        return self.result

    def _load_phase20_data(self) -> Workload:
        return self.manager.load_phase20_predictions()

    def _execute_waves(self, waves: Mapping[int, Sequence[int]]) -> Process:
        for wave, members in waves.items():
            yield from self._execute_wave(wave, members)

    def _execute_wave(self, wave: int, members: Sequence[int]) -> Process:
        """Plan a wave, execute it, and look at how it went."""
        now = self.world.clock.now
        belief = self._observers.belief
        self.manager.begin_wave(wave, members, None if belief is None else belief.estimate)
        held_back = self._apply_safety_gates()
        plan = self.manager.generate_coordination_plan()
        length_s = None if plan is None else plan.expected_length_s
        balance = None if plan is None else plan.predicted_balance
        load = self.manager.planner.offered_load()
        self.log.add(WaveStarted(wave, now, len(members), length_s, balance, held_back, load))
        self._up_before_s = [agent.up_s(now) for agent in self.manager.agents]
        self._started_at = now
        yield from self.executor.execute_wave()
        self._finish_wave(wave, len(members))

    def _apply_safety_gates(self) -> int:
        """Check a wave before assignment: how many of its tasks will the gates reject, whatever the agent?"""
        if not self._gives_feedback and not self._members.plugins:  # one's own gate may throw, which is told
            return 0
        return self.world.gatekeeper.forecast(self.manager.wave_tasks)

    def _finish_wave(self, wave: int, tasks: int) -> None:
        started_at = self._started_at
        assert started_at is not None
        self._started_at = None
        now = self.world.clock.now
        up = [agent.up_s(now) - before for agent, before in zip(self.manager.agents, self._up_before_s, strict=True)]
        self.log.add(WaveEnded(wave, started_at, now, tasks, tuple(up)))
        self._observers.finish_wave(wave)
        self.world.luck.forget_wave(wave)

    @property
    def healths(self) -> list[SystemHealth]:
        """The health after each wave so far."""
        return self._observers.healths

    @property
    def signals(self) -> list[LearningSignal]:
        """The learning signals so far."""
        return self._observers.signals

    @property
    def learning(self) -> list[dict[str, Any]]:
        """What each wave so far has taught."""
        return self._observers.learning

    def _end_early(self, reason: str) -> None:
        """Account for what the end of the run cut off: the open wave, and the tasks that were never released."""
        assert self.workload is not None
        tasks = self.workload.tasks
        ended = {row.task_index for row in self.log.of(TaskEnded)}
        for index in range(len(tasks)):
            if index not in ended:
                self.log.add(never_released(tasks, index, self.world.clock.now, reason))
        if self._started_at is not None:
            self._finish_wave(self.manager.wave, len(self.manager.wave_tasks.members))

    def _generate_phase21_summary(self) -> Phase21ExecutionResult:
        performance = self.manager.evaluate_agent_performance() if self._gives_feedback else {}
        return self._observers.summary(self.replication, self._utc_now(), self.world.ended_early, performance)

    def finished(self) -> FinishedRun:
        """Return what the run left, as data: the world is not in it.

        Raises:
            ValueError: the harness has not run yet.
        """
        if self.result is None or self.workload is None:
            raise ValueError("the harness has not run yet; call run_phase21() first")
        return self._observers.finished(self.result, self.workload, self.plugins, self.engine)

    def publish(self, directory: Path, plots: bool = True) -> None:
        """Write every output file of the finished run into a folder, whole or not at all.

        Args:
            directory: the result folder.
            plots: whether pictures are drawn too. One that cannot be drawn is left out, and told.

        Raises:
            OutputRefused: the folder holds other things, or cannot be written; nothing was changed.
            OSError: a write failed; a previous result is intact.
        """
        components = Writers(
            folders=self._create_output_directories,
            assignments=self.manager.write_agent_state_outputs,
            tasks=self.executor.write_execution_outputs,
            monitoring=self.monitor.write_monitoring_outputs,
            signals=self.feedback.write_feedback_outputs,
            report=self._generate_phase21_report,
        )
        publish(self.finished(), directory, plots, self._tell, components)

    def _create_output_directories(self, directory: Path) -> None:
        make_folders(directory, self.finished())

    def _generate_phase21_report(self, pictures: Sequence[str] = ()) -> str:
        return render_report(report_facts(self.finished().result, pictures))

    def _now(self) -> float:
        return self.world.clock.now

    def _utc_now(self) -> str:
        return timestamp(self.scenario.epoch, self._now())
