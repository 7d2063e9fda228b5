"""How many replications would probably tell what these do not."""

import math

from sim.measures.comparison.bounds import Estimate, reach_of
from sim.measures.statistics.intervals import normal_quantile, t_quantile
from sim.numerics import log, log1p

POWER = 0.8
"""How probably so many replications lead to a verdict, if the difference and its spread are what they seem."""
MOST = 10_000_000
"""Replications beyond which a number is none that anybody could run."""
_ROUNDS = 40


def replications_needed(found: Estimate, delta: float, tail: float, power: float = POWER) -> int | None:
    """Return after how many replications the interval of a difference would probably lead to a verdict.

    Either it would then leave out 0, or lie within what matters, whichever takes fewer.

    Args:
        found: what is known of the mean difference.
        delta: the least difference that matters.
        tail: error allowed on each side.
        power: how probably.

    Returns:
        None where no number of replications would, or more than ten million.

    >>> replications_needed(Estimate(1.0, 1.0, 30), 0.0, 0.025)  # (1.97 + 0.84)**2 * 30
    238
    >>> replications_needed(Estimate(0.0, 1.0, 30), 4.0, 0.025)  # 4 is as far on both sides: (2.13 + 1.28)**2 * 30 / 16
    22
    >>> replications_needed(Estimate(0.0, 0.0, 30, least=-1.0, most=1.0), 0.01, 0.025)  # log(0.025) / log(1 - 0.01)
    368

    Source: Chow, Shao, Wang, Lokhnygina, "Sample Size Calculations in Clinical Research", 3rd ed., sections 3.1.1
        (difference) and 3.1.3 (equivalence).
    """
    if found.error == 0.0:
        return _of_equal_values(found, delta, tail)
    upwards = found if found.mean >= 0.0 else found.mirrored()
    direct = _settled(upwards, upwards.mean, tail, normal_quantile(power))
    # At the middle of the margins both of its ends must hold.
    z = normal_quantile(power if upwards.mean > 0.5 * delta else 0.5 + 0.5 * power)
    within = _settled(upwards.mirrored(), delta - upwards.mean, tail, z)
    return min((number for number in (direct, within) if number is not None), default=None)


def _settled(found: Estimate, distance: float, tail: float, z: float) -> int | None:
    """Return how many values put a bound of the mean further than 0 from a place so far away."""
    if distance <= 0.0:
        return None
    spread = found.error * math.sqrt(found.n)
    number = found.n
    for _ in range(_ROUNDS):
        errors = reach_of(t_quantile(1.0 - tail, number - 1), found._replace(n=number)) + z
        wanted = errors * spread / distance
        wanted *= wanted
        if wanted > MOST:
            return None
        before, number = number, max(2, math.ceil(wanted))
        if number == before:
            break
    return number


def _of_equal_values(found: Estimate, delta: float, tail: float) -> int | None:
    upwards = found if found.mean >= 0.0 else found.mirrored()
    numbers = [_until_rare(upwards.mean, upwards.mean - upwards.least, tail)]
    if delta > upwards.mean:
        up = _until_rare(delta - upwards.mean, upwards.most - upwards.mean, tail)
        down = _until_rare(delta + upwards.mean, upwards.mean - upwards.least, tail)
        numbers.append(None if up is None or down is None else max(up, down))
    return min((number for number in numbers if number is not None and number <= MOST), default=None)


def _until_rare(distance: float, away: float, tail: float) -> int | None:
    """Return how many equal values leave so few others, each so far away, that the mean moves no further."""
    if distance <= 0.0 or not math.isfinite(away):
        return None
    return 2 if distance >= away else math.ceil(log(tail) / log1p(-distance / away))
