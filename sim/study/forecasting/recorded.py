"""What came of a part of a record: its tasks, and the metrics that are forecast, as a run defines them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.fit.levels import numbered
from sim.fit.record import Record
from sim.workload.recorded import NOT_OF_THE_FLEET, RecordedAttempt, Stall, stalls

STALL = 0.005
"""Share of a part in which nothing ran while work was left, from which on it is told."""
METRICS = ("makespan", "success_rate", "p95_response", "retries_per_task")
"""What is forecast."""
TIMES = {"makespan", "p95_response"}
"""Of these, what a stall moves."""


@dataclass(frozen=True, slots=True)
class Happened:
    """What came of a part.

    Attributes:
        tasks: in the order of their first start.
        release_s: when each was queued, from the part's start; None: all were there at its start.
        metrics: by name, as the catalogue of metrics defines them.
        stalls: times in which nothing ran although work was left, longest first.
    """

    tasks: tuple[str, ...]
    release_s: tuple[float, ...] | None
    metrics: Mapping[str, float]
    stalls: tuple[Stall, ...]


def what_happened(held: Record) -> Happened:
    """Return what came of a part of a record.

    Args:
        held: its attempts, in the order of their start.
    """
    names, task = numbered(held.task)
    size = len(names)
    queued = np.full(size, np.inf)
    np.minimum.at(queued, task, np.where(np.isfinite(held.queued_s), held.queued_s, np.inf))
    is_stream = bool(np.isfinite(queued).all()) and float(np.ptp(queued)) > 0.0
    zero = float(queued.min()) if is_stream else float(held.start_s.min())
    ready = queued - zero if is_stream else np.zeros(size)
    ended = np.full(size, -np.inf)
    np.maximum.at(ended, task, held.end_s - zero)
    solved = np.zeros(size, dtype=bool)
    np.logical_or.at(solved, task, held.succeeded)
    return Happened(
        names,
        tuple(np.maximum(ready, 0.0).tolist()) if is_stream else None,
        {
            "makespan": float(ended.max()),
            "success_rate": float(solved.mean()),
            "p95_response": float(np.percentile(ended - ready, 95)),
            "retries_per_task": (len(held) - size) / size,
        },
        tuple(_stalls(held, queued if is_stream else None)),
    )


def _stalls(held: Record, queued_s: NDArray[np.float64] | None) -> list[Stall]:
    """Return when nothing ran; of a stream only where some task was queued all the while."""
    attempts = [
        RecordedAttempt(NOT_OF_THE_FLEET, start, served, None)
        for start, served in zip(held.start_s.tolist(), held.served_s.tolist(), strict=True)
    ]
    found = stalls(attempts, STALL)
    if queued_s is None:
        return found
    _, task = numbered(held.task)
    first = np.full(len(queued_s), np.inf)
    np.minimum.at(first, task, held.start_s)
    return [
        stall
        for stall in found
        if bool(((queued_s <= stall.began_at) & (first >= stall.began_at + stall.length_s - 1e-9)).any())
    ]
