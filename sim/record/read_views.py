"""The specification's dataclasses, made again from the JSON that stands in a result's files."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sim.record.clock import timestamp
from sim.record.tables import Columns, lines
from sim.record.views import LearningSignal, Phase21ExecutionResult, SystemAnomaly, SystemHealth

Content = Mapping[str, Any]


def summary_from(content: Content) -> Phase21ExecutionResult:
    """Return what phase21_execution_summary.json says.

    Raises:
        TypeError, KeyError: a field is missing, or one is unknown.
    """
    health = content["system_health"]
    return Phase21ExecutionResult(
        **{
            **content,
            "system_health": None if health is None else health_from(health),
            "learning": tuple(content["learning"]),
        }
    )


def health_from(content: Content) -> SystemHealth:
    """Return the health after a wave, an entry of `trajectory` in phase21_system_health.json."""
    return SystemHealth(**{**content, "anomalies": tuple(map(anomaly_from, content["anomalies"]))})


def anomaly_from(content: Content) -> SystemAnomaly:
    """Return an anomaly, an entry of `anomalies` of a wave's health."""
    return SystemAnomaly(**{**content, "agents": tuple(content["agents"]), "tasks": tuple(content["tasks"])})


def signal_from(content: Content) -> LearningSignal:
    """Return a learning signal, a line of phase21_learning_signals.jsonl."""
    return LearningSignal(**content)


def anomalies_of(anomalies: Columns, epoch: datetime) -> tuple[SystemAnomaly, ...]:
    """Return the anomalies of a run as objects, in order of detection.

    Args:
        anomalies: the table of that name.
        epoch: when the run starts.
    """
    return tuple(
        SystemAnomaly(
            anomaly_id=row["anomaly_id"],
            anomaly_type=row["anomaly_type"],
            severity=row["severity"],
            wave=row["wave"],
            agents=tuple(json.loads(row["agents"])),
            tasks=tuple(json.loads(row["tasks"])),
            detected_at=timestamp(epoch, row["detected_at"]),
            closed_at=None if row["closed_at"] is None else timestamp(epoch, row["closed_at"]),
            evidence=json.loads(row["evidence"]),
            recommendation=row["recommendation"],
        )
        for row in lines(anomalies)
    )
