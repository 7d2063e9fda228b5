"""Which size is the first that is enough: bisection over sizes of which some stay undecided.

Sizes are numbered from 0, ascending. An *answer* is the number of the smallest size that meets the requirements; with
K sizes the answer K means that none does. Taken for granted: what a size meets, every larger one meets.

The search is a binary tree over the K + 1 answers. For every answer the sizes on its way down the tree are fixed
beforehand, at most `depth(K)`; an answer is ruled out when one of these speaks against it. The true answer is ruled out
only by a wrong verdict on one of *its* sizes, so with an error of alpha / depth(K) on each verdict it stays among the
answers that are left with probability 1 - alpha, however the sizes' luck hangs together and wherever the search went.
That is the duality of tests and confidence sets: no answer needs a correction for the other answers.
"""

from bisect import bisect_left
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from sim.measures.questions.evidence import Meets

Examine = Callable[[int], Meets]
"""The number of a size -> what is known of it."""


class Answers(NamedTuple):
    """The answers that are left: `low` to `high`, both included."""

    low: int
    high: int


def depth(sizes: int) -> int:
    """Return the greatest number of sizes on the way to any answer.

    >>> [depth(sizes) for sizes in (1, 2, 3, 4, 31, 32)]
    [1, 2, 2, 3, 5, 6]
    """
    return sizes.bit_length()


def search(sizes: int, examine: Examine) -> Answers:
    """Return the answers that are left after examining as few sizes as it takes.

    Two bisections: one for the smallest size that may meet the requirements, one for the smallest that does. Until the
    first size that stays undecided they go the same way; from there one goes on below, for a larger size that does not
    meet them, and one above, for a smaller size that does. So at most about twice `depth(sizes)` sizes are examined.

    Args:
        sizes: how many there are, at least one.
        examine: looks at one size; asked at most once for each.

    >>> search(8, lambda size: Meets.YES if size >= 5 else Meets.NO)
    Answers(low=5, high=5)
    >>> search(8, lambda size: Meets.NO)
    Answers(low=8, high=8)
    >>> search(8, lambda size: Meets.UNDECIDED if size in (3, 4) else Meets.YES if size > 4 else Meets.NO)
    Answers(low=3, high=5)

    Source: duality of tests and confidence sets: Lehmann, Romano, "Testing Statistical Hypotheses", 3rd ed., section
        3.5; stepwise confidence sets without correction: Hsu, Berger, "Stepwise confidence intervals without
        multiplicity adjustment for dose-response and toxicity studies", Journal of the American Statistical
        Association 94, 1999.
    """
    known = cache(examine)
    low = bisect_left(range(sizes), True, key=lambda size: known(size) is not Meets.NO)
    high = bisect_left(range(sizes), True, key=lambda size: known(size) is Meets.YES)
    return Answers(low, high)


def known_of(size: int, left: Answers) -> Meets:
    """Return what the answers that are left say of a size, examined or not.

    >>> [str(known_of(size, Answers(1, 2))) for size in (0, 1, 2)]
    ['does not meet', 'undecided', 'meets']
    """
    if size >= left.high:
        return Meets.YES
    return Meets.NO if size < left.low else Meets.UNDECIDED
