"""Every metric of a wave: name, unit, direction, label, formula in words and in code."""

from collections.abc import Callable, Sequence
from math import fsum
from typing import NamedTuple

from sim.measures.metrics.balance import load_balance
from sim.measures.metrics.rates import accuracy, availability, prediction_error, success_rate


class WaveNumbers(NamedTuple):
    """What is counted and measured in a wave that has ended.

    Args:
        tasks: of the wave.
        completed: of them.
        up_s: seconds that each agent was up.
        length_s: of the wave.
        loads_s: seconds worked per slot, of each agent.
        believed: predicted success of each task.
        predicted: of the tasks with an attempt past the gates.
        observed: of the same tasks, 0 or 1.
    """

    tasks: int
    completed: int
    up_s: Sequence[float]
    length_s: float
    loads_s: Sequence[float]
    believed: Sequence[float]
    predicted: Sequence[float]
    observed: Sequence[float]


class WaveMetric(NamedTuple):
    """One metric of a wave; its unit is 0..1.

    Args:
        name: by which it is asked for; a run's metric of the same name is about the whole run.
        higher_is_better: whether more of it is better.
        label: its name in a sentence.
        formula: in words, for docs/reference/metrics.md.
        of: the formula in code; None where it is not defined.
    """

    name: str
    higher_is_better: bool
    label: str
    formula: str
    of: Callable[[WaveNumbers], float | None]


WAVE_METRICS = {
    metric.name: metric
    for metric in (
        WaveMetric("success_rate", True, "success rate", "completed tasks / all tasks",
                   lambda wave: success_rate(wave.completed, wave.tasks)),
        WaveMetric("availability", True, "availability",
                   "up-time of all agents / (agents * wave length); 1 for a wave of length 0",
                   lambda wave: availability(wave.up_s, wave.length_s)),
        WaveMetric("accuracy", True, "accuracy", "1 - prediction_error",
                   lambda wave: accuracy(prediction_error(wave.predicted, wave.observed))),
        WaveMetric("load_balance", True, "load balance",
                   "least load / greatest load; with n tasks on more agents the n busiest count; 1 where nobody worked",
                   lambda wave: load_balance(wave.loads_s, wave.tasks)),
        WaveMetric("confidence", True, "confidence", "sum of predicted / all tasks",
                   lambda wave: fsum(wave.believed) / len(wave.believed) if wave.believed else None),
        WaveMetric("prediction_error", False, "prediction error",
                   "abs(mean predicted - mean observed) over the known tasks",
                   lambda wave: prediction_error(wave.predicted, wave.observed)),
    )
}  # fmt: skip
"""By name, in the order in which they stand in every table."""

HEALTH_FORMULAS = {
    "health_score": (
        "100 * (0.40 success_rate + 0.20 availability + 0.20 accuracy + 0.20 load_balance), the weights as set; a "
        "metric that is null is left out with its weight"
    ),
    "health_status": "EXCELLENT from 90, GOOD from 70, FAIR from 50, else POOR",
}
"""What is made of a wave's metrics, see `sim.measures.metrics.health`."""
