"""When a growing number of replications is looked at, and how much of the allowed error each look may spend."""

from typing import NamedTuple

from sim.numerics import whole_power

FEWEST, LEAST, MOST = 5, 20, 160
KEPT = 1.0 / 8.0
"""Share of the error that is kept for going on beyond the last look, where all runs are alike."""


class Look(NamedTuple):
    """One look at the data.

    Args:
        replications: so many, from the first one on.
        share: of the error that is allowed over all looks, 0..1.
    """

    replications: int
    share: float


_FIRST, _NEXT = 0.25, 0.75
"""Where there may be ever more looks: the share of the first one, and of each one beside the one before."""


def looks(least: int = LEAST, most: int = MOST) -> tuple[Look, ...]:
    """Return the looks from `least` to `most` replications, each at twice as many as the one before.

    The last look may spend half of the error, the one before it a quarter, and so on; the first has as much as the
    second. What is clear is clear at a small level too; what is close gets most of the error where there is most data.
    All shares together are 1, so that the chance of an error at any look is what is allowed, whatever the looks have
    to do with each other (Bonferroni).

    Args:
        least: replications at the first look.
        most: replications at the last look, not fewer.

    >>> [tuple(look) for look in looks(20, 160)]
    [(20, 0.125), (40, 0.125), (80, 0.25), (160, 0.5)]
    >>> [tuple(look) for look in looks(30, 30)]
    [(30, 1.0)]

    Source: alpha spending over looks planned beforehand: Lan, DeMets, "Discrete sequential boundaries for clinical
        trials", Biometrika 70, 1983; here by Bonferroni's inequality, which assumes nothing.
    """
    last = ((most - 1) // least).bit_length()  # so often has `least` to be doubled to reach `most`
    return tuple(Look(min(least * 2**place, most), 0.5 ** (last + 1 - max(place, 1))) for place in range(last + 1))


def open_looks(least: int = LEAST, most: int = MOST) -> tuple[Look, ...]:
    """Return looks that later sessions may go on from, each at twice as many replications as the one before.

    A look's share depends on its own number only, and the shares of all looks that there could ever be are 1 together:
    1/4, 3/16, 9/64 and so on. So who asks again with more replications makes the next look of the same plan, and the
    answers of all sessions hold together. The price: with four looks the last one has a tenth of the error, not half.

    Args:
        least: replications at the first look; the same in each session.
        most: the last look has so many, or as many as the doubling reaches below.

    >>> [tuple(look) for look in open_looks(20, 100)]
    [(20, 0.25), (40, 0.1875), (80, 0.140625)]
    >>> open_looks(20, 640)[:3] == open_looks(20, 100)
    True

    Source: as of `looks`; that the shares may be spent over looks without end: Howard, Ramdas, McAuliffe, Sekhon,
        "Time-uniform, nonparametric, nonasymptotic confidence sequences", Annals of Statistics 49, 2021, section 3.2
        (stitching).
    """
    count = (most // least).bit_length()
    return tuple(Look(least * 2**place, _FIRST * whole_power(_NEXT, place)) for place in range(count))
