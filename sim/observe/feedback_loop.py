"""The feedback loop: predicted against observed after each wave, and what the earlier phases can learn from it."""

from array import array
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from math import fsum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.luck import Luck, Purpose
from sim.measures.metrics.rates import prediction_error
from sim.measures.statistics.confidence import bootstrap_confidence, draws_needed, rate_confidence
from sim.observe.agent_signals import agent_drafts, coordination_draft, performance_by_agent
from sim.observe.anomaly_views import of_wave
from sim.observe.heuristics import THRESHOLD, score_heuristics
from sim.observe.outcomes import TaskOutcome, execution_outcomes, outcome_frame, task_outcomes
from sim.observe.patterns import find_patterns
from sim.observe.routing import write_signals
from sim.observe.signals import (
    TARGET_PHASE,
    Draft,
    RateEvidence,
    SampleEvidence,
    calibration_draft,
    heuristic_draft,
    validation_draft,
)
from sim.observe.wave_index import WaveIndex
from sim.record.clock import timestamp
from sim.record.log import RunLog
from sim.record.views import ExecutionOutcome, LearningSignal

if TYPE_CHECKING:
    import pandas as pd


class Phase21FeedbackLoop:
    """Compares predictions with outcomes, wave by wave, and tells the phases that made them.

    Waves are to be evaluated in order: trends and improvements look back.

    Args:
        log: of the run.
        epoch: when the run starts.
        agents: id and number of slots of each agent, by index.
        luck: of the run, for bootstrap resamples.
        now: returns the virtual time in seconds.
        meaning: of the predictions: `attempt` or `task`.
        threshold: predicted success from which on heuristic H1 expects success at the first attempt.
        index: of the log, where others read it as well; else one of its own.

    >>> from datetime import UTC
    >>> loop = Phase21FeedbackLoop(
    ...     RunLog(agent_ids=("agent_0",)),
    ...     epoch=datetime(2025, 1, 1, tzinfo=UTC),
    ...     agents=(("agent_0", 1),),
    ...     luck=Luck(seed=42),
    ...     now=lambda: 0.0,
    ... )
    >>> loop.evaluate_agent_outcomes(1).empty
    True
    """

    def __init__(
        self,
        log: RunLog,
        epoch: datetime,
        agents: Sequence[tuple[str, int]],
        luck: Luck,
        now: Callable[[], float],
        meaning: str = "attempt",
        threshold: float = THRESHOLD,
        index: WaveIndex | None = None,
    ) -> None:
        self._epoch = epoch
        self._ids = tuple(agent_id for agent_id, _ in agents)
        self._capacities = tuple(slots for _, slots in agents)
        self._luck = luck
        self._now = now
        self._meaning = meaning
        self._threshold = threshold
        self._index = index or WaveIndex(log)
        self._signals: dict[int, list[LearningSignal]] = {}
        self._last_wave: int | None = None  # whose outcomes are kept: they are asked for several times in a row
        self._last_outcomes: list[TaskOutcome] = []
        # Waves, success rates and tasks: as arrays, which a trend reads in place, wave after wave.
        self._agent_rates = {agent_id: (array("d"), array("d"), array("d")) for agent_id in self._ids}
        self._accuracies: dict[str, float] = {}  # of each heuristic, when it was last scored

    def evaluate_agent_outcomes(self, wave: int) -> "pd.DataFrame":
        """Return predicted against observed for every task of a wave: columns as the fields of `TaskOutcome`."""
        return outcome_frame(self._outcomes(wave))

    def execution_outcomes(self, wave: int) -> list[ExecutionOutcome]:
        """Return predicted against observed for every task of a wave, as the specification's objects."""
        return execution_outcomes(self._outcomes(wave))

    def _outcomes(self, wave: int) -> list[TaskOutcome]:
        rows = self._index.wave(wave)
        if rows.ended is None:
            return task_outcomes(rows, self._meaning)
        if self._last_wave != wave:
            self._last_wave, self._last_outcomes = wave, task_outcomes(rows, self._meaning)
        return self._last_outcomes

    def generate_feedback_signals(self, wave: int) -> list[LearningSignal]:
        """Return the learning signals of a wave that has ended; the same ones when asked again.

        First those of the fleet (coordination, calibration, heuristics), then one an agent, then one a task
        that got past the gates.

        Raises:
            ValueError: when the wave has not ended.
        """
        if wave not in self._signals:
            at = self._utc_now()
            self._signals[wave] = [
                LearningSignal(
                    signal_type=draft.signal_type,
                    target_phase=TARGET_PHASE[draft.signal_type],
                    content=draft.content,
                    confidence=self._calculate_signal_confidence(draft.evidence, wave, number),
                    generated_at=at,
                    wave=wave,
                )
                for number, draft in enumerate(self._drafts(wave))
            ]
        return self._signals[wave]

    def _drafts(self, wave: int) -> list[Draft]:
        outcomes, rows = self._outcomes(wave), self._index.wave(wave)
        anomalies = [row for row, _ in of_wave(self._index, wave)]
        issues = {a: [row.anomaly_id for row in anomalies if a in row.agents] for a in self._ids}
        fleet = coordination_draft(rows, outcomes, self._capacities, [row.anomaly_id for row in anomalies])
        calibration = calibration_draft(outcomes)
        performance = performance_by_agent(outcomes)
        for agent_id, own in performance.items():
            if own.success_rate is not None:
                waves, rates, tasks = self._agent_rates[agent_id]
                waves.append(wave)
                rates.append(own.success_rate)
                tasks.append(own.served)
        # What needs draws comes first: an agent or a task more shifts no draw of the others.
        return [
            fleet,
            *([calibration] if calibration else []),
            *self._heuristics(outcomes),
            *agent_drafts(performance, self._ids, issues, self._agent_rates),
            *(draft for draft in map(validation_draft, outcomes) if draft),
        ]

    def _heuristics(self, outcomes: Sequence[TaskOutcome]) -> list[Draft]:
        scores = score_heuristics(outcomes, self._threshold)
        drafts = [heuristic_draft(score, self._accuracies.get(score.heuristic_id)) for score in scores]
        self._accuracies |= {score.heuristic_id: score.accuracy for score in scores}
        return drafts

    def aggregate_wave_learning(self, wave: int) -> dict[str, Any]:
        """Return what a wave taught: outcomes, errors, signals by type, and patterns.

        mean_error is mean (predicted - observed): above 0 the predictions were too hopeful;
        prediction_error is its size, mean_absolute_error the mean size of the tasks' own errors. Tasks that
        never got past the gates are in outcomes, not in validated.

        Raises:
            ValueError: when the wave has not ended.
        """
        outcomes = self._outcomes(wave)
        pairs = [(task.predicted_success, task.observed_success) for task in outcomes]
        predicted = [chance for chance, succeeded in pairs if succeeded is not None]
        observed = [float(succeeded) for _, succeeded in pairs if succeeded is not None]
        errors = [chance - success for chance, success in zip(predicted, observed, strict=True)]
        types = [signal.signal_type for signal in self.generate_feedback_signals(wave)]
        return {
            "wave": wave,
            "outcomes": len(outcomes),
            "completed": sum(task.completed for task in outcomes),
            "validated": len(errors),
            "mean_error": fsum(errors) / len(errors) if errors else None,
            "prediction_error": prediction_error(predicted, observed),
            "mean_absolute_error": fsum(map(abs, errors)) / len(errors) if errors else None,
            "signals": {name: types.count(name) for name in TARGET_PHASE},
            "patterns": self._identify_patterns(outcomes),
        }

    def write_feedback_outputs(self, directory: Path) -> None:
        """Write all signals so far, and each phase's feedback file.

        Args:
            directory: the result folder.

        Raises:
            OSError: when a file cannot be written.
        """
        write_signals(directory, [signal for wave in sorted(self._signals) for signal in self._signals[wave]])

    def _calculate_signal_confidence(self, evidence: RateEvidence | SampleEvidence, wave: int, number: int) -> float:
        if isinstance(evidence, RateEvidence):
            return _rate_confidence(evidence.successes, evidence.n)
        draws = self._luck.uniforms(Purpose.BOOTSTRAP, wave, number, draws_needed(len(evidence.rows)))
        return bootstrap_confidence(evidence.rows, evidence.statistic, draws)

    def _identify_patterns(self, outcomes: Sequence[TaskOutcome]) -> list[dict[str, Any]]:
        return find_patterns(outcomes)

    def _utc_now(self) -> str:
        return timestamp(self._epoch, self._now())


@lru_cache(maxsize=1024)  # most signals are of single tasks: one success or one failure
def _rate_confidence(successes: int, n: int) -> float:
    return rate_confidence(successes, n)
