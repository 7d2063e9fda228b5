"""Alternatives side by side: means, paired differences with verdicts, and who is likely the best, metric by metric."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from sim.luck import Purpose, uniforms
from sim.measures.comparison.best import draws_a_resample, probability_of_best
from sim.measures.comparison.front import Criterion, shown_front
from sim.measures.comparison.mean import MeanInterval, mean_interval
from sim.measures.comparison.metric_catalogue import SHARES_OF_TASKS, default_delta, greatest, metric_info
from sim.measures.comparison.paired import paired_differences
from sim.measures.comparison.quantile import quantile_interval
from sim.measures.comparison.result import BEST, Comparison, MetricComparison

Array = npt.NDArray[np.float64]

QUANTILES = (5, 50, 95, 99)
RESAMPLES = 2000


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
        _front(alternatives, entries, values, sizes, confidence),
    )


def _front(
    names: Sequence[str],
    entries: Sequence[MetricComparison],
    values: Mapping[str, Array],
    sizes: tuple[float | None, ...],
    confidence: float,
) -> tuple[str, ...]:
    criteria = [criterion_of(entry, values[entry.metric], sizes) for entry in entries if entry.leader is not None]
    return tuple(names[place] for place in shown_front(criteria, confidence)) if criteria else tuple(names)


def criterion_of(entry: MetricComparison, table: Array, tasks: tuple[float | None, ...]) -> Criterion:
    """Return a metric as one by which alternatives are weighed.

    Args:
        entry: the metric, compared.
        table: its values, (replications, alternatives).
        tasks: a run, by alternative; None where that is unknown.
    """
    told = tasks if entry.metric in SHARES_OF_TASKS else (None,) * len(tasks)
    return Criterion(table, metric_info(entry.metric).higher_is_better, entry.delta, told)


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
    within = (0.0, greatest(metric))
    means = {name: mean_interval(table[:, i], confidence, tasks[i], within) for i, name in enumerate(names)}
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
