"""Where a probability that rises or falls takes a given value: Newton's method on logarithms, held in a bracket.

On both scales logarithmic, a tail is nearly a straight line, so that few steps are enough from far away.

Source: Press, Teukolsky, Vetterling, Flannery, "Numerical Recipes", 3rd ed., section 9.4 (Newton's method with
bisection).
"""

from collections.abc import Callable
from math import inf

from sim.numerics.elementary import log

_STEPS = 200
_CLOSE = 1e-6
_LONGEST = 8.0


def invert(at: Callable[[float], tuple[float, float]], target: float, guess: float, rising: bool) -> float:
    """Return w with at(w)[0] = target, to a millionth.

    Args:
        at: gives the probability at w, and its derivative's size.
        target: above 0, below 1.
        guess: where to begin.
        rising: whether the probability rises in w.
    """
    w, low, high = guess, -inf, inf
    for _ in range(_STEPS):
        value, slope = at(w)
        if (value < target) == rising:
            low = w
        else:
            high = w
        if value > 0.0 and slope > 0.0:
            step = log(target / value) * value / slope
            following = w + min(_LONGEST, max(-_LONGEST, step if rising else -step))
        else:
            following = w + (_LONGEST if (value < target) == rising else -_LONGEST)
        if abs(following - w) <= _CLOSE:
            return following
        if low < following < high:
            w = following
        elif low == -inf or high == inf:
            return w  # the two sides contradict each other: only rounding is left
        else:
            w = (low + high) / 2.0
    return w
