"""Where larger sizes may do worse: which sizes to look at for it, and what is known if they do.

Bisection takes for granted that what a size meets every larger one meets. Contention, shared services, or a requirement
that more agents make harder to meet deny that, and whole ranges of sizes that would do are passed over. So some sizes
are looked at for the sake of the assumption alone; if one denies it, each size must speak for itself.
"""

from collections.abc import Sequence

from sim.measures.questions.bisection import Answers, known_of
from sim.measures.questions.evidence import Meets

SEARCH = 0.8
"""Share of the allowed error that the search has; the rest is for the sizes looked at for the assumption."""
MOST_SIZES = 64
"""Sizes up to which each is judged by itself, where more agents do worse; of more, few of them would be decided."""


def spread_out(sizes: Sequence[int]) -> tuple[int, ...]:
    """Return numbers of sizes each at most about twice the one before, with the first and the last.

    Any range of sizes whose end is twice its start, or more, has one of them in it.

    Args:
        sizes: ascending.

    >>> [list(range(1, 33))[place] for place in spread_out(list(range(1, 33)))]
    [1, 2, 4, 8, 16, 32]
    >>> spread_out([3, 5, 50])
    (0, 1, 2)
    """
    places = [0]
    for place, size in enumerate(sizes):
        is_next = place + 1 == len(sizes) or sizes[place + 1] > 2 * sizes[places[-1]]
        if is_next and size > sizes[places[-1]]:
            places.append(place)
    return tuple(places)


def denies(left: Answers, size: int, found: Meets) -> bool:
    """Return whether a size says the opposite of what the search concluded from others.

    Args:
        left: the answers that the search left.
        size: its number.
        found: the verdict on it.

    >>> [denies(Answers(8, 8), 5, said) for said in (Meets.YES, Meets.NO, Meets.UNDECIDED)]
    [True, False, False]
    """
    known = known_of(size, left)
    return {Meets.YES: known is Meets.NO, Meets.NO: known is Meets.YES, Meets.UNDECIDED: False}[found]


def smallest(verdicts: Sequence[Meets]) -> Answers:
    """Return what verdicts on each size leave of the answer: the first that may meet, and the first that does.

    >>> no, yes, open_ = Meets.NO, Meets.YES, Meets.UNDECIDED
    >>> smallest([no, open_, yes, yes, no]), smallest([no, no, open_])
    (Answers(low=1, high=2), Answers(low=2, high=3))
    """
    first = [place for place, found in enumerate(verdicts) if found is not Meets.NO]
    sure = [place for place, found in enumerate(verdicts) if found is Meets.YES]
    return Answers(min(first, default=len(verdicts)), min(sure, default=len(verdicts)))
