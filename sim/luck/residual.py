"""The time that is left when one looks at a renewal process at any moment of its steady state.

Its distribution has the density (1 - F(x)) / mean. In terms of the quantile function Q of F, the chance that the
residual is at most Q(p) is G(p) = (integral of Q over 0..p + (1 - p) Q(p)) / mean.

Source: Ross, "Introduction to Probability Models", 11th ed., section 7.7 (the inspection paradox); Cox, "Renewal
Theory", section 2.3.
"""

from functools import lru_cache
from math import fsum

import numpy as np
import numpy.typing as npt

from sim.luck.inverse_cdf import quantile
from sim.scenario import Constant, Distribution, Exponential

Array = npt.NDArray[np.float64]

_CELLS = 20_000


def residual_quantile(distribution: Distribution, u: Array) -> Array:
    """Return the values below which the residual time lies with probability u.

    Exact for constant and exponential times; otherwise Q is integrated over 20,000 cells and G inverted by linear
    interpolation.

    Args:
        distribution: of the whole times, in seconds, with a mean above zero.
        u: probabilities strictly between 0 and 1, any shape.

    >>> residual_quantile(Constant(value=10.0), np.array([0.25])).tolist()  # uniform over the constant
    [2.5]
    """
    if isinstance(distribution, Exponential):
        return quantile(distribution, u)  # memoryless
    if isinstance(distribution, Constant):
        return distribution.value * u
    reached, values = _reached(distribution)
    place = np.clip(np.searchsorted(reached, u, side="right"), 1, len(reached) - 1)
    low, high = reached[place - 1], reached[place]
    share = np.clip((u - low) / (high - low), 0.0, 1.0)
    return values[place - 1] + (values[place] - values[place - 1]) * share


@lru_cache(maxsize=32)
def _reached(distribution: Distribution) -> tuple[Array, Array]:
    """Return G at the middles of the cells, 0 in front, and Q there."""
    middles = (np.arange(_CELLS) + 0.5) / _CELLS
    values = quantile(distribution, middles)
    below = np.cumsum(values) / _CELLS - values / (2 * _CELLS)  # integral of Q up to each middle
    mean = fsum(values.tolist()) / _CELLS
    reached = (below + (1.0 - middles) * values) / mean
    return np.concatenate(([0.0], reached)), np.concatenate(([0.0], values))
