"""A bet against a claim about a mean: proof that holds for any values above a bound, however skewed or rare.

Who claims that a mean is 0 or less offers fair bets on each value. Stakes that lose no more than there is multiply to a
capital that is a million at the end of fewer than one game in a million, if the claim is true. So 1 / capital is a
p-value: at the end, and at any time before it.

Source: Waudby-Smith, Ramdas, "Estimating means of bounded random variables by betting", Journal of the Royal
Statistical Society B 86, 2024; that it holds at any time: Ville's inequality, as in Howard, Ramdas, McAuliffe, Sekhon,
"Time-uniform, nonparametric, nonasymptotic confidence sequences", Annals of Statistics 49, 2021.
"""

import math

import numpy as np

from sim.measures.comparison.sample import Array
from sim.numerics import arrays, exp, log

_STAKES = np.array([0.01, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9, 0.99])
"""Shares of the capital that may be lost at most on one value; a tenth of the capital plays each."""


def bet_p(values: Array, worst: float | None) -> float:
    """Return the p-value of `the true mean is 0 or less`.

    Args:
        values: independent and alike, (n,).
        worst: the least that a value can be, below 0; None: there is no such bound, and nothing to bet on.
            So it is where a value is below it.

    >>> round(bet_p(np.full(160, 0.1), -0.9), 9)  # nearly (1 - 0.1) ** 160, as if one value in ten were the worst
    4.5e-07
    >>> bet_p(np.full(160, 0.1), None)
    1.0
    """
    if worst is None or worst >= 0.0 or float(values.min()) < worst:
        return 1.0
    logs = arrays.log1p(_STAKES[:, None] * (values / -worst)[None, :]).sum(axis=1)
    most = float(logs.max())
    capital = most + log(math.fsum(exp(one - most) for one in logs.tolist()) / len(_STAKES))
    return exp(-max(0.0, capital))
