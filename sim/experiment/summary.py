"""The summary of a run: the content of phase21_execution_summary.json."""

from collections.abc import Mapping
from typing import Any

from sim.measures.metrics.catalogue import lower_bounds
from sim.observe.run_metrics import run_metrics
from sim.observe.wave_index import WaveIndex
from sim.record.clock import timestamp
from sim.record.log import RunLog
from sim.record.rows import FaultCaught, TaskEnded, WaveStarted
from sim.record.views import Phase21ExecutionResult, SystemHealth, TaskStatus
from sim.scenario import Scenario
from sim.version import __version__


def run_summary(
    scenario: Scenario,
    replication: int,
    log: RunLog,
    index: WaveIndex,
    ended_at: str,
    ended_early: str | None,
    healths: tuple[SystemHealth, ...],
    per_agent_metrics: Mapping[str, Mapping[str, float | None]],
    learning: tuple[dict[str, Any], ...],
) -> Phase21ExecutionResult:
    """Return what a run came to.

    Args:
        scenario: with the seed that was used.
        replication: number of the replication, from 0.
        log: of the run.
        index: of the log.
        ended_at: the timestamp of its end.
        ended_early: why it ended before its tasks did; None where it did not.
        healths: after each wave that ended.
        per_agent_metrics: by agent.
        learning: what each wave taught.
    """
    ended = log.of(TaskEnded)
    completed = sum(row.status == TaskStatus.COMPLETED for row in ended)
    slots = [spec.capacity for _, spec in scenario.fleet.agents_by_id()]
    weights, meaning = scenario.health.weights.model_dump(), scenario.predictions.meaning
    spans = scenario.metrics
    metrics = run_metrics(log, slots, weights, meaning, spans.warmup, index, spans.peak_window, scenario.monitor.window)
    return Phase21ExecutionResult(
        total_tasks=len(ended),
        completed_tasks=completed,
        failed_tasks=len(ended) - completed,
        waves=len(log.of(WaveStarted)),
        start_time=timestamp(scenario.epoch, 0.0),
        end_time=ended_at,
        system_health=healths[-1] if healths else None,
        per_agent_metrics=per_agent_metrics,
        seed=scenario.seed,
        replication=replication,
        scenario=scenario.name,
        scenario_hash=scenario.fingerprint(),
        version=__version__,
        ended_early=ended_early,
        faults=len(log.of(FaultCaught)),
        metrics=metrics,
        lower_bounds=lower_bounds(metrics),
        learning=learning,
    )
