"""Does a record hang together, or did something change in the middle of it?"""

from dataclasses import dataclass
from math import exp, sqrt

import numpy as np

from sim.fit.families import Times
from sim.fit.service_times import Draws

MOST_BLOCKS = 400
"""Longer records are looked at in so many blocks of neighbours: where it changes is told to a block."""

FEWEST = 20
"""Values in which a change is looked for."""

SHUFFLES = 1999


@dataclass(frozen=True, slots=True)
class Drift:
    """The place at which a series of values most likely changed.

    Attributes:
        at: place of the first value after the change, in the order of the record; 0: too few to look.
        before: mean of the values before it.
        after: mean of the values from it on.
        p_value: how often the same values, in any other order, look at least as changed.
        is_gradual: a line through all values comes closer to them than two levels do.
    """

    at: int
    before: float | None
    after: float | None
    p_value: float
    is_gradual: bool


NOT_LOOKED = Drift(0, None, None, 1.0, False)
"""Where nothing was looked for, or too little is there."""


def find_drift(values: Times, draws: Draws) -> Drift:
    """Return where the level of a series changed, and whether that can be luck.

    The sum of deviations from the mean is followed along the record; where it strays furthest the level changed. How
    far it strays by luck alone is read from the same values in other orders.

    Args:
        values: in the order of time: one a run, or one an attempt where attempts are independent; shape (n,).
        draws: for the orders.

    >>> generator = np.random.default_rng(3)
    >>> steady = generator.normal(size=200)
    >>> find_drift(steady, lambda number, n: generator.random(n)).p_value > 0.05
    True
    >>> moved = find_drift(steady + (np.arange(200) >= 120), lambda number, n: generator.random(n))
    >>> moved.p_value, abs(moved.at - 120) < 15, moved.is_gradual
    (0.0005, True, False)

    Source: Page, "A test for a change in a parameter occurring at an unknown point", Biometrika 42, 1955; Pettitt,
        Applied Statistics 28, 1979; with its chance by permutation, Antoch, Huskova, Statistics and Probability
        Letters 53, 2001.
    """
    if len(values) < FEWEST or float(np.ptp(values)) == 0.0:
        return NOT_LOOKED
    size = -(-len(values) // MOST_BLOCKS)
    blocks = np.array([values[start : start + size].mean() for start in range(0, len(values), size)])
    strays = np.abs(_paths(blocks[None, :]))[0]
    orders = np.array([np.argsort(draws(number, len(blocks)), kind="stable") for number in range(SHUFFLES)])
    by_luck = np.abs(_paths(blocks[orders])).max(axis=1)
    # Orders that differ in nothing that counts must not be told apart by rounding.
    as_far = int((by_luck >= float(strays.max()) * (1.0 - 1e-9)).sum())
    at = (int(strays.argmax()) + 1) * size
    before, after = values[:at], values[at:]
    return Drift(
        at,
        float(before.mean()),
        float(after.mean()),
        (1 + as_far) / (1 + SHUFFLES),
        _line_error(values) < float(((before - before.mean()) ** 2).sum() + ((after - after.mean()) ** 2).sum()),
    )


def _paths(rows: Times) -> Times:
    """Return the sums of deviations after each value but the last, weighted so that every place can be found.

    Unweighted, a change near an end is missed for ever; by sqrt(k (n-k)), two values at an end look like one.
    The root of that weight lies between: Csorgo, Horvath, "Limit Theorems in Change-Point Analysis", 1997, section 2.1.
    """
    n = rows.shape[1]
    sums = np.cumsum(rows - rows.mean(axis=1, keepdims=True), axis=1)[:, :-1]
    k = np.arange(1, n)
    result: Times = sums / np.sqrt(np.sqrt(k / n * (1.0 - k / n)))
    return result


def _line_error(values: Times) -> float:
    places = np.arange(len(values), dtype=float)
    slope, level = np.polyfit(places, values, 1)
    return float(((values - slope * places - level) ** 2).sum())


def as_factor(drift: Drift) -> float | None:
    """Return by what factor logarithms of times changed; None: nothing was looked at.

    >>> round(as_factor(Drift(5, 0.0, 0.6931472, 0.01, False)), 3)
    2.0
    """
    return None if drift.before is None or drift.after is None else exp(drift.after - drift.before)


def smallest_visible(n: int, sd: float) -> float:
    """Return the change in the middle of a record that would be seen four times in five, about.

    Args:
        n: values.
        sd: standard deviation within a level.

    >>> round(smallest_visible(100, 1.0), 2)
    0.64
    """
    # Two halves of n / 2 values; a difference of 3.2 standard errors is seen with a chance of 80 % at the level 0.05 of
    # a maximum over places (1.36 of the Brownian bridge in place of 1.0 at one place).
    return 3.2 * 2.0 * sd / sqrt(n)
