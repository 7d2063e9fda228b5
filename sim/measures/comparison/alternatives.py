"""Alternatives side by side: means, paired differences with verdicts, and who is likely the best, metric by metric."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.luck import Purpose, uniforms
from sim.measures.comparison.best import draws_a_resample, probability_of_best
from sim.measures.comparison.mean import MeanInterval, mean_interval
from sim.measures.comparison.metric_catalogue import SHARES_OF_TASKS, default_delta, metric_info
from sim.measures.comparison.paired import PairedDifference, paired_differences
from sim.measures.comparison.quantile import QuantileInterval, quantile_interval

Array = npt.NDArray[np.float64]

BEST = "best"
"""In place of a baseline's name: the alternative with the best mean, metric by metric."""
QUANTILES = (5, 50, 95, 99)
RESAMPLES = 2000


@dataclass(frozen=True)
class MetricComparison:
    """One metric of all alternatives, each by its name.

    Args:
        metric: its name.
        baseline: the alternative that the others are compared with.
        delta: the least difference that matters, in the metric's unit.
        delta_is_given: whether it was asked for, and is not the usual share of the baseline's mean.
        means: mean over replications with its interval.
        quantiles: of the metric over replications, by percent, with distribution-free intervals.
        differences: every other alternative against the baseline.
        probability_of_best: 0..1, together 1; None without a replication that all alternatives have.
        opportunity_cost: expected distance to the best, in the metric's unit.
    """

    metric: str
    baseline: str
    delta: float
    delta_is_given: bool
    means: Mapping[str, MeanInterval]
    quantiles: Mapping[str, Mapping[int, QuantileInterval]]
    differences: Mapping[str, PairedDifference]
    probability_of_best: Mapping[str, float | None]
    opportunity_cost: Mapping[str, float | None]

    @property
    def leader(self) -> str | None:
        """The alternative with the best mean; None where no replication has a value."""
        known = {name: mean.mean for name, mean in self.means.items() if mean.mean is not None}
        if not known:
            return None
        better = max if metric_info(self.metric).higher_is_better else min
        return better(known, key=lambda name: known[name])


@dataclass(frozen=True)
class Comparison:
    """What a comparison of alternatives came to.

    Args:
        scenario: name of the scenario.
        alternatives: names, in design order.
        baseline: a name, or `best`.
        replications: of each alternative, failed ones included.
        failed: runs that failed, over all alternatives.
        confidence: of each interval of a mean, and of all differences of a metric together.
        metrics: one entry a metric, in the order asked for.
        tasks: a run, by alternative; None where that is unknown. Shares of tasks vary at least as they must.
    """

    scenario: str
    alternatives: tuple[str, ...]
    baseline: str
    replications: int
    failed: int
    confidence: float
    metrics: tuple[MetricComparison, ...]
    tasks: Mapping[str, float | None] = field(default_factory=dict)

    def metric(self, name: str) -> MetricComparison:
        """Return the comparison of one metric."""
        return next(entry for entry in self.metrics if entry.metric == name)

    def content(self) -> dict[str, Any]:
        """Return it as plain data: the object that `compare --json` prints."""
        return {
            "scenario": self.scenario,
            "baseline": self.baseline,
            "replications": self.replications,
            "failed": self.failed,
            "confidence": self.confidence,
            "deltas": {entry.metric: entry.delta for entry in self.metrics if entry.delta_is_given},
            "alternatives": {
                name: {entry.metric: _mean(entry.means[name]) for entry in self.metrics} for name in self.alternatives
            },
            "quantiles": {
                name: {entry.metric: _quantiles(entry.quantiles[name]) for entry in self.metrics}
                for name in self.alternatives
            },
            "differences": [row for entry in self.metrics for row in difference_rows(entry)],
            "best": {entry.metric: dict(entry.probability_of_best) for entry in self.metrics},
        }


def difference_rows(entry: MetricComparison) -> list[dict[str, Any]]:
    """Return the differences of one metric as rows of differences.parquet."""
    return [
        {
            "metric": entry.metric,
            "alternative": name,
            "baseline": entry.baseline,
            "difference": found.difference,
            "low": found.low,
            "high": found.high,
            "verdict": found.verdict.value,
            "p_value": found.p_value,
            "variance_reduction": found.variance_reduction,
            "delta": entry.delta,
            "replications": found.replications,
        }
        for name, found in entry.differences.items()
    ]


