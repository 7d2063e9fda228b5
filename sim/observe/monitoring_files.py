"""The monitor's files: every agent's metrics of every wave, and the fleet's health."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

from sim.observe.trajectory import Trajectories
from sim.record.files import write_json, write_jsonl
from sim.record.paths import agent_file
from sim.record.plain import plain
from sim.record.views import AgentMetric, SystemHealth

HEALTH_FILE = "phase21_system_health.json"
METRICS_FILE = "agent_metrics.jsonl"


def write_monitoring(
    directory: Path, metrics: Iterable[AgentMetric], healths: Sequence[SystemHealth], confidence: Trajectories
) -> None:
    """Write `wave_X/agent_Y/agent_metrics.jsonl` and phase21_system_health.json.

    The health file holds the last wave's health; the same of every wave as `trajectory`; and the trend of
    confidence. Without a single wave that ended it is not written.

    Args:
        directory: the result folder.
        metrics: wave by wave, agent by agent.
        healths: the health after each wave that ended, in order.
        confidence: how confidence and success rate moved over these waves.

    Raises:
        OSError: when a file cannot be written.
    """
    for (wave, agent_id), own in groupby(metrics, lambda metric: (metric.wave, metric.agent_id)):
        write_jsonl(directory / agent_file(wave, agent_id, METRICS_FILE), own)
    if healths:
        waves = list(map(plain, healths))
        content = {**waves[-1], "trajectory": waves, "confidence_trajectory": confidence}
        write_json(directory / HEALTH_FILE, content)
