"""What an interval of a difference comes to in one word."""

from enum import StrEnum
from typing import NamedTuple


class Verdict(StrEnum):
    """How an alternative compares to the baseline in one metric."""

    BETTER = "better"
    WORSE = "worse"
    NO_PRACTICAL_DIFFERENCE = "no practical difference"
    UNDECIDED = "undecided"


class Margins(NamedTuple):
    """What is left of a difference beyond what matters, where that is known no better than the difference.

    Args:
        below: lower end of difference + what matters: 0 or more where the difference is surely no lower than that.
        above: upper end of difference - what matters: 0 or less where it is surely no higher.
    """

    below: float
    above: float


def margins_of(low: float, high: float, delta: float) -> Margins:
    """Return the margins of an interval where what matters is a number that is known.

    Args:
        low: end of the interval.
        high: likewise.
        delta: the least difference that matters.

    >>> margins_of(-0.5, 0.75, 1.0)
    Margins(below=0.5, above=-0.25)
    """
    return Margins(low + delta, high - delta)


def verdict_of(
    low: float, high: float, delta: float, *, higher_is_better: bool, margins: Margins | None = None
) -> Verdict:
    """Return what an interval says of a difference; nothing but the interval decides.

    So a verdict is wrong (the direction is not the true one, or the difference is delta or more under `no practical
    difference`) only where the interval misses the true difference: all verdicts on a metric are right together with
    the confidence with which its intervals hold together.

    - no practical difference: the interval lies within -delta .. delta (ends included). This comes first: what is
      surely better by less than delta is not worth a choice. Where delta is a share of a mean that is itself estimated
      from the runs, the margins decide in its place.
    - better, worse: the interval lies on one side of 0, without it.
    - undecided: neither; more replications may tell.

    Args:
        low: end of the interval of alternative - baseline, in the metric's unit; -inf where there is no bound.
        high: likewise; inf where there is no bound.
        delta: the least difference that matters, in the metric's unit, 0 or more.
        higher_is_better: whether more of the metric is better.
        margins: the ends of difference + what matters and difference - what matters, each from the runs that both have;
            None: delta is a number that was known before.

    Raises:
        ValueError: a negative delta.

    >>> [str(verdict_of(*ends, 1.0, higher_is_better=True)) for ends in ((0.5, 3.0), (-0.5, 0.9), (-0.5, 2.0))]
    ['better', 'no practical difference', 'undecided']
    >>> str(verdict_of(-0.5, 0.9, 1.0, higher_is_better=True, margins=Margins(0.2, 0.1)))
    'undecided'

    Source: Schuirmann, Journal of Pharmacokinetics and Biopharmaceutics 15, 1987 (equivalence by an interval within
        bounds); Sasabuchi, Biometrika 67, 1980, and Hauschke, Kieser, Diletti, Burke, Statistics in Medicine 18, 1999
        (of a ratio, by two tests on x - (1 + share) y and x - (1 - share) y). Holm's step-down tests find more
        directions, but the intervals that agree with them end at 0 for everything found as long as one difference is
        not (Strassburger, Bretz, Statistics in Medicine 27, 2008; Guilbaud, Biometrical Journal 50, 2008): they would
        not say how much a change brings, which is what is asked.
    """
    if not delta >= 0.0:
        raise ValueError(f"delta: {delta} is negative; it is the least difference that matters")
    if (-delta <= low and high <= delta) if margins is None else (margins.below >= 0.0 and margins.above <= 0.0):
        return Verdict.NO_PRACTICAL_DIFFERENCE
    if low > 0.0:
        return Verdict.BETTER if higher_is_better else Verdict.WORSE
    if high < 0.0:
        return Verdict.WORSE if higher_is_better else Verdict.BETTER
    return Verdict.UNDECIDED
