"""Who looks at a run through its log, whatever has written it, and says what it means: monitor, feedback, learner."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from math import fsum
from typing import Any

from sim.document.quantity import duration
from sim.experiment.finished_run import FinishedRun, with_ends
from sim.experiment.members import Members
from sim.experiment.summary import run_summary
from sim.luck import Luck
from sim.observe.feedback_loop import Phase21FeedbackLoop
from sim.observe.heuristics import threshold_of
from sim.observe.learner import Learner
from sim.observe.levers import levers_of
from sim.observe.monitor import Phase21Monitor
from sim.observe.wave_index import WaveIndex
from sim.plugins.plugin import Plugin
from sim.policies.belief import Belief
from sim.policies.catalogue import resolve_settings
from sim.record.faults import Faults
from sim.record.log import RunLog
from sim.record.phase_rows import execution_metrics
from sim.record.rows import TaskEnded
from sim.record.views import ExecutionMetrics, LearningSignal, Phase21ExecutionResult, SystemHealth
from sim.scenario import Scenario
from sim.workload.source import Workload


class Observers:
    """Everybody who looks at one run.

    Args:
        scenario: with the seed that is used.
        members: of the scenario.
        log: of the run.
        luck: of the run, for bootstrap resamples.
        faults: catches what goes wrong inside of them.
        now: returns the virtual time in seconds.
        feedback: generate learning signals, and metrics of each agent.
        watched: look for anomalies.
        metrics_of: returns what each task of a wave took; None: they are read off the log.
    """

    def __init__(
        self,
        scenario: Scenario,
        members: Members,
        log: RunLog,
        luck: Luck,
        faults: Faults,
        now: Callable[[], float],
        feedback: bool,
        watched: bool,
        metrics_of: Callable[[int], list[ExecutionMetrics]] | None = None,
    ) -> None:
        self._scenario = scenario
        self._log = log
        self._faults = faults
        self._metrics_of = metrics_of or (lambda wave: execution_metrics(log.of_wave(TaskEnded, wave)))
        self._gives_feedback = feedback
        self.index = WaveIndex(log)
        chosen = members.strategy.member
        threshold = threshold_of(chosen, resolve_settings(chosen, scenario.assignment.settings))
        fleet = tuple((agent_id, spec.capacity) for agent_id, spec in scenario.fleet.agents_by_id())
        meaning, levers = scenario.predictions.meaning, levers_of(scenario, chosen)
        self.monitor = Phase21Monitor(
            log, scenario.epoch, fleet, scenario.monitor, scenario.health.weights, now, meaning, faults, self.index,
            levers, members.own_detector,
        )  # fmt: skip
        self.feedback = Phase21FeedbackLoop(log, scenario.epoch, fleet, luck, now, meaning, threshold, self.index)
        if watched:
            log.observe(self.monitor.detect_anomalies, self.monitor.kinds)
        self._learner = Learner(self.index, len(fleet), meaning, threshold)
        self.belief: Belief | None = None  # for the next wave; None as long as nothing is learned
        self.healths: list[SystemHealth] = []
        self.signals: list[LearningSignal] = []
        self.learning: list[dict[str, Any]] = []

    def finish_wave(self, wave: int) -> None:
        """Look at how a wave went whose end has been logged."""
        if self._gives_feedback:
            self.monitor.calculate_metrics(wave)
            self._tell_of_work(wave)
        self._learn(wave)
        self.healths.append(self.monitor.generate_system_health(wave))  # with what went wrong while learning

    def _tell_of_work(self, wave: int) -> None:
        metrics = self._metrics_of(wave)
        worked, wasted = fsum(task.service_s for task in metrics), fsum(task.wasted_s for task in metrics)
        self._faults.note(f"wave {wave}: {duration(worked)} worked, {duration(wasted)} of it for nothing")

    def _learn(self, wave: int) -> None:
        learned: dict[str, Any] = {}
        try:
            if self._gives_feedback:
                self.signals += self.feedback.generate_feedback_signals(wave)
                learned = self.feedback.aggregate_wave_learning(wave)
            if self._scenario.feedback.learning:
                self.belief = self._learner.believe(wave)
                learned = {**learned, "belief": asdict(self.belief)}
        except Exception as error:  # noqa: BLE001 - whatever a learner throws, the run goes on and says so
            self._faults.caught(error, wave, "learner", f"no feedback from wave {wave}")
        if learned:
            self.learning.append(learned)

    def summary(
        self,
        replication: int,
        ended_at: str,
        ended_early: str | None,
        per_agent: Mapping[str, Mapping[str, float | None]],
    ) -> Phase21ExecutionResult:
        """Return what the run came to.

        Args:
            replication: number of the replication, from 0.
            ended_at: the timestamp of its end.
            ended_early: why it ended before its tasks did; None where it did not.
            per_agent: metrics of each agent over the whole run.
        """
        return run_summary(
            self._scenario,
            replication,
            self._log,
            self.index,
            ended_at,
            ended_early,
            tuple(self.healths),
            per_agent,
            tuple(self.learning),
        )

    def finished(
        self, summary: Phase21ExecutionResult, workload: Workload, plugins: Sequence[Plugin], engine: tuple[str, str]
    ) -> FinishedRun:
        """Return what the run left, as data.

        Args:
            summary: of the run.
            workload: its tasks.
            plugins: its members that do not come with the program.
            engine: that ran it, and why it was this one.
        """
        waves = [health.wave for health in self.healths]
        return FinishedRun(
            scenario=self._scenario,
            summary=summary,
            log=self._log.unobserved(),
            healths=with_ends(self.healths, self._log, self._scenario),
            agent_metrics=tuple(metric for wave in waves for metric in self.monitor.calculate_metrics(wave)),
            signals=tuple(self.signals),
            tasks=len(workload.tasks),
            notes=workload.notes,
            inputs=workload.inputs,
            plugins=tuple(plugins),
            run_log=tuple(self._faults.lines),
            engine=engine,
        )
