"""One metric by which alternatives are weighed, and the differences that it shows between them."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim.measures.comparison.paired import PairedDifference, paired_differences
from sim.measures.comparison.sample import Array
from sim.measures.comparison.unserved import excess
from sim.measures.comparison.verdict import Verdict


class Criterion(NamedTuple):
    """One metric by which alternatives are weighed.

    Args:
        values: (replications, alternatives), all on the same luck; NaN where there is none.
        higher_is_better: whether more of it is better.
        delta: the least difference that matters, in its unit.
        tasks: a run, by alternative, where it is a share of them; else None for each.
        most: that each value can be, where some are only the least; None: all are exact.
        unserved: tasks that ended without service, likewise, where the metric is a time; else None.
        share: where delta is this share of the mean of the alternative compared with; None: delta is a number.
        within: the least and the greatest value that the metric can have.
        certain: of each alternative, whether every replication is the same by construction; None: of none.
        ran: 1 where a replication of an alternative was run at all, else 0, likewise; None: all were.
    """

    values: Array
    higher_is_better: bool
    delta: float
    tasks: tuple[float | None, ...]
    most: Array | None = None
    unserved: Array | None = None
    share: float | None = None
    within: tuple[float, float] = (-math.inf, math.inf)
    certain: tuple[bool, ...] | None = None
    ran: Array | None = None


class Difference(NamedTuple):
    """A difference, and why no number of replications closes an end of its interval; None: it is closed, or might."""

    found: PairedDifference
    reason: str | None


def differences(
    criterion: Criterion, base: int, others: Sequence[int], confidence: float, family: int
) -> tuple[Difference, ...]:
    """Return the paired differences of some alternatives to another one.

    Args:
        criterion: the metric.
        base: number of the alternative that they are compared with.
        others: numbers of those that are compared.
        confidence: of all intervals together.
        family: number of comparisons that could have been made.
    """
    if criterion.ran is not None:
        return tuple(
            found
            for place in others
            for found in differences(_both_ran(criterion, base, place), base, [place], confidence, family)
        )
    values, most = criterion.values, criterion.values if criterion.most is None else criterion.most
    level = (1.0 - confidence) / family
    more = [_more_unserved(criterion, base, i, level) for i in others]
    # Who turns more tasks away has shorter times for it: how long they would be otherwise is not known.
    ends = [values[:, i] + np.inf if far else most[:, i] for i, far in zip(others, more, strict=True)]
    paired = paired_differences(
        values[:, base],
        values[:, list(others)],
        higher_is_better=criterion.higher_is_better,
        delta=criterion.delta,
        confidence=confidence,
        family=family,
        tasks=[_fewer(criterion.tasks[base], criterion.tasks[i]) for i in others],
        most=None if criterion.most is None and not any(more) else (most[:, base], np.stack(ends, axis=1)),
        share=criterion.share,
        within=criterion.within,
        certain=[_is_certain(criterion, base, i) for i in others],
    )
    return tuple(
        Difference(each, _reason(each, _is_open(criterion, i), _is_open(criterion, base), far))
        for each, i, far in zip(paired, others, more, strict=True)
    )


def _both_ran(criterion: Criterion, one: int, other: int) -> Criterion:
    """Return the criterion in the replications in which two alternatives were run."""
    assert criterion.ran is not None
    both = (criterion.ran[:, one] > 0.0) & (criterion.ran[:, other] > 0.0)
    values, most, unserved = (
        None if table is None else table[both] for table in (criterion.values, criterion.most, criterion.unserved)
    )
    assert values is not None
    return criterion._replace(values=values, most=most, unserved=unserved, ran=None)


def is_open(values: Array, most: Array) -> bool:
    """Return whether some values are only the least that they can be."""
    return bool((most > values).any())


def _is_open(criterion: Criterion, place: int) -> bool:
    return criterion.most is not None and is_open(criterion.values[:, place], criterion.most[:, place])


def _more_unserved(criterion: Criterion, base: int, place: int, level: float) -> bool:
    if criterion.unserved is None:
        return False
    return excess(criterion.unserved[:, place], criterion.unserved[:, base], level) is not None


def _is_certain(criterion: Criterion, one: int, other: int) -> bool:
    return criterion.certain is not None and criterion.certain[one] and criterion.certain[other]


def _reason(found: PairedDifference, alternative: bool, baseline: bool, unserved: bool) -> str | None:
    whose = {(True, False): "of the alternative", (False, True): "of the baseline", (True, True): "of both"}
    cut_off = whose.get((alternative, baseline))
    reasons = [f"the end of the run cuts off tasks {cut_off}"] if cut_off else []
    reasons += ["more tasks of the alternative end without service"] if unserved else []
    if found.alone:
        reasons.append(f"in {found.alone} replications only one of the two has a value")
    if not reasons and found.all_the_same and found.needed is None and found.verdict is Verdict.UNDECIDED:
        reasons.append(f"all {found.replications} differences are the same, which shows nothing of rarer runs")
    return " and ".join(reasons) or None


def _fewer(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else min(one, other)
