"""The monitor: metrics, anomalies, health and its trajectory, from the log of a run."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sim.measures.metrics.balance import imbalance_ratio
from sim.observe.agent_metrics import FailurePattern, agent_values, by_agent, failure_pattern
from sim.observe.anomaly_views import system_anomalies
from sim.observe.catalogue import detectors
from sim.observe.detection.detector import Context, Detector, Finding
from sim.observe.detection.faults_only import FAULTS_ONLY, State
from sim.observe.detection.ledger import Ledger
from sim.observe.health import wave_health
from sim.observe.levers import Levers
from sim.observe.monitoring_files import write_monitoring
from sim.observe.trajectory import Trajectories, trajectories
from sim.observe.wave_index import WaveIndex
from sim.observe.wave_metrics import loads_s
from sim.record.clock import timestamp
from sim.record.faults import CAUGHT, Faults
from sim.record.log import RunLog
from sim.record.rows import AnomalyClosed, AnomalyOpened, AttemptEnded, Row
from sim.record.views import AgentMetric, SystemAnomaly, SystemHealth
from sim.scenario import HealthWeights, MonitorSpec


class Phase21Monitor:
    """Watches one run through its log.

    Args:
        log: of the run; `log.observe(monitor.detect_anomalies, monitor.kinds)` lets the monitor detect while
            the run lasts.
        epoch: when the run starts.
        agents: id and number of slots of each agent, by index.
        spec: the scenario's `monitor` section.
        weights: of the health score.
        now: returns the virtual time in seconds.
        meaning: of the predictions: `attempt` or `task`.
        faults: catches what goes wrong inside a detector; without it, such an exception goes through.
        index: of the log, where others read it as well; else one of its own.
        levers: what recommendations may ask for; none: they name no key of the scenario.
        detector: one's own, in place of that which the spec names.

    Raises:
        KeyError: when no detector has the name that the spec gives.

    >>> from datetime import UTC
    >>> from sim.record.rows import WaveEnded
    >>> log = RunLog(agent_ids=("agent_0",))
    >>> monitor = Phase21Monitor(
    ...     log,
    ...     epoch=datetime(2025, 1, 1, tzinfo=UTC),
    ...     agents=(("agent_0", 1),),
    ...     spec=MonitorSpec(),
    ...     weights={"availability": 1.0},
    ...     now=lambda: 60.0,
    ... )
    >>> log.observe(monitor.detect_anomalies, monitor.kinds)
    >>> log.add(WaveEnded(wave=1, started_at=0.0, ended_at=60.0, tasks=0, up_s=(45.0,)))
    >>> monitor.generate_system_health(1).health_score
    75.0
    """

    def __init__(
        self,
        log: RunLog,
        epoch: datetime,
        agents: Sequence[tuple[str, int]],
        spec: MonitorSpec,
        weights: Mapping[str, float] | HealthWeights,
        now: Callable[[], float],
        meaning: str = "attempt",
        faults: Faults | None = None,
        index: WaveIndex | None = None,
        levers: Levers = (),
        detector: Detector | None = None,
    ) -> None:
        self._epoch = epoch
        self._ids = tuple(agent_id for agent_id, _ in agents)
        self._capacities = tuple(slots for _, slots in agents)
        self._weights = weights.model_dump() if isinstance(weights, HealthWeights) else dict(weights)
        self._now = now
        self._meaning = meaning
        self._faults = faults
        self._index = index or WaveIndex(log)
        self._metrics: dict[int, list[AgentMetric]] = {}
        self._detector = detectors()[spec.detector] if detector is None else detector
        self._context = Context(self._ids, self._capacities, spec, meaning, levers)
        self._state: Any = self._detector.initial_state(self._context)

    @property
    def kinds(self) -> tuple[type, ...]:
        """The kinds of rows that `detect_anomalies` reads."""
        return tuple(dict.fromkeys((*self._detector.kinds, *FAULTS_ONLY.kinds)))

    @property
    def anomalies(self) -> tuple[SystemAnomaly, ...]:
        """Every anomaly of the run so far, in order of detection."""
        return system_anomalies(self._index.anomalies(), self._epoch)

    def calculate_metrics(self, wave: int) -> list[AgentMetric]:
        """Return the metrics of every agent in a wave that has ended, agent by agent.

        They are those of `agent_values`, and imbalance_ratio (the busiest agent's load / its own, None
        where it has none) and longest_failure_streak (failed attempts in a row). They carry the time of the
        first call.

        Raises:
            ValueError: when the wave has not ended.
        """
        if wave not in self._metrics:
            self._metrics[wave] = self._wave_metrics(wave)
        return self._metrics[wave]

    def _wave_metrics(self, wave: int) -> list[AgentMetric]:
        rows = self._index.wave(wave)
        at = self._utc_now()
        loads = loads_s(rows.work, self._capacities)
        parts = by_agent(rows, len(self._ids))
        metrics = []
        for a, values in enumerate(agent_values(rows, self._capacities, self._meaning)):
            values["imbalance_ratio"] = self._calculate_imbalance_ratio((max(loads), loads[a]))
            streak = self._detect_agent_failure_pattern(parts[a].attempts).longest_streak
            values["longest_failure_streak"] = streak
            metrics += [AgentMetric(self._ids[a], name, value, at, wave) for name, value in values.items()]
        return metrics

    def detect_anomalies(self, row: Row) -> tuple[Finding, ...]:
        """Take one row of the log and return what the detector finds; an observer of the log.

        A detector that throws is switched off for the rest of the run; exceptions are still reported.
        """
        try:
            self._state, findings = self._detector.fold(self._state, row)
            if findings or type(findings) is not tuple:
                _require_findings(findings)
        except CAUGHT as error:
            if self._faults is None:
                raise
            failed = f"detector {self._detector.name}"
            self._detector = FAULTS_ONLY
            self._state = State(self._context, Ledger(opened=len(self._index.anomalies())))
            wave = getattr(row, "wave", 0)
            self._faults.caught(error, wave, failed, "it is switched off for the rest of the run")
            return ()
        return findings

    def generate_system_health(self, wave: int) -> SystemHealth:
        """Return metrics, score, status and anomalies of a wave that has ended.

        Raises:
            ValueError: when the wave has not ended.
        """
        return wave_health(self._index, wave, self._capacities, self._weights, self._epoch, self._meaning)

    def track_confidence_trajectory(self) -> Trajectories:
        """Return how confidence (mean predicted success) and success rate moved over the waves so far.

        Each with its values, slope a wave, interval of the slope, direction, and a forecast for the next
        wave.
        """
        waves = self._index.ended_waves()
        tasks = [self._index.wave(wave).end().tasks for wave in waves]
        return trajectories(list(map(self.generate_system_health, waves)), tasks)

    def write_monitoring_outputs(self, directory: Path) -> None:
        """Write every agent's metrics of every wave, and the fleet's health.

        Args:
            directory: the result folder.

        Raises:
            OSError: when a file cannot be written.
        """
        waves = self._index.ended_waves()
        metrics = [metric for wave in waves for metric in self.calculate_metrics(wave)]
        healths = list(map(self.generate_system_health, waves))
        write_monitoring(directory, metrics, healths, self.track_confidence_trajectory())

    def _calculate_imbalance_ratio(self, loads: Sequence[float]) -> float | None:
        return imbalance_ratio(loads)

    def _detect_agent_failure_pattern(self, attempts: Sequence[AttemptEnded]) -> FailurePattern:
        return failure_pattern(attempts)

    def _utc_now(self) -> str:
        return timestamp(self._epoch, self._now())


def _require_findings(findings: object) -> None:
    if isinstance(findings, tuple) and all(isinstance(row, AnomalyOpened | AnomalyClosed) for row in findings):
        return
    raise TypeError(f"it found {findings!r:.100}; expected a tuple of AnomalyOpened and AnomalyClosed")
