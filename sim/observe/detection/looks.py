"""Looks at a growing sample: how often, since when, and what each may spend of the allowed error.

Looking often finds something by chance, so each look spends a part of the allowed error: alpha / (j (j + 1)) at the
j-th, which adds up to alpha over all looks.

Source: Robbins, Siegmund in Siegmund, "Sequential Analysis", 1985; Lan, DeMets, "Discrete sequential boundaries for
clinical trials", Biometrika 70, 1983 (alpha spending).
"""

from functools import lru_cache
from typing import NamedTuple

from sim.measures.statistics import intervals

ALPHA = 0.05
"""Chance of a false alarm: of rates (all agents together) and predictions in a wave, of loads in a run."""


class Looks(NamedTuple):
    """How often a condition was looked at in the wave, and what the sample was at the last look."""

    number: int = 0
    seen: int = 0
    since_s: float = 0.0  # where the sample begins


def spent(alpha: float, look: int) -> float:
    """Return the part of the allowed error that one look may spend: alpha / (j (j + 1)).

    Args:
        alpha: the error allowed over all looks.
        look: j, number of the look from 1.

    >>> [round(spent(0.05, j), 6) for j in (1, 2, 3)]
    [0.025, 0.008333, 0.004167]
    """
    return alpha / (look * (look + 1))


# Samples of looks are small numbers that come back all the time; an inverse beta function takes a microsecond or more.
upper_bound = lru_cache(maxsize=4096)(intervals.upper_bound)
lower_bound = lru_cache(maxsize=4096)(intervals.lower_bound)