def compare_values(
    scenario: str,
    alternatives: Sequence[str],
    values: Mapping[str, Array],
    baseline: str,
    seed: int,
    failed: int = 0,
    deltas: Mapping[str, float] | None = None,
    confidence: float = 0.95,
    tasks: Sequence[float | None] | None = None,
) -> Comparison:
    """Compare alternatives whose replications met the same luck.

    Args:
        scenario: name of the scenario.
        alternatives: names, in design order.
        values: by metric, shape (replications, alternatives); NaN where a run failed or has no such value.
        baseline: the name of an alternative, or `best`.
        seed: of the study; keys the bootstrap.
        failed: runs that failed.
        deltas: the least difference that matters, by metric, in its unit; else the metric's default.
        confidence: see `Comparison`.
        tasks: a run, by alternative; None where that is unknown.

    Raises:
        ValueError: an unknown metric or baseline.

    >>> spans = np.array([[10.0, 8.0], [12.0, 9.5], [11.0, 9.0], [13.0, 11.0]])
    >>> found = compare_values("x", ["slow", "fast"], {"makespan": spans}, baseline="slow", seed=1)
    >>> found.metric("makespan").differences["fast"].difference, found.metric("makespan").leader
    (-2.125, 'fast')
    """
    if baseline != BEST and baseline not in alternatives:
        raise ValueError(f"baseline {baseline!r} is not one of {', '.join(alternatives)}")
    given = deltas or {}
    replications = max((len(table) for table in values.values()), default=0)
    u = bootstrap_uniforms(seed, replications)
    unknown = (None,) * len(alternatives)
    sizes = unknown if tasks is None else tuple(tasks)
    entries = [
        _compare_metric(
            name,
            tuple(alternatives),
            table,
            baseline,
            given.get(name),
            u,
            confidence,
            sizes if name in SHARES_OF_TASKS else unknown,
        )
        for name, table in values.items()
    ]
    return Comparison(
        scenario,
        tuple(alternatives),
        baseline,
        replications,
        failed,
        confidence,
        tuple(entries),
        dict(zip(alternatives, sizes, strict=True)),
    )


def _compare_metric(
    metric: str,
    names: tuple[str, ...],
    table: Array,
    baseline: str,
    delta: float | None,
    u: Array,
    confidence: float,
    tasks: Sequence[float | None],
) -> MetricComparison:
    higher = metric_info(metric).higher_is_better
    means = {name: mean_interval(table[:, i], confidence, tasks[i]) for i, name in enumerate(names)}
    base, family = _base(names, means, baseline, higher)
    least = default_delta(metric, means[names[base]].mean) if delta is None else delta
    others = [i for i in range(len(names)) if i != base]
    found = paired_differences(
        table[:, base],
        table[:, others],
        higher_is_better=higher,
        delta=least,
        confidence=confidence,
        family=max(family, 1),
        tasks=[_fewer(tasks[base], tasks[i]) for i in others],
    )
    best = probability_of_best(table, u, higher_is_better=higher)
    return MetricComparison(
        metric=metric,
        baseline=names[base],
        delta=least,
        delta_is_given=delta is not None,
        means=means,
        quantiles={
            name: {q: quantile_interval(table[:, i], q, confidence) for q in QUANTILES} for i, name in enumerate(names)
        },
        differences={names[i]: difference for i, difference in zip(others, found, strict=True)},
        probability_of_best=dict(zip(names, best.probability, strict=True)),
        opportunity_cost=dict(zip(names, best.opportunity_cost, strict=True)),
    )


def _fewer(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else min(one, other)


def _base(names: tuple[str, ...], means: Mapping[str, MeanInterval], baseline: str, higher: bool) -> tuple[int, int]:
    """Return the baseline's index and the number of comparisons that could have been made."""
    k = len(names)
    if baseline != BEST:
        return names.index(baseline), k - 1
    known = [(mean.mean, i) for i, mean in enumerate(means.values()) if mean.mean is not None]
    best = (max if higher else min)(known, key=lambda pair: pair[0])[1] if known else 0
    # The baseline was chosen after looking: any pair might have been the one compared.
    return best, k * (k - 1) // 2


def bootstrap_uniforms(seed: int, replications: int) -> Array:
    """Return the uniforms of all bootstrap resamples of a study, (resamples, draws).

    Args:
        seed: of the study.
        replications: that are resampled.

    >>> bootstrap_uniforms(1, 30).shape
    (2000, 30)
    """
    draws = max(1, draws_a_resample(replications))
    return uniforms(seed, 0, Purpose.BOOTSTRAP, wave=0, k=0, n=RESAMPLES * draws).reshape(RESAMPLES, draws)


def _quantiles(found: Mapping[int, QuantileInterval]) -> dict[str, dict[str, float | None]]:
    return {f"p{q}": {"quantile": at.quantile, "low": at.low, "high": at.high} for q, at in found.items()}


def _mean(interval: MeanInterval) -> dict[str, float | None]:
    return {"mean": interval.mean, "low": interval.low, "high": interval.high}
