"""Alternatives side by side: means, paired differences with verdicts, and who is likely the best, metric by metric."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from sim.luck import Purpose, uniforms
from sim.measures.comparison.best import draws_a_resample, normal_draws, probability_of_best
from sim.measures.comparison.comparable import Size, why_not
from sim.measures.comparison.criterion import Criterion, differences, is_open
from sim.measures.comparison.cut_off import TaskCounts, most
from sim.measures.comparison.front import chance_on_front, shown_front
from sim.measures.comparison.leader import ahead
from sim.measures.comparison.looks import spent
from sim.measures.comparison.mean import MeanInterval, mean_interval
from sim.measures.comparison.paired import PairedDifference
from sim.measures.comparison.quantile import quantile_interval
from sim.measures.comparison.ratio import pseudo_values
from sim.measures.comparison.result import BEST, Comparison, MetricComparison
from sim.measures.comparison.verdict import Verdict
from sim.measures.metrics.catalogue import SHARES_OF_TASKS, default_delta, greatest, metric_info

Array = npt.NDArray[np.float64]

_Settings = tuple[float, float | None, tuple[float, float], bool]

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
    counts: TaskCounts | None = None,
    certain: Sequence[bool] | None = None,
    waves: Sequence[Hashable] | None = None,
    denominators: Mapping[str, Array] | None = None,
    primary: str | None = None,
    looks: Sequence[int] = (),
    ran: Array | None = None,
    resamples: int = RESAMPLES,
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
        counts: tasks of each run, (replications, alternatives); None: no run is cut off, and none turns tasks away.
        certain: whether every replication of an alternative is the same by construction; None: of none.
        waves: how the tasks of each alternative come in waves; None: unknown, and taken for the same.
        denominators: what a ratio was divided by, by metric, shaped as its values: its mean is then total over total.
        primary: the metric that decides, if the others are no worse; None: none does.
        ran: which replications were run at all, (replications, alternatives), 1 or 0: whoever was dropped from a choice
            has no more of them, which is no missing value; None: all were.
        looks: after how many replications this study was looked at before: each halves the error that is allowed now.
        resamples: by which chances of being best are counted; nothing else depends on them.

    Raises:
        ValueError: an unknown metric or baseline.

    >>> spans = np.array([[10.0, 8.0], [12.0, 9.5], [11.0, 9.0], [13.0, 11.0]])
    >>> found = compare_values("x", ["slow", "fast"], {"makespan": spans}, baseline="slow", seed=1)
    >>> found.metric("makespan").differences["fast"].difference, found.metric("makespan").leader
    (-2.125, 'fast')
    """
    if baseline != BEST and baseline not in alternatives:
        raise ValueError(f"baseline {baseline!r} is not one of {', '.join(alternatives)}")
    given, replications = deltas or {}, max((len(table) for table in values.values()), default=0)
    u = bootstrap_uniforms(seed, replications, resamples)
    normal = normal_draws(u, replications)
    sizes = (None,) * len(alternatives) if tasks is None else tuple(tasks)
    sure = (False,) * len(alternatives) if certain is None else tuple(certain)
    ratios = {name: pseudo_values(values[name], below) for name, below in (denominators or {}).items()}
    criteria = {
        name: _criterion(name, ratios.get(name, table), sizes, counts, sure)._replace(ran=ran)
        for name, table in values.items()
    }
    level = spent(confidence, len(looks))
    work = [Size(*each) for each in zip(sizes, waves or (None,) * len(sizes), strict=True)]
    entries = [
        _as_comparable(
            _compare_metric(
                name, tuple(alternatives), criterion, baseline, given.get(name), u, normal, level, counts, values[name]
            ),
            work,
        )
        for name, criterion in criteria.items()
    ]
    told = _told(entries, criteria)
    chances = chance_on_front(told, u) if told and len(alternatives) > 1 else None
    return Comparison(
        scenario,
        tuple(alternatives),
        baseline,
        replications,
        failed,
        confidence,
        tuple(entries),
        dict(zip(alternatives, sizes, strict=True)),
        tuple(alternatives[place] for place in shown_front(told, level)) if told else tuple(alternatives),
        tuple(name for name, is_sure in zip(alternatives, sure, strict=True) if is_sure),
        primary,
        {} if chances is None else dict(zip(alternatives, chances, strict=True)),
        tuple(looks),
        {} if ran is None else {name: int(ran[:, i].sum()) for i, name in enumerate(alternatives)},
    )


