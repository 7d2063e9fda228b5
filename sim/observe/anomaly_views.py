"""Anomalies as objects for people, from their rows in the log."""

import json
from collections.abc import Iterable
from datetime import datetime

from sim.observe.wave_index import WaveIndex
from sim.record.clock import timestamp
from sim.record.rows import AnomalyOpened
from sim.record.views import SystemAnomaly


def system_anomaly(row: AnomalyOpened, closed_at_s: float | None, epoch: datetime) -> SystemAnomaly:
    """Return one anomaly as an object.

    Args:
        row: how it was reported.
        closed_at_s: virtual second at which it was over; None while it lasts.
        epoch: when the run starts.
    """
    return SystemAnomaly(
        anomaly_id=row.anomaly_id,
        anomaly_type=row.anomaly_type,
        severity=row.severity,
        wave=row.wave,
        agents=row.agents,
        tasks=row.tasks,
        detected_at=timestamp(epoch, row.at),
        closed_at=None if closed_at_s is None else timestamp(epoch, closed_at_s),
        evidence=json.loads(row.evidence),
        recommendation=row.recommendation,
    )


def system_anomalies(
    reported: Iterable[tuple[AnomalyOpened, float | None]], epoch: datetime
) -> tuple[SystemAnomaly, ...]:
    """Return anomalies as objects, in order of detection.

    Args:
        reported: each with the virtual second at which it was closed.
        epoch: when the run starts.
    """
    return tuple(system_anomaly(row, closed, epoch) for row, closed in reported)


def of_wave(index: WaveIndex, wave: int) -> list[tuple[AnomalyOpened, float | None]]:
    """Return the anomalies that stand against a wave: opened in it, or before it and not over at its end.

    Args:
        index: the log by wave.
        wave: a wave that has ended.

    Raises:
        ValueError: when the wave has not ended.
    """
    end = index.wave(wave).end().ended_at
    return [
        (row, closed)
        for row, closed in index.anomalies()
        if row.wave == wave or (row.wave < wave and (closed is None or closed > end))
    ]
