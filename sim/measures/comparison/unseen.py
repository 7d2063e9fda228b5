"""What so many runs cannot show: a kind of run that is rarer than they can see.

Runs that all come to the same value prove little about runs of another kind. With a chance of q a run is of another
kind, and n runs are all alike with (1 - q) ** n.

Source: Hanley, Lippman-Hand, "If nothing goes wrong, is everything all right?", Journal of the American Medical
Association 249, 1983.
"""

import math

from sim.numerics import exp, expm1, log, log1p

RARE = 0.01
"""A kind of run that comes once in a hundred: what is rarer is taken never to come, and reports say so."""


def unseen_share(replications: int, error: float) -> float:
    """Return the share of runs that may be of another kind, though so many runs were all alike.

    Args:
        replications: that were alike, 1 or more.
        error: chance that the share is larger.

    >>> round(unseen_share(30, 0.05), 3), round(unseen_share(300, 0.05), 4)  # about 3 / n: the rule of three
    (0.095, 0.0099)
    """
    return -expm1(log(error) / replications)


def runs_to_see(error: float, share: float = RARE) -> int:
    """Return how many runs show a kind of run that has this share of them, but for a chance of `error`.

    Args:
        error: chance that none of the runs is of that kind.
        share: of the runs.

    >>> runs_to_see(0.05), runs_to_see(0.01)
    (299, 459)
    """
    return math.ceil(log(error) / log1p(-share))


def unseen_p(replications: int, share: float = RARE) -> float:
    """Return the chance that none of so many runs is of a kind that has this share of them.

    >>> round(unseen_p(299), 4)
    0.0495
    """
    return exp(replications * log1p(-share)) if share < 1.0 else 0.0
