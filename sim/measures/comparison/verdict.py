"""What an interval of a difference comes to in one word."""

from enum import StrEnum


class Verdict(StrEnum):
    """How an alternative compares to the baseline in one metric."""

    BETTER = "better"
    WORSE = "worse"
    NO_PRACTICAL_DIFFERENCE = "no practical difference"
    UNDECIDED = "undecided"


def verdict_of(low: float, high: float, delta: float, *, higher_is_better: bool) -> Verdict:
    """Return what an interval says of a difference; nothing but the interval decides.

    So a verdict is wrong (the direction is not the true one, or the difference is delta or more under `no practical
    difference`) only where the interval misses the true difference: all verdicts on a metric are right together with
    the confidence with which its intervals hold together.

    - no practical difference: the interval lies within -delta .. delta (ends included). This comes first: what is
      surely better by less than delta is not worth a choice.
    - better, worse: the interval lies on one side of 0, without it.
    - undecided: neither; more replications may tell.

    Args:
        low: end of the interval of alternative - baseline, in the metric's unit; -inf where there is no bound.
        high: likewise; inf where there is no bound.
        delta: the least difference that matters, in the metric's unit, 0 or more.
        higher_is_better: whether more of the metric is better.

    Raises:
        ValueError: a negative delta.

    >>> [str(verdict_of(*ends, 1.0, higher_is_better=True)) for ends in ((0.5, 3.0), (-0.5, 0.9), (-0.5, 2.0))]
    ['better', 'no practical difference', 'undecided']

    Source: Schuirmann, Journal of Pharmacokinetics and Biopharmaceutics 15, 1987 (equivalence by an interval within
        bounds). Holm's step-down tests find more directions, but the intervals that agree with them end at 0 for
        everything found as long as one difference is not (Strassburger, Bretz, Statistics in Medicine 27, 2008;
        Guilbaud, Biometrical Journal 50, 2008): they would not say how much a change brings, which is what is asked.
    """
    if not delta >= 0.0:
        raise ValueError(f"delta: {delta} is negative; it is the least difference that matters")
    if -delta <= low and high <= delta:
        return Verdict.NO_PRACTICAL_DIFFERENCE
    if low > 0.0:
        return Verdict.BETTER if higher_is_better else Verdict.WORSE
    if high < 0.0:
        return Verdict.WORSE if higher_is_better else Verdict.BETTER
    return Verdict.UNDECIDED