def _told(entries: Sequence[MetricComparison], criteria: Mapping[str, Criterion]) -> list[Criterion]:
    """Return the metrics of which some run has a value, each with what matters in it."""
    return [
        criteria[entry.metric]._replace(
            delta=entry.delta, share=None if entry.delta_is_given else metric_info(entry.metric).delta_share
        )
        for entry in entries
        if entry.counts
    ]


def _criterion(
    metric: str, table: Array, tasks: tuple[float | None, ...], counts: TaskCounts | None, certain: tuple[bool, ...]
) -> Criterion:
    """Return a metric as one by which alternatives are weighed; its least difference is not known yet."""
    info = metric_info(metric)
    told = tasks if metric in SHARES_OF_TASKS else (None,) * len(tasks)
    plain = Criterion(table, info.higher_is_better, 0.0, told, within=(0.0, greatest(metric)), certain=certain)
    if counts is None:
        return plain
    ends = most(metric, table, counts.unfinished, counts.counted)
    return plain._replace(
        most=ends if is_open(table, ends) else None,
        unserved=counts.unserved if info.unit == "s" and np.nan_to_num(counts.unserved).any() else None,
    )


def _compare_metric(
    metric: str,
    names: tuple[str, ...],
    criterion: Criterion,
    baseline: str,
    delta: float | None,
    u: Array,
    normal: Array,
    confidence: float,
    counts: TaskCounts | None,
    runs: Array,
) -> MetricComparison:
    table, columns = criterion.values, range(len(names))
    cut_off = {name: _cut_off(criterion, i) for i, name in enumerate(names)}
    means = {name: _mean(criterion, i, confidence) for i, name in enumerate(names)}
    base, family = _base(names, table, baseline, criterion.higher_is_better)
    least = default_delta(metric, means[names[base]].mean) if delta is None else delta
    share = metric_info(metric).delta_share if delta is None else None
    others = [i for i in columns if i != base]
    asked = criterion._replace(delta=least, share=share)
    pairs = differences(asked, base, others, confidence, max(family, 1))
    best = probability_of_best(table, u, higher_is_better=criterion.higher_is_better, normal=normal)
    # Values that are only the least that they can be show nobody to be the best.
    nobody = (None,) * len(names) if any(cut_off.values()) else None
    return MetricComparison(
        metric=metric,
        baseline=names[base],
        delta=least,
        delta_is_given=delta is not None,
        means=means,
        quantiles={
            name: {q: quantile_interval(runs[:, i], q, confidence) for q in QUANTILES} for i, name in enumerate(names)
        },
        differences={names[i]: difference.found for i, difference in zip(others, pairs, strict=True)},
        probability_of_best=dict(zip(names, nobody or best.probability, strict=True)),
        opportunity_cost=dict(zip(names, nobody or best.opportunity_cost, strict=True)),
        reasons={names[i]: difference.reason for i, difference in zip(others, pairs, strict=True)},
        cut_off=cut_off,
        empty={name: _empty(table[:, i], counts, i) for i, name in enumerate(names)},
        ahead=None if (first := ahead(table, higher_is_better=criterion.higher_is_better)) is None else names[first],
        missing={name: _missing(criterion, i) for i, name in enumerate(names)},
    )


