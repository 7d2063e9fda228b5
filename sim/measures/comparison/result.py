"""What a comparison of alternatives came to, metric by metric; and as plain data, for programs and files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.measures.comparison.mean import MeanInterval
from sim.measures.comparison.paired import PairedDifference
from sim.measures.comparison.quantile import QuantileInterval

BEST = "best"
"""In place of a baseline's name: the alternative with the best mean, metric by metric."""


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
        reasons: why an end of the interval of a difference is open; None: it is not.
        cut_off: runs of each alternative whose end cuts tasks off, so that the value is the least that it can be.
        empty: runs of each alternative without a value because the warm-up leaves no task to count.
        ahead: the alternative with the best mean over the replications that all have; None: no run has a value.
        missing: runs of each alternative without a value, for whatever reason.
        incomparable: why nobody is the best: it has no better, or does not mean the same of all; else None.
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
    reasons: Mapping[str, str | None] = field(default_factory=dict)
    cut_off: Mapping[str, int] = field(default_factory=dict)
    empty: Mapping[str, int] = field(default_factory=dict)
    ahead: str | None = None
    missing: Mapping[str, int] = field(default_factory=dict)
    incomparable: str | None = None

    @property
    def counts(self) -> bool:
        """Whether it counts in a choice: some run has a value, and one can be better than another."""
        return self.ahead is not None and self.incomparable is None

    @property
    def leader(self) -> str | None:
        """The alternative with the best mean over the replications that all have; None where none has a value."""
        return self.ahead


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
        front: the alternatives that no other one is shown to beat over all metrics, in design order.
        certain: the alternatives of which every replication is the same by construction.
        primary: the metric that decides, if the others are shown to be no worse; None: none does.
        chance_on_front: of each alternative, that no other one has means at least as good in all metrics; empty where
            that is not known.
        looks: after how many replications the study was looked at before it was extended.
        runs: of each alternative, where some were dropped from a choice and have fewer; else empty.
    """

    scenario: str
    alternatives: tuple[str, ...]
    baseline: str
    replications: int
    failed: int
    confidence: float
    metrics: tuple[MetricComparison, ...]
    tasks: Mapping[str, float | None] = field(default_factory=dict)
    front: tuple[str, ...] = ()
    certain: tuple[str, ...] = ()
    primary: str | None = None
    chance_on_front: Mapping[str, float] = field(default_factory=dict)
    looks: tuple[int, ...] = ()
    runs: Mapping[str, int] = field(default_factory=dict)

    def runs_of(self, name: str) -> int:
        """Return how many replications an alternative was run for."""
        return self.runs.get(name, self.replications)

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
            "front": list(self.front),
            "chance_on_front": dict(self.chance_on_front),
            "primary": self.primary,
            "looks": list(self.looks),
            "runs": {name: self.runs_of(name) for name in self.alternatives},
            "missing": {
                name: {entry.metric: entry.missing[name] for entry in self.metrics if entry.missing.get(name)}
                for name in self.alternatives
            },
            "lower_bounds": {
                name: [entry.metric for entry in self.metrics if entry.cut_off.get(name)] for name in self.alternatives
            },
        }


def difference_rows(entry: MetricComparison) -> list[dict[str, Any]]:
    """Return the differences of one metric as rows of differences.parquet."""
    return [
        {
            "metric": entry.metric,
            "alternative": name,
            "baseline": entry.baseline,
            "difference": pair.difference,
            "low": pair.low,
            "high": pair.high,
            "verdict": pair.verdict.value,
            "reason": entry.reasons.get(name),
            "p_value": pair.p_value,
            "variance_reduction": pair.variance_reduction,
            "delta": entry.delta,
            "replications": pair.replications,
            "alone": pair.alone,
            "no_worse": pair.no_worse,
            "replications_needed": pair.needed,
            "cochran": pair.skewed,
        }
        for name, pair in entry.differences.items()
    ]


def _quantiles(intervals: Mapping[int, QuantileInterval]) -> dict[str, dict[str, float | None]]:
    return {f"p{q}": {"quantile": at.quantile, "low": at.low, "high": at.high} for q, at in intervals.items()}


def _mean(interval: MeanInterval) -> dict[str, float | None]:
    return {"mean": interval.mean, "low": interval.low, "high": interval.high}
