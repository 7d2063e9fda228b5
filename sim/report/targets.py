"""What each metric of a wave should reach, and whether it did."""

from collections.abc import Mapping
from math import fsum
from typing import NamedTuple

from sim.document.quantity import percent
from sim.measures.metrics.wave_catalogue import WAVE_METRICS
from sim.report.facts import ReportFacts
from sim.scenario.values.threshold import exceeds, reaches

AT_MOST = frozenset(name for name, metric in WAVE_METRICS.items() if not metric.higher_is_better)
"""The metrics of which less is better."""

METRICS: Mapping[str, str] = {name: metric.label for name, metric in WAVE_METRICS.items()}
"""Names for people, by name of the metric."""


class TargetRow(NamedTuple):
    """One metric of the whole run beside its target."""

    metric: str
    target: float
    value: float | None
    met: bool | None  # None: the metric is not defined
    waves_met: int
    waves: int  # in which the metric is defined
    by_chance: float | None  # mean over waves of what chance alone shows; None where there is no such value


def is_met(metric: str, value: float | None, target: float) -> bool | None:
    """Return whether a metric reaches its target; None where it is not defined.

    >>> is_met("success_rate", 0.9, 0.9), is_met("prediction_error", 0.2, 0.1), is_met("accuracy", None, 0.9)
    (True, False, None)
    """
    if value is None:
        return None
    return not exceeds(value, target) if metric in AT_MOST else reaches(value, target)


def target_of(facts: ReportFacts, metric: str) -> float:
    """Return the target of a metric by its name."""
    return float(getattr(facts.scenario.monitor.targets, metric))


def target_rows(facts: ReportFacts) -> list[TargetRow]:
    """Return every metric with a target, in a fixed order."""
    return [_row(facts, metric) for metric in METRICS]


def _row(facts: ReportFacts, metric: str) -> TargetRow:
    target = target_of(facts, metric)
    in_waves = [wave.health.metrics.get(metric) for wave in facts.waves if wave.health is not None]
    verdicts = [met for value in in_waves if (met := is_met(metric, value, target)) is not None]
    value = facts.result.metrics.get(metric)
    return TargetRow(
        metric, target, value, is_met(metric, value, target), sum(verdicts), len(verdicts), _by_chance(facts, metric)
    )


def _by_chance(facts: ReportFacts, metric: str) -> float | None:
    values = {
        "accuracy": [wave.accuracy_by_chance for wave in facts.waves],
        "prediction_error": [
            None if wave.accuracy_by_chance is None else 1.0 - wave.accuracy_by_chance for wave in facts.waves
        ],
        "load_balance": [wave.balance_by_chance for wave in facts.waves],
    }.get(metric, [])
    known = [value for value in values if value is not None]
    return fsum(known) / len(known) if known else None


def beside_target(metric: str, value: float | None, target: float) -> str:
    """Return a metric as a percentage, marked where it misses its target.

    >>> beside_target("success_rate", 0.85, 0.9), beside_target("success_rate", 0.95, 0.9)
    ('85 % (missed)', '95 %')
    """
    missed = is_met(metric, value, target) is False
    shown = percent(value, limit=target if missed else None)
    return f"{shown} (missed)" if missed else shown