def _as_comparable(entry: MetricComparison, work: Sequence[Size]) -> MetricComparison:
    """Return a metric's comparison without a better, a worse and a best where it does not mean the same."""
    info, names = metric_info(entry.metric), list(entry.means)
    size = dict(zip(names, work, strict=True))
    whys = {name: why_not(info, size[name], size[entry.baseline]) for name in names}
    pairwise = next((why for why in whys.values() if why is not None), None)
    if pairwise is None:
        return entry
    return replace(
        entry,
        differences={
            name: found if whys[name] is None else _undirected(found) for name, found in entry.differences.items()
        },
        reasons={name: whys[name] or entry.reasons.get(name) for name in entry.differences},
        probability_of_best=dict.fromkeys(names),
        opportunity_cost=dict.fromkeys(names),
        incomparable=pairwise,
    )


def _undirected(found: PairedDifference) -> PairedDifference:
    told = found.verdict is Verdict.NO_PRACTICAL_DIFFERENCE
    return found if told else found._replace(verdict=Verdict.UNDECIDED, needed=None)


def _missing(criterion: Criterion, place: int) -> int:
    absent = np.isnan(criterion.values[:, place])
    return int((absent if criterion.ran is None else absent & (criterion.ran[:, place] > 0.0)).sum())


def _cut_off(criterion: Criterion, place: int) -> int:
    return 0 if criterion.most is None else int((criterion.most[:, place] > criterion.values[:, place]).sum())


def _empty(values: Array, counts: TaskCounts | None, place: int) -> int:
    return 0 if counts is None else int((np.isnan(values) & (counts.counted[:, place] == 0.0)).sum())


def _mean(criterion: Criterion, place: int, confidence: float) -> MeanInterval:
    """Return the mean of an alternative; its interval reaches as far as its values may."""
    certain = criterion.certain is not None and criterion.certain[place]
    settings = (confidence, criterion.tasks[place], criterion.within, certain)
    interval = mean_interval(criterion.values[:, place], *settings)
    if _missing(criterion, place):
        return _at_worst(criterion, place, interval, settings)
    if criterion.most is None or not _cut_off(criterion, place):
        return interval
    ends = criterion.most[:, place]
    if np.isinf(ends).any():
        return interval._replace(high=None)
    return interval._replace(high=mean_interval(ends, *settings).high)


def _at_worst(criterion: Criterion, place: int, interval: MeanInterval, settings: _Settings) -> MeanInterval:
    """Return a mean over fewer runs than there were, with an interval that holds whatever the others would have been.

    Runs without a value may lack it because they were bad: then the rest flatters the alternative.

    Source: Manski, "Partial Identification of Probability Distributions", 2003, chapter 1.
    """
    ran = np.full(len(criterion.values), True) if criterion.ran is None else criterion.ran[:, place] > 0.0
    least, greatest = criterion.within
    highest = criterion.values if criterion.most is None else criterion.most
    low, high = (_filled(values[ran, place], end) for values, end in ((criterion.values, least), (highest, greatest)))
    return interval._replace(
        low=None if low is None else mean_interval(low, *settings).low,
        high=None if high is None else mean_interval(high, *settings).high,
    )


def _filled(values: Array, end: float) -> Array | None:
    filled = np.where(np.isnan(values), end, values)
    return None if np.isinf(filled).any() else filled


def _base(names: tuple[str, ...], table: Array, baseline: str, higher: bool) -> tuple[int, int]:
    """Return the baseline's index and the number of comparisons that could have been made."""
    k = len(names)
    if baseline != BEST:
        return names.index(baseline), k - 1
    # The baseline was chosen after looking: any pair might have been the one compared.
    return ahead(table, higher_is_better=higher) or 0, k * (k - 1) // 2


def bootstrap_uniforms(seed: int, replications: int, resamples: int = RESAMPLES) -> Array:
    """Return the uniforms of all bootstrap resamples of a study, (resamples, draws).

    Args:
        seed: of the study.
        replications: that are resampled.
        resamples: how many.

    >>> bootstrap_uniforms(1, 30).shape
    (2000, 30)
    """
    draws = max(1, draws_a_resample(replications))
    return uniforms(seed, 0, Purpose.BOOTSTRAP, wave=0, k=0, n=resamples * draws).reshape(resamples, draws)
