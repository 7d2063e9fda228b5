"""The health of the fleet after a wave."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sim.measures.metrics.health import health_score, health_status
from sim.observe.anomaly_views import of_wave, system_anomalies
from sim.observe.wave_index import WaveIndex
from sim.observe.wave_metrics import wave_metrics
from sim.record.views import SystemHealth


def wave_health(
    index: WaveIndex,
    wave: int,
    capacities: Sequence[int],
    weights: Mapping[str, float],
    epoch: datetime,
    meaning: str = "attempt",
) -> SystemHealth:
    """Return metrics, score and anomalies of one wave.

    Args:
        index: the log by wave.
        wave: a wave that has ended.
        capacities: slots, one entry an agent.
        weights: of the health score, by name of the metric.
        epoch: when the run starts.
        meaning: of the predictions: `attempt` or `task`.

    Raises:
        ValueError: when the wave has not ended.
    """
    metrics = wave_metrics(index.wave(wave), capacities, meaning)
    score = health_score(metrics, weights)
    anomalies = system_anomalies(of_wave(index, wave), epoch)
    return SystemHealth(wave, score, health_status(score), metrics, anomalies)
