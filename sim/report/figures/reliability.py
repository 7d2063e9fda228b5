"""What a calibration diagram shows: bins of predictions with what came of them, and the finding in a sentence."""

from typing import NamedTuple

import numpy as np

from sim.document.quantity import percent
from sim.measures.metrics.calibration import ReliabilityBin, reliability_table
from sim.measures.statistics.intervals import Interval, clopper_pearson
from sim.record.task_end import NOT_FINISHED
from sim.report.figures.source import Floats, PictureSource


class Point(NamedTuple):
    """One bin of predictions, and whether its interval holds what was predicted."""

    bin: ReliabilityBin
    interval: Interval

    @property
    def agrees(self) -> bool:
        """Whether chance alone explains the distance to the diagonal."""
        return self.interval.low <= self.bin.mean_predicted <= self.interval.high


def outcomes(source: PictureSource) -> tuple[Floats, Floats]:
    """Return the predicted chance and the outcome (1 or 0) of every task with an attempt past the gates.

    Tasks that were released during the warm-up do not count, as in the metrics of the run.

    Args:
        source: table `tasks`.
    """
    tasks = source.tables["tasks"]
    columns = (
        tasks[name] for name in ("predicted_success", "first_attempt_success", "status", "released_at", "reason")
    )
    pairs = [
        (predicted, float(status == "completed" if source.meaning == "task" else first))
        for predicted, first, status, released_at, reason in zip(*columns, strict=True)
        if first is not None
        and released_at >= source.warmup_s
        and not (source.meaning == "task" and (reason or "").startswith(NOT_FINISHED))
    ]
    chances, results = zip(*pairs, strict=True) if pairs else ((), ())
    return np.array(chances, dtype=float), np.array(results, dtype=float)


def points_of(predicted: Floats, observed: Floats) -> list[Point]:
    """Return every bin that holds a task, with its interval.

    Args:
        predicted: chances of success, 0..1.
        observed: 1 for a success, 0 for a failure, in the same order.

    >>> point = points_of(np.full(10, 0.95), np.array([1.0] * 4 + [0.0] * 6))[0]
    >>> point.bin.tasks, round(point.interval.high, 4), point.agrees
    (10, 0.7376, False)
    """
    table = reliability_table(predicted, observed)
    return [Point(row, clopper_pearson(round(row.observed_rate * row.tasks), row.tasks)) for row in table]


def calibration_title(predicted: Floats, observed: Floats) -> str:
    """Return whether the predictions hold on average, in plain words.

    Args:
        predicted: chances of success, 0..1; at least one.
        observed: 1 for a success, 0 for a failure, in the same order.

    >>> calibration_title(np.full(100, 0.9), np.array([1.0] * 70 + [0.0] * 30))
    'Predictions were too hopeful: 90 % predicted, 70 % observed'
    >>> calibration_title(np.full(10, 0.9), np.array([1.0] * 8 + [0.0] * 2))
    'Predictions agree with outcomes within chance: 90 % predicted, 80 % observed'
    """
    mean, rate = float(predicted.mean()), float(observed.mean())
    low, high = clopper_pearson(round(float(observed.sum())), observed.size)
    shown = f"{percent(mean)} predicted, {percent(rate)} observed"
    if low <= mean <= high:
        return f"Predictions agree with outcomes within chance: {shown}"
    return f"Predictions were too {'hopeful' if mean > rate else 'gloomy'}: {shown}"
