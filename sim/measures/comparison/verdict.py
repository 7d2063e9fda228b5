"""What a paired difference comes to in one word, so that all words together are right with the confidence asked for."""

import math
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from sim.measures.comparison.holm_bounds import Bound, Estimate, holm_lower_bounds


class Verdict(StrEnum):
    """How an alternative compares to the baseline in one metric."""

    BETTER = "better"
    WORSE = "worse"
    NO_PRACTICAL_DIFFERENCE = "no practical difference"
    UNDECIDED = "undecided"


class Judgement(NamedTuple):
    """A verdict, and the two-sided p-value of no difference, adjusted for the number of comparisons."""

    verdict: Verdict
    p_value: float | None


def judge(
    gains: Sequence[Estimate | None], delta: float, alpha: float = 0.05, family: int | None = None
) -> tuple[Judgement, ...]:
    """Return a verdict for each alternative; the chance of even one wrong verdict is at most alpha.

    Each side of each difference gets its lower (upper) confidence bound by Holm's method at alpha / 2, so that all
    bounds of both sides hold together with 1 - alpha, whatever the dependence. The verdict is read from them:

    - no practical difference: both bounds lie within -delta .. delta (ends included). This comes first: what is surely
      better by less than delta is not worth a choice.
    - better (worse): the gain is surely above (below) 0.
    - undecided: neither; more replications may tell.

    Wrong is a direction that is not the true one, or `no practical difference` where it is delta or more.

    Args:
        gains: the mean gain over the baseline, an entry an alternative, positive where the alternative is better; None
            where fewer than two replications compare the two.
        delta: the least gain that matters, in the metric's unit, 0 or more.
        alpha: chance of an error allowed, over all alternatives together.
        family: number of comparisons that could have been made, where these were chosen after looking at the results
            (against the best of k: k (k - 1) / 2); by default the number of gains.

    Raises:
        ValueError: a negative delta, or a family smaller than the number of gains.

    >>> gains = [Estimate(5.0, 1.0, 50), Estimate(0.1, 0.2, 50), Estimate(1.0, 1.0, 50)]
    >>> [str(judgement.verdict) for judgement in judge(gains, delta=1.0)]
    ['better', 'no practical difference', 'undecided']

    Source: Guilbaud, "Simultaneous confidence regions corresponding to Holm's step-down procedure and other
        closed-testing procedures", Biometrical Journal 50, 2008 (bounds); Schuirmann, Journal of Pharmacokinetics and
        Biopharmaceutics 15, 1987 (equivalence by two one-sided tests).
    """
    if not delta >= 0.0:
        raise ValueError(f"delta: {delta} is negative; it is the least difference that matters")
    losses = [None if gain is None else gain._replace(mean=-gain.mean) for gain in gains]
    up = holm_lower_bounds(gains, alpha / 2.0, family)
    down = holm_lower_bounds(losses, alpha / 2.0, family)
    return tuple(
        Judgement(
            _verdict(above, below, delta, alpha / 2.0),
            None if gain is None else min(1.0, 2.0 * min(above.p_value, below.p_value)),
        )
        for gain, above, below in zip(gains, up, down, strict=True)
    )


def _verdict(above: Bound, below: Bound, delta: float, alpha: float) -> Verdict:
    if math.isfinite(above.low) and math.isfinite(below.low) and min(above.low, below.low) >= -delta:
        return Verdict.NO_PRACTICAL_DIFFERENCE
    if above.p_value <= alpha:
        return Verdict.BETTER
    if below.p_value <= alpha:
        return Verdict.WORSE
    return Verdict.UNDECIDED
